import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { removeFolder } from '../../../removeFolder';
import { readOptions } from '../../../../scripts/eval/options';
import { questionReport } from '../../../../scripts/eval/questionReport';
import { readQuestions } from '../../../../scripts/eval/questions';
import type { HighlightResult, ResultSpan } from '../../../../src/core/answers/result';
import { QuestionCounter, type PaperCounts } from '../../../../scripts/eval/questionCounts';
import { questionDifference, questionFigures, questionIntervals } from '../../../../scripts/eval/questionFigures';
import { parseQuestions, type PaperQuestions } from '../../../../scripts/eval/questionSet';
import type { TextRange } from '../../../../src/core/text/trim';
import { CLI } from '../../bundles';
import { KnownError } from '../../../../src/core/errors/knownError';

const JOSS = join(import.meta.dirname, '..', '..', '..', 'quality', 'joss');
const root = mkdtempSync(join(tmpdir(), 'evidence-lens-questions-'));
afterAll(() => removeFolder(root));

const none: PaperCounts = {
  ...{ paper: 'p.md', answerable: 0, answered: 0, hit1: 0, hit3: 0, hit5: 0 },
  ...{ unanswerable: 0, unanswerableLit: 0, lit: 0, litRight: 0, tp: 0, predicted: 0, gold: 0 },
};

describe('counts of a question', () => {
  const text = 'One two three four. Five six.';
  const range = (words: string): TextRange => ({ start: text.indexOf(words), end: text.indexOf(words) + words.length });

  it('a question counts lit passages, ranked units, and words', () => {
    const counter = new QuestionCounter('p.md', text);
    counter.add(
      { question: 'a', answerable: true, spans: [range('three four.')] },
      { lit: [[range('two three')], [range('Five')]], ranked: [range('Five six.'), range('One two three four.')] },
    );
    counter.add({ question: 'b', answerable: false, spans: [] }, { lit: [[range('six')]], ranked: [range('One')] });
    counter.add({ question: 'c', answerable: false, spans: [] }, { lit: [], ranked: [] });
    expect(counter.total).toEqual({
      ...{ paper: 'p.md', answerable: 1, answered: 1, hit1: 0, hit3: 1, hit5: 1 },
      ...{ unanswerable: 2, unanswerableLit: 1, lit: 3, litRight: 1, tp: 1, predicted: 4, gold: 2 },
    });
  });

  it('a passage in pieces counts by its pieces only', () => {
    const counter = new QuestionCounter('p.md', text);
    const torn = [range('One'), range('Five')];
    counter.add({ question: 'a', answerable: true, spans: [range('three')] }, { lit: [torn], ranked: [] });
    expect(counter.total).toMatchObject({ answered: 0, lit: 1, litRight: 0, predicted: 2 });
  });
});

describe('figures of questions', () => {
  it('figures are pooled over papers, and 0 when there is nothing to divide by', () => {
    const papers = [
      { ...none, answerable: 2, answered: 1, lit: 4, litRight: 1, tp: 5, predicted: 20, gold: 10, hit1: 1, hit3: 2 },
      { ...none, answerable: 2, unanswerable: 4, unanswerableLit: 1, lit: 4, predicted: 5, gold: 10 },
    ];
    expect(questionFigures(papers)).toEqual({
      ...{ word_precision: 0.2, word_recall: 0.25, word_f1: (2 * 0.2 * 0.25) / (0.2 + 0.25) },
      ...{ answered: 0.25, lit_right: 0.125, lit_per_question: 1, unanswerable_lit: 0.25 },
      ...{ hit_1: 0.25, hit_3: 0.5, hit_5: 0 },
    });
    expect(Object.values(questionFigures([none]))).toEqual(Array(10).fill(0));
  });

  it('two engines are compared on the same papers, so a small difference in each paper is certain', () => {
    const first = Array.from({ length: 12 }, (_, at) => ({ ...none, answerable: 10, answered: (at % 8) + 2 }));
    const second = first.map((paper) => ({ ...paper, answered: paper.answered - 1 }));
    const { values, intervals } = questionDifference(first, second);
    expect(values.answered).toBeCloseTo(0.1, 10);
    expect(intervals.answered[0]).toBeCloseTo(0.1, 10);
    expect(intervals.answered[1]).toBeCloseTo(0.1, 10);
    const [low, high] = [questionIntervals(first).answered[0], questionIntervals(second).answered[1]];
    expect(low).toBeLessThan(high);
  });
});

