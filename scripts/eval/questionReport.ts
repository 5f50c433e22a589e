import {
  questionDifference,
  questionFigures,
  questionIntervals,
  type Difference,
  type FigureName,
} from '../../src/core/quality/questionFigures';
import type { PaperCounts } from '../../src/core/quality/questionCounts';
import { DEFAULT_SPAN_OPTIONS } from '../../src/core/spans/spans';
import type { QuestionOptions } from './options';
import { askQuestions, readQuestions } from './questions';
import { figure, interval, markdownTable } from './tables';

/** An engine's counts on each paper. */
interface Scored {
  readonly model: string;
  readonly papers: readonly PaperCounts[];
}

/** Asks one engine, or two, all questions of a folder; resolves to what is printed. */
export async function questionReport(options: QuestionOptions): Promise<string> {
  const papers = readQuestions(options.questions, options.papers);
  const view = { ...DEFAULT_SPAN_OPTIONS, threshold: options.threshold, includeReferences: false };
  const score = async (model: string): Promise<Scored> => {
    let done = 0;
    const progress = (paper: string): void => {
      // For whoever waits at a terminal: a full model takes hours.
      if (process.stderr.isTTY) process.stderr.write(`${model}: ${++done} of ${papers.length} papers, ${paper}\n`);
    };
    return { model, papers: await askQuestions(papers, model, view, progress) };
  };
  const engine = await score(options.model);
  const against = options.against === undefined ? undefined : await score(options.against);
  return options.json ? JSON.stringify(jsonOf(engine, against)) : tableOf(engine, against);
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

function tableOf(engine: Scored, against: Scored | undefined): string {
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
  return `${head}\n\n${markdownTable(['figure', ...all.map(({ title }) => title)], rows)}`;
}

function countsOf(papers: readonly PaperCounts[]): { papers: number; answerable: number; unanswerable: number } {
  const sum = (key: 'answerable' | 'unanswerable'): number => papers.reduce((total, row) => total + row[key], 0);
  return { papers: papers.length, answerable: sum('answerable'), unanswerable: sum('unanswerable') };
}
