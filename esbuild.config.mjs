/**
 * Builds the bundles of dist/: the extension, the inference process, the command line and the page of the score map.
 *
 *   node esbuild.config.mjs [--production] [--watch]
 */
import * as esbuild from 'esbuild';

const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');

/** Stands in for packages that @huggingface/transformers imports but that reading text never calls. */
const absent = {
  name: 'absent',
  setup(build) {
    build.onResolve({ filter: /^(sharp|onnxruntime-web)(\/.*)?$/ }, ({ path }) => ({ path, namespace: 'absent' }));
    build.onLoad({ filter: /.*/, namespace: 'absent' }, () => ({ contents: 'module.exports = {};' }));
  },
};

/** @type {esbuild.BuildOptions} */
const common = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  outdir: 'dist',
  minify: production,
  // Stack traces in a reader's log stay readable.
  keepNames: production,
  sourcemap: production ? false : 'linked',
  legalComments: 'none',
  logLevel: watch ? 'info' : 'warning',
};

const bundles = [
  { entryPoints: { extension: 'src/extension.ts' }, external: ['vscode'] },
  {
    entryPoints: { worker: 'src/inference/worker.ts' },
    // A native module: it is shipped beside the bundle.
    external: ['onnxruntime-node'],
    plugins: [absent],
    // The transformers library asks for its own place in the way of ES modules.
    define: { 'import.meta.url': 'bundleUrl' },
    banner: { js: "const bundleUrl = require('node:url').pathToFileURL(__filename).href;" },
  },
  { entryPoints: { cli: 'src/cli/main.ts' }, banner: { js: '#!/usr/bin/env node' } },
  // Pages of webviews run in the editor's window. VS Code 1.100 has Chromium 132.
  {
    entryPoints: { scoreMap: 'src/webview/scoreMap/main.ts' },
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
}
