import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { WindowOptions } from '../core/process/types';
import type { ChunkScores } from '../core/spans/scores';
import { BlobReader, packed, unpacked } from '../core/storage/container';
import { restoredScores, type StoredScores, storedScores } from '../core/storage/scores';
import type { Reading } from '../model/architecture';
import { SCORE_FILE } from '../model/preparedNames';
import { writeWhole } from '../node/files';

/** What the scores of a chunk depend on, beside the model. */
export interface Scored {
  readonly question: string;
  /** The chunk's text. */
  readonly text: string;
  readonly windows: WindowOptions;
  /** What else a model was given that reads a unit at a time: the units, with their places and sections. */
  readonly units?: unknown;
}

/** Changes when the form of the files changes, or when the same model gives other scores than before. */
const FORM = 1;
/** A chunk of 5,000 characters takes some 12 kB: about 5,000 chunks, fifty questions of a paper of 100 kB each. */
const MAX_BYTES = 64 * 1024 * 1024;
/** So full the cache is left when the oldest were thrown out, so that not every new entry has to look for the oldest. */
const KEPT_SHARE = 0.75;

/**
 * The scores of chunks by what they depend on, on the disk: a question that is asked again runs only the chunks whose text has changed,
 * after a restart too. A file for each chunk, named by a hash: no text of a paper or of a question is written. Several processes may
 * use one folder. A cache that cannot be read or written costs time, nothing else.
 */
export class ScoreCache {
  /** Bytes in the folder, as far as this process knows; undefined before it has looked. */
  private bytes: number | undefined;
  private hasWarned = false;

  /**
   * @param folder is made when it is needed; other files in it are left alone
   * @param model the folder of the model; nothing more is kept of one that was removed while it answered
   * @param state tells the model, its state and its precision from all others
   */
  constructor(
    private readonly folder: string,
    private readonly model: string,
    private readonly state: string,
    /** What the model reads at once: it tells what its scores depend on. */
    readonly reading: Reading,
    private readonly warn: (message: string) => void,
    private readonly maxBytes = MAX_BYTES,
  ) {}

  /** The scores of a chunk; undefined when they are not kept, or not as they were written. */
  async get(scored: Scored): Promise<ChunkScores | undefined> {
    const file = this.fileOf(scored);
    try {
      const { header, blob } = unpacked(await readFile(file));
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
      await mkdir(this.folder, { recursive: true });
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

  /** Throws out what was not used for longest where the bound is passed. @returns bytes that are left */
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

  /** A file that another process has just thrown out counts nothing. */
  private async entry(name: string): Promise<{ readonly file: string; readonly size: number; readonly used: number }> {
    const file = join(this.folder, name);
    const { size, mtimeMs } = await stat(file).catch(() => ({ size: 0, mtimeMs: 0 }));
    return { file, size, used: mtimeMs };
  }
}

/** Whether scores can be those of a text: what was damaged on the disk would light the wrong words. */
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
      // A torn unit may end beyond its chunk.
      return scores.units.every(
        ({ ranges, sentences, ...unit }) =>
          [unit, ...sentences].every(
            ({ start, end }) => start <= end && (ranges !== undefined || end <= text.length),
          ) && sentences.every(({ score }) => isScore(score)),
      );
  }
}
