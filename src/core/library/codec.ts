import * as v from 'valibot';
import { decodeRecord, encodeRecord } from '../questions/codec';
import type { Question } from '../questions/question';
import { packed, unpacked } from '../storage/container';
import { COUNT } from '../storage/schemas';
import { LibraryAnswer } from './libraryAnswer';

/** Goes up with every change that an older version of the program would read wrongly. */
const VERSION = 1;

const HEADER = v.object({
  version: v.literal(VERSION),
  ...{ question: v.string(), model: v.string() },
  state: v.picklist(['complete', 'cancelled']),
  ...{ read: COUNT, total: COUNT, unreadable: COUNT, searched: COUNT, leftOut: COUNT },
});

/** Writes the answer of a library and the answers of its papers, without loss. It must be complete or cancelled. */
export function encodeLibraryAnswer(answer: LibraryAnswer): Uint8Array {
  const { question, model, state, read, total, unreadable, searched, leftOut } = answer;
  const questions = [...answer.papers].map(([address, ofPaper]): Question => {
    const common = { askedAt: 0, pinned: false, shown: false, slot: 0, marks: [] };
    return { ...common, id: address, answer: ofPaper };
  });
  return packed((blob) => {
    blob.write(encodeRecord({ uri: '', questions }));
    return { version: VERSION, question, model, state, read, total, unreadable, searched, leftOut };
  });
}

/**
 * Reads what `encodeLibraryAnswer` wrote.
 *
 * @throws Error when the bytes are not in this form
 */
export function decodeLibraryAnswer(bytes: Uint8Array): LibraryAnswer {
  const { header, blob } = unpacked(bytes);
  const { question, model, state, ...counts } = v.parse(HEADER, header);
  const answer = new LibraryAnswer(question, model);
  for (const { id, answer: ofPaper } of decodeRecord(blob).questions) answer.set(id, ofPaper);
  const { read, total, unreadable, searched, leftOut } = counts;
  return Object.assign(answer, { state, read, total, unreadable, searched, leftOut });
}
