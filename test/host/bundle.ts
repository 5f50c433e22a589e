import * as fs from 'node:fs';
import * as path from 'node:path';
import * as esbuild from 'esbuild';
import { ROOT } from './paths';

/**
 * Builds the suites and their entry for an extension host, which cannot load TypeScript.
 *
 * @returns the path of the entry, without its file extension.
 * @throws Error when a suite cannot be built.
 */
export async function bundleSuites(): Promise<string> {
  const outdir = path.join(ROOT, 'out', 'host');
  // Otherwise a removed suite would still run from an earlier build.
  fs.rmSync(outdir, { recursive: true, force: true });
  const folder = path.join(ROOT, 'test', 'host');
  const suites = ['suites', 'folders'].flatMap((group) =>
    fs
      .readdirSync(path.join(folder, group))
      .filter((name) => name.endsWith('.test.ts'))
      .map((name) => path.join(folder, group, name)),
  );
  await esbuild.build({
    entryPoints: [path.join(folder, 'index.ts'), ...suites],
    outbase: folder,
    outdir,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    sourcemap: 'inline',
    logLevel: 'warning',
    // Mocha finds its reporters by path, `vscode` exists only inside the host, and onnxruntime is native.
    external: ['vscode', 'mocha', 'onnxruntime-node', 'onnxruntime-web'],
  });
  return path.join(outdir, 'index');
}
