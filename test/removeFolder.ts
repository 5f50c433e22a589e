import * as fs from 'node:fs';

const ATTEMPTS = 50;
const PAUSE_MS = 100;

/**
 * Removes a folder in which a process that was just told to end may still write a last file. `rmSync` with `maxRetries` does not do this:
 * it lists a folder's files once, and then only tries to remove the folder itself again.
 */
export function removeFolder(folder: string): void {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    try {
      fs.rmSync(folder, { recursive: true, force: true });
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOTEMPTY' || attempt === ATTEMPTS) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
    }
  }
}
