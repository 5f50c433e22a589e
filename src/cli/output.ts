import { formatBytes } from '../core/text/sentence';
import type { InstallProgress } from '../model/store/install';
import { type Band, bandOf, formatScore, formatThreshold, isSomething } from '../core/answers/bands';
import type { ScoredSentence } from '../core/answers/bestSentence';
import type { HighlightResult, ResultSpan } from '../core/answers/result';
import { sourceFromText, sourceName } from '../core/answers/source';
import { harmless } from '../core/text/harmless';

/** Styles of text on a terminal: the SGR parameters that set and reset each. */
const STYLES = { bold: [1, 22], dim: [2, 22], green: [32, 39], yellow: [33, 39], blue: [34, 39] } as const;

type Style = keyof typeof STYLES;
export type Paint = (style: Style, text: string) => string;

/** Colours text if the stream is a terminal with colours and NO_COLOR (no-color.org) is not set. */
export function paintFor(stream: NodeJS.WriteStream, env: NodeJS.ProcessEnv = process.env): Paint {
  const coloured = stream.isTTY && stream.hasColors(env) && (env['NO_COLOR'] ?? '') === '';
  if (!coloured) return (_style, text) => text;
  return (style, text) => `\u001b[${STYLES[style][0]}m${text}\u001b[${STYLES[style][1]}m`;
}

const STYLE_OF_BAND: Readonly<Record<Band, Style>> = { strong: 'green', medium: 'yellow', weak: 'blue' };

/**
 * An answer as text for a terminal, without a final line feed.
 *
 * @param found how many passages there are; the result may have only some of them
 * @param best the highest threshold that would show a passage; 0 when none would
 * @param sentences sentences to show below the passages that contain them
 */
export function renderAnswer(
  result: HighlightResult,
  found: number,
  best: number,
  sentences: readonly ScoredSentence[],
  paint: Paint,
): string {
  const { question, model, spans, chunks, threshold } = result;
  const head = `${paint('bold', harmless(question))}\n${paint('dim', `${sourceName(sourceFromText(model))}, ${counted(chunks, 'chunk')}, threshold ${formatThreshold(threshold)}`)}`;
  if (spans.length === 0) return `${head}\n\n${emptyState(threshold, best)}`;
  const passages = spans.map((span) => renderSpan(span, sentences, threshold, paint));
  const shown = spans.length < found ? `${spans.length} of ` : '';
  return [head, ...passages, shown + counted(found, 'passage')].join('\n\n');
}

function renderSpan(span: ResultSpan, sentences: readonly ScoredSentence[], threshold: number, paint: Paint): string {
  const section = span.section.map((title) => harmless(title).replace(/\n/g, ' ')).join(' > ');
  const score = paint(STYLE_OF_BAND[bandOf(span.score)], formatScore(span.score, threshold));
  const title = `${score}  ${paint('dim', `line ${span.line}${section === '' ? '' : `, ${section}`}`)}`;
  const inside = sentences
    .filter(({ start, end }) => start >= span.start && end <= span.end)
    .map(
      ({ score, text }) =>
        `    ${paint('dim', formatScore(score, threshold))}  ${harmless(text).replace(/\s*\n\s*/g, ' ')}`,
    );
  return [title, indented(harmless(span.text)), ...inside].join('\n');
}

function emptyState(threshold: number, best: number): string {
  if (!isSomething(best)) return 'Nothing found: no passage matches the question.';
  return `Nothing above ${formatThreshold(threshold)}. The best passage has ${formatScore(best, threshold)}.`;
}

function indented(text: string): string {
  return text.replace(/^/gm, '  ');
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

const PHASES: Readonly<Record<InstallProgress['phase'], string>> = {
  waiting: 'waiting for another download of this model',
  verifying: 'verifying',
  downloading: 'downloading',
  copying: 'copying',
};
/** The progress between two lines, as a share of the whole, when the output is not a terminal. */
const STEP = 0.1;

/** Shows the progress of an installation on standard error, because standard output is for results. */
export class ProgressLine {
  private shown = '';
  private lastShare = -1;
  private phase = '';

  constructor(private readonly stream: NodeJS.WriteStream) {}

  readonly show = ({ phase, done, total }: InstallProgress): void => {
    const share = total === 0 ? 0 : done / total;
    const amount = total === 0 ? '' : ` ${formatBytes(done)} of ${formatBytes(total)} (${Math.floor(share * 100)} %)`;
    const text = `${PHASES[phase]}${amount}`;
    if (this.stream.isTTY) {
      if (text === this.shown) return;
      this.stream.write(`\r${text.padEnd(this.shown.length)}`);
      this.shown = text;
      return;
    }
    const isNews = phase !== this.phase || share - this.lastShare >= STEP || (share === 1 && this.lastShare < 1);
    if (!isNews) return;
    this.phase = phase;
    this.lastShare = share;
    this.stream.write(`${text}\n`);
  };

  /** Ends the line on a terminal. */
  end(): void {
    if (this.shown !== '') this.stream.write('\n');
  }
}
