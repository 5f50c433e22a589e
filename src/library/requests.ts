import { paperOfFile } from '../core/paper/fileText';
import { KnownError } from '../core/errors/knownError';
import { isTooLong } from '../core/text/readable';
import { readImage, setAside, writeImage } from './imageFile';
import type { PaperIndex } from './paperIndex';
import type { LibraryReply, LibraryRequest, OpenRequest, PutRequest, StoredState } from './protocol';

/** Handles the host's requests, one after the other. */
export class LibraryRequests {
  private work = Promise.resolve();
  private file: string | undefined;

  /** @param loadIndex returns an empty index; called once, when it is needed */
  constructor(
    private readonly loadIndex: () => Promise<PaperIndex>,
    private readonly send: (answer: LibraryReply) => void,
  ) {}

  /** Queues a message of the host. */
  receive(request: LibraryRequest): void {
    this.work = this.work.then(async () => {
      try {
        this.send(await this.answer(request));
      } catch (error) {
        const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
        this.send({ type: 'failed', id: request.id, detail });
      }
    });
  }

  private index: PaperIndex | undefined;

  private async answer(request: LibraryRequest): Promise<LibraryReply> {
    const index = (this.index ??= await this.loadIndex());
    const { id } = request;
    switch (request.type) {
      case 'open':
        return { type: 'opened', id, state: this.open(index, request), papers: index.papers() };
      case 'put':
        return { type: 'indexed', id, chunks: put(index, request) };
      case 'remove':
        index.remove(request.addresses);
        return { type: 'done', id };
      case 'search':
        return { type: 'found', id, hits: index.search(request.question, request.limit) };
      case 'save':
        if (this.file !== undefined) await writeImage(this.file, index.image());
        return { type: 'done', id };
    }
  }

  private open(index: PaperIndex, { file }: OpenRequest): StoredState {
    this.file = file;
    index.clear();
    const found = file === undefined ? 'missing' : readImage(file);
    if (found === 'missing') return 'new';
    if (found !== 'damaged') return index.restore(found.image) ? 'restored' : 'otherVersion';
    setAside(file!);
    return 'damaged';
  }
}

/** Indexes a paper. One that no engine would read is indexed without chunks, so that it is not read again until it changes. */
function put(index: PaperIndex, { paper, bytes, format }: PutRequest): number {
  const text = textOf(paper.address, bytes);
  const isReadable = text !== undefined && !isTooLong(text) && !text.includes('\0');
  return index.put(paper, isReadable ? text : '', format);
}

/** The paper in a file; undefined when the file is not UTF-8, or a damaged notebook. */
function textOf(address: string, bytes: Uint8Array): string | undefined {
  const text = decode(bytes);
  try {
    return text === undefined ? undefined : paperOfFile(address, text).text;
  } catch (error) {
    if (error instanceof KnownError) return undefined;
    throw error;
  }
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
