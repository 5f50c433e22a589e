const UNITS = ['B', 'kB', 'MB', 'GB'] as const;

/** A size in the reader's units, decimal as on the hub: `598 MB`. */
export function formatBytes(bytes: number): string {
  const unit = Math.min(UNITS.length - 1, bytes < 1000 ? 0 : Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** unit;
  return `${value < 10 && unit > 0 ? value.toFixed(1) : Math.round(value)} ${UNITS[unit]!}`;
}
