import { describe, expect, it } from 'vitest';
import { engineSource } from '../../../../src/core/answers/source';
import { csvOf, jsonOf } from '../../../../src/core/export/data';
import { importAnnotations } from '../../../../src/core/export/imported';
import { readAnnotations } from '../../../../src/core/export/readWebAnnotations';
import { isReport, reportOf } from '../../../../src/core/export/report';
import type { Evidence, EvidencePassage } from '../../../../src/core/export/types';
import { webAnnotationsOf } from '../../../../src/core/export/webAnnotation';
import { outlinePaper } from '../../../../src/core/paper/outline';
import { markedPassages } from '../../../../src/core/questions/marks';
import { lineOf } from '../../../../src/core/text/lines';

const text =
  '# 😀 On running\n\nWe ran 😀 at dawn, "all" of us.\nAnd again.\n\n## Data, etc.\n\n=2+3 was measured. We ran 😀 at dawn, "all" of us.\n';
const outline = outlinePaper(text, 'markdown');
const view = { threshold: 0.2, minSpanChars: 10, mergeGapChars: 20, includeReferences: false };

function passage(words: string, score: number, more: Partial<EvidencePassage> = {}, from = 0): EvidencePassage {
  const start = text.indexOf(words, from);
  return {
    start,
    end: start + words.length,
    score,
    text: words,
    quote: words,
    line: lineOf(text)(start),
    section: ['😀 On running'],
    edited: false,
    ...more,
  };
}

const RAN = 'We ran 😀 at dawn, "all" of us.';
const second = text.lastIndexOf(RAN);
const evidence: Evidence = {
  file: 'papers/a b.md',
  title: 'On *running*',
  key: 'smith2020',
  text,
  questions: [
    {
      question: 'Who ran?',
      source: engineSource('keyword'),
      threshold: 0.2,
      askedAt: Date.UTC(2026, 0, 2),
      lost: 1,
      passages: [
        passage(`${RAN}\nAnd again.`, 0.899, { verdict: 'accepted' }),
        passage('=2+3 was measured.', 0.25, { section: ['😀 On running', 'Data, etc.'], edited: true }),
      ],
    },
    {
      question: '# What?',
      name: 'My name',
      source: engineSource('acl-verbatim'),
      threshold: 0.2,
      askedAt: 0,
      lost: 0,
      passages: [passage(RAN, 0.5, {}, second)],
    },
  ],
};

describe('a torn passage', () => {
  it('a torn passage has its pieces in JSON, and no passage of one piece has any', () => {
    const ranges = [
      { start: 0, end: 4 },
      { start: 9, end: 12 },
    ];
    const torn = { ...evidence.questions[0]!.passages[0]!, start: 0, end: 12, ranges, text: 'a … b' };
    const json = jsonOf({ ...evidence, questions: [{ ...evidence.questions[0]!, passages: [torn] }] });
    expect(JSON.parse(json)).toMatchObject({
      questions: [
        {
          spans: [
            {
              start: 0,
              end: 12,
              ranges: [
                [0, 4],
                [9, 12],
              ],
            },
          ],
        },
      ],
    });
    expect(jsonOf(evidence)).not.toContain('"ranges"');
  });

  it('a torn passage is one row of CSV and one quote of the report, without what lies between its pieces', () => {
    const [first, last] = [passage('We ran', 0.9), passage('again.', 0.9)];
    const torn = { ...first, end: last.end, ranges: [first, last], text: 'We ran … again.', quote: 'We ran … again.' };
    const whole = { ...evidence, questions: [{ ...evidence.questions[0]!, passages: [torn] }] };
    const [, row, ...others] = csvOf(whole).split('\r\n');
    expect(row!.split(',').slice(-3)).toEqual([String(first.start), String(last.end), 'We ran … again.']);
    expect(others).toEqual(['']);
    const report = reportOf(whole, (line) => `p.md#L${line}`);
    expect(report).toContain('> We ran … again.\n>\n> 0.90 · 😀 On running · [line 3](p.md#L3)');
    expect(report).not.toContain('at dawn');
  });

  it('a torn passage has a target for each piece as a Web Annotation, without what lies between them, and comes back', () => {
    const [first, last] = [passage('We ran', 0.9), passage('again.', 0.9)];
    const torn = { ...first, end: last.end, ranges: [first, last], text: 'We ran … again.' };
    const json = webAnnotationsOf({ ...evidence, questions: [{ ...evidence.questions[0]!, passages: [torn] }] });
    const read = readAnnotations(json, 'none');
    expect(read.map(({ exact }) => exact)).toEqual(['We ran', 'again.']);
    const { found, lost } = importAnnotations(text, outline, read);
    expect([found, lost]).toEqual([2, 0]);
  });

  it('a torn passage is quoted in the report as a reader sees it', () => {
    const row = { ...passage('We ran', 0.9), text: '| We | ran |', quote: 'We · ran' };
    const report = reportOf({ ...evidence, questions: [{ ...evidence.questions[0]!, passages: [row] }] }, () => 'p');
    expect(report).toContain('> We · ran\n');
    expect(report).not.toContain('| We');
  });
});

