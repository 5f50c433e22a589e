import fc from 'fast-check';

/** Pieces of text at which offsets often go wrong. */
const AWKWARD = [
  'a',
  'Word',
  ' ',
  '\t',
  '\u00a0',
  '.',
  '😀',
  '👩‍👩‍👧‍👦',
  '👍🏽',
  '🇩🇪',
  '🇫🇷',
  'e\u0301',
  '\u0301',
  'a\u0308\u0323',
  '한',
  '\u1112\u1161\u11ab',
  'क्षि',
  '\u200d',
  '\ufe0f',
  '1\ufe0f\u20e3',
  '\ud83d',
  '\ude00',
  '\u0000',
  '日本',
  'ﬁ',
];
const LINE_ENDS = ['\n', '\r\n', '\r', '\n\n', '\r\n\r\n'];

/** A text of difficult pieces: emoji, accents, lone surrogates, every kind of line end. */
export function awkwardText(maxLength = 40): fc.Arbitrary<string> {
  return fc.array(fc.constantFrom(...AWKWARD, ...LINE_ENDS), { maxLength }).map((pieces) => pieces.join(''));
}

/** A text with a range in it. */
export function textWithRange(
  texts = awkwardText(),
): fc.Arbitrary<{ readonly text: string; readonly start: number; readonly end: number }> {
  return texts.chain((text) =>
    fc.tuple(fc.nat(text.length), fc.nat(text.length)).map(([a, b]) => ({
      text,
      start: Math.min(a, b),
      end: Math.max(a, b),
    })),
  );
}

/** Lines of papers, with valid and broken markdown. */
const LINES = [
  '',
  '',
  '',
  '   ',
  '# Title',
  '## 2 Method ##',
  '#### Deep',
  '###### Deeper',
  '#',
  '#NoHeading',
  'Setext',
  '===',
  '---',
  'We measure it. It works, see Fig. 2 and Smith et al. (2020).',
  'We measure it. It works, see Fig. 2 and Smith et al. (2020).',
  'Wrapped text that goes on',
  '  indented 😀 text',
  '    code by indentation',
  '- item',
  '  - nested item, e\u0301',
  '1. first',
  '2) second',
  '> quoted',
  '> > deeper',
  '>',
  '| a | b |',
  '|---|---|',
  '| 👩‍👩‍👧‍👦 | x |',
  'Table 1: A caption.',
  'Figure 2. Another.',
  '```',
  '```python',
  '~~~',
  '````',
  '$$',
  '$$ x = 1 $$',
  '- x + y',
  '<div>',
  '<!-- comment',
  '-->',
  '![](image.png)',
  '[1]: http://example.org',
  '12',
  '## References',
  '[1] A. Author. A title. 2020.',
  'x'.repeat(600),
  'word '.repeat(1100),
];

/** A markdown text of such lines, all with the same line end. */
export function markdownText(lineEnd = '\n', maxLength = 40): fc.Arbitrary<string> {
  return fc.array(fc.constantFrom(...LINES), { maxLength }).map((lines) => lines.join(lineEnd));
}
