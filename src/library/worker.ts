import { readFile } from 'node:fs/promises';
import * as path from 'node:path';
import { connectToHost } from '../node/host';
import { PaperIndex } from './paperIndex';
import type { CollectionRequest } from './protocol';
import { CollectionRequests } from './requests';

/** SQLite's module lies beside the bundle. */
const loadIndex = async (): Promise<PaperIndex> =>
  PaperIndex.load(await readFile(path.join(__dirname, 'sqlite3.wasm')));

const send = connectToHost((message) => requests.receive(message as CollectionRequest));
const requests = new CollectionRequests(loadIndex, send);
