import { describe, expect, it } from 'vitest';
import { Answer, type View } from '../../../../src/core/answers/answer';
import { engineSource } from '../../../../src/core/answers/source';
import { type Comparison, comparisonOf } from '../../../../src/core/compare/comparison';
import { comparisonPage } from '../../../../src/core/compare/page';
import { comparisonCsv, comparisonMarkdown } from '../../../../src/core/compare/tables';
import { isReport } from '../../../../src/core/export/report';
import { LibraryAnswer } from '../../../../src/core/library/libraryAnswer';
import { outlinePaper } from '../../../../src/core/paper/outline';

const VIEW: View = { threshold: 0.2, minSpanChars: 1, mergeGapChars: 0, includeReferences: false };
const QUESTIONS = ['Who ran?', '=1+1 | <b>why</b>?'];
const A = '# Running "fast" | a < b\n\nWe ran at dawn. Nobody else did.\n';
const B = '# On walking\n\n=2+3 **people** walked, <script>alert(1)</script> and | sat. They rested.\n';

type Scored = readonly [sentence: string, score: number];

/** An answer of a sentence model: one paragraph, with a score for each sentence. */
function answerOf(question: string, text: string, ...scored: readonly Scored[]): Answer {
  const answer = new Answer(question, engineSource('small'), text, undefined, false);
  const outline = outlinePaper(text, 'markdown');
  answer.setOutline(outline);
  const sentences = scored.map(([sentence, score]) => {
    const start = text.indexOf(sentence);
    return { start, end: start + sentence.length, score };
  });
  const { start, end } = outline.blocks.find(({ kind }) => kind !== 'heading')!;
  answer.addScores(0, { kind: 'sentences', units: [{ start, end, sentences }] });
  return answer;
}

function table(): Comparison {
  const [first, second] = QUESTIONS.map((question) => new LibraryAnswer(question, 'small'));
  first!.set('file:///a.md', answerOf(QUESTIONS[0]!, A, ['We ran at dawn.', 0.8], ['Nobody else did.', 0.3]));
  first!.set('file:///b.md', answerOf(QUESTIONS[0]!, B, ['They rested.', 0.25]));
  first!.set('file:///c.md', answerOf(QUESTIONS[0]!, '# C\n\nNothing here.\n', ['Nothing here.', 0.1]));
  second!.set('file:///b.md', answerOf(QUESTIONS[1]!, B, [B.split('\n')[2]!.replace(' They rested.', ''), 0.9]));
  return comparisonOf(QUESTIONS, 'small', [first!, second!], () => VIEW);
}

const fileOf = ({ address }: { readonly address: string }): string => address.slice('file:///'.length);

describe('compared papers', () => {
  it('each cell has the words of the best sentence, with the score of its passage and its place', () => {
    const { papers, without } = table();
    expect(papers.map(({ address, cells }) => [address, cells.map((cell) => cell && [cell.text, cell.score])])).toEqual(
      [
        [
          'file:///b.md',
          [
            ['They rested.', 0.25],
            ['=2+3 people walked, <script>alert(1)</script> and | sat.', 0.9],
          ],
        ],
        ['file:///a.md', [['We ran at dawn.', 0.8], undefined]],
      ],
    );
    for (const { address, cells } of papers) {
      const text = address.endsWith('a.md') ? A : B;
      for (const cell of cells) {
        if (cell) expect([text.slice(cell.start, cell.end).replaceAll('**', ''), cell.line]).toEqual([cell.text, 3]);
      }
    }
    expect(without).toBe(1);
  });

  it('says what has answered: the server too, once a paper was read there', () => {
    const answer = new LibraryAnswer('Who?', 'small');
    const tableOf = (): Comparison => comparisonOf(['Who?'], 'small', [answer], () => VIEW);
    expect(tableOf().source).toEqual(engineSource('small'));
    answer.set('file:///a.md', new Answer('Who?', engineSource('small', 'lab.example.org'), A));
    expect(tableOf().source).toEqual(engineSource('small', 'lab.example.org'));
    const markdown = comparisonMarkdown(tableOf(), { fileOf, linkTo: () => 'a.md' });
    expect(markdown).toContain('by built-in model on lab.example.org · ');
  });

  it('a table that is not finished has empty cells where no answer has come yet', () => {
    const first = new LibraryAnswer(QUESTIONS[0]!, 'small');
    first.set('file:///a.md', answerOf(QUESTIONS[0]!, A, ['We ran at dawn.', 0.8]));
    const { papers, without } = comparisonOf(QUESTIONS, 'small', [first], () => VIEW);
    expect(papers.map(({ cells }) => cells.map((cell) => cell?.text))).toEqual([['We ran at dawn.', undefined]]);
    expect(without).toBe(0);
    expect(comparisonOf(QUESTIONS, 'small', [], () => VIEW).papers).toEqual([]);
  });
});

