import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import * as path from 'node:path';
import { type Summary, summarise } from './summary';

const ROOT = path.join(import.meta.dirname, '..', '..');

/** What it takes to require dist/extension.js, milliseconds, each time in a process of its own. */
export function measureRequire(rounds: number): Summary {
  const script = path.join(import.meta.dirname, 'requireExtension.mjs');
  return summarise(
    Array.from({ length: rounds }, () => Number(execFileSync(process.execPath, [script], { encoding: 'utf8' }))),
  );
}

/** Bytes of the package of this version for this platform; undefined when it was not made. */
export function packageBytes(): number | undefined {
  const { name, version } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as Record<string, string>;
  const file = path.join(ROOT, `${name!}-${process.platform}-${process.arch}-${version!}.vsix`);
  return existsSync(file) ? statSync(file).size : undefined;
}
