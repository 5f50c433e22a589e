import { spawnSync } from 'node:child_process';
import { build } from 'esbuild';
import { BUNDLES } from './bundles';

/** Builds the processes that tests run: the program's bundles, and the processes that misbehave. */
export default async function setUp(): Promise<void> {
  const { status } = spawnSync(process.execPath, ['esbuild.config.mjs', `--outdir=${BUNDLES}`], { stdio: 'inherit' });
  if (status !== 0) throw new Error('The bundles could not be built.');
  await build({
    entryPoints: ['inference/oddWorker.ts', 'inference/shortHost.ts', 'features/persistence/storeWindow.ts'].map(
      (file) => `test/unit/${file}`,
    ),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    outdir: BUNDLES,
    entryNames: '[name]',
    logLevel: 'warning',
  });
}
