import { join } from 'node:path';

/** The folder for bundles that unit tests run as processes. They are built again for each run. */
export const BUNDLES = join(process.cwd(), 'out', 'unit');
export const WORKER = join(BUNDLES, 'worker.js');
export const CLI = join(BUNDLES, 'cli.js');
/** Processes that misbehave. Each is a file beside the tests that use it. */
export const ODD_WORKER = join(BUNDLES, 'oddWorker.js');
export const SHORT_HOST = join(BUNDLES, 'shortHost.js');
export const STORE_WINDOW = join(BUNDLES, 'storeWindow.js');
