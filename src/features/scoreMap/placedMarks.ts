import type { Answer, Passage, View } from '../../core/answers/answer';
import type { Heading } from '../../core/paper/types';
import { type Mark, undecided } from '../../core/questions/marks';
import type { Question } from '../../core/questions/question';
import { chunkMarks, type MapPassage } from '../../core/scoreMap/marks';
import type { MapMark } from '../../core/scoreMap/types';
import type { ChunkScores } from '../../core/spans/scores';
import type { TextRange } from '../../core/text/trim';
import type { PassageTarget } from '../../papers/targets';
import type { PaperDocument } from '../../papers/documents';
import type { Papers, ShownPassage } from '../../papers/papers';

/** A mark where it stands now, and what reveals it in the paper. */
interface PlacedMark {
  readonly mark: MapMark;
  readonly target: PassageTarget;
}

/** The marks of a chunk, with what they were made from. */
interface ChunkEntry {
  readonly scores: ChunkScores | undefined;
  /** The shown passages, by place. */
  readonly shown: string;
  readonly marks: readonly PlacedMark[];
}

/** What all marks of a question depend on; when it changes, all are made anew. */
interface Basis {
  readonly key: string;
  readonly answer: Answer;
  readonly decided: readonly Mark[];
}

/** The part of `Papers` that marks are made from. */
type MarkedPapers = Pick<Papers, 'placement' | 'view' | 'locate'>;

/**
 * The marks of one question where they stand in its document. Chunks arrive by the hundred, and a map is drawn while they do: so the marks of
 * a chunk, the same objects, are kept until its scores or passages change.
 */
export class PlacedMarks {
  private basis: Basis | undefined;
  private readonly byChunk = new Map<number, ChunkEntry>();
  private headingsBefore: readonly Heading[] | undefined;

  constructor(private readonly papers: MarkedPapers) {}

  /**
   * In no special order, without those whose text is gone.
   *
   * @param areSeveral whether several questions are lit: then each mark has the slot of its question
   */
  of(document: PaperDocument, question: Question, areSeveral: boolean): PlacedMark[] {
    const { answer, slot } = question;
    this.check(document, question, areSeveral);
    const view = this.papers.view(document.uri);
    const shown = new Map<number, ShownPassage[]>();
    for (const passage of this.papers.placement(document).passages) {
      if (passage.question.id !== question.id) continue;
      shown.set(passage.chunk, [...(shown.get(passage.chunk) ?? []), passage]);
    }
    // What the reader added counts also in a chunk without scores.
    const chunks = new Set([...answer.scoredChunks().map(([chunk]) => chunk), ...shown.keys()]);
    return [...chunks].flatMap((chunk) => {
      const scores = answer.scoresAt(chunk)?.scores;
      const own = shown.get(chunk) ?? [];
      const key = own.map(({ start, end }) => `${start}-${end}`).join();
      const known = this.byChunk.get(chunk);
      if (known && known.scores === scores && known.shown === key) return known.marks;
      const asked = chunkMarks(question, view, chunk, this.passagesIn(chunk, question, view, own));
      const made = asked.flatMap((mark): PlacedMark[] => {
        const { start, end } = mark;
        const place = this.locate(document, mark, question.id);
        if (!place) return [];
        const shown = { ...mark, ...(areSeveral ? { slot } : {}), ...place };
        return [{ mark: shown, target: { uri: document.uri.toString(), question: question.id, start, end } }];
      });
      this.byChunk.set(chunk, { scores, shown: key, marks: made });
      return made;
    });
  }

  /** The headings of the text that was asked, where they stand now; after `of`. */
  headings(document: PaperDocument, { id, answer }: Question): readonly Heading[] {
    this.headingsBefore ??= answer.outline?.headings.flatMap((heading) => {
      const place = this.locate(document, heading, id);
      return place ? [{ ...heading, start: place.start, end: place.end }] : [];
    });
    return this.headingsBefore ?? [];
  }

  private check(document: PaperDocument, { answer, marks, slot }: Question, areSeveral: boolean): void {
    const key = JSON.stringify([document.version, this.papers.view(document.uri), slot, areSeveral]);
    const { basis } = this;
    if (basis?.key === key && basis.answer === answer && basis.decided === marks) return;
    this.basis = { key, answer, decided: marks };
    this.byChunk.clear();
    this.headingsBefore = undefined;
  }

  /** The passages of a chunk at the threshold or above, and those that the reader decided on. */
  private passagesIn(
    chunk: number,
    { answer, marks }: Question,
    view: View,
    shown: readonly ShownPassage[],
  ): MapPassage[] {
    const kept = shown.filter(({ verdict }) => verdict !== undefined).map((passage) => ({ ...passage, isHeld: false }));
    const isShown = (passage: Passage): boolean =>
      shown.some(({ start, end }) => start === passage.start && end === passage.end);
    const found = undecided(answer.passagesIn(chunk, view), marks);
    return [...kept, ...found.map((passage) => ({ ...passage, isHeld: !isShown(passage) }))];
  }

  private locate(
    document: PaperDocument,
    { start, end }: TextRange,
    id: string,
  ): { readonly start: number; readonly end: number; readonly line: number } | undefined {
    const place = this.papers.locate(document, start, end, id);
    const first = place?.pieces[0];
    return first && { start: place.start, end: place.end, line: first.range.start.line + 1 };
  }
}