/** The definitions again, written as plainly as possible, computed from the output of one command line for each question. */
async function byHand(folder: string, name: string): Promise<PaperCounts> {
  const { paper, questions } = parseQuestions(readFileSync(join(folder, 'questions', name), 'utf8'));
  const file = join(folder, 'papers', paper);
  const words = [...readFileSync(file, 'utf8').matchAll(/\S+/g)];
  const touches = (span: TextRange, gold: readonly TextRange[]) =>
    gold.some(({ start, end }) => span.start < end && start < span.end);
  const masked = (spans: readonly TextRange[]) =>
    words.filter(({ index, 0: word }) => touches({ start: index, end: index + word.length }, spans));
  const count = { ...none, paper };
  for (const { question, answerable, spans } of questions) {
    const args = [
      CLI,
      'highlight',
      '--json',
      '--model',
      'keyword',
      '--units',
      '5',
      '--threshold',
      '0.1',
      file,
      question,
    ];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    const answer = JSON.parse(stdout) as HighlightResult & { readonly units: readonly ResultSpan[] };
    const [gold, predicted] = [masked(spans), masked(answer.spans)];
    count.gold += gold.length;
    count.predicted += predicted.length;
    count.tp += predicted.filter((word) => gold.includes(word)).length;
    count.lit += answer.spans.length;
    count.litRight += answer.spans.filter((span) => touches(span, spans)).length;
    if (!answerable) {
      count.unanswerable++;
      if (answer.spans.length > 0) count.unanswerableLit++;
      continue;
    }
    count.answerable++;
    if (answer.spans.some((span) => touches(span, spans))) count.answered++;
    const hit = (rank: number) => (answer.units.slice(0, rank).some((unit) => touches(unit, spans)) ? 1 : 0);
    count.hit1 += hit(1);
    count.hit3 += hit(3);
    count.hit5 += hit(5);
  }
  return count;
}

interface Report {
  readonly papers: number;
  readonly answerable: number;
  readonly unanswerable: number;
  readonly figures: Readonly<Record<string, number>>;
  readonly intervals: Readonly<Record<string, readonly [number, number]>>;
  readonly perPaper: readonly PaperCounts[];
  readonly against: { readonly difference: { readonly values: object; readonly intervals: object } };
}