describe('a passage of a notebook', () => {
  it('a passage of a notebook is named by its cell in the report and in JSON', () => {
    const inCell = passage('We ran', 0.9, { cell: 4, line: 2 });
    const whole = { ...evidence, questions: [{ ...evidence.questions[0]!, passages: [inCell] }] };
    expect(reportOf(whole, () => 'p.ipynb')).toContain('[cell 4, line 2](p.ipynb)');
    expect(JSON.parse(jsonOf(whole))).toMatchObject({ questions: [{ spans: [{ cell: 4, line: 2 }] }] });
  });
});

describe('the report', () => {
  it('the report quotes each passage verbatim with a link back, and escapes markdown in it', () => {
    expect(reportOf(evidence, (line) => `p.md#L${line}`)).toBe(
      [
        '# Evidence: On \\*running\\*',
        '[papers/a b.md](p.md#L1) [@smith2020]',
        '## Who ran?',
        'asked 2026-01-02 by keyword matching · threshold 0.20 · passages: 2 · no longer in the paper: 1',
        '> We ran 😀 at dawn, "all" of us.\n> And again.\n>\n> 0.90 · 😀 On running · [line 3](p.md#L3) · accepted',
        '> =2+3 was measured.\n>\n> 0.25 · 😀 On running › Data, etc. · [line 8](p.md#L8) · edited since',
        '## My name',
        '\\# What?',
        'asked 1970-01-01 by acl-verbatim · threshold 0.20 · passages: 1',
        '> We ran 😀 at dawn, "all" of us.\n>\n> 0.50 · 😀 On running · [line 8](p.md#L8)',
        '',
      ]
        .join('\n\n')
        .trimEnd() + '\n',
    );
  });
});

describe('what is a report', () => {
  const report = reportOf(evidence, (line) => `p.md#L${line}`);

  it('a report is recognised, with any line ends, and when its question has a name', () => {
    const [first, second] = evidence.questions;
    expect(isReport(report)).toBe(true);
    expect(isReport(report.replaceAll('\n', '\r\n'))).toBe(true);
    expect(isReport(reportOf({ ...evidence, questions: [second!, first!] }, () => 'p'))).toBe(true);
  });

  it('a paper about evidence is none, nor one that quotes a report', () => {
    expect(isReport('# Evidence: a review\n\n[Home](index.md)\n\n## Methods\n\nWe asked in 2020.\n')).toBe(false);
    expect(isReport(`# A paper\n\n${report}`)).toBe(false);
    expect(isReport('# Evidence: '.repeat(100_000))).toBe(false);
  });
});

