import {
  questionDifference,
  questionFigures,
  questionIntervals,
  type Difference,
  type FigureName,
} from './questionFigures';
import type { PaperCounts } from './questionCounts';
import { DEFAULT_SPAN_OPTIONS } from '../../src/core/spans/spans';
import { writeSections } from './document';
import type { QuestionOptions } from './options';
import { askQuestions, readQuestions } from './questions';
import { figure, interval, markdownTable } from './tables';

/** The figures shown for each kind of paper. With so few papers of each kind, intervals would mean nothing. */
const BY_KIND = ['word_f1', 'answered', 'lit_right', 'unanswerable_lit', 'hit_1', 'hit_3'] as const;

/** An engine's counts on each paper. */
interface Scored {
  readonly model: string;
  readonly papers: readonly PaperCounts[];
}

/** Asks one engine, or two, all questions of a folder. Returns the text to print. */
export async function questionReport(options: QuestionOptions): Promise<string> {
  const papers = readQuestions(options.questions, options.papers);
  const view = { ...DEFAULT_SPAN_OPTIONS, threshold: options.threshold, includeReferences: false };
  const score = async (model: string): Promise<Scored> => {
    let done = 0;
    const progress = (paper: string): void => {
      // Progress for a person at a terminal: a full model takes hours.
      if (process.stderr.isTTY) process.stderr.write(`${model}: ${++done} of ${papers.length} papers, ${paper}\n`);
    };
    return { model, papers: await askQuestions(papers, model, view, progress) };
  };
  const engine = await score(options.model);
  const against = options.against === undefined ? undefined : await score(options.against);
  if (options.json) return JSON.stringify(jsonOf(engine, against));
  const tables = tablesOf(engine, against);
  if (options.document) await writeSections(new Map([['questions', tables]]));
  return tables;
}

function jsonOf({ papers }: Scored, against: Scored | undefined): object {
  const own = {
    ...countsOf(papers),
    figures: questionFigures(papers),
    intervals: questionIntervals(papers),
    perPaper: papers,
  };
  if (!against) return own;
  return {
    ...own,
    against: {
      model: against.model,
      figures: questionFigures(against.papers),
      intervals: questionIntervals(against.papers),
      perPaper: against.papers,
      difference: questionDifference(papers, against.papers),
    },
  };
}

function tablesOf(engine: Scored, against: Scored | undefined): string {
  const { papers, answerable, unanswerable } = countsOf(engine.papers);
  const head = `${papers} papers, ${answerable} answerable and ${unanswerable} unanswerable questions; 95 % intervals by bootstrap over papers.`;
  const columns = [engine, ...(against ? [against] : [])].map((scored) => ({
    title: scored.model,
    values: questionFigures(scored.papers),
    intervals: questionIntervals(scored.papers),
  }));
  const difference: (Difference & { readonly title: string })[] = against
    ? [{ title: 'difference', ...questionDifference(engine.papers, against.papers) }]
    : [];
  const all = [...columns, ...difference];
  const names = Object.keys(columns[0]!.values) as FigureName[];
  const rows = names.map((name) => [
    name,
    ...all.map(({ values, intervals }) => `${figure(values[name])} ${interval(intervals[name])}`),
  ]);
  const overall = markdownTable(['figure', ...all.map(({ title }) => title)], rows);
  return [head, overall, byKind([engine, ...(against ? [against] : [])])].join('\n\n');
}

/** The figures by kind of paper. The kind is the start of the paper's name: `joss-bumbl.md` is of the kind `joss`. */
function byKind(engines: readonly Scored[]): string {
  const kindOf = ({ paper }: PaperCounts): string => /^[^-.]+/.exec(paper)?.[0] ?? paper;
  const kinds = [...new Set(engines[0]!.papers.map(kindOf))];
  const rows = kinds.flatMap((kind) =>
    engines.map(({ model, papers }) => {
      const ofKind = papers.filter((paper) => kindOf(paper) === kind);
      const figures = questionFigures(ofKind);
      return [kind, String(ofKind.length), model, ...BY_KIND.map((name) => figure(figures[name]))];
    }),
  );
  return markdownTable(['kind', 'papers', 'engine', ...BY_KIND], rows);
}

function countsOf(papers: readonly PaperCounts[]): { papers: number; answerable: number; unanswerable: number } {
  const sum = (key: 'answerable' | 'unanswerable'): number => papers.reduce((total, row) => total + row[key], 0);
  return { papers: papers.length, answerable: sum('answerable'), unanswerable: sum('unanswerable') };
}
