import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { outlinePaper } from '../../../../src/core/paper/outline';
import { litText, pages, unmarked, visible } from './pages';

/** Marks the only occurrence of a part of the text. */
function light(text: string, part: string, options: object = {}): string {
  const start = text.indexOf(part);
  expect(start, `"${part}" is in the text`).toBeGreaterThanOrEqual(0);
  const [plain, marked] = pages(text, [{ start, end: start + part.length }], options);
  expect(unmarked(marked)).toBe(plain);
  return marked;
}

const OPEN = '<mark class="evidence evidence-strong" title="0.90 · &lt;Q0&gt; &quot;&amp;&quot;">';

describe('marks in the preview', () => {
  it('a passage in a paragraph is marked, with score and question as the tooltip', () => {
    expect(light('One two three.\n', 'two')).toBe(`<p data-line="0">One ${OPEN}two</mark> three.</p>\n`);
  });

  it('where text repeats, the right place is marked', () => {
    const text = 'same words\n\nsame words\n';
    const [, marked] = pages(text, [{ start: 12, end: 16 }]);
    expect(marked).toBe(`<p data-line="0">same words</p>\n<p data-line="2">${OPEN}same</mark> words</p>\n`);
  });

  // The part of the source to mark, and what a reader then sees marked (without white space).
  it.each([
    ['emphasis', 'It is *very **much*** so, _truly_ and ~~not~~.', 'is *very **much*** so, _tru', 'isverymuchso,tru'],
    ['inside emphasis', 'a **bold phrase** here', 'phrase', 'phrase'],
    [
      'links',
      'See [the *best* paper](http://x.org/a_(b) "the best") and the rest.',
      'paper](http://x.org/a_(b) "the best") and',
      'paperand',
    ],
    ['a text that the title repeats', '[x](u "a b") a b', '") a b', 'ab'],
    [
      'reference links',
      '[one][r] two [r] three [r][] four.\n\n[r]: http://x.org',
      'two [r] three [r][] four',
      'tworthreerfour',
    ],
    [
      'brackets that are no link',
      'as in [1] and [2](see there) too',
      '[1] and [2](see there) too',
      '[1]and[2](seethere)too',
    ],
    ['automatic links', 'at <https://x.org/%C3%BC> now', 'at <https://x.org/%C3%BC> now', 'athttps://x.org/ünow'],
    ['images', 'Before ![an *image* of it](a.png) after', 'Before ![an *image* of it](a.png) after', 'Beforeafter'],
    ['escapes', 'five \\* six \\\\ seven \\a', '\\* six \\\\ seven \\a', '*six\\seven\\a'],
    ['the second half of an escape', 'five \\* six', '* six', '*six'],
    [
      'entities',
      'A &amp; B &lt; C &hellip; &#x1F600; d &unknown; e',
      '&amp; B &lt; C &hellip; &#x1F600; d &unknown; e',
      '&B<C…😀d&unknown;e',
    ],
    ['inline code', 'call ``a`b`` twice', 'call ``a`b`` tw', 'calla`btw'],
    ['a part of inline code, which is no passage', 'call `alpha beta` now', 'beta` now', 'now'],
    ['soft breaks', 'one two\n  three\nfour', 'two\n  three\nfo', 'twothreefo'],
    ['hard breaks', 'one  \ntwo\\\nthree', 'one  \ntwo\\\nthree', 'onetwothree'],
    ['inline HTML', 'a <b title="x > y">bold</b><br> c', 'a <b title="x > y">bold</b><br> c', 'aboldc'],
    [
      'HTML that is closed to marks',
      'a <textarea>b</textarea> c <svg><text>d</text></svg> e',
      'a <textarea>b</textarea> c <svg><text>d</text></svg> e',
      'ace',
    ],
    [
      'math',
      'so $x_{1}^2 * y$ holds and costs \\$5',
      'so $x_{1}^2 * y$ holds and costs \\$5',
      'sox_{1}^2*yholdsandcosts$5',
    ],
    ['headings', '# A *big* title #\n\ntext', '*big* title', 'bigtitle'],
    ['headings with marks inside', '## C# and F# ##', 'C# and F#', 'C#andF#'],
    ['underlined headings', 'A title\nof two lines\n===', 'title\nof two', 'titleoftwo'],
    [
      'lists',
      '- one\n- two\n  - three *deep*\n\n    more',
      'one\n- two\n  - three *deep*\n\n    more',
      'onetwothreedeepmore',
    ],
    ['numbered lists with tabs', '1.\tone\n\n\tmore of one\n2.\ttwo', 'more of one\n2.\ttwo', 'moreofonetwo'],
    ['quotes', '> > deep\n> > quote\nlazy', 'deep\n> > quote\nlazy', 'deepquotelazy'],
    ['lists in quotes', '> 1. a *b*\n>    c\n> 2. d', '*b*\n>    c\n> 2. d', 'bcd'],
    [
      'tables',
      'x\n\n| a | *b* |\n|---|---|\n| a | c \\| d |\n| | a',
      '*b* |\n|---|---|\n| a | c \\| d |\n| | a',
      'bac|da',
    ],
    ['tables without outer pipes', '> a | b\n> --|--\n> a | a b\n> c |', 'a b\n> c', 'abc'],
    [
      'footnotes',
      'Text[^1] goes on[^n].\n\n[^1]: A *note* here.\n[^n]: other',
      'Text[^1] goes on[^n].\n\n[^1]: A *note* here.',
      'Textgoeson.Anotehere.',
    ],
    ['inline footnotes', 'Text^[a note] goes on', 'Text^[a note] goes on', 'Textgoeson'],
    ['combining marks and pairs', 'naïve 🔍 naïve', '🔍 naïve', '🔍naïve'],
    ['unpaired marks', 'a * b ** c _d ~e ![f [g', '* b ** c _d ~e ![f [g', '*b**c_d~e![f[g'],
    ['an exclamation before an image', 'wow!![i](u) x', 'wow!![i](u) x', 'wow!x'],
  ])('marks go through %s', (_name, text, part, seen) => {
    expect(litText(light(text, part))).toBe(seen);
    expect(litText(light(text.replaceAll('\n', '\r\n'), part.replaceAll('\n', '\r\n')))).toBe(seen);
  });

  it('code blocks, display math and HTML blocks are left as they are', () => {
    const text = 'a\n\n```js\ncode\n```\n\n    more\n\n<div>\nhtml\n</div>\n\nb\n';
    expect(litText(light(text, text.trim()))).toBe('ab');
  });

  it('nothing is marked inside an HTML block that stays open', () => {
    const text = '<textarea>\n\nwords\n\n</textarea>\n\nwords again\n';
    expect(litText(light(text, text.trim()))).toBe('wordsagain');
  });

  it('text changed by the typographer and the link finder is still marked', () => {
    const options = { typographer: true, linkify: true };
    const text = `"Quoted" -- it's (c) and so on..... Really????? See http://x.org/%C3%BC, or x.com. Yes!!!!`;
    expect(litText(light(text, text.slice(9), options))).toBe(
      '–it’s©andsoon…Really???Seehttp://x.org/ü,orx.com.Yes!!!',
    );
    expect(litText(light(text, 'http://x.org/%C3%BC', options))).toBe('http://x.org/ü');
  });

  it('overlapping passages share a mark that names both', () => {
    const [plain, marked] = pages('one two three four', [
      { start: 0, end: 13 },
      { start: 4, end: 18 },
    ]);
    expect(unmarked(marked)).toBe(plain);
    expect(marked.match(/title="[^"]*"/g)).toHaveLength(3);
    expect(marked.match(/class="[^"]*overlap"/g)).toHaveLength(1);
    expect(marked).toMatch(/title="[^"]*Q0[^"]*\n[^"]*Q1[^"]*">two three<\/mark>/);
  });

  it('where a passage lies in the rest of a paragraph of another question, only the passage counts', () => {
    const [, marked] = pages('One two three.\n', [
      { start: 0, end: 14, look: 'question1-paragraph' },
      { start: 4, end: 7, look: 'question2' },
    ]);
    expect([...marked.matchAll(/class="([^"]*)"/g)].map(([, name]) => name)).toEqual([
      'evidence evidence-question1-paragraph',
      'evidence evidence-question2',
      'evidence evidence-question1-paragraph',
    ]);
  });

  it('nothing is marked for another document or for tokens never seen', () => {
    const text = 'words';
    const [plain, marked] = pages(text, []);
    expect(marked).toBe(plain);
  });

  it('a page with an endless line and thousands of passages is marked in one run', () => {
    const text = 'word *and* more '.repeat(4_000);
    const ranges = Array.from({ length: 1_000 }, (_, at) => ({ start: at * 64, end: at * 64 + 14 }));
    const [plain, marked] = pages(text, ranges);
    expect(unmarked(marked)).toBe(plain);
    expect(litText(marked)).toBe('wordandmor'.repeat(ranges.length));
  });
});

const sample = readFileSync(join(process.cwd(), 'samples', 'evidence-lens.md'), 'utf8');

describe('the sample paper in the preview', () => {
  const { blocks } = outlinePaper(sample, 'markdown');
  const inline = blocks.filter(({ kind }) => kind !== 'code' && kind !== 'math' && kind !== 'html' && kind !== 'rule');

  it.each(inline.map(({ start, end }) => [sample.slice(start, start + 40), start, end] as const))(
    'the whole block "%s" is marked',
    (_head, start, end) => {
      const [plain, marked] = pages(sample, [{ start, end }]);
      expect(unmarked(marked)).toBe(plain);
      const [alone] = pages(sample.slice(start, end), []);
      expect(litText(marked)).toBe(visible(alone));
    },
  );

  it('any passages leave the page as it was, and mark what they hold', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(sample.length), fc.nat(2_000)), { minLength: 1, maxLength: 12 }),
        (places) => {
          const ranges = places.map(([start, length]) => ({ start, end: Math.min(sample.length, start + length) }));
          const [plain, marked] = pages(sample, ranges);
          expect(unmarked(marked)).toBe(plain);
        },
      ),
      { numRuns: 60 },
    );
  });
});

