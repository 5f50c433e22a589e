import { statSync } from 'node:fs';
import { packagedExtension } from '../../test/host/paths';

/** Bytes of the package of this version for this platform; undefined when it was not made. */
export function packageBytes(): number | undefined {
  let file: string;
  try {
    file = packagedExtension();
  } catch {
    return undefined;
  }
  return statSync(file).size;
}
