import { sentencesOf } from '../paper/sentences';
import { trimToGraphemes } from '../text/graphemes';
import { textOfPieces, within } from '../text/pieces';
import type { BlockScores, ScoredRange, SentenceScores, Span, TokenScores } from '../spans/scores';
import type { Answer, Passage } from './answer';

/** A sentence with its score; offsets of the text that was asked. */
export interface ScoredSentence extends Span {
  readonly text: string;
}

/**
 * The sentences of a passage in text order. Keyword matching and models that read one unit at a time score sentences themselves. For a
 * token classifier, a sentence's score is the mean over its characters; each character counts with the largest probability of a token that
 * covers it (the reference's sentence metric, without its threshold).
 */
export function passageSentences(answer: Answer, passage: Passage): ScoredSentence[] {
  const known = answer.scoresAt(passage.chunk);
  if (!known) return [];
  const { base, scores } = known;
  const sentences =
    scores.kind === 'tokens'
      ? tokenSentences(answer.text, passage, base, scores)
      : ownSentences(scores)
          .map((sentence) => ({ ...sentence, start: sentence.start + base, end: sentence.end + base }))
          .filter((sentence) => sentence.start >= passage.start && sentence.end <= passage.end);
  return sentences.flatMap(({ start, end, score }) => {
    const range = trimToGraphemes(answer.text, start, end);
    if (!range) return [];
    const ranges = within(range, passage.ranges);
    return [{ ...range, ...(ranges.length > 1 ? { ranges } : {}), score, text: textOfPieces(answer.text, ranges) }];
  });
}

/** The sentence of a passage with the highest score; of equal ones the first. */
export function bestSentence(answer: Answer, passage: Passage): ScoredSentence | undefined {
  return passageSentences(answer, passage).reduce<ScoredSentence | undefined>(
    (winner, sentence) => (winner && winner.score >= sentence.score ? winner : sentence),
    undefined,
  );
}

function ownSentences(scores: BlockScores | SentenceScores): readonly ScoredRange[] {
  return scores.kind === 'blocks' ? scores.sentences : scores.units.flatMap(({ sentences }) => sentences);
}

function tokenSentences(text: string, passage: Passage, base: number, scores: TokenScores): ScoredRange[] {
  const length = passage.end - passage.start;
  const levels = new Float32Array(length);
  for (const window of scores.windows) {
    for (let token = 0; token < window.starts.length; token++) {
      const from = Math.max(0, window.starts[token]! + base - passage.start);
      const to = Math.min(length, window.ends[token]! + base - passage.start);
      for (let at = from; at < to; at++) levels[at] = Math.max(levels[at]!, window.probabilities[token]!);
    }
  }
  return sentencesOf(text, passage.start, passage.end).map(({ start, end }) => {
    const covered = levels.subarray(start - passage.start, end - passage.start);
    return { start, end, score: covered.reduce((sum, level) => sum + level, 0) / Math.max(1, end - start) };
  });
}
