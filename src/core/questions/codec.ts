import { Answer, type AnswerState, type Scope } from '../answers/answer';
import type { Outline } from '../paper/types';
import { BlobReader, packed, unpacked } from '../storage/container';
import { restoredScores, type StoredScores, storedScores } from '../storage/scores';
import type { Mark } from './marks';
import type { Question } from './question';

/** What is kept of a paper. */
export interface PaperRecord {
  /** The document's URI. */
  readonly uri: string;
  /** The threshold that the reader moved to in this paper; without it the settings' holds. */
  readonly threshold?: number;
  /** Whether the reader has asked for its references and front matter, or against them; without it the settings' holds. */
  readonly includeReferences?: boolean;
  /** Latest first. */
  readonly questions: readonly Question[];
}

/** Raised by every change that an older reader of the form would get wrong. */
const VERSION = 2;

/** Why stored bytes cannot be used. */
export class RecordError extends Error {
  constructor(
    /** `newer`: written by a later version of the program; `corrupt`: not what any version writes. */
    readonly reason: 'newer' | 'corrupt',
    message: string,
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
  readonly state: AnswerState;
  readonly askedAt: number;
  readonly name?: string;
  readonly pinned: boolean;
  readonly shown: boolean;
  readonly slot: number;
  readonly marks: readonly Mark[];
  /** Index into the texts: questions of one state of the paper share it. */
  readonly text: number;
  /** Index into the outlines; -1 where the answer has none. */
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

/**
 * Writes a paper's questions with everything that their passages are derived from: the texts that were asked, outlines and scores,
 * exactly. What runs or has failed is left out: there is nothing to come back to.
 */
export function encodeRecord(record: PaperRecord): Uint8Array {
  const texts = new Interned<string>((text) => text);
  const outlines = new Interned<Outline>((outline) => JSON.stringify(outline));
  const questions = record.questions.filter(
    ({ answer }) => answer.state === 'complete' || answer.state === 'cancelled',
  );
  return packed((blob) => ({
    version: VERSION,
    uri: record.uri,
    ...(record.threshold === undefined ? {} : { threshold: record.threshold }),
    ...(record.includeReferences === undefined ? {} : { includeReferences: record.includeReferences }),
    questions: questions.map((question): StoredQuestion => {
      const { answer, id, askedAt, name, pinned, shown, slot, marks } = question;
      return {
        ...{ id, question: answer.question, model: answer.model, state: answer.state, askedAt },
        ...(answer.scope ? { scope: answer.scope } : {}),
        ...(name === undefined ? {} : { name }),
        ...{ pinned, shown, slot, marks },
        text: texts.indexOf(answer.text),
        outline: answer.outline ? outlines.indexOf(answer.outline) : -1,
        chunks: answer.scoredChunks().map(([chunk, scores]) => ({ chunk, ...storedScores(scores, blob) })),
      };
    }),
    texts: texts.values,
    outlines: outlines.values,
  }));
}

/**
 * Reads what `encodeRecord` wrote.
 *
 * @throws RecordError when the bytes are of a later version or not of this form
 */
export function decodeRecord(bytes: Uint8Array): PaperRecord {
  try {
    const { header, blob } = unpacked(bytes);
    const { version, uri, threshold, includeReferences, texts, outlines, questions } = header as Header & {
      uri: unknown;
    };
    if (!Number.isSafeInteger(version)) throw new Error('there is no version');
    if (typeof uri !== 'string') throw new Error('there is no paper');
    if (version > VERSION) throw new RecordError('newer', `version ${version} is later than ${VERSION}`);
    const reader = new BlobReader(blob);
    return {
      uri,
      ...(typeof threshold === 'number' ? { threshold } : {}),
      ...(typeof includeReferences === 'boolean' ? { includeReferences } : {}),
      questions: questions.map((stored) => restored(stored, texts, outlines, reader)),
    };
  } catch (error) {
    if (error instanceof RecordError) throw error;
    throw new RecordError('corrupt', error instanceof Error ? error.message : String(error));
  }
}

function restored(
  stored: StoredQuestion,
  texts: readonly string[],
  outlines: readonly Outline[],
  blob: BlobReader,
): Question {
  const text = texts[stored.text];
  if (typeof text !== 'string') throw new Error('a text is missing');
  const answer = new Answer(stored.question, stored.model, text, stored.scope);
  const outline = outlines[stored.outline];
  if (outline) answer.setOutline(outline);
  for (const chunk of stored.chunks) {
    if (!outline?.chunks[chunk.chunk]) throw new Error('a chunk is missing');
    answer.addScores(chunk.chunk, restoredScores(chunk, blob));
  }
  answer.state = stored.state;
  const { id, askedAt, name, pinned, shown, slot, marks } = stored;
  if (marks.some(({ start, end }) => !(start >= 0 && start < end && end <= text.length))) {
    throw new Error('a mark lies outside the text');
  }
  return { id, answer, askedAt, ...(name === undefined ? {} : { name }), pinned, shown, slot, marks };
}

/** Values that are written once and named by their index. */
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
