/** One value of a table; undefined is an empty cell. */
export type CsvValue = string | number | undefined;

/**
 * A table as CSV (RFC 4180). Text that a spreadsheet would run as a formula gets an apostrophe before it, see `disarmed`; other text stays
 * as it is.
 */
export function csvTable(rows: readonly (readonly CsvValue[])[]): string {
  return rows.map((row) => `${row.map(cellOf).join(',')}\r\n`).join('');
}

function cellOf(value: CsvValue): string {
  if (typeof value === 'number') return String(value);
  const text = disarmed(value ?? '');
  return /[",;\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** What a spreadsheet takes for the start of a formula (in both widths), and characters that it skips before it. */
const FORMULA = /^[\s\p{Cc}\p{Cf}]*[=+\-@＝＋－＠]/u;

/**
 * Puts an apostrophe before text that a spreadsheet would run as a formula. Where the reader's list separator is a semicolon, a cell begins
 * after each semicolon.
 */
function disarmed(text: string): string {
  const cells = text
    .split(';')
    .map((cell) => (FORMULA.test(cell) ? `'${cell}` : cell))
    .join(';');
  return /^[\t\r\n;]/.test(cells) ? `'${cells}` : cells;
}
