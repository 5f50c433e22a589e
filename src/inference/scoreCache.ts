import { createHash } from 'node:crypto';
import { readdir, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { WindowOptions } from '../core/process/types';
import type { ChunkScores } from '../core/spans/scores';
import { BlobReader, packed, unpacked } from '../core/storage/container';
import { restoredScores, type StoredScores, storedScores } from '../core/storage/scores';
import type { Reading } from '../model/architecture';
import { SCORE_FILE } from '../model/preparedFile';
import { makeFolders, readBytes, writeWhole } from '../node/files';

/** Everything on which the scores of a chunk depend, except the model. */
export interface Scored {
  readonly question: string;
  /** The chunk's text. */
  readonly text: string;
  readonly windows: WindowOptions;
  /** For models that read one unit at a time: the units, with their places and sections. */
  readonly units?: unknown;
}

/** Must change when the form of the files changes, or when the same model gives other scores than before. */
const FORM = 1;
/**
 * The scores of a chunk of 5,000 characters take some 12 kB. So there is room for about 5,000 chunks: fifty questions about papers of 100
 * kB.
 */
const MAX_BYTES = 64 * 1024 * 1024;
/** When the cache is full, the oldest entries are removed down to this share, so that not every new entry has to look for the oldest. */
const KEPT_SHARE = 0.75;

/**
 * Keeps the scores of chunks on disk, so that a repeated question runs only the chunks whose text has changed, even after a restart. One
 * file for each chunk, named by a hash of everything on which its scores depend: no text of a paper or question is written. Several
 * processes may use one folder. A cache that cannot be read or written only costs time.
 */
export class ScoreCache {
  /** Bytes in the folder, as far as this process knows; undefined before the first look. */
  private bytes: number | undefined;
  private hasWarned = false;

  /**
   * @param folder created when needed; other files in it are not touched
   * @param model the model's folder; when it has been removed, nothing more is kept
   * @param state distinguishes this model, its state and its precision from all others
   */
  constructor(
    private readonly folder: string,
    private readonly model: string,
    private readonly state: string,
    /** What the model reads at once, which decides on what its scores depend. */
    readonly reading: Reading,
    private readonly warn: (message: string) => void,
    private readonly maxBytes = MAX_BYTES,
  ) {}

  /** The scores of a chunk; undefined when they are not kept or the file is damaged. */
  async get(scored: Scored): Promise<ChunkScores | undefined> {
    const file = this.fileOf(scored);
    try {
      const { header, blob } = unpacked(await readBytes(file, MAX_BYTES));
      const scores = restoredScores(header as StoredScores, new BlobReader(blob));
      if (!isOf(scored.text, scores)) return undefined;
      const now = new Date();
      await utimes(file, now, now);
      return scores;
    } catch {
      return undefined;
    }
  }

  async put(scored: Scored, scores: ChunkScores): Promise<void> {
    try {
      if (!(await stat(this.model).catch(() => undefined))) return;
      await makeFolders(this.folder);
      const bytes = packed((blob) => storedScores(scores, blob));
      await writeWhole(this.fileOf(scored), bytes);
      this.bytes = this.bytes === undefined ? await this.trim() : this.bytes + bytes.length;
      if (this.bytes > this.maxBytes) this.bytes = await this.trim();
    } catch (error) {
      if (!this.hasWarned) this.warn(`scores are not kept for the next time: ${String(error)}`);
      this.hasWarned = true;
    }
  }

  private fileOf({ question, text, windows: { max_length, doc_stride }, units }: Scored): string {
    const key = JSON.stringify([
      FORM,
      this.state,
      max_length,
      doc_stride,
      question,
      text,
      ...(units === undefined ? [] : [units]),
    ]);
    return join(this.folder, createHash('sha256').update(key).digest('hex'));
  }

  /** Removes the entries unused for longest, if the folder is too large. @returns the bytes that are left */
  private async trim(): Promise<number> {
    const names = (await readdir(this.folder)).filter((name) => SCORE_FILE.test(name));
    const files = await Promise.all(names.map((name) => this.entry(name)));
    let total = files.reduce((sum, { size }) => sum + size, 0);
    if (total <= this.maxBytes) return total;
    for (const { file, size } of files.sort((a, b) => a.used - b.used)) {
      if (total <= this.maxBytes * KEPT_SHARE) break;
      await rm(file, { force: true });
      total -= size;
    }
    return total;
  }

  /** A file that another process has just removed has size 0. */
  private async entry(name: string): Promise<{ readonly file: string; readonly size: number; readonly used: number }> {
    const file = join(this.folder, name);
    const { size, mtimeMs } = await stat(file).catch(() => ({ size: 0, mtimeMs: 0 }));
    return { file, size, used: mtimeMs };
  }
}

/** Whether scores can belong to a text. A damaged file would light the wrong words. */
function isOf(text: string, scores: ChunkScores): boolean {
  const isScore = (score: number): boolean => score >= 0 && score <= 1;
  switch (scores.kind) {
    case 'blocks':
      return false;
    case 'tokens':
      return scores.windows.every(
        ({ starts, ends, probabilities }) =>
          starts.every((start, at) => start <= ends[at]! && ends[at]! <= text.length) && probabilities.every(isScore),
      );
    case 'sentences':
      // A unit in several pieces may end beyond its chunk.
      return scores.units.every(
        ({ ranges, sentences, ...unit }) =>
          [unit, ...sentences].every(
            ({ start, end }) => start <= end && (ranges !== undefined || end <= text.length),
          ) && sentences.every(({ score }) => isScore(score)),
      );
  }
}
