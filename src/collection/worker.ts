import { readFile } from 'node:fs/promises';
import * as path from 'node:path';
import { PaperIndex } from './paperIndex';
import type { CollectionAnswer, CollectionRequest } from './protocol';
import { CollectionRequests } from './requests';

/** Sends to the host. A host that has gone is no error: 'disconnect' ends the process. */
function send(answer: CollectionAnswer): void {
  if (process.connected) process.send?.(answer, undefined, undefined, () => undefined);
}

/** SQLite's module lies beside the bundle. */
const loadIndex = async (): Promise<PaperIndex> =>
  PaperIndex.load(await readFile(path.join(__dirname, 'sqlite3.wasm')));

const requests = new CollectionRequests(loadIndex, send);
process.on('disconnect', () => process.exit());
process.on('message', (message: CollectionRequest) => requests.receive(message));
