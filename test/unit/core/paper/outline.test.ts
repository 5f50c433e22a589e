import { setImmediate as nextTurn } from 'node:timers/promises';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { outlinePaper } from '../../../../src/core/paper/outline';
import type { Block, Outline, PaperFormat } from '../../../../src/core/paper/types';
import { awkwardText, markdownText } from '../../arbitraries';

/** What must hold for every outline. Returns a list of violations, so that one comparison shows all. */
function faults(text: string, { headings, chunks, blocks }: Outline): string[] {
  const found: string[] = [];
  const demand = (holds: boolean, what: string): void => {
    if (!holds) found.push(what);
  };
  let end = 0;
  for (const chunk of chunks) {
    demand(chunk.start === end && chunk.end > chunk.start, `chunk ${chunk.start}-${chunk.end} behind ${end}`);
    end = chunk.end;
  }
  demand(end === text.length, `chunks end at ${end} of ${text.length}`);
  end = 0;
  for (const block of blocks) {
    const content = text.slice(block.start, block.end);
    demand(block.start >= end && block.end > block.start, `${block.kind} ${block.start}-${block.end} behind ${end}`);
    demand(content !== '' && content.trim() === content, `${block.kind} ${block.start}-${block.end} is not trimmed`);
    end = block.end;
  }
  demand(end <= text.length, 'a block ends behind the text');
  const starts = new Set(blocks.map(({ start }) => start));
  for (const { continues, start } of blocks) {
    demand(continues === undefined || (continues < start && starts.has(continues)), `continues ${continues}`);
  }
  const headingBlocks = new Map(blocks.filter(({ kind }) => kind === 'heading').map((block) => [block.start, block]));
  end = 0;
  let level = 0;
  for (const heading of headings) {
    const block = headingBlocks.get(heading.start);
    demand(heading.start >= end && block?.end === heading.end, `heading at ${heading.start}`);
    demand(heading.title !== '' && heading.title.trim() === heading.title, `title '${heading.title}'`);
    demand(heading.level >= 1 && heading.level <= level + 1, `level ${heading.level} behind ${level}`);
    end = heading.end;
    level = heading.level;
  }
  return found;
}

const FORMATS: readonly PaperFormat[] = ['markdown', 'latex', 'text'];

