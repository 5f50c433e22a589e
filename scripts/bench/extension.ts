import { existsSync, readFileSync, statSync } from 'node:fs';
import * as path from 'node:path';

const ROOT = path.join(import.meta.dirname, '..', '..');

/** Bytes of the package of this version for this platform; undefined when it was not made. */
export function packageBytes(): number | undefined {
  const { name, version } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as Record<string, string>;
  const file = path.join(ROOT, `${name!}-${process.platform}-${process.arch}-${version!}.vsix`);
  return existsSync(file) ? statSync(file).size : undefined;
}
