/** The bundles of dist/: what each is called, and where it begins. What builds, checks and packages them asks here. */

/** What has a large library and is rarely asked for: loaded by the first `import()` of it, so that all else starts soon. */
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
};

/** The files that a build leaves, by their paths in the project. */
export const BUILT = [...Object.keys(BUNDLES).map((name) => `dist/${name}.js`), 'dist/sqlite3.wasm'];
