#!/usr/bin/env node
/**
 * Finds where a passage of a paper lies, so that nobody counts characters by hand:
 *
 *     node test/quality/locate.mjs PAPER.md "first words" ["last words"]
 *
 * prints `{"start":..,"end":..}` in UTF-16 code units of the text without a leading BOM, end exclusive. The first words must occur exactly
 * once; the last words are sought from there on. Exit 2 says what is wrong.
 */
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/** The text whose offsets are meant: UTF-8 without a leading BOM, line ends as they are. */
export function readPaper(path) {
  return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
}

/** The range from the only occurrence of `first` to the end of the next occurrence of `last`; throws when there is no such range. */
export function locate(text, first, last = first) {
  const start = text.indexOf(first);
  if (start < 0) throw new Error(`not found: ${first}`);
  if (text.indexOf(first, start + 1) >= 0) throw new Error(`found more than once: ${first}`);
  const lastStart = text.indexOf(last, last === first ? start : start + first.length);
  if (lastStart < 0) throw new Error(`not found after the first words: ${last}`);
  return { start, end: lastStart + last.length };
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [path, first, last] = process.argv.slice(2);
  try {
    if (!path || !first) throw new Error('usage: locate.mjs PAPER.md "first words" ["last words"]');
    process.stdout.write(`${JSON.stringify(locate(readPaper(path), first, last))}\n`);
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 2;
  }
}
