import type { Block, Outline } from '../paper/types';
import { deriveSpans, highestThreshold, type SpanOptions } from '../spans/spans';
import { trimToGraphemes } from '../text/graphemes';
import { overlaps, type TextRange } from '../text/trim';
import { maskScores, scoresIn } from '../spans/mask';
import { type ChunkScores, pieces, type Span } from '../spans/scores';
import { unitOdds, weighed } from '../spans/sharedNormalisation';
import { sectionAt } from '../paper/sections';
import type { AnswerSource } from './source';
import { joinedPieces, textOfPieces } from '../text/pieces';

/** How a reader views an answer. A change of it never runs an engine. */
export interface View extends SpanOptions {
  /** Whether reference lists, front matter and page furniture are lit too. */
  readonly includeReferences: boolean;
}

/** The part of the paper to which a question is limited; UTF-16 code units, end exclusive. */
export interface Scope {
  readonly start: number;
  readonly end: number;
}

/** A passage as the reader sees it: trimmed, whole graphemes. Offsets are those of the text when the question was asked. */
export interface Passage extends Span {
  /** The text. For a passage in pieces, they are joined as in `textOfPieces`. */
  readonly text: string;
  /** The heading path at the passage's start, outermost first. */
  readonly section: readonly string[];
  /** Index of the chunk in which it was found. */
  readonly chunk: number;
}

/** The passages of an answer under one view. */
interface ViewPassages {
  /** By chunk, so that a new chunk costs only its own work. */
  readonly byChunk: Map<number, readonly Passage[]>;
  /** Of all chunks, in text order; undefined after a change. */
  all: readonly Passage[] | undefined;
}

/** For how many views passages are kept: the reader's, the score map's, which begins lower, and one more for a threshold that moves. */
const KEPT_VIEWS = 3;

/** What a view shows of a chunk. Offsets are relative to the chunk. */
interface VisibleChunk {
  readonly base: number;
  readonly text: string;
  readonly scores: ChunkScores;
  /** The hidden parts. Nothing is joined across them. */
  readonly apart: readonly TextRange[];
}

export type AnswerState = 'running' | 'complete' | 'cancelled' | 'failed';

/**
 * The answer to one question about one state of a paper: the scores as they arrive, and the passages as a view of them. It keeps the text
 * that was asked, so that offsets stay right whatever happens to the document.
 */
export class Answer {
  state: AnswerState = 'running';
  private waits = false;
  private outlined: Outline | undefined;
  /** Blocks that are lit only on request, by the chunk that they touch. */
  private hidden: readonly (readonly Block[])[] = [];
  /** As the engine gave them. */
  private readonly own = new Map<number, ChunkScores>();
  /** Scores of sentences as readers see them; empty until somebody asks for them. */
  private readonly weighed = new Map<number, ChunkScores>();
  /** By chunk: the odds of the units that readers see, see `unitOdds`. A chunk is missing until somebody asks for it. */
  private readonly odds = new Map<number, number>();
  private leftOutBefore: { readonly key: string; readonly count: number } | undefined;
  /** By view, as JSON, in the order of their last use. */
  private readonly views = new Map<string, ViewPassages>();

  /**
   * @param text the paper's text when the question was asked
   * @param isWhole whether the engine reads the whole paper. Only then are the scores of sentences weighed against the rest of it
   */
  constructor(
    readonly question: string,
    readonly source: AnswerSource,
    readonly text: string,
    readonly scope?: Scope,
    readonly isWhole = scope === undefined,
  ) {}

  /** Whether it is running, but only after another question that was asked later. */
  get isWaiting(): boolean {
    return this.waits;
  }

  setWaiting(waits: boolean): void {
    this.state = 'running';
    this.waits = waits;
  }

  get outline(): Outline | undefined {
    return this.outlined;
  }

  /** Number of chunks scored so far. */
  get scored(): number {
    return this.own.size;
  }

  /** Number of chunks to score; 0 before the outline is known. */
  get total(): number {
    return this.outlined?.chunks.filter((chunk) => overlaps(chunk, this.scope)).length ?? 0;
  }

  setOutline(outline: Outline): void {
    this.outlined = outline;
    const hidden = outline.blocks.filter((block) => block.role !== 'body');
    this.hidden = outline.chunks.map((chunk) => hidden.filter((block) => overlaps(block, chunk)));
    this.odds.clear();
    this.forgetViews();
  }

  addScores(chunk: number, scores: ChunkScores): void {
    this.own.set(chunk, scores);
    this.odds.delete(chunk);
    if (this.isWhole && scores.kind === 'sentences') {
      this.forgetViews();
      return;
    }
    for (const view of this.views.values()) {
      view.byChunk.delete(chunk);
      view.all = undefined;
    }
    this.leftOutBefore = undefined;
  }

  /** The passages in text order. Returns the same array until scores or view change. */
  passages(view: View): readonly Passage[] {
    const kept = this.kept(view);
    kept.all ??= [...this.own.keys()]
      .sort((a, b) => a - b)
      .flatMap((chunk) => this.passagesOf(chunk, view, kept.byChunk));
    return kept.all;
  }

  /** The passages of one chunk, in text order. Returns the same array until its scores or the view change. */
  passagesIn(chunk: number, view: View): readonly Passage[] {
    return this.passagesOf(chunk, view, this.kept(view).byChunk);
  }

