import { readFile } from 'node:fs/promises';
import * as path from 'node:path';
import { connectToHost } from '../node/forked';
import { parseLibraryRequest } from './messages';
import { PaperIndex } from './paperIndex';
import { LibraryRequests } from './requests';

/** SQLite's module is beside the bundle. */
const loadIndex = async (): Promise<PaperIndex> =>
  PaperIndex.load(await readFile(path.join(__dirname, 'sqlite3.wasm')));

const send = connectToHost(parseLibraryRequest, (request) => requests.receive(request));
const requests = new LibraryRequests(loadIndex, send);