/** Pieces of markdown with the text that a reader sees, so that the expected marks are known without a parser. */
const PIECES: readonly (readonly [source: string, seen: string])[] = [
  ['plain words', 'plainwords'],
  ['*em*', 'em'],
  ['**strong *both* x**', 'strongbothx'],
  ['`code`', 'code'],
  ['[link *a*](http://x.org "a")', 'linka'],
  ['[ref][r]', 'ref'],
  ['![alt](a.png)', ''],
  ['\\*', '*'],
  ['&amp;', '&'],
  ['a < b', 'a<b'],
  ['<b>html</b>', 'html'],
  ['$x_i$', 'x_i'],
  ['😀', '😀'],
  ['[1]', '[1]'],
  ['x', 'x'],
];
const FRAMES: readonly ((lines: readonly string[]) => string)[] = [
  (lines) => lines.join('\n'),
  (lines) => lines.map((line) => `> ${line}`).join('\n'),
  (lines) => lines.map((line) => `- ${line}`).join('\n'),
  (lines) => `1. ${lines.join('\n   ')}`,
  (lines) => `> - ${lines.join('\n>   ')}`,
  (lines) => lines.map((line) => `## ${line} ##`).join('\n\n'),
  (lines) => `a | b\n--|--\n${lines.map((line) => `${line} | ${line}`).join('\n')}`,
];

