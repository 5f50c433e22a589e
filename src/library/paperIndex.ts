import init, { type Database, type Sqlite3Static, type SqlValue } from '@sqlite.org/sqlite-wasm';
import type { ChunkHit } from '../core/library/hits';
import { contentStems, stemOf, wordsOf } from '../core/keyword/words';
import { chunkPaper } from '../core/paper/outline';
import type { PaperFormat } from '../core/paper/types';
import { withoutImageData } from '../core/text/readable';
import { CHECKSUM_BYTES, DISK, installDiskFiles, PAGE_BYTES } from './diskFiles';
import { type FoundIndex, formOf, isUndamaged, remove, setAside } from './indexFile';

/** Goes up when tables, chunks, stems or the form of the file change: an index of another version is built anew. */
export const INDEX_VERSION = 5;

/** How much of a file SQLite keeps in memory, kibibytes. This, and not the number of papers, decides how much memory an index takes. */
const CACHE_KIB = 64 * 1024;
/** How many bytes of words FTS5 collects before it writes them: each such piece is merged with others later, which costs time. */
const WORDS_AT_A_TIME = 8 * 1024 * 1024;
/** Changes are stored after this much text, UTF-16 code units: the most that an interrupted first indexing loses. */
const STORED_CHARACTERS = 16_000_000;

/** The part of SQLite's codes of errors that names the kind. */
const PRIMARY_CODE = 0xff;

/**
 * `words` is an index without the text (`content=''`), because the papers are on the disk already. Its tokens are the project's own stems,
 * separated by spaces, so SQLite's tokenizer has only ASCII letters and digits to split.
 */
const SCHEMA = `
  BEGIN;
  PRAGMA user_version = ${INDEX_VERSION};
  CREATE TABLE paper (id INTEGER PRIMARY KEY, address TEXT NOT NULL UNIQUE, stamp TEXT NOT NULL);
  CREATE TABLE chunk (id INTEGER PRIMARY KEY, paper INTEGER NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL);
  CREATE INDEX chunk_of_paper ON chunk (paper);
  CREATE VIRTUAL TABLE words USING fts5(stems, content='', contentless_delete=1, tokenize='ascii');
  INSERT INTO words (words, rank) VALUES ('hashsize', ${WORDS_AT_A_TIME});
  COMMIT;
`;

/** One process has the file for itself. The journal stays, because a new one would have to be made known to the disk each time. */
const SETTINGS = `
  PRAGMA locking_mode = EXCLUSIVE;
  PRAGMA journal_mode = TRUNCATE;
  PRAGMA cache_size = -${CACHE_KIB};
`;

/** A paper, and which state of it is indexed. */
export interface IndexedPaper {
  /** A URI. */
  readonly address: string;
  /** Changes whenever the file changes. */
  readonly stamp: string;
}

/**
 * The chunks of a library of papers by keyword: SQLite's full-text index (BM25), in a file or in memory. It takes about a third of the size
 * of the papers. Changes are stored now and then, and by `save`; after an error, those since the last time are undone.
 */
export class PaperIndex {
  private database: Database;
  /** Characters of the papers that were indexed since the changes were stored. */
  private unsaved = 0;

  private constructor(private readonly sqlite: Sqlite3Static) {
    installDiskFiles(sqlite);
    this.database = this.inMemory();
  }

  /** @param wasm the content of `sqlite3.wasm` */
  static async load(wasm: Uint8Array): Promise<PaperIndex> {
    // The type declaration lacks the option `wasmBinary`, which Emscripten documents.
    const initialise = init as unknown as (options: { readonly wasmBinary: Uint8Array }) => Promise<Sqlite3Static>;
    return new PaperIndex(await initialise({ wasmBinary: wasm }));
  }

  /**
   * Replaces this index by the one in a file; by an empty one there when the file is missing, damaged (it is then set aside) or of another
   * version. No other process may use the file. Throws when it cannot be read or written; then this index is an empty one in memory.
   */
  open(file: string): FoundIndex {
    this.clear();
    const found = this.stateOf(file);
    if (found === 'damaged') setAside(file);
    if (found === 'otherVersion') remove(file);
    const database = this.onDisk(file);
    try {
      if (found !== 'restored') database.exec(SCHEMA);
    } catch (error) {
      database.close();
      throw error;
    }
    this.database.close();
    this.database = database;
    return found;
  }

  /** Replaces this index by an empty one in memory. */
  clear(): void {
    this.close();
    this.unsaved = 0;
    this.database = this.inMemory();
  }

  /** Stores the changes. */
  save(): void {
    this.unsaved = 0;
    if (this.isChanging) this.database.exec('COMMIT');
  }

  /** Forgets the changes since they were last stored. */
  undo(): void {
    this.unsaved = 0;
    // SQLite has already undone them after some errors.
    if (this.isChanging) this.database.exec('ROLLBACK');
  }

  /** Whether an error says that the disk or the memory of this process has no room for more. */
  isFull(error: unknown): boolean {
    const { capi } = this.sqlite;
    return this.isOneOf(error, [capi.SQLITE_FULL, capi.SQLITE_NOMEM]);
  }

  papers(): IndexedPaper[] {
    return this.database
      .selectArrays('SELECT address, stamp FROM paper')
      .map(([address, stamp]) => ({ address: textOf(address), stamp: textOf(stamp) }));
  }

