import init, { type Database, type Sqlite3Static, type SqlValue } from '@sqlite.org/sqlite-wasm';
import type { ChunkHit } from '../core/library/hits';
import { contentStems, stemOf, wordsOf } from '../core/keyword/words';
import { chunkPaper } from '../core/paper/outline';
import type { PaperFormat } from '../core/paper/types';
import { withoutImageData } from '../core/text/readable';

/** Goes up when tables, chunks or stems change: an index of another version is built anew. */
export const INDEX_VERSION = 3;

/**
 * `words` is an index without the text (`content=''`), because the papers are on the disk already. Its tokens are the project's own stems,
 * separated by spaces, so SQLite's tokenizer has only ASCII letters and digits to split.
 */
const SCHEMA = `
  PRAGMA user_version = ${INDEX_VERSION};
  CREATE TABLE paper (id INTEGER PRIMARY KEY, address TEXT NOT NULL UNIQUE, stamp TEXT NOT NULL);
  CREATE TABLE chunk (id INTEGER PRIMARY KEY, paper INTEGER NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL);
  CREATE INDEX chunk_of_paper ON chunk (paper);
  CREATE VIRTUAL TABLE words USING fts5(stems, content='', contentless_delete=1, tokenize='ascii');
`;

/** A paper, and which state of it is indexed. */
export interface IndexedPaper {
  /** A URI. */
  readonly address: string;
  /** Changes whenever the file changes. */
  readonly stamp: string;
}

/**
 * The chunks of a library of papers by keyword: SQLite's full-text index (BM25), in memory. 60 MB of papers take about 22 MB.
 */
export class PaperIndex {
  private database: Database;

  private constructor(private readonly sqlite: Sqlite3Static) {
    this.database = this.create();
  }

  /** @param wasm the content of `sqlite3.wasm` */
  static async load(wasm: Uint8Array): Promise<PaperIndex> {
    // The type declaration lacks the option `wasmBinary`, which Emscripten documents.
    const initialise = init as unknown as (options: { readonly wasmBinary: Uint8Array }) => Promise<Sqlite3Static>;
    return new PaperIndex(await initialise({ wasmBinary: wasm }));
  }

  /**
   * Replaces this index by one that `image` returned.
   *
   * @returns false when it is of another version; then the index is empty
   */
  restore(image: Uint8Array): boolean {
    const { capi, wasm, oo1 } = this.sqlite;
    this.close();
    this.database = new oo1.DB();
    // The module accepts plain arrays only, not a Buffer.
    const bytes = wasm.allocFromTypedArray(new Uint8Array(image.buffer, image.byteOffset, image.byteLength));
    const flags = capi.SQLITE_DESERIALIZE_FREEONCLOSE | capi.SQLITE_DESERIALIZE_RESIZEABLE;
    const code = capi.sqlite3_deserialize(this.database, 'main', bytes, image.length, image.length, flags);
    if (code === capi.SQLITE_OK && this.hasThisVersion()) return true;
    this.clear();
    return false;
  }

  clear(): void {
    this.close();
    this.database = this.create();
  }

  /** The whole index as bytes. */
  image(): Uint8Array {
    return this.sqlite.capi.sqlite3_js_db_export(this.database);
  }

  papers(): IndexedPaper[] {
    return this.database
      .selectArrays('SELECT address, stamp FROM paper')
      .map(([address, stamp]) => ({ address: textOf(address), stamp: textOf(stamp) }));
  }

  /** Indexes a paper and replaces an earlier state of it. Returns the number of its chunks. */
  put({ address, stamp }: IndexedPaper, text: string, format: PaperFormat): number {
    const chunks = text.trim() === '' ? [] : chunkPaper(text, format).chunks;
    this.database.transaction(() => {
      this.forget(address);
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
    });
    return chunks.length;
  }

  remove(addresses: readonly string[]): void {
    this.database.transaction(() => addresses.forEach((address) => this.forget(address)));
  }

  /** The chunks that share words with the question, best first; none when the question has no word. */
  search(question: string, limit: number): ChunkHit[] {
    const content = contentStems(question);
    const stems = [...new Set(content.length > 0 ? content : wordsOf(question).map(stemOf))];
    if (stems.length === 0) return [];
    // Stems are letters and digits only, so nothing needs escaping.
    const match = stems.map((stem) => `"${stem}"`).join(' OR ');
    return this.database
      .selectArrays(
        `SELECT paper.address, chunk.start, chunk.end, found.rank FROM
           (SELECT rowid, rank FROM words WHERE words MATCH ? ORDER BY rank LIMIT ?) AS found
         JOIN chunk ON chunk.id = found.rowid JOIN paper ON paper.id = chunk.paper ORDER BY found.rank`,
        [match, limit],
      )
      .map(([paper, start, end, rank]) => ({
        paper: textOf(paper),
        start: Number(start),
        end: Number(end),
        // FTS5 gives the best match the lowest number.
        rank: -Number(rank),
      }));
  }

  close(): void {
    this.database.close();
  }

  private create(): Database {
    const database = new this.sqlite.oo1.DB(':memory:');
    database.exec(SCHEMA);
    return database;
  }

  private hasThisVersion(): boolean {
    try {
      return this.database.selectValue('PRAGMA user_version') === INDEX_VERSION;
    } catch {
      return false;
    }
  }

  private forget(address: string): void {
    const id = this.database.selectValue('SELECT id FROM paper WHERE address = ?', [address]);
    if (id === undefined) return;
    this.database.exec('DELETE FROM words WHERE rowid IN (SELECT id FROM chunk WHERE paper = ?)', { bind: [id] });
    this.database.exec('DELETE FROM chunk WHERE paper = ?', { bind: [id] });
    this.database.exec('DELETE FROM paper WHERE id = ?', { bind: [id] });
  }
}

/** A column as text; by the schema it is always text. */
function textOf(value: SqlValue | undefined): string {
  return typeof value === 'string' ? value : '';
}
