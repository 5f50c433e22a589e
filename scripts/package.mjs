/** `npm run package -- [OPTIONS]`: packages the extension for this platform or for others; see `scripts/package/main.ts`. */
import { install, node } from './setup.mjs';

install();
const ended = node('node_modules/tsx/dist/cli.mjs', ['scripts/package/main.ts', ...process.argv.slice(2)]);
process.exitCode = ended ? 0 : 1;
