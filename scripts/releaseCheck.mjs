/** `npm run release:check -- [OPTIONS]`: checks everything about a release that this machine can check; see `scripts/release/main.ts`. */
import { install, node } from './setup.mjs';

install();
const ended = node('node_modules/tsx/dist/cli.mjs', ['scripts/release/main.ts', ...process.argv.slice(2)]);
process.exitCode = ended ? 0 : 1;
