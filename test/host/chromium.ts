import * as fs from 'node:fs';
import * as path from 'node:path';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { HOST_FOLDER } from './paths';

/** The folder of the Chromium that npm installs beside code-server, for machines without a browser; `prepare.ts` unpacks it. */
export const UNPACKED_CHROMIUM = path.join(HOST_FOLDER, 'node_modules', '.chromium');
/** This file exists once everything is unpacked. */
export const UNPACKED_MARK = path.join(UNPACKED_CHROMIUM, '.evidence-lens-unpacked');

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

/** A browser that can be started. */
export interface FoundChromium {
  readonly executablePath: string;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * The browser of this machine: the one that CHROMIUM names, one on the path, playwright's own, or the one unpacked for these tests;
 * undefined when there is none.
 */
export function findChromium(): FoundChromium | undefined {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  const onPath = NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  const executablePath = [process.env['CHROMIUM'] ?? '', ...onPath, chromium.executablePath()].find(
    (file) => file !== '' && fs.existsSync(file),
  );
  if (executablePath) return { executablePath, env: process.env };
  return fs.existsSync(UNPACKED_MARK) ? unpackedChromium() : undefined;
}

/** The unpacked Chromium, with the libraries and fonts that a bare Debian lacks. */
function unpackedChromium(): FoundChromium {
  return {
    executablePath: path.join(UNPACKED_CHROMIUM, 'chromium'),
    env: {
      ...process.env,
      LD_LIBRARY_PATH: path.join(UNPACKED_CHROMIUM, 'al2023', 'lib'),
      FONTCONFIG_FILE: path.join(UNPACKED_CHROMIUM, 'fonts', 'fonts.conf'),
    },
  };
}

/** A page in its own browser that can reach this machine only. */
export interface LocalPage {
  readonly page: Page;
  readonly context: BrowserContext;
  /** The requested addresses outside this machine; every such request was refused. */
  readonly strayRequests: readonly string[];
  close(): Promise<void>;
}

/**
 * A webview requests its files from addresses without a server: a service worker of the window takes the requests and gets the files from
 * the editor on this machine, whose address is part of the name.
 */
const WEBVIEW_FILES = /^vscode-remote\+(127-002e0-002e0-002e1|localhost)-003a\d+\.vscode-resource\.vscode-cdn\.net$/;

function isLocal(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  if (WEBVIEW_FILES.test(hostname)) return true;
  return !/^(https?|wss?):$/.test(protocol) || /^(127\.0\.0\.1|localhost|.*\.localhost|\[::1\])$/.test(hostname);
}

/**
 * Starts a browser with one empty page.
 *
 * @throws Error when no Chromium is found or it does not start within a minute.
 */
export async function openLocalPage(): Promise<LocalPage> {
  const found = findChromium();
  if (!found) throw new Error('Chromium is missing.');
  const browser: Browser = await chromium.launch({
    executablePath: found.executablePath,
    env: found.env,
    timeout: 60_000,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--disable-dev-shm-usage',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      // Requests that bypass the route below, such as a service worker's, cannot resolve a name.
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost, EXCLUDE *.localhost',
    ],
  });
  const context = await browser.newContext({
    viewport: { width: 1400, height: 900 },
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const strayRequests: string[] = [];
  const note = (address: string): void => {
    if (!isLocal(address)) strayRequests.push(address);
  };
  // Events of the context include requests of service workers and frames.
  context.on('request', (request) => note(request.url()));
  await context.route(
    (url) => !isLocal(url.href),
    (route) => route.abort(),
  );
  const page = await context.newPage();
  page.on('websocket', (socket) => note(socket.url()));
  return { page, context, strayRequests, close: () => browser.close() };
}
