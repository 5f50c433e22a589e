/** The bundles in dist/ with their entry files. The scripts that build, check and package them use this list. */

/** Parts with large libraries that are rarely used. They are loaded by the first `import()`, so that everything else starts soon. */
export const LATE = {
  mcp: 'src/cli/mcp/serve.ts',
  paperFilter: 'src/core/library/paperFilter.ts',
};

export const BUNDLES = {
  extension: 'src/extension.ts',
  worker: 'src/inference/worker.ts',
  hostWatch: 'src/node/hostWatch.ts',
  cli: 'src/cli/main.ts',
  ...LATE,
  library: 'src/library/worker.ts',
  scoreMap: 'src/webview/scoreMap/main.ts',
  previewTarget: 'src/webview/preview/target.ts',
};

/** The files that a build makes, as paths in the project. */
export const BUILT = [...Object.keys(BUNDLES).map((name) => `dist/${name}.js`), 'dist/sqlite3.wasm'];
