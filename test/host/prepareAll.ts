/**
 * Prepares what the tests in a real VS Code need: code-server with its own Node, and a Chromium. Prints one line for each thing that is
 * missing and then exits with 3, so that the caller can tell "not run" from a failure.
 */
import { installChromium, installCodeServer } from './prepare';

const EXIT_MISSING = 3;

const missing = [installCodeServer(), installChromium()].filter((problem) => problem !== undefined);
for (const problem of missing) console.log(problem);
if (missing.length > 0) process.exitCode = EXIT_MISSING;
