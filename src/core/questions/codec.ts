import * as v from 'valibot';
import { Answer, type AnswerState, type Scope } from '../answers/answer';
import { sourceFromText, sourceToText } from '../answers/source';
import type { Outline } from '../paper/types';
import { BlobReader, packed, unpacked } from '../storage/container';
import { COUNT, isFields, isRange, isUnit, OUTLINE, SCORE, SCORED_RANGES, wordsOf } from '../storage/schemas';
import { restoredScores, type StoredScores, type StoredUnit, storedScores } from '../storage/scores';
import type { TextRange } from '../text/trim';
import type { Mark, Verdict } from './marks';
import { type Question, SLOTS } from './question';

/** What is saved of a paper. */
export interface PaperRecord {
  /** The document's URI. */
  readonly uri: string;
  /** The threshold that the reader chose for this paper; without it the setting counts. */
  readonly threshold?: number;
  /** Whether the reader chose to see references and front matter of this paper; without it the setting counts. */
  readonly includeReferences?: boolean;
  /** Latest first. */
  readonly questions: readonly Question[];
}

/** Goes up with every change that an older version of the program would read wrongly. */
const VERSION = 3;

/** Why stored bytes cannot be used. */
export class RecordError extends Error {
  constructor(
    /** `newer`: written by a later version of the program; `corrupt`: not written by any version. */
    readonly reason: 'newer' | 'corrupt',
    message: string,
    /** The paper of a record of a later version, if that version still stores it in the same way. */
    readonly uri?: string,
  ) {
    super(message);
    this.name = 'RecordError';
  }
}

interface StoredQuestion {
  readonly id: string;
  readonly question: string;
  readonly model: string;
  readonly scope?: Scope;
  /** True when the engine read parts of the paper only, without a scope (Ask All Papers). */
  readonly isPart?: boolean;
  readonly state: AnswerState;
  readonly askedAt: number;
  readonly name?: string;
  readonly pinned: boolean;
  readonly shown: boolean;
  readonly slot: number;
  readonly marks: readonly Mark[];
  /** Index into the texts: questions that were asked of the same text share it. */
  readonly text: number;
  /** Index into the outlines; -1 when the answer has none. */
  readonly outline: number;
  readonly chunks: readonly StoredChunk[];
}

type StoredChunk = StoredScores & { readonly chunk: number };

interface Header {
  readonly version: number;
  readonly uri: string;
  readonly threshold?: number;
  readonly includeReferences?: boolean;
  readonly texts: readonly string[];
  readonly outlines: readonly Outline[];
  readonly questions: readonly StoredQuestion[];
}

const VERDICTS = wordsOf<Verdict>({ accepted: true, added: true, resized: true, rejected: true });
/** The latest moment that a JavaScript date can hold, milliseconds since 1970. */
const LATEST = 8.64e15;

const STORED_QUESTION: v.GenericSchema<unknown, StoredQuestion> = v.object({
  ...{ id: v.string(), question: v.string(), model: v.string() },
  scope: v.exactOptional(v.custom<Scope>(isRange)),
  isPart: v.exactOptional(v.boolean()),
  state: v.picklist(['complete', 'cancelled']),
  askedAt: v.pipe(v.number(), v.minValue(0), v.maxValue(LATEST)),
  name: v.exactOptional(v.string()),
  ...{ pinned: v.boolean(), shown: v.boolean() },
  slot: v.pipe(COUNT, v.maxValue(SLOTS - 1)),
  marks: v.array(v.custom<Mark>((mark) => isRange(mark) && mark.start < mark.end && VERDICTS.has(mark['verdict']))),
  text: COUNT,
  outline: v.pipe(v.number(), v.safeInteger(), v.minValue(-1)),
  chunks: v.array(
    v.union([
      v.object({ chunk: COUNT, ranges: SCORED_RANGES, sentences: SCORED_RANGES }),
      v.object({ chunk: COUNT, windows: v.array(COUNT) }),
      v.object({
        chunk: COUNT,
        units: v.array(v.custom<StoredUnit>((value) => isUnit(value) && Number.isSafeInteger(value['sentences']))),
      }),
    ]),
  ),
});

const HEADER: v.GenericSchema<unknown, Header> = v.object({
  version: COUNT,
  uri: v.string(),
  threshold: v.exactOptional(SCORE),
  includeReferences: v.exactOptional(v.boolean()),
  texts: v.array(v.string()),
  outlines: v.array(OUTLINE),
  questions: v.array(STORED_QUESTION),
});

/**
 * Writes a paper's questions with everything that their passages are derived from: the texts that were asked, outlines and scores,
 * all exactly. Questions that are running or have failed are left out, since they have no answer to come back to.
 */
