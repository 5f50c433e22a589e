/** Longer papers are refused; UTF-16 code units. A book has about a million, and reading stays within seconds. */
export const MAX_PAPER_CHARS = 4_000_000;