describe('CSV export', () => {
  it('CSV quotes cells that need it and disarms formulas', () => {
    const lines = csvOf(evidence).split('\r\n');
    expect(lines[0]).toBe('file,title,citation_key,question,model,threshold,score,verdict,line,section,start,end,text');
    expect(lines[1]).toBe(
      `papers/a b.md,On *running*,smith2020,Who ran?,keyword,0.2,0.899,accepted,3,😀 On running,${evidence.questions[0]!.passages[0]!.start},${evidence.questions[0]!.passages[0]!.end},"We ran 😀 at dawn, ""all"" of us.\nAnd again."`,
    );
    expect(lines[2]).toMatch(/,"😀 On running > Data, etc\.",\d+,\d+,'=2\+3 was measured\.$/);
    expect(lines).toHaveLength(5);
  });

  it.each([
    ['=1+1', "'=1+1"],
    [' =1', "' =1"],
    ['\u00a0\u3000+1', "'\u00a0\u3000+1"],
    ['\u200b@A1', "'\u200b@A1"],
    ['\n=1', '"\'\n=1"'],
    ['\r\n text', '"\'\r\n text"'],
    ['\ttext', "'\ttext"],
    [';=1+1', `"';'=1+1"`],
    ['text; =1+1', `"text;' =1+1"`],
    ['＝1+1', "'＝1+1"],
    ['＋1', "'＋1"],
    ['－1', "'－1"],
    ['＠A1', "'＠A1"],
    ['plain - text, a=b', '"plain - text, a=b"'],
    ['one; two', '"one; two"'],
  ])('CSV writes %j as %j, which no spreadsheet runs', (question, cell) => {
    const [first] = evidence.questions;
    const csv = csvOf({ ...evidence, questions: [{ ...first!, question, passages: [first!.passages[0]!] }] });
    expect(csv).toContain(`,smith2020,${cell},keyword,`);
  });

  it('CSV is written in time linear in its length', () => {
    const [first] = evidence.questions;
    const text = `x${';'.repeat(500_000)}${' '.repeat(500_000)}x`;
    const passages = [{ ...first!.passages[0]!, text }];
    expect(csvOf({ ...evidence, questions: [{ ...first!, passages }] })).toContain(`"${text}"`);
  });
});

describe('the report of a list of questions', () => {
  it('the report of a list of questions names the list, says where no evidence was found and what was left out, and lists what was not asked', () => {
    const [first] = evidence.questions;
    const none = { ...first!, question: 'Who *swam*?', passages: [], lost: 0 };
    const nearest = passage('And again.', 0.14);
    const questions = [{ ...first!, lost: 0, more: 3 }, none, { ...none, question: 'Who sat?', nearest }];
    const report = reportOf(
      { ...evidence, questions, list: 'My [list]', notAsked: ['And *why*?'] },
      (line) => `x#L${line}`,
    );
    expect(report).toContain(
      '\n\nMy \\[list\\] · questions: 3 · without evidence: 2 · asked 2026-01-02 by keyword matching · threshold 0.20\n\n',
    );
    expect(report.match(/threshold 0\.20/g)).toHaveLength(1);
    expect(report).toContain('weaker passages left out: 3');
    expect(isReport(report)).toBe(true);
    expect(report).toContain('## Who ran?\n\npassages: 2 · weaker passages left out: 3\n\n>');
    expect(report).toContain('## Who \\*swam\\*?\n\nNo evidence found.\n\n##');
    expect(report).toContain(
      '## Who sat?\n\nNo evidence found. The nearest passage is below the threshold:\n\n> And again.\n>\n> 0.14 · below the threshold · ',
    );
    expect(report.endsWith('## Not asked\n\n- And \\*why\\*?\n')).toBe(true);
  });
});

describe('the report of questions that were asked in different ways', () => {
  it('the report of questions that were asked in different ways says of each how it was asked, and is recognised', () => {
    const report = reportOf({ ...evidence, list: 'Mine' }, () => 'p');
    expect(report).toContain('\n\nMine · questions: 2 · without evidence: 0\n\n## Who ran?\n\nasked 2026-01-02 by');
    expect(report).toContain('asked 1970-01-01 by acl-verbatim · threshold 0.20 · passages: 1');
    expect(isReport(report)).toBe(true);
  });
});

describe('JSON export', () => {
  it('JSON uses the names of the command line and correct offsets', () => {
    const { paper, questions } = JSON.parse(jsonOf(evidence)) as {
      paper: unknown;
      questions: {
        question: string;
        name?: string;
        spans: { start: number; end: number; text: string; line: number }[];
      }[];
    };
    expect(paper).toEqual({ file: 'papers/a b.md', title: 'On *running*', citationKey: 'smith2020' });
    expect(questions.map(({ name }) => name)).toEqual([undefined, 'My name']);
    const spans = questions.flatMap((question) => question.spans);
    expect(spans).toHaveLength(3);
    for (const span of spans) expect(text.slice(span.start, span.end)).toBe(span.text);
  });
});

describe('Web Annotations', () => {
  const json = webAnnotationsOf(evidence);
  const { items } = (
    JSON.parse(json) as { first: { items: { target: { source: string; selector: Record<string, unknown>[] } }[] } }
  ).first;

  it('Web Annotations hold a quote with context and a position in code points', () => {
    const [quote, position] = items[0]!.target.selector;
    expect(items[0]!.target.source).toBe('papers/a%20b.md');
    expect(quote).toEqual({
      type: 'TextQuoteSelector',
      exact: `${RAN}\nAnd again.`,
      prefix: '# 😀 On running\n\n',
      suffix: '\n\n## Data, etc.\n\n=2+3 was measur',
    });
    const points = Array.from(text);
    for (const { target } of items) {
      const [{ exact }, { start, end }] = target.selector as [{ exact: string }, { start: number; end: number }];
      expect(points.slice(start, end).join('')).toBe(exact);
    }
    expect(position!['type']).toBe('TextPositionSelector');
  });

  it('exported annotations are imported with question, engine, score and place, also for words that occur twice', () => {
    const { questions, found, lost } = importAnnotations(text, outline, readAnnotations(json, 'none'));
    expect([found, lost]).toEqual([3, 0]);
    const back = questions.map(
      ({ answer, marks }) => [answer.question, answer.source, markedPassages(answer, view, marks)] as const,
    );
    expect(
      back.map(([question, source, passages]) => [
        question,
        source,
        passages.map(({ start, end, score, verdict }) => [start, end, score, verdict]),
      ]),
    ).toEqual(
      evidence.questions.map(({ question, source, passages }) => [
        question,
        source,
        passages.map(({ start, end, score, verdict }) => [start, end, score, verdict]),
      ]),
    );
  });

  it('annotations are found after edits elsewhere, and lost ones are counted', () => {
    const edited = `A new beginning.\n\n${text.replace('=2+3 was measured. ', '')}`;
    const { questions, found, lost } = importAnnotations(
      edited,
      outlinePaper(edited, 'markdown'),
      readAnnotations(json, 'none'),
    );
    expect([found, lost]).toEqual([2, 1]);
    const places = questions.flatMap(({ answer, marks }) =>
      markedPassages(answer, view, marks).map(({ start }) => start),
    );
    expect(places).toEqual([edited.indexOf(RAN), edited.lastIndexOf(RAN)]);
  });

  it('annotations of other programs are read in all forms that the standard allows', () => {
    const foreign = [
      {
        type: 'Annotation',
        bodyValue: 'A note',
        target: { source: 'x', selector: { type: 'TextQuoteSelector', exact: 'And again.' } },
      },
      {
        type: 'Annotation',
        body: ['http://x.example/tag', { type: 'TextualBody', value: 'unused' }],
        target: [
          {
            source: 'x',
            selector: {
              type: 'FragmentSelector',
              value: 'p1',
              refinedBy: { type: 'TextQuoteSelector', exact: 'measured', prefix: 'was ' },
            },
          },
        ],
      },
      { type: 'Annotation', target: 'http://x.example/page' },
    ];
    const read = readAnnotations(JSON.stringify(foreign), 'Imported');
    expect(read).toEqual([
      { exact: 'And again.', prefix: '', suffix: '', question: 'A note' },
      { exact: 'measured', prefix: 'was ', suffix: '', question: 'http://x.example/tag' },
    ]);
    const { questions } = importAnnotations(text, outline, read);
    // A person made them, so they are shown at every threshold, however short.
    expect(
      questions.map(({ answer, marks }) => markedPassages(answer, { ...view, threshold: 1 }, marks).map((p) => p.text)),
    ).toEqual([['And again.'], ['measured']]);
  });

  it.each([
    ['no JSON', '{', 'This file is not JSON'],
    ['a JSON of something else', '{"a":[1]}', 'no annotation with a text-quote selector'],
    ['an empty list', '[]', 'no annotation with a text-quote selector'],
    ['nulls', '[null,{"target":null}]', 'no annotation with a text-quote selector'],
  ] as const)('refuses %s, and says why', (_, content, message) => {
    const refused = expect.objectContaining({
      code: 'badAnnotations',
      message: expect.stringContaining(message) as string,
    }) as Error;
    expect(() => readAnnotations(content, 'x')).toThrow(refused);
  });
});
