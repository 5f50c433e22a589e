import { statSync } from 'node:fs';
import { packagedExtension } from '../../test/host/paths';

/** Size in bytes of this version's package for this platform; undefined when it was not made. */
export function packageBytes(): number | undefined {
  let file: string;
  try {
    file = packagedExtension();
  } catch {
    return undefined;
  }
  return statSync(file).size;
}
