import * as v from 'valibot';
import type { Block, Chunk, Heading, Outline } from '../paper/types';
import type { ChunkScores, ScoredRange, SentenceUnit, TokenWindow } from '../spans/scores';

/**
 * The shape of data from a file or from another process. Both may hold anything: disks fail, and native libraries write where they should
 * not. Data of another shape is refused as a whole. Unknown keys are ignored.
 *
 * Papers have tens of thousands of blocks, so list items are checked by hand: schemas for them would take ten times as long.
 */

export type Fields = Readonly<Record<string, unknown>>;

/** Whether a value is an object with fields: no list, no null. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The fields of a value; empty when it has none. */
export function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : {};
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** Whether a value is a range of text that does not end before it starts. */
export function isRange(value: unknown): value is Fields & { readonly start: number; readonly end: number } {
  return isFields(value) && isCount(value['start']) && isCount(value['end']) && value['start'] <= value['end'];
}

function isScore(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && value <= 1;
}

/** The members of a string type. A missing one is a type error. */
export function wordsOf<T extends string>(words: Readonly<Record<T, true>>): ReadonlySet<unknown> {
  return new Set(Object.keys(words));
}

const KINDS = wordsOf<Block['kind']>({
  ...{ heading: true, paragraph: true, list: true, table: true, caption: true },
  ...{ code: true, quote: true, math: true, html: true, rule: true },
});
const FORMATS = wordsOf<Outline['format']>({ markdown: true, latex: true, text: true });
const ROLES = wordsOf<Block['role']>({ body: true, frontMatter: true, references: true, furniture: true });

export const FORMAT = v.custom<Outline['format']>((value) => FORMATS.has(value));
export const SCORE = v.custom<number>(isScore);
/** A count, an index, or an offset. */
export const COUNT = v.custom<number>(isCount);

export const OUTLINE: v.GenericSchema<unknown, Outline> = v.object({
  headings: v.array(
    v.custom<Heading>((value) => isRange(value) && isCount(value['level']) && typeof value['title'] === 'string'),
  ),
  chunks: v.array(v.custom<Chunk>((value) => isRange(value) && areTexts(value['headings']))),
  blocks: v.array(v.custom<Block>(isBlock)),
  format: FORMAT,
});

function isBlock(value: unknown): boolean {
  if (!isRange(value)) return false;
  const { kind, role, continues, format } = value as Fields;
  const isKnown = KINDS.has(kind) && ROLES.has(role) && (format === undefined || FORMATS.has(format));
  return isKnown && (continues === undefined || isCount(continues));
}

export const SCORED_RANGES = v.array(v.custom<ScoredRange>(isScoredRange));

/** A missing kind is a type error. */
const SCORES: {
  readonly [K in ChunkScores['kind']]: v.GenericSchema<unknown, Extract<ChunkScores, { readonly kind: K }>>;
} = {
  blocks: v.object({ kind: v.literal('blocks'), ranges: SCORED_RANGES, sentences: SCORED_RANGES }),
  tokens: v.object({ kind: v.literal('tokens'), windows: v.array(v.custom<TokenWindow>(isTokenWindow)) }),
  sentences: v.object({
    kind: v.literal('sentences'),
    units: v.array(
      v.custom<SentenceUnit>(
        (value) => isUnit(value) && Array.isArray(value['sentences']) && value['sentences'].every(isScoredRange),
      ),
    ),
  }),
};

/** The scores of a chunk in memory. */
export const CHUNK_SCORES: v.GenericSchema<unknown, ChunkScores> = v.union(Object.values(SCORES));

/** Whether a value is a unit of a paper, whole or in pieces. Its sentences are not checked. */
export function isUnit(value: unknown): value is Fields {
  if (!isRange(value)) return false;
  const { ranges } = value as Fields;
  return ranges === undefined || (Array.isArray(ranges) && ranges.every(isRange));
}

function isScoredRange(value: unknown): boolean {
  return isRange(value) && isScore(value['score']);
}

function isTokenWindow(value: unknown): boolean {
  if (!isFields(value)) return false;
  const { starts, ends, probabilities } = value;
  if (!(starts instanceof Uint32Array && ends instanceof Uint32Array && probabilities instanceof Float32Array)) {
    return false;
  }
  return starts.length === ends.length && ends.length === probabilities.length;
}

function areTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((text) => typeof text === 'string');
}
