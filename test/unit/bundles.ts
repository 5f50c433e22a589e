import { join } from 'node:path';

/** Where the bundles that unit tests run as processes of their own are built, anew for each run. */
export const BUNDLES = join(process.cwd(), 'out', 'unit');
export const WORKER = join(BUNDLES, 'worker.js');
export const CLI = join(BUNDLES, 'cli.js');
/** Processes that misbehave; each is a file beside the tests that use it. */
export const ODD_WORKER = join(BUNDLES, 'oddWorker.js');
export const SHORT_HOST = join(BUNDLES, 'shortHost.js');
export const STORE_WINDOW = join(BUNDLES, 'storeWindow.js');