  /** How many passages a view hides because they are in references or front matter. Page furniture does not count: it is no evidence. */
  leftOut(view: View): number {
    if (view.includeReferences) return 0;
    const key = JSON.stringify(view);
    if (this.leftOutBefore?.key === key) return this.leftOutBefore.count;
    let count = 0;
    for (const [index, scores] of this.scoredChunks()) {
      const chunk = this.outlined?.chunks[index];
      const inChunk = this.hidden[index]?.filter(({ role }) => role !== 'furniture') ?? [];
      if (!chunk || inChunk.length === 0) continue;
      const left = scoresIn(scores, chunk, inChunk, this.scope);
      count += deriveSpans(left, this.text.slice(chunk.start, chunk.end), view).length;
    }
    this.leftOutBefore = { key, count };
    return count;
  }

  /** The highest threshold that shows a passage; 0 when no threshold does. */
  best(view: View): number {
    const levels = [...this.own.keys()].map((chunk) => {
      const visible = this.visible(chunk, view);
      return visible ? highestThreshold(visible.scores, visible.text, view, visible.apart) : 0;
    });
    return levels.reduce((best, level) => Math.max(best, level), 0);
  }

  /** The scored chunks with their scores, in the order of the paper. */
  scoredChunks(): (readonly [chunk: number, scores: ChunkScores])[] {
    return this.engineScores().map(([chunk]) => [chunk, this.scoresOf(chunk)!]);
  }

  /** The scored chunks with the scores that the engine gave them, in the order of the paper: what is kept on the disk. */
  engineScores(): (readonly [chunk: number, scores: ChunkScores])[] {
    return [...this.own].sort(([a], [b]) => a - b);
  }

  /** The highest score of any text in a range of the text that was asked; 0 when the range has no scores. */
  highestScore(start: number, end: number): number {
    let highest = 0;
    for (const index of this.own.keys()) {
      const chunk = this.outlined?.chunks[index];
      if (!chunk || chunk.start >= end || chunk.end <= start) continue;
      for (const range of pieces(this.scoresOf(index)!)) {
        if (range.start + chunk.start < end && range.end + chunk.start > start)
          highest = Math.max(highest, range.score);
      }
    }
    return highest;
  }

  /** The scores of a chunk with its start offset, to which they are relative; undefined before it is scored. */
  scoresAt(chunk: number): { readonly base: number; readonly scores: ChunkScores } | undefined {
    const scores = this.scoresOf(chunk);
    const base = this.outlined?.chunks[chunk]?.start;
    return scores === undefined || base === undefined ? undefined : { base, scores };
  }

  private forgetViews(): void {
    this.views.clear();
    this.weighed.clear();
    this.leftOutBefore = undefined;
  }

  /** A chunk's scores as readers see them; undefined before it is scored. */
  private scoresOf(chunk: number): ChunkScores | undefined {
    const own = this.own.get(chunk);
    if (!this.isWhole || own?.kind !== 'sentences') return own;
    if (this.weighed.size === 0) this.weigh();
    return this.weighed.get(chunk);
  }

  private weigh(): void {
    let total = 0;
    for (const [index, scores] of this.own) {
      const odds = this.odds.get(index) ?? this.oddsOf(index, scores);
      this.odds.set(index, odds);
      total += odds;
    }
    for (const [index, scores] of this.own) {
      if (scores.kind === 'sentences') this.weighed.set(index, weighed(scores, total));
    }
  }

  private oddsOf(index: number, scores: ChunkScores): number {
    const chunk = this.outlined?.chunks[index];
    if (!chunk) return 0;
    const visible = maskScores(scores, chunk, this.hidden[index] ?? [], undefined);
    return visible.kind === 'sentences' ? unitOdds(visible) : 0;
  }

  private kept(view: View): ViewPassages {
    const key = JSON.stringify(view);
    const kept = this.views.get(key) ?? { byChunk: new Map<number, readonly Passage[]>(), all: undefined };
    this.views.delete(key);
    this.views.set(key, kept);
    const [oldest] = this.views.keys();
    if (this.views.size > KEPT_VIEWS && oldest !== undefined) this.views.delete(oldest);
    return kept;
  }

  private passagesOf(chunk: number, view: View, byChunk: Map<number, readonly Passage[]>): readonly Passage[] {
    const known = byChunk.get(chunk);
    if (known) return known;
    const visible = this.visible(chunk, view);
    if (!visible) return [];
    const passages = deriveSpans(visible.scores, visible.text, view, visible.apart)
      .map((span) => this.passage(chunk, visible.base, span))
      .filter((passage) => passage !== undefined);
    byChunk.set(chunk, passages);
    return passages;
  }

  /** A chunk's scores without what the view hides; undefined before the outline is known. */
  private visible(index: number, view: View): VisibleChunk | undefined {
    const chunk = this.outlined?.chunks[index];
    const scores = this.scoresOf(index);
    if (!chunk || !scores) return undefined;
    const hidden = view.includeReferences ? [] : (this.hidden[index] ?? []);
    return {
      base: chunk.start,
      text: this.text.slice(chunk.start, chunk.end),
      scores: maskScores(scores, chunk, hidden, this.scope),
      apart: hidden.map(({ start, end }) => ({ start: start - chunk.start, end: end - chunk.start })),
    };
  }

  private passage(chunk: number, base: number, span: Span): Passage | undefined {
    const visible = (span.ranges ?? [span])
      .map(({ start, end }) => trimToGraphemes(this.text, base + start, base + end))
      .filter((range) => range !== undefined);
    const ranges = joinedPieces(visible);
    const [first, last] = [ranges[0], ranges.at(-1)];
    if (!first || !last) return undefined;
    return {
      start: first.start,
      end: last.end,
      ...(ranges.length > 1 ? { ranges } : {}),
      score: span.score,
      text: textOfPieces(this.text, ranges),
      section: sectionAt(this.outlined!, first.start),
      chunk,
    };
  }
}
