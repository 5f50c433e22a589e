import { type Band, bandOf, formatScore } from '../core/answers/bands';
import type { ScoredSentence } from '../core/answers/bestSentence';
import { engineName } from '../core/answers/engineName';
import type { HighlightResult, ResultSpan } from '../core/answers/result';
import { harmless } from '../core/text/harmless';
import type { Paint, Style } from './terminal';

const STYLE_OF_BAND: Readonly<Record<Band, Style>> = { strong: 'green', medium: 'yellow', weak: 'blue' };

/**
 * An answer as text for a terminal, without a final line feed.
 *
 * @param found how many passages there are, of which the result may have some only
 * @param best the highest threshold that would show a passage; 0 when none does
 * @param sentences shown below the passages that they lie in
 */
export function renderAnswer(
  result: HighlightResult,
  found: number,
  best: number,
  sentences: readonly ScoredSentence[],
  paint: Paint,
): string {
  const { question, model, spans, chunks, threshold } = result;
  const head = `${paint('bold', harmless(question))}\n${paint('dim', `${engineName(model)}, ${counted(chunks, 'chunk')}, threshold ${formatScore(threshold)}`)}`;
  if (spans.length === 0) return `${head}\n\n${emptyState(threshold, best)}`;
  const passages = spans.map((span) => renderSpan(span, sentences, paint));
  const shown = spans.length < found ? `${spans.length} of ` : '';
  return [head, ...passages, shown + counted(found, 'passage')].join('\n\n');
}

function renderSpan(span: ResultSpan, sentences: readonly ScoredSentence[], paint: Paint): string {
  const section = span.section.map((title) => harmless(title).replace(/\n/g, ' ')).join(' > ');
  const score = paint(STYLE_OF_BAND[bandOf(span.score)], formatScore(span.score));
  const title = `${score}  ${paint('dim', `line ${span.line}${section === '' ? '' : `, ${section}`}`)}`;
  const inside = sentences
    .filter(({ start, end }) => start >= span.start && end <= span.end)
    .map(({ score, text }) => `    ${paint('dim', formatScore(score))}  ${harmless(text).replace(/\s*\n\s*/g, ' ')}`);
  return [title, indented(harmless(span.text)), ...inside].join('\n');
}

function emptyState(threshold: number, best: number): string {
  if (best === 0) return 'Nothing found: no passage has anything of the question.';
  return `Nothing above ${formatScore(threshold)}. The best passage has ${formatScore(best)}.`;
}

function indented(text: string): string {
  return text.replace(/^/gm, '  ');
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
