import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';

/** More threads gain little for one sequence at a time, and the reader's other programs need some. */
const MOST_THREADS = 8;

/** The default number of threads for onnxruntime: one for each physical core, at most 8. Two threads on one core would share its units. */
export async function defaultThreads(): Promise<number> {
  const available = availableParallelism();
  return Math.max(1, Math.min(MOST_THREADS, available, await physicalCores(available)));
}

async function physicalCores(available: number): Promise<number> {
  const siblings = await Promise.all(
    Array.from({ length: available }, (_, cpu) =>
      readFile(`/sys/devices/system/cpu/cpu${cpu}/topology/thread_siblings_list`, 'utf8').catch(() => undefined),
    ),
  );
  const known = siblings.filter((list) => list !== undefined);
  if (known.length > 0) return new Set(known).size;
  // Other systems do not tell. Common x64 processors have two threads for each core.
  return process.arch === 'x64' ? Math.ceil(available / 2) : available;
}
