import { type Sentence, sentence } from '../../core/text/sentence';

const UNITS = ['B', 'kB', 'MB', 'GB'] as const;

/** A size in the reader's units, decimal as on the hub: `598 MB`. */
export function formatBytes(bytes: number): string {
  const unit = Math.min(UNITS.length - 1, bytes < 1000 ? 0 : Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** unit;
  return `${value < 10 && unit > 0 ? value.toFixed(1) : Math.round(value)} ${UNITS[unit]!}`;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long to wait, in the unit that reads best and never shorter than it is: `45 seconds`, `3 minutes`, `1 hour`. */
export function told(ms: number): Sentence {
  const seconds = Math.max(1, Math.ceil(ms / SECOND));
  if (seconds === 1) return sentence`1 second`;
  if (ms <= 90 * SECOND) return sentence`${seconds} seconds`;
  if (ms <= 90 * MINUTE) return sentence`${Math.ceil(ms / MINUTE)} minutes`;
  if (ms <= 2 * DAY) return sentence`${Math.ceil(ms / HOUR)} hours`;
  return sentence`${Math.ceil(ms / DAY)} days`;
}