export function encodeRecord(record: PaperRecord): Uint8Array {
  const texts = new Interned<string>((text) => text);
  const outlines = new Interned<Outline>((outline) => JSON.stringify(outline));
  const questions = record.questions.filter(isKept);
  return packed((blob) => ({
    version: VERSION,
    uri: record.uri,
    ...(record.threshold === undefined ? {} : { threshold: record.threshold }),
    ...(record.includeReferences === undefined ? {} : { includeReferences: record.includeReferences }),
    questions: questions.map((question): StoredQuestion => {
      const { answer, id, askedAt, name, pinned, shown, slot, marks } = question;
      return {
        ...{ id, question: answer.question, model: sourceToText(answer.source), state: answer.state, askedAt },
        ...(answer.scope ? { scope: answer.scope } : {}),
        ...(answer.isWhole || answer.scope ? {} : { isPart: true }),
        ...(name === undefined ? {} : { name }),
        ...{ pinned, shown, slot, marks },
        text: texts.indexOf(answer.text),
        outline: answer.outline ? outlines.indexOf(answer.outline) : -1,
        chunks: answer.engineScores().map(([chunk, scores]) => ({ chunk, ...storedScores(scores, blob) })),
      };
    }),
    texts: texts.values,
    outlines: outlines.values,
  }));
}

/**
 * Reads what `encodeRecord` wrote.
 *
 * @throws RecordError when the bytes are of a later version or not in this format
 */
export function decodeRecord(bytes: Uint8Array): PaperRecord {
  try {
    const { header, blob } = unpacked(bytes);
    refuseLater(header);
    const { uri, threshold, includeReferences, texts, outlines, questions } = v.parse(HEADER, header);
    const reader = new BlobReader(blob);
    return {
      uri,
      ...(threshold === undefined ? {} : { threshold }),
      ...(includeReferences === undefined ? {} : { includeReferences }),
      questions: withoutRepeated(questions.map((stored) => restored(stored, texts, outlines, reader))),
    };
  } catch (error) {
    if (error instanceof RecordError) throw error;
    throw new RecordError('corrupt', error instanceof Error ? error.message : String(error));
  }
}

/** Whether a question has an answer to save: one that is running or has failed has none. */
export function isKept({ answer }: Question): boolean {
  return answer.state === 'complete' || answer.state === 'cancelled';
}

/** Throws for a later version. Such a version may change everything but its own number and, most likely, the paper's URI. */
function refuseLater(header: unknown): void {
  const { version, uri }: { readonly version?: unknown; readonly uri?: unknown } = isFields(header) ? header : {};
  if (typeof version !== 'number' || version <= VERSION) return;
  const message = `version ${version} is later than ${VERSION}`;
  throw new RecordError('newer', message, typeof uri === 'string' ? uri : undefined);
}

/** Drops questions with an id that was there before, because views name questions by their ids. */
function withoutRepeated(questions: readonly Question[]): readonly Question[] {
  const ids = new Set<string>();
  return questions.filter(({ id }) => !ids.has(id) && ids.add(id));
}

function restored(
  stored: StoredQuestion,
  texts: readonly string[],
  outlines: readonly Outline[],
  blob: BlobReader,
): Question {
  const text = texts[stored.text];
  if (typeof text !== 'string') throw new Error('a text is missing');
  const answer = new Answer(
    stored.question,
    sourceFromText(stored.model),
    text,
    stored.scope,
    stored.scope === undefined && stored.isPart !== true,
  );
  const outline = outlines[stored.outline];
  if (stored.outline >= 0 && !outline) throw new Error('an outline is missing');
  const isInside = ({ end }: TextRange): boolean => end <= text.length;
  if (outline) {
    if (![outline.headings, outline.chunks, outline.blocks].every((part) => part.every(isInside))) {
      throw new Error('an outline lies outside the text');
    }
    answer.setOutline(outline);
  }
  for (const chunk of stored.chunks) {
    if (!outline?.chunks[chunk.chunk]) throw new Error('a chunk is missing');
    answer.addScores(chunk.chunk, restoredScores(chunk, blob));
  }
  answer.state = stored.state;
  const { id, askedAt, name, pinned, shown, slot, marks } = stored;
  if (!marks.every(isInside) || (stored.scope && !isInside(stored.scope))) {
    throw new Error('a mark or the part that was asked lies outside the text');
  }
  return { id, answer, askedAt, ...(name === undefined ? {} : { name }), pinned, shown, slot, marks };
}

/** Values that are written once and referred to by index. */
class Interned<T> {
  readonly values: T[] = [];
  private readonly indexes = new Map<string, number>();

  constructor(private readonly keyOf: (value: T) => string) {}

  indexOf(value: T): number {
    const key = this.keyOf(value);
    const known = this.indexes.get(key);
    if (known !== undefined) return known;
    this.indexes.set(key, this.values.length);
    return this.values.push(value) - 1;
  }
}
