import { logistic, logOdds } from './logOdds';
import type { SentenceScores, SentenceUnit } from './scores';

/**
 * Weighs the units of one paper against each other. A model that reads one unit at a time cannot know that the next one answers better, so
 * its own scores light too much where a paper says much about a topic. Clark and Gardner (2018, "Simple and Effective Multi-Paragraph
 * Reading Comprehension") therefore normalise over all paragraphs of a document. Here a sentence's log-odds get the log of its unit's share
 * in the odds of all units: `SCALE * (sentence + unit - log(total)) + SHIFT`. The order of units stays the same.
 *
 * `SCALE` and `SHIFT` keep the meaning of 0.2 and 0.5; they and `LEAST` were chosen on the papers for choosing (docs/QUALITY.md). Training
 * measures and calibrates with the same numbers (`tools/train/measure.py`).
 */
const SCALE = 0.8;
const SHIFT = 1.174;
/**
 * The least total of odds, about that of a paper that hardly touches the topic. Without it, the only unit with any odds would get all of
 * the share, however weak it is.
 */
const LEAST = 0.2;

/** The odds that each unit is evidence, summed. An unread chunk adds nothing yet. */
export function unitOdds({ units }: SentenceScores): number {
  return units.reduce((sum, unit) => sum + Math.exp(unitLogOdds(unit)), 0);
}

/**
 * The scores of a chunk, weighed against the whole paper.
 *
 * @param total `unitOdds` of the visible units of all chunks
 */
export function weighed(scores: SentenceScores, total: number): SentenceScores {
  const shared = Math.log(Math.max(LEAST, total));
  const units = scores.units.map((unit) => {
    const ofUnit = unitLogOdds(unit) - shared;
    const sentences = unit.sentences.map((sentence) => ({
      ...sentence,
      score: logistic(SCALE * (logOdds(sentence.score) + ofUnit) + SHIFT),
    }));
    return { ...unit, sentences };
  });
  return { kind: 'sentences', units };
}

/** A unit is as likely evidence as its best sentence. */
function unitLogOdds({ sentences }: SentenceUnit): number {
  return logOdds(sentences.reduce((highest, { score }) => Math.max(highest, score), 0));
}
