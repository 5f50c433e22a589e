import { findQuotes } from '../anchors/quoteAnchor';
import { Answer } from '../answers/answer';
import { type AnswerSource, sourceFromText } from '../answers/source';
import type { Outline } from '../paper/types';
import { type Mark, withMark } from '../questions/marks';
import type { ScoredRange } from '../spans/scores';
import { countUpTo } from '../text/lines';
import { Offsets } from '../text/codePoints';
import type { ReadAnnotation } from './readWebAnnotations';

/** An imported question, with the passages found in the paper. */
interface ImportedQuestion {
  readonly answer: Answer;
  readonly marks: readonly Mark[];
}

/** The result of an import. */
export interface Imported {
  readonly questions: readonly ImportedQuestion[];
  readonly found: number;
  /** Number of passages that are not in this paper. */
  readonly lost: number;
}

interface Group {
  readonly answer: Answer;
  marks: readonly Mark[];
  /** Passages with scores by chunk; offsets relative to the chunk. */
  readonly ranges: Map<number, ScoredRange[]>;
}

/**
 * Finds annotations in a paper and makes answers of them, one for each question and engine. A passage with a score is lit by the threshold,
 * as it was when found. A passage without a score was made by a person and is always lit.
 */
export function importAnnotations(text: string, outline: Outline, annotations: readonly ReadAnnotation[]): Imported {
  const offsets = new Offsets(text);
  const places = findQuotes(
    text,
    annotations.map(({ exact, prefix, suffix, start }) => {
      const unit = start === undefined ? undefined : offsets.toCodeUnits(start);
      return { exact, prefix, suffix, ...(unit === undefined ? {} : { start: unit }) };
    }),
  );
  const groups = new Map<string, Group>();
  let found = 0;
  for (const [index, annotation] of annotations.entries()) {
    const place = places[index];
    if (!place) continue;
    found++;
    const { question, model, score, verdict } = annotation;
    const source: AnswerSource = model === undefined ? { kind: 'imported' } : sourceFromText(model);
    const key = JSON.stringify([question, source]);
    const group: Group = groups.get(key) ?? {
      answer: new Answer(question, source, text),
      marks: [],
      ranges: new Map(),
    };
    groups.set(key, group);
    if (score !== undefined) {
      const chunk = Math.max(
        0,
        countUpTo(
          outline.chunks.map((c) => c.start),
          place.start,
        ) - 1,
      );
      const base = outline.chunks[chunk]?.start ?? 0;
      const range = { start: place.start - base, end: place.end - base, score };
      group.ranges.set(chunk, [...(group.ranges.get(chunk) ?? []), range]);
    }
    if (verdict !== undefined || score === undefined) {
      group.marks = withMark(group.marks, { ...place, verdict: verdict ?? 'added' });
    }
  }
  const questions = [...groups.values()].map(({ answer, marks, ranges }) => {
    // Marked passages are shown everywhere, even in a reference list: without blocks, nothing is hidden.
    answer.setOutline({ ...outline, blocks: [] });
    for (const [chunk, scored] of ranges) answer.addScores(chunk, { kind: 'blocks', ranges: scored, sentences: [] });
    answer.state = 'complete';
    return { answer, marks };
  });
  return { questions, found, lost: annotations.length - found };
}