describe('the outline of any text', () => {
  it('chunks cover any text, blocks are in order without overlaps, headings are at line starts', () => {
    const texts = fc.oneof(awkwardText(), markdownText(), markdownText('\r\n'), markdownText('\r'));
    fc.assert(
      fc.property(texts, (text) => {
        for (const format of FORMATS) expect(faults(text, outlinePaper(text, format))).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it('a marked word of every paragraph is in a block of its own', () => {
    fc.assert(
      fc.property(fc.array(awkwardText(8), { minLength: 1, maxLength: 6 }), (parts) => {
        const text = parts.map((part, index) => `marked${index} ${part.replace(/[\r\n\s]+/g, ' ')}`).join('\n\n');
        const { blocks } = outlinePaper(text, 'markdown');
        const marks = blocks.map((block) => /^marked\d+/.exec(text.slice(block.start, block.end))?.[0]);
        expect(marks).toEqual(parts.map((_, index) => `marked${index}`));
      }),
    );
  });

  it.each([
    ['markdown', '\r\n'],
    ['markdown', '\r'],
    ['latex', '\r\n'],
    ['latex', '\r'],
    ['text', '\r\n'],
    ['text', '\r'],
  ] as const)('the outline in %s with the line end %j is the same, with shifted offsets', (format, lineEnd) => {
    fc.assert(
      fc.property(markdownText('\n', 30), (text) => {
        const other = text.replaceAll('\n', lineEnd);
        /** The offset in `other` that matches an offset in `text`. */
        const moved = (offset: number): number => text.slice(0, offset).replaceAll('\n', lineEnd).length;
        const expected = outlinePaper(text, format);
        const { headings, blocks } = outlinePaper(other, format);
        const move = <T extends { readonly start: number; readonly end: number; readonly continues?: number }>(
          range: T,
        ): T => ({
          ...range,
          start: moved(range.start),
          end: moved(range.end),
          ...(range.continues === undefined ? {} : { continues: moved(range.continues) }),
        });
        const moveBlock = (block: Block): Block =>
          block.continues === undefined ? move(block) : { ...move(block), continues: moved(block.continues) };
        expect(headings).toEqual(expected.headings.map(move));
        expect(blocks).toEqual(expected.blocks.map(moveBlock));
      }),
    );
  });

  it.each(['', ' ', '\n\n', ' '.repeat(6000), '\n'.repeat(12_000), '\ufeff', '\u0000', '\ud800'])(
    'the outline of an almost empty text is sound',
    (text) => {
      for (const format of FORMATS) expect(faults(text, outlinePaper(text, format))).toEqual([]);
    },
  );
});

describe('places of repeated text', () => {
  it('equal paragraphs each have their own place', () => {
    const paragraph = 'The same words 😀 stand here again and again.';
    const text = Array(50).fill(paragraph).join('\r\n\r\n');
    const { blocks } = outlinePaper(text, 'markdown');
    expect(blocks.map(({ start }) => start)).toEqual(
      Array.from({ length: 50 }, (_, at) => at * (paragraph.length + 4)),
    );
  });
});

/** Texts that slow parsers down, each a repeated piece. Non-linear parsing would not end in time at this size. */
const HOSTILE = [
  ...[
    '#',
    '# ',
    '#\n',
    '>',
    '> ',
    '>\n',
    '[',
    '[a](',
    '![',
    '*',
    '* ',
    '**',
    '_',
    '|',
    '|\n',
    '| a ',
    '|---',
    '`',
    '`\n',
  ],
  ...[
    '```\n',
    '````\n```\n',
    '~~~\n',
    '- ',
    '- - ',
    '- - - -\n',
    '- item\n',
    '- item\n\n',
    '1. ',
    '=\n',
    'a\n=\n',
    '$$',
  ],
  ...['$$\n', '$$a\n', '<', '<a\n', '<!--\n\n', '<?\n\n', '<![CDATA[\n', '<div>\n\n', '<script>\n\n', '&', '\\', '\\['],
  ...['\\begin{equation}\n', '\n', '\r\n', '   \n', ' ', '\t', '\u00a0', 'word ', 'w', 'word\n', '| x | y |\n'],
  ...[
    '| a |\n|---|\n\n',
    'Table 1: x\n\n',
    'Table ',
    '![](a)\n\n',
    '12\n\n',
    '[a]: b\n',
    '[a\n',
    '👩‍👩‍👧‍👦',
    '\u0301',
    '\ud800',
  ],
  ...[
    ...[
      '{',
      '{ word ',
      '}',
      '$',
      '$ a ',
      '\\(',
      '\\[ a ',
      '\\]',
      '\\item ',
      '\\begin{a}',
      '\\end{a}',
      '\\begin{itemize}\\item a ',
      '%',
      '%\n',
    ],
    ...[
      '\\begin{verbatim} ',
      '\\begin{tabular}{',
      '\\verb|',
      '\\label{',
      '\\cite[',
      '\\section{',
      '\\section{a}\n',
      '\\x[',
      '&',
      '~',
      "\\'",
    ],
    '\\begin{document}\\end{document}',
    '@a{',
    '---\na: b\n',
    '{1}-',
    '**Table 1',
    `${'> '.repeat(99)}x\n`,
    `${'- '.repeat(99)}x\n`,
    `${'- > '.repeat(49)}x\n`,
  ],
];

describe('hostile texts', () => {
  // The test runner exchanges messages only between tests: without a turn of the event loop it takes a busy file for a hanging one.
  afterEach(() => nextTurn());

  it.each(HOSTILE)('a text made of %j is read', (piece) => {
    const text = piece.repeat(20_000 / piece.length);
    for (const format of FORMATS) expect(faults(text, outlinePaper(text, format))).toEqual([]);
  });

  it.each([
    ['a table of 100,000 rows', `| a | b |\n|---|---|\n${'| x | y |\n'.repeat(100_000)}`],
    ['a table of 20,000 columns', `|${' a |'.repeat(20_000)}\n|${'---|'.repeat(20_000)}`],
    ['front matter that is never closed', `---\n${'a: b\n'.repeat(40_000)}`],
    ['a fence that is never closed', `\`\`\`\n${'x\n'.repeat(100_000)}`],
    ['lists that nest ever deeper', Array.from({ length: 700 }, (_, depth) => `${' '.repeat(depth)}- x`).join('\n')],
    ['quotes that nest ever deeper', Array.from({ length: 700 }, (_, depth) => `${'>'.repeat(depth)} x`).join('\n')],
    ['one line of two million characters', 'word '.repeat(400_000)],
    ['blanks before text', `${' '.repeat(500_000)}a`],
    ['groups that nest ever deeper', `${'{'.repeat(20_000)}x${'}'.repeat(20_000)}`],
    ['environments that nest ever deeper', `${'\\begin{a}'.repeat(5000)}x${'\\end{a}'.repeat(5000)}`],
    ['lists in lists of LaTeX', '\\begin{itemize}\n\\item a\n'.repeat(2000)],
    ['blanks within a separator row', `| a |\n|${'- '.repeat(100_000)}`],
  ])('a text with %s is read', (_what, text) => {
    for (const format of FORMATS) expect(faults(text, outlinePaper(text, format))).toEqual([]);
  });
});
