import { setTimeout as delay } from 'node:timers/promises';
import { type ErrorCode, KnownError } from '../core/errors/knownError';
import type { Sentence } from '../core/text/sentence';

/** A failure of the network or a server that may soon be over, so the same request is tried again. */
export class TransientError extends KnownError {
  /** @param retryAfterMs how long the server asked to wait */
  constructor(
    told: Sentence,
    detail?: string,
    readonly retryAfterMs?: number,
    code: ErrorCode = 'network',
  ) {
    super(code, told, detail);
  }
}

/** How often and how long temporary failures are retried. */
export interface RetryPolicy {
  /** How many attempts in a row may fail without progress. */
  readonly attempts: number;
  /** The pause after the first failure, milliseconds; each further pause is twice as long. */
  readonly firstPauseMs: number;
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Called before each pause. */
  readonly onRetry: (error: TransientError, waitMs: number) => void;
}

const LONGEST_PAUSE_MS = 30_000;
/** If a server asks to wait longer than this, milliseconds, the reader is told instead and decides when to try again. */
const LONGEST_RETRY_AFTER_MS = 120_000;

export const DEFAULT_RETRY: RetryPolicy = {
  attempts: 6,
  firstPauseMs: 1000,
  wait: async (ms, signal) => delay(ms, undefined, { signal }),
  onRetry: () => undefined,
};

/**
 * Retries a request until it succeeds, fails for good, or has failed too often in a row. `attempt` reports progress, which resets the
 * count, so that a long download may be interrupted many times. Only bytes that were never reached before are progress.
 */
export async function withRetries<T>(
  policy: RetryPolicy,
  signal: AbortSignal,
  attempt: (progressed: () => void) => Promise<T>,
): Promise<T> {
  let failures = 0;
  for (;;) {
    signal.throwIfAborted();
    try {
      return await attempt(() => (failures = 0));
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof TransientError)) throw error;
      failures++;
      const { retryAfterMs } = error;
      if (failures >= policy.attempts || (retryAfterMs ?? 0) > LONGEST_RETRY_AFTER_MS) throw error;
      const pause = Math.min(LONGEST_PAUSE_MS, policy.firstPauseMs * 2 ** (failures - 1));
      // Windows that lost their connection together should not all come back at the same moment.
      const waitMs = Math.max(retryAfterMs ?? 0, Math.round(pause * (1 + Math.random() / 4)));
      policy.onRetry(error, waitMs);
      await policy.wait(waitMs, signal);
    }
  }
}

/** Reads a `Retry-After` header, which has seconds or a date. Returns milliseconds. */
export function retryAfterMs(header: string | null, now: number): number | undefined {
  if (header === null) return undefined;
  const seconds = Number(header);
  if (/^\d+$/.test(header.trim())) return Number.isSafeInteger(seconds) ? seconds * 1000 : undefined;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
