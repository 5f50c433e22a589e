import pMap from 'p-map';
import vscode = require('vscode');
import { Answer } from '../../core/answers/answer';
import { type ErrorCode, KnownError } from '../../core/errors/knownError';
import { hitsByPaper, type PaperHits } from '../../core/library/hits';
import type { LibraryAnswer } from '../../core/library/libraryAnswer';
import { paperOfFile } from '../../core/paper/fileText';
import { formatOf, PLAIN_TEXT } from '../../core/paper/format';
import type { InferenceClient } from '../../inference/client';
import { fillAnswer, sourceOf } from '../../inference/collect';
import { type EngineSpec, questionsAtOnce } from '../../inference/protocol';
import { documentOf } from '../../papers/documents';
import { log } from '../../platform/log';
import type { Library } from './library';

/** How much of the library an engine reads for one question. */
export interface ReadLimits {
  /** The chunks that match best by keyword. */
  readonly chunks: number;
  /** The most chunks of each paper. */
  readonly perPaper?: number;
  /** The most papers: those with the best chunks. */
  readonly papers?: number;
}

/** Errors that concern one paper only: the search goes on with the others. */
const PAPER_ERRORS: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['badPaper', 'unsupportedLanguage']);

/** Has an engine read what the index finds for a question: as many papers at once as it takes. */
export class LibraryReader {
  constructor(
    private readonly library: Library,
    private readonly client: InferenceClient,
    private readonly engines: (model: string) => EngineSpec | Promise<EngineSpec>,
  ) {}

  /** Starts processes again that crashed too often. */
  retry(): void {
    this.library.retry();
    this.client.retry();
  }

  /**
   * Fills an answer, whose state it sets when it is done. The index must agree with the files, see `Library.sync`.
   *
   * @param onChange called after each paper
   */
  async read(answer: LibraryAnswer, limits: ReadLimits, onChange: () => void, signal: AbortSignal): Promise<void> {
    answer.searched = this.library.papers;
    answer.leftOut = this.library.papersLeftOut;
    const { chunks, perPaper, papers } = limits;
    const found = hitsByPaper(await this.library.search(answer.question, chunks))
      .slice(0, papers)
      .map(({ paper, hits }) => ({ paper, hits: hits.slice(0, perPaper) }));
    const engine = await this.engines(answer.model);
    answer.total = found.reduce((sum, { hits }) => sum + hits.length, 0);
    // An error that concerns all papers also stops those that are being read at the same time.
    const others = new AbortController();
    const either = AbortSignal.any([signal, others.signal]);
    const readNext = async (paper: PaperHits): Promise<void> => {
      if (either.aborted) return;
      await this.readPaper(answer, engine, paper, either);
      answer.read += paper.hits.length;
      onChange();
    };
    try {
      await pMap(found, readNext, { concurrency: questionsAtOnce(engine) });
    } finally {
      others.abort();
    }
    answer.state = signal.aborted ? 'cancelled' : 'complete';
  }

  /** Has the engine read the hits of one paper. A paper that is gone or cannot be read is counted and skipped. */
  private async readPaper(
    answer: LibraryAnswer,
    engine: EngineSpec,
    paper: PaperHits,
    signal: AbortSignal,
  ): Promise<void> {
    const uri = vscode.Uri.parse(paper.paper);
    const text = await textOf(uri);
    if (text === undefined) return;
    // Papers are compared with each other, so each passage keeps its own score.
    const ofPaper = new Answer(answer.question, sourceOf(answer.model, engine), text, undefined, false);
    // The same format as in the index and in an editor that opens the file.
    const format = formatOf(uri.path, PLAIN_TEXT);
    try {
      const scopes = paper.hits.map(({ start, end }) => ({ start, end }));
      const onChange = (): void => answer.set(paper.paper, ofPaper);
      await fillAnswer(this.client, ofPaper, { engine, format, scopes }, { signal, onChange });
    } catch (error) {
      if (!(error instanceof KnownError) || !PAPER_ERRORS.has(error.code)) throw error;
      log.info(`${paper.paper}: ${error.message}`);
      answer.unreadable++;
    }
  }
}

/** The text of a paper as the reader sees it: an open document may have changes that are not saved. */
async function textOf(uri: vscode.Uri): Promise<string | undefined> {
  const open = documentOf(uri);
  if (open) return open.getText();
  try {
    return paperOfFile(uri.path, new TextDecoder().decode(await vscode.workspace.fs.readFile(uri))).text;
  } catch {
    return undefined;
  }
}
