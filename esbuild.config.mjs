/**
 * Builds the bundles of dist/ (or of another folder): the extension, the inference process, the command line and its MCP server,
 * the process that holds the index of a library, the page of the score map, and the script of the markdown preview.
 *
 *   node esbuild.config.mjs [--production] [--watch] [--outdir=FOLDER] [--metafile=FILE]
 */
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import * as esbuild from 'esbuild';
import { BUNDLES, LATE } from './scripts/bundles.mjs';

const require = createRequire(import.meta.url);

const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');
/** Unit tests have a folder of their own, so that they neither meet a stale dist/ nor change it under a running editor. */
const outdir = optionOf('outdir') ?? 'dist';
/** Where esbuild's report goes of what is in the bundles. */
const metafile = optionOf('metafile');

function optionOf(name) {
  return process.argv.find((argument) => argument.startsWith(`--${name}=`))?.slice(`--${name}=`.length);
}

/**
 * Keeps @huggingface/transformers from what cutting words into tokens never calls: pictures, and a runtime of its own. It asks for the
 * native one as soon as it is imported, which a package with WebAssembly does not have.
 */
const tokensOnly = {
  name: 'tokensOnly',
  setup(build) {
    build.onResolve({ filter: /^sharp(\/.*)?$/ }, ({ path }) => ({ path, namespace: 'absent' }));
    build.onLoad({ filter: /.*/, namespace: 'absent' }, () => ({ contents: 'module.exports = {};' }));
    build.onLoad({ filter: /[/\\]transformers\.node\.mjs$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const asked = 'requireFromHere("onnxruntime-node")';
      if (!source.includes(asked)) return { errors: [{ text: `It does not contain ${asked} any more.` }] };
      return { contents: source.replace(asked, 'require("onnxruntime-common")') };
    });
  },
};

/** Leaves what is loaded late out of the bundles that load it. */
const late = {
  name: 'late',
  setup(build) {
    build.onResolve({ filter: /^\.{1,2}\// }, ({ kind, path, resolveDir }) => {
      if (kind !== 'dynamic-import') return undefined;
      const name = Object.keys(LATE).find((bundle) => resolve(LATE[bundle]) === `${resolve(resolveDir, path)}.ts`);
      return name && { path: `./${name}.js`, external: true };
    });
  },
};

/** Puts SQLite's WebAssembly beside the bundle that reads it. */
const sqlite = {
  name: 'sqlite',
  setup(build) {
    build.onEnd(() => copyFile(require.resolve('@sqlite.org/sqlite-wasm/sqlite3.wasm'), `${outdir}/sqlite3.wasm`));
  },
};

/** For libraries that ask for their own place in the way of ES modules. */
const asModule = {
  define: { 'import.meta.url': 'bundleUrl' },
  banner: { js: "const bundleUrl = require('node:url').pathToFileURL(__filename).href;" },
};

/** @type {esbuild.BuildOptions} */
const common = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  // Its main file is in a form that cannot be bundled.
  alias: { 'jsonc-parser': 'jsonc-parser/lib/esm/main.js' },
  outdir,
  minify: production,
  // Stack traces in a reader's log stay readable.
  keepNames: production,
  sourcemap: production ? false : 'linked',
  legalComments: 'none',
  metafile: metafile !== undefined,
  logLevel: watch ? 'info' : 'warning',
};

/** The entry of one bundle, as esbuild takes it. */
const entry = (name) => ({ [name]: BUNDLES[name] });

const bundles = [
  { entryPoints: entry('extension'), external: ['vscode'], plugins: [late] },
  {
    entryPoints: entry('worker'),
    // The runtime of the platform is shipped beside the bundle.
    external: ['onnxruntime-node', 'onnxruntime-web'],
    plugins: [tokensOnly],
    ...asModule,
  },
  { entryPoints: entry('cli'), banner: { js: '#!/usr/bin/env node' }, plugins: [late] },
  { entryPoints: { ...entry('hostWatch'), ...LATE } },
  { entryPoints: entry('library'), ...asModule, plugins: [sqlite] },
  // These run in the editor's window. The oldest VS Code supported has Chromium 138; the browser of a remote editor may be older.
  {
    entryPoints: { ...entry('scoreMap'), ...entry('previewTarget') },
    platform: 'browser',
    format: 'iife',
    target: 'chrome132',
  },
].map((bundle) => ({ ...common, ...bundle }));

if (watch) {
  for (const bundle of bundles) await (await esbuild.context(bundle)).watch();
} else {
  // Each bundle is tried, so that one run shows all that is wrong; esbuild has printed the errors.
  const results = await Promise.allSettled(bundles.map((bundle) => esbuild.build(bundle)));
  if (results.some(({ status }) => status === 'rejected')) process.exitCode = 1;
  else if (metafile !== undefined) {
    const outputs = Object.assign({}, ...results.map(({ value }) => value.metafile.outputs));
    await writeFile(metafile, JSON.stringify({ outputs }));
  }
}
