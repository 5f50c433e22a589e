import { closeSync, fstatSync, openSync, renameSync, rmSync } from 'node:fs';
import { systemCode } from '../node/systemErrors';
import { isSealed, PAGE_BYTES, readFully } from './diskFiles';

/** What was found where an index is stored. */
export type FoundIndex = 'restored' | 'new' | 'damaged' | 'otherVersion';

/** How a database of SQLite begins. */
const MAGIC = Buffer.from('SQLite format 3\0');
/** Earlier versions wrote a checksum of this many bytes before the database. */
const EARLIER_HEAD_BYTES = 32;
/** Where the header of a database has the number of its pages. */
const PAGE_COUNT_AT = 28;
/** Where it has the number of the first page of the list of free pages. */
const FREE_LIST_AT = 32;
/** SQLite leaves out the page with this byte: other programs would lock it. */
const LOCKED_BYTE = 0x4000_0000;
/** How much of a file is checked at a time. */
const PAGES_AT_A_TIME = 256;

/** Whether a file looks like an index. Throws when it is there but cannot be read. */
export function formOf(file: string): 'database' | Exclude<FoundIndex, 'restored'> {
  const head = headOf(file);
  if (head.length === 0) return 'new';
  if (head.subarray(0, MAGIC.length).equals(MAGIC)) return 'database';
  return head.subarray(EARLIER_HEAD_BYTES).equals(MAGIC) ? 'otherVersion' : 'damaged';
}

/** Whether a database has all pages that were written, each with its checksum. It must not have a journal of changes that were cut off. */
export function isUndamaged(file: string): boolean {
  const descriptor = openSync(file, 'r');
  try {
    const { size } = fstatSync(descriptor);
    const pages = size / PAGE_BYTES;
    const block = Buffer.alloc(PAGES_AT_A_TIME * PAGE_BYTES);
    let unwritten: ReadonlySet<number> = new Set();
    for (let first = 0; first < pages; first += PAGES_AT_A_TIME) {
      const read = readFully(descriptor, block, first * PAGE_BYTES);
      if (first === 0) {
        if (block.readUInt32BE(PAGE_COUNT_AT) !== pages) return false;
        unwritten = unwrittenPages(descriptor, block);
      }
      for (let at = 0; at < read; at += PAGE_BYTES) {
        if (!isSealed(block.subarray(at, at + PAGE_BYTES)) && !unwritten.has(first + at / PAGE_BYTES)) return false;
      }
    }
    return true;
  } finally {
    closeSync(descriptor);
  }
}

/**
 * The pages that SQLite need not write, counted from 0: those in the list of free pages, and the one with the bytes that it locks. The list
 * is a chain of pages. Each has the number of the next one, a count, and that many numbers of free pages; these numbers count from 1.
 */
function unwrittenPages(descriptor: number, head: Buffer): ReadonlySet<number> {
  const unwritten = new Set([LOCKED_BYTE / PAGE_BYTES]);
  const links = new Set<number>();
  const link = Buffer.alloc(PAGE_BYTES);
  for (let next = head.readUInt32BE(FREE_LIST_AT); next !== 0 && !links.has(next); next = link.readUInt32BE(0)) {
    links.add(next);
    // The list is damaged: its pages are then not left out, and the caller finds the damage by their checksums.
    if (readFully(descriptor, link, (next - 1) * PAGE_BYTES) < PAGE_BYTES || !isSealed(link)) break;
    const count = Math.min(link.readUInt32BE(4), PAGE_BYTES / 4 - 2);
    for (let at = 0; at < count; at++) unwritten.add(link.readUInt32BE(8 + 4 * at) - 1);
  }
  return unwritten;
}

/** Renames a file that cannot be used. It replaces an earlier one that was set aside. */
export function setAside(file: string): void {
  renameSync(file, `${file}.damaged`);
  rmSync(journalOf(file), { force: true });
}

export function remove(file: string): void {
  rmSync(file);
  rmSync(journalOf(file), { force: true });
}

/** The first bytes of a file; none when there is no file. */
function headOf(file: string): Buffer {
  const head = Buffer.alloc(EARLIER_HEAD_BYTES + MAGIC.length);
  let descriptor: number;
  try {
    descriptor = openSync(file, 'r');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return head.subarray(0, 0);
    throw error;
  }
  try {
    return head.subarray(0, readFully(descriptor, head, 0));
  } finally {
    closeSync(descriptor);
  }
}

/** Where SQLite keeps what it needs to undo changes that were cut off. */
function journalOf(file: string): string {
  return `${file}-journal`;
}