describe('the table of compared papers as a file', () => {
  it('markdown has a row for each paper with links to the lines, and nothing of a paper acts as markup', () => {
    const linkTo = (paper: { readonly address: string }, line: number): string => `${fileOf(paper)}#L${line}`;
    const lines = comparisonMarkdown(table(), { fileOf, linkTo }).split('\n');
    expect(lines.slice(4)).toEqual([
      '| Paper | Who ran? | \\=1\\+1 \\| \\<b\\>why\\</b\\>? |',
      '| --- | --- | --- |',
      '| [On walking](b.md#L1) | They rested. (0.25, [line 3](b.md#L3)) | \\=2\\+3 people walked, \\<script\\>alert(1)\\</script\\> and \\| sat. (0.90, [line 3](b.md#L3)) |',
      '| [Running "fast" \\| a \\< b](a.md#L1) | We ran at dawn. (0.80, [line 3](a.md#L3)) | no evidence found |',
      '',
    ]);
    expect(isReport(lines.join('\n'))).toBe(true);
    expect(lines[2]).toContain('papers read without evidence for any question: 1');
  });

  it('CSV has the words of the sentences, a column name for each question, quoted as RFC 4180 asks, and none that a spreadsheet would run', () => {
    const rows = comparisonCsv(table(), fileOf).split('\r\n');
    expect(rows).toEqual([
      'paper,file,1. Who ran?,score 1,line 1,2. =1+1 | <b>why</b>?,score 2,line 2',
      `On walking,b.md,They rested.,0.25,3,"'=2+3 people walked, <script>alert(1)</script> and | sat.",0.9,3`,
      '"Running ""fast"" | a < b",a.md,We ran at dawn.,0.8,3,,,',
      '',
    ]);
  });

  it('an item of a list and a citation are words only, in both files', () => {
    const text = '# On walking\n\n- Limited *memory*, says [(Ray,](#page-1-1) [2021)](#page-1-1).\n';
    const answer = new LibraryAnswer('Who?', 'small');
    answer.set('file:///b.md', answerOf('Who?', text, [text.slice(text.indexOf('- '), -1), 0.5]));
    const found = comparisonOf(['Who?'], 'small', [answer], () => VIEW);
    expect(comparisonCsv(found, fileOf)).toContain('On walking,b.md,"Limited memory, says (Ray, 2021).",0.5,3');
    const markdown = comparisonMarkdown(found, { fileOf, linkTo: () => 'b.md' });
    expect(markdown).toContain('| Limited memory, says (Ray, 2021). (0.50,');
  });

  it.each(['=', '+', '-', '@', '\t=', '\r=', ' ='])('a cell that begins with %j is no formula in CSV', (start) => {
    const papers = [{ address: 'file:///a.md', title: `${start}cmd`, cells: [] }];
    const csv = comparisonCsv({ questions: [], source: engineSource('small'), papers, read: 0, without: 0 }, fileOf);
    expect(csv.split('\r\n').slice(1).join('')).toMatch(/^"?'/);
  });
});

describe('the page of compared papers', () => {
  const page = (comparison: Comparison): string =>
    comparisonPage(
      comparison,
      {
        language: 'en',
        title: 'T & T',
        summary: 's',
        paper: 'Paper',
        none: 'no evidence found',
        unread: 'not asked yet',
        empty: 'nothing',
      },
      {
        style: 'x.css',
        policy: "default-src 'none'",
        open: ({ address }, { start }, question) =>
          `command:open?${encodeURIComponent(`${address} ${start} ${question}`)}`,
        actions: [['Export "it"', 'command:export']],
        fileOf,
      },
    );

  it('texts of papers and questions are escaped, in content and in links', () => {
    const html = page(table());
    expect(html).not.toMatch(/<script|<img|<b>/);
    expect(html).toContain('=2+3 people walked, &lt;script&gt;alert(1)&lt;/script&gt; and | sat.');
    expect(html).toContain('Running &quot;fast&quot; | a &lt; b');
    expect(html).toContain('<th scope="col">=1+1 | &lt;b&gt;why&lt;/b&gt;?</th>');
    const addresses = [...html.matchAll(/href="([^"]*)"/g)].map(([, address]) => address!);
    expect(addresses.every((address) => !/[<>\s]/.test(address))).toBe(true);
  });

  it('each paper is a row with its name as head, each sentence a link, and an empty cell says so', () => {
    const html = page(table());
    expect(html.match(/<tr>/g)).toHaveLength(3);
    expect(html.match(/<th scope="row">/g)).toHaveLength(2);
    expect(html.match(/<td><a href="command:open/g)).toHaveLength(3);
    expect(html.match(/<td class="none">no evidence found<\/td>/g)).toHaveLength(1);
    expect(page({ ...table(), papers: [] })).toContain('<p>nothing</p>');
  });

  it('a question that was not asked says so, and not that there is no evidence', () => {
    const found = { ...table(), read: 1 };
    expect(page(found)).toContain('<td class="none">not asked yet</td>');
    expect(page(found)).not.toContain('no evidence found');
    expect(comparisonMarkdown(found, { fileOf, linkTo: () => 'a.md' })).toContain('| not asked |');
  });
});