describe('hostile markdown in the preview', () => {
  const piece = fc.constantFrom(...PIECES);
  const line = fc.array(piece, { minLength: 1, maxLength: 5 });
  const page = fc.record({
    frame: fc.constantFrom(...FRAMES),
    lines: fc.array(line, { minLength: 1, maxLength: 3 }),
    lineEnd: fc.constantFrom('\n', '\r\n', '\r'),
    at: fc.nat(),
    length: fc.integer({ min: 1, max: 8 }),
  });

  it('exactly the text of the passage is marked', () => {
    fc.assert(
      fc.property(page, ({ frame, lines, lineEnd, at, length }) => {
        // Numbers make equal pieces different, so that the intended piece can be found on the page.
        let count = 0;
        const numbered = lines.map((pieces) =>
          pieces.map(([source, seen]) => ({ source, seen, name: `N${count++}N` })),
        );
        const written = numbered.map((pieces) => pieces.map(({ source, name }) => `${name} ${source}`).join(' '));
        const text = `${frame(written)}\n\n[r]: http://x.org\n`.replaceAll('\n', lineEnd);
        const all = numbered.flat();
        const from = at % all.length;
        const chosen = all.slice(from, from + length);
        const last = chosen.at(-1)!;
        const start = text.indexOf(`${chosen[0]!.name} `);
        const end = text.indexOf(`${last.name} ${last.source}`) + `${last.name} ${last.source}`.length;
        const [plain, marked] = pages(text, [{ start, end }]);
        expect(unmarked(marked)).toBe(plain);
        const seen = litText(marked);
        if (frame === FRAMES.at(-1)) {
          // A row shows its line twice: the passage covers whole second cells between its first and last piece.
          expect(seen.startsWith(`${chosen[0]!.name}${chosen[0]!.seen}`)).toBe(true);
          expect(seen.endsWith(`${last.name}${last.seen}`)).toBe(true);
        } else {
          expect(seen).toBe(chosen.map(({ name, seen: shown }) => name + shown).join(''));
        }
      }),
      { numRuns: 200 },
    );
  });

  it('hostile markdown leaves the page as it was', () => {
    const scraps = [
      '*',
      '**',
      '_',
      '`',
      '``',
      '[',
      ']',
      '(',
      ')',
      '![',
      '<b>',
      '</b>',
      '<!--',
      '-->',
      '<textarea>',
      '|',
      '\\',
      '&lt;',
      '&',
      '\n',
      '\n\n',
      '\n> ',
      '\n- ',
      '\n1. ',
      '\n\t',
      '    ',
      '#',
      '# ',
      '---',
      '~~',
      '$',
      '[^1]',
      '\n[^1]: ',
      '^[',
      'word',
      'http://x.org',
      '😀',
      '\0',
      '\r',
      '\r\n',
      '\uFEFF',
      ' ',
      '  \n',
      '"',
      '...',
    ];
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...scraps), { maxLength: 60 }),
        fc.array(fc.tuple(fc.nat(200), fc.nat(100)), { minLength: 1, maxLength: 4 }),
        fc.boolean(),
        (parts, places, isRich) => {
          const text = parts.join('');
          const ranges = places.map(([start, length]) => ({
            start: Math.min(start, text.length),
            end: Math.min(text.length, start + length),
          }));
          const [plain, marked] = pages(text, ranges, { typographer: isRich, linkify: isRich, breaks: isRich });
          expect(unmarked(marked)).toBe(plain);
        },
      ),
      { numRuns: 500 },
    );
  });
});
