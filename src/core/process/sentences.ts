/** White space of Python's `\s` and `str.strip`. It includes U+001C to U+001F and U+0085, but not U+FEFF. */
const PYTHON_SPACE = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;

/**
 * The sentences of the reference's metrics: the matches of Python's `.+?(?:[.!?]+(?:\s+|$)|\n{2,}|$)` with dot matching newlines, trimmed,
 * without blank ones. Only LF ends a line here; CR is ordinary white space. The expression itself takes quadratic time on a line of dots;
 * this scan is linear.
 *
 * @returns ranges of UTF-16 code units
 */
export function splitMetricSentences(text: string): { start: number; end: number }[] {
  const sentences: { start: number; end: number }[] = [];
  for (let start = 0; start < text.length;) {
    const end = matchEnd(text, start);
    const trimmed = strip(text, start, end);
    if (trimmed.start < trimmed.end) sentences.push(trimmed);
    start = end;
  }
  return sentences;
}

/** The end of the match that begins at `start`. */
function matchEnd(text: string, start: number): number {
  // The expression consumes one whole character before it looks for an end.
  let at = start + (text.codePointAt(start)! > 0xffff ? 2 : 1);
  while (at < text.length) {
    if (isTerminator(text[at]!)) {
      const end = runEnd(text, at, isTerminator);
      if (end === text.length) return end;
      if (isPythonSpace(text[end]!)) return runEnd(text, end, isPythonSpace);
      at = end;
    } else if (isNewline(text[at]!)) {
      const end = runEnd(text, at, isNewline);
      if (end - at >= 2) return end;
      // Python's `$` matches before a final newline too.
      if (end === text.length) return at;
      at = end;
    } else {
      at++;
    }
  }
  return at;
}

function runEnd(text: string, start: number, isMember: (unit: string) => boolean): number {
  let end = start;
  while (end < text.length && isMember(text[end]!)) end++;
  return end;
}

function strip(text: string, start: number, end: number): { start: number; end: number } {
  let from = start;
  let to = end;
  while (from < to && isPythonSpace(text[from]!)) from++;
  while (to > from && isPythonSpace(text[to - 1]!)) to--;
  return { start: from, end: to };
}

function isTerminator(unit: string): boolean {
  return unit === '.' || unit === '!' || unit === '?';
}

function isNewline(unit: string): boolean {
  return unit === '\n';
}

function isPythonSpace(unit: string): boolean {
  return PYTHON_SPACE.test(unit);
}
