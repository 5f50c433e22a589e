import { keywordAsker, passagesOf } from '../../test/quality/keywordMarks';
import { judge, readOwnSet, type OwnSet, type Split } from '../../test/quality/ownSet';
import { figure, markdownTable } from './tables';

const THRESHOLDS = [0.1, 0.15, 0.2, 0.3, 0.5];

/** What keyword matching lights for the project's own questions, by half and threshold; undefined when a paper is missing. */
export async function ownQuestions(): Promise<string | undefined> {
  const set = readOwnSet();
  if (set.missing.length > 0) return undefined;
  const ask = keywordAsker();
  const answers = new Map<string, Awaited<ReturnType<typeof ask>>>();
  for (const [name, text] of set.papers) {
    for (const { question } of set.questions) answers.set(name + question, await ask(text, question));
  }
  const lines = (['tune', 'held'] as const).flatMap((half) =>
    THRESHOLDS.map((threshold) =>
      line(set, half, threshold, (paper, question) => passagesOf(answers.get(paper + question)!, threshold)),
    ),
  );
  return markdownTable(
    [
      'half',
      'threshold',
      'answerable questions answered',
      'passages each',
      'share of these that answer',
      'unanswerable questions lit',
      'passages each',
      'passages per unrelated paper',
    ],
    await Promise.all(lines),
  );
}

async function line(
  set: OwnSet,
  half: Split,
  threshold: number,
  passages: (paper: string, question: string) => ReturnType<typeof passagesOf>,
): Promise<string[]> {
  const of = await judge(set, half, (paper, question) => Promise.resolve(passages(paper, question)));
  return [
    half,
    threshold.toFixed(2),
    `${of.answered} of ${of.answerable}`,
    figure(of.lit / of.answerable),
    of.lit === 0 ? '' : figure(of.litRight / of.lit),
    `${of.misled} of ${of.unanswerable}`,
    figure(of.litUnanswerable / of.unanswerable),
    figure(of.litUnrelated / of.unrelated),
  ];
}