describe('npm run eval -- --questions', () => {
  const folder = join(root, 'set');
  mkdirSync(join(folder, 'questions'), { recursive: true });
  mkdirSync(join(folder, 'papers'));
  const names = ['joss-bumbl', 'joss-timeseriesflattener'];
  for (const name of names) {
    // Only every second question, because each one starts a program below.
    const all = JSON.parse(readFileSync(join(JOSS, 'dev', `${name}.json`), 'utf8')) as PaperQuestions;
    const questions = all.questions.filter((_, at) => at % 2 === 1);
    writeFileSync(join(folder, 'questions', `${name}.json`), JSON.stringify({ ...all, questions }));
    cpSync(join(JOSS, 'papers', `${name}.md`), join(folder, 'papers', `${name}.md`));
  }
  const args = ['--questions', join(folder, 'questions'), '--model', 'keyword', '--threshold', '0.1'];
  const report = async (...more: string[]): Promise<string> => {
    const options = readOptions([...args, ...more]);
    if (options?.kind !== 'questions') throw new Error('these are options of questions');
    return questionReport(options);
  };

  it('figures equal those from one command line per question, and intervals can be recomputed', async () => {
    const { perPaper, ...found } = JSON.parse(await report('--json')) as Report;
    const expected: PaperCounts[] = [];
    for (const name of names) expected.push(await byHand(folder, `${name}.json`));
    expect(perPaper).toEqual(expected);
    expect(expected.map(({ lit }) => lit > 0)).toEqual([true, true]);
    expect(found).toEqual({
      ...{ papers: 2, answerable: 6, unanswerable: 4 },
      figures: questionFigures(expected),
      intervals: questionIntervals(expected),
    });
  }, 180_000);

  it('two engines are compared in JSON and in a table, and an engine equals itself', async () => {
    const { against } = JSON.parse(await report('--json', '--against', 'keyword')) as Report;
    expect(new Set(Object.values(against.difference.values))).toEqual(new Set([0]));
    expect(new Set(Object.values(against.difference.intervals).flat())).toEqual(new Set([0]));
    const table = await report('--against', 'keyword');
    expect(table).toMatch(/^2 papers, 6 answerable and 4 unanswerable questions;/);
    expect(table).toMatch(/^\| figure +\| keyword +\| keyword +\| difference +\|$/m);
    expect(table).toMatch(/^\| hit_3 +\| \d\.\d{3} \[\d\.\d\d, \d\.\d\d\] .*\| 0\.000 \[0\.00, 0\.00\] +\|$/m);
    expect(table).toMatch(/^\| kind +\| papers \| engine +\| word_f1 \|/m);
    expect(table.match(/^\| joss \| 2 +\| keyword \|/gm)).toHaveLength(2);
  });

  it.each([
    [['--papers', 'x'], '--papers needs --questions'],
    [['rows.jsonl', '--against', 'keyword'], '--against needs --questions'],
    [['--questions', 'q', '--download'], '--download does not go with --questions'],
    [['--questions', 'q', 'rows.jsonl'], "unexpected argument 'rows.jsonl'"],
    [['--questions', 'q', '--threshold', '2'], "--threshold must be a number from 0 to 1, not '2'"],
  ])('refuses %j', (wrong, message) => {
    expect(() => readOptions(wrong)).toThrow(new KnownError('usage', message));
  });

  it('papers are searched beside the questions by default', () => {
    expect(readOptions(['--questions', join('a', 'dev')])).toMatchObject({
      papers: join('a', 'papers'),
      threshold: 0.2,
    });
    expect(readOptions(['--questions', 'a', '--papers', 'b'])).toMatchObject({ papers: 'b', model: 'small' });
  });

  const broken = (content: string): (() => unknown) => {
    const place = mkdtempSync(join(root, 'broken-'));
    writeFileSync(join(place, 'p.md'), 'Text.');
    writeFileSync(join(place, 'q.json'), content);
    return () => readQuestions(place, place);
  };
  const set = (...questions: object[]): string => JSON.stringify({ paper: 'p.md', questions });

  it.each([
    ['no JSON', '{', /q\.json: This is not JSON\.$/],
    ['no paper', '{}', /q\.json: There is no "paper"\.$/],
    ['no list', '{"paper":"p.md"}', /There is no list of "questions"\.$/],
    ['no question', set({}), /Question 1 has no "question"\.$/],
    ['no say', set({ question: '?', spans: [] }), /Question 1 does not say whether it is "answerable"\.$/],
    ['no spans', set({ question: '?', answerable: false }), /Question 1 has no list of spans\.$/],
    [
      'a span outside',
      set({ question: '?', answerable: true, spans: [{ start: 0, end: 6 }] }),
      /Question 1 has a span outside its paper\.$/,
    ],
    ['a missing paper', '{"paper":"z.md","questions":[]}', /z\.md: there is no such file$/],
  ])('says which file of questions cannot be used: %s', (_what, content, message) => {
    expect(broken(content)).toThrow(expect.objectContaining({ code: 'usage' }) as Error);
    expect(broken(content)).toThrow(message);
  });

  it('a folder without questions is reported', () => {
    expect(() => readQuestions(join(root, 'nowhere'), root)).toThrow(/nowhere: there is no such folder$/);
    expect(() => readQuestions(join(folder, 'papers'), root)).toThrow(/there are no questions \(NAME\.json\) here$/);
  });
});
