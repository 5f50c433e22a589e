import { randomUUID } from 'node:crypto';
import { open, rename, rm, stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import * as path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as v from 'valibot';
import { sentence } from '../core/text/sentence';
import { kindOf, makeFolder, makeFolders, readText, UnreadableFile } from './files';
import { KnownError } from '../core/errors/knownError';
import { inTheWay, systemCode } from './systemErrors';

/** What a lock needs to know. */
export interface LockOptions {
  readonly signal: AbortSignal;
  /** Called once when somebody else holds the lock, before waiting. */
  readonly onWait?: () => void;
  /** How often somebody else's lock is checked, milliseconds. */
  readonly pollMs?: number;
  /** After how long without a heartbeat a lock is stale, milliseconds. */
  readonly staleMs?: number;
}

/** Who holds a lock. */
const HOLDER = v.object({ nonce: v.string(), pid: v.number(), host: v.string() });
type Holder = v.InferOutput<typeof HOLDER>;

/** Somebody else's lock, and since when it has looked the same. */
interface Found {
  /** Undefined while the file is empty. */
  readonly holder: Holder | undefined;
  /** When the file was last written, by the writer's clock, which may be wrong; milliseconds since 1970. */
  readonly touchedMs: number;
  /** Since when it has looked the same, by this process's monotonic clock, milliseconds. */
  readonly sinceMs: number;
}

const POLL_MS = 500;
const HEARTBEAT_MS = 5000;
/** A lock without a heartbeat for this long is stale: its machine is gone, or an unrelated process has got its holder's id. */
export const STALE_MS = 60_000;
/** A process writes its name into a lock at once. A lock without a name for this long was left by a full disk or a killed process. */
const NAMELESS_MS = 2000;
const LOCK_BYTES = 4096;
/** The first characters of every lock, also of one that is only partly written. */
const BEGINNING = '{"nonce":';

/**
 * Runs work that only one process may do at a time: the windows of an editor and the command line share their models. A lock
 * whose process has died is broken at once, and one without a heartbeat after a minute.
 *
 * @param work gets a signal that is aborted with the caller's, or when the lock was lost (after the machine slept for long)
 * @throws KnownError `inTheWay` when something that is not a lock has the lock's path
 */
export async function withLock<T>(
  file: string,
  { signal, onWait, pollMs = POLL_MS, staleMs = STALE_MS }: LockOptions,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const mine: Holder = { nonce: randomUUID(), pid: process.pid, host: hostname() };
  // The folder of all models may be a link, because the reader chose it; the folder of locks may not.
  await makeFolders(path.dirname(path.dirname(file)));
  await makeFolder(path.dirname(file));
  let waited = false;
  let found: Found | undefined;
  while (!(await take(file, mine))) {
    signal.throwIfAborted();
    found = await lookAt(file, found);
    if (!found) continue;
    if (isStale(found, staleMs)) {
      await breakLock(file, found);
      continue;
    }
    if (!waited) onWait?.();
    waited = true;
    await delay(pollMs, undefined, { signal }).catch(() => signal.throwIfAborted());
  }
  const lost = new AbortController();
  const heartbeat = setInterval(() => void beat(file, mine, lost), HEARTBEAT_MS);
  heartbeat.unref();
  try {
    return await work(AbortSignal.any([signal, lost.signal]));
  } finally {
    clearInterval(heartbeat);
    if (await isHeldBy(file, mine)) await rm(file, { force: true });
  }
}

/** Takes a lock that is free. Reads it back, because a process that slept after creating the file may have lost it to another. */
async function take(file: string, mine: Holder): Promise<boolean> {
  try {
    const handle = await open(file, 'wx');
    try {
      await handle.writeFile(JSON.stringify(mine));
    } catch (error) {
      await rm(file, { force: true });
      throw error;
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw error;
  }
  return await isHeldBy(file, mine);
}

async function beat(file: string, mine: Holder, lost: AbortController): Promise<void> {
  if (await isHeldBy(file, mine)) {
    const now = new Date();
    await utimes(file, now, now).catch(() => undefined);
  } else {
    lost.abort(new KnownError('busy', sentence`Another window has taken over these files: look there, or try again.`));
  }
}

/** Looks at somebody else's lock; undefined when it is gone. */
async function lookAt(file: string, before: Found | undefined): Promise<Found | undefined> {
  const kind = await kindOf(file);
  if (kind === 'nothing') return undefined;
  if (kind !== 'file') throw inTheWay(file);
  try {
    const holder = await readHolder(file);
    const { mtimeMs: touchedMs } = await stat(file);
    const isSame = before?.holder?.nonce === holder?.nonce && before?.touchedMs === touchedMs;
    return { holder, touchedMs, sinceMs: isSame ? before.sinceMs : performance.now() };
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Whether a lock can be broken. When the file's time is in the future, only the time for which it was watched here counts. */
function isStale({ holder, touchedMs, sinceMs }: Found, staleMs: number): boolean {
  if (holder?.host === hostname() && !isAlive(holder.pid)) return true;
  const limit = holder ? staleMs : Math.min(NAMELESS_MS, staleMs);
  return Date.now() - touchedMs >= limit || performance.now() - sinceMs >= limit;
}

/** Removes a stale lock. */
async function breakLock(file: string, { holder }: Found): Promise<void> {
  // Renaming is atomic, so only one of several processes gets the file. It may have got a newer lock, which is then put back.
  const aside = `${file}.${randomUUID()}`;
  try {
    await rename(file, aside);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return;
    throw error;
  }
  const moved = await readHolder(aside).catch(() => undefined);
  if (moved?.nonce !== holder?.nonce) await rename(aside, file).catch(() => undefined);
  await rm(aside, { force: true });
}

async function isHeldBy(file: string, { nonce }: Holder): Promise<boolean> {
  if ((await kindOf(file)) !== 'file') return false;
  return await readHolder(file).then(
    (holder) => holder?.nonce === nonce,
    () => false,
  );
}

/**
 * Reads who holds a lock; undefined when the file is empty, since its holder is just writing it or the disk was full.
 *
 * @throws KnownError `inTheWay` for a file that is not a lock
 */
async function readHolder(file: string): Promise<Holder | undefined> {
  const text = await readText(file, LOCK_BYTES).catch((error: unknown) => {
    throw error instanceof UnreadableFile ? inTheWay(file) : error;
  });
  // After a power cut the file may hold zeros.
  if (/^\0*$/.test(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    if (v.is(HOLDER, value)) return value;
  } catch {
    if (text.startsWith(BEGINNING)) return undefined;
  }
  throw inTheWay(file);
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) === 'EPERM';
  }
}
