import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import * as path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { StoreError, systemCode } from './storeError';
import { isFields } from './manifest';

/** What a lock needs to know. */
export interface LockOptions {
  readonly signal: AbortSignal;
  /** Told once when somebody else has the lock, before the wait. */
  readonly onWait?: () => void;
  /** How often a lock of somebody else is looked at, milliseconds. */
  readonly pollMs?: number;
}

/** Who has a lock. */
interface Holder {
  readonly nonce: string;
  readonly pid: number;
  readonly host: string;
}

const POLL_MS = 500;
const HEARTBEAT_MS = 5000;
/** A lock without a heartbeat for this long is nobody's: its machine is gone, or another process has its holder's id. */
export const STALE_MS = 60_000;

/**
 * Does work that only one process of all may do at a time: the windows of an editor and the command line share their models. A
 * lock whose process has died is broken at once, one that shows no heartbeat after a minute.
 *
 * @param work gets a signal that is aborted with the caller's, or when the lock was lost (a machine that slept for long)
 */
export async function withLock<T>(
  file: string,
  { signal, onWait, pollMs = POLL_MS }: LockOptions,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const mine: Holder = { nonce: randomUUID(), pid: process.pid, host: hostname() };
  await mkdir(path.dirname(file), { recursive: true });
  let waited = false;
  while (!(await take(file, mine))) {
    signal.throwIfAborted();
    if (await breakStale(file)) continue;
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
    if ((await holderOf(file))?.nonce === mine.nonce) await rm(file, { force: true });
  }
}

async function take(file: string, mine: Holder): Promise<boolean> {
  try {
    const handle = await open(file, 'wx');
    await handle.writeFile(JSON.stringify(mine));
    await handle.close();
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw error;
  }
}

async function beat(file: string, mine: Holder, lost: AbortController): Promise<void> {
  const holder = await holderOf(file);
  if (holder?.nonce === mine.nonce) {
    const now = new Date();
    await utimes(file, now, now).catch(() => undefined);
  } else {
    lost.abort(new StoreError('busy', 'Another window has taken over this model: look there, or try again.'));
  }
}

/** Removes a lock that nobody holds any more; true when it is worth trying again at once. */
async function breakStale(file: string): Promise<boolean> {
  const holder = await holderOf(file);
  const touched = await stat(file).then(
    ({ mtimeMs }) => mtimeMs,
    () => undefined,
  );
  if (touched === undefined) return true;
  const isDead = holder?.host === hostname() && !isAlive(holder.pid);
  if (!isDead && Date.now() - touched < STALE_MS) return false;

  // Renaming is atomic, so that of several who find it stale one has it; what was moved may be newer than what was judged.
  const aside = `${file}.${randomUUID()}`;
  try {
    await rename(file, aside);
  } catch {
    return true;
  }
  const moved = await holderOf(aside);
  if (moved?.nonce !== holder?.nonce) await rename(aside, file).catch(() => undefined);
  await rm(aside, { force: true });
  return true;
}

async function holderOf(file: string): Promise<Holder | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'));
    if (!isFields(value)) return undefined;
    const { nonce, pid, host } = value;
    return typeof nonce === 'string' && typeof pid === 'number' && typeof host === 'string'
      ? { nonce, pid, host }
      : undefined;
  } catch {
    // It is gone, or its holder is just writing it.
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) === 'EPERM';
  }
}