  /** Indexes a paper and replaces an earlier state of it. Returns the number of its chunks. */
  put({ address, stamp }: IndexedPaper, text: string, format: PaperFormat): number {
    const chunks = text.trim() === '' ? [] : chunkPaper(text, format).chunks;
    this.remove([address]);
    this.database.exec('INSERT INTO paper (address, stamp) VALUES (?, ?)', { bind: [address, stamp] });
    const paper = this.database.selectValue('SELECT last_insert_rowid()')!;
    const addChunk = this.database.prepare('INSERT INTO chunk (paper, start, end) VALUES (?, ?, ?)');
    const addWords = this.database.prepare('INSERT INTO words (rowid, stems) VALUES (last_insert_rowid(), ?)');
    try {
      for (const { start, end, headings } of chunks) {
        const words = text.slice(start, end);
        addChunk.bind([paper, start, end]).stepReset();
        // The headings count as part of the chunk, as in the keyword engine.
        addWords
          .bind([contentStems([...headings, withoutImageData(words)?.text ?? words].join('\n')).join(' ')])
          .stepReset();
      }
    } finally {
      addChunk.finalize();
      addWords.finalize();
    }
    this.unsaved += text.length;
    if (this.unsaved >= STORED_CHARACTERS) this.save();
    return chunks.length;
  }

  /** Removes papers. Those that are about to be indexed anew should be removed together: FTS5 writes what it has before each removal. */
  remove(addresses: readonly string[]): void {
    this.change();
    const papers = 'SELECT id FROM paper WHERE address IN (SELECT value FROM json_each(?))';
    const list = JSON.stringify(addresses);
    if (this.database.selectValue(`${papers} LIMIT 1`, [list]) === undefined) return;
    this.database.exec(`DELETE FROM words WHERE rowid IN (SELECT id FROM chunk WHERE paper IN (${papers}))`, {
      bind: [list],
    });
    this.database.exec(`DELETE FROM chunk WHERE paper IN (${papers})`, { bind: [list] });
    this.database.exec(`DELETE FROM paper WHERE id IN (${papers})`, { bind: [list] });
  }

  /** The chunks that share words with the question, best first; none when the question has no word. */
  search(question: string, limit: number): ChunkHit[] {
    const content = contentStems(question);
    const stems = [...new Set(content.length > 0 ? content : wordsOf(question).map(stemOf))];
    if (stems.length === 0) return [];
    // Stems are letters and digits only, so nothing needs escaping.
    const match = stems.map((stem) => `"${stem}"`).join(' OR ');
    // FTS5's own order by `rank` would sort all chunks found; this one keeps only the best ones while it goes through them.
    return this.database
      .selectArrays(
        `SELECT paper.address, chunk.start, chunk.end, found.score FROM
           (SELECT rowid, bm25(words) AS score FROM words WHERE words MATCH ? ORDER BY score, rowid LIMIT ?) AS found
         JOIN chunk ON chunk.id = found.rowid JOIN paper ON paper.id = chunk.paper ORDER BY found.score, found.rowid`,
        [match, limit],
      )
      .map(([paper, start, end, score]) => ({
        paper: textOf(paper),
        start: Number(start),
        end: Number(end),
        // FTS5 gives the best match the lowest number.
        rank: -Number(score),
      }));
  }

  close(): void {
    this.database.close();
  }

  private get isChanging(): boolean {
    return this.sqlite.capi.sqlite3_get_autocommit(this.database) === 0;
  }

  /** Before a change: changes are stored many at a time, because each time waits for the disk. */
  private change(): void {
    if (!this.isChanging) this.database.exec('BEGIN');
  }

  private inMemory(): Database {
    const database = new this.sqlite.oo1.DB(':memory:');
    database.exec(SCHEMA);
    return database;
  }

  /** Opens a database; changes that were cut off are undone. */
  private onDisk(file: string): Database {
    const database = new this.sqlite.oo1.DB(file, 'c', DISK);
    try {
      // Both only count before the first table is there.
      database.exec(`PRAGMA page_size = ${PAGE_BYTES}`);
      this.reserveChecksums(database);
      database.exec(SETTINGS);
      return database;
    } catch (error) {
      database.close();
      throw error;
    }
  }

  private reserveChecksums(database: Database): void {
    const { capi, wasm } = this.sqlite;
    const bytes = wasm.alloc(4);
    try {
      wasm.poke(bytes, CHECKSUM_BYTES, 'i32');
      database.checkRc(capi.sqlite3_file_control(database, 'main', capi.SQLITE_FCNTL_RESERVE_BYTES, bytes));
    } finally {
      wasm.dealloc(bytes);
    }
  }

  /** What is in a file. It is opened for it, so that changes that were cut off are undone before its pages are compared. */
  private stateOf(file: string): FoundIndex {
    const form = formOf(file);
    if (form !== 'database') return form;
    let database: Database | undefined;
    let version: unknown;
    try {
      database = this.onDisk(file);
      version = database.selectValue('PRAGMA user_version');
    } catch (error) {
      if (this.isOneOf(error, [this.sqlite.capi.SQLITE_NOTADB, this.sqlite.capi.SQLITE_CORRUPT])) return 'damaged';
      throw error;
    } finally {
      database?.close();
    }
    if (!isUndamaged(file)) return 'damaged';
    return version === INDEX_VERSION ? 'restored' : 'otherVersion';
  }

  private isOneOf(error: unknown, codes: readonly number[]): boolean {
    return error instanceof this.sqlite.SQLite3Error && codes.includes(error.resultCode & PRIMARY_CODE);
  }
}

/** A column as text; by the schema it is always text. */
function textOf(value: SqlValue | undefined): string {
  return typeof value === 'string' ? value : '';
}
