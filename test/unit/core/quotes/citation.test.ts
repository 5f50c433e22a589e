import { describe, expect, it } from 'vitest';
import { outlinePaper } from '../../../../src/core/paper/outline';
import type { PaperFormat } from '../../../../src/core/paper/types';
import { citationOf } from '../../../../src/core/quotes/citation';
import { editorLink, relativeLink } from '../../../../src/core/quotes/links';

const cited = (text: string): unknown => citationOf(text, outlinePaper(text, 'markdown').headings, 'markdown');

describe('the citation of a paper', () => {
  it.each([
    [
      'plain front matter',
      '---\ntitle: On running\ncitation-key: smith2020\n---\n# Other\n',
      { title: 'On running', key: 'smith2020' },
    ],
    [
      'quotes, line ends and an at sign',
      "---\r\ntitle: 'On: running'\r\ncitekey: '@smith'\r\n---\r\n",
      { title: 'On: running', key: 'smith' },
    ],
    ['a title over several lines', '---\ntitle: >\n  On running\n  and rain\n...\n', { title: 'On running and rain' }],
    ['numbers as they are written', '---\ntitle: 1984\ncitationKey: 2020_x\n---\n', { title: '1984', key: '2020_x' }],
    ['the first heading without front matter', 'Text.\n\n## A *title*\n\n# Later\n', { title: 'A *title*' }],
    ['the first heading that is no page number', '#### Page 1\n\n# On running\n', { title: 'On running' }],
    ['broken front matter', '---\ntitle: [unclosed\n---\n# Heading\n', { title: 'Heading' }],
    ['front matter that is a list, and a rule', '---\n- a\n---\n# Heading\n', { title: 'Heading' }],
    ['nothing at all', '', {}],
    [
      'one BibTeX entry',
      '# T\n\n```bibtex\n@string{x = "y"}\n@Article{smith-2020:run,\n title={T}}\n```\n',
      { title: 'T', key: 'smith-2020:run' },
    ],
    [
      'of several entries the one with the title',
      '# On running\n\n@article{a, title={Rain}}\n@inproceedings{b,\n  title = {{On}\n Running}}\n@book{c, title={X}}\n',
      { title: 'On running', key: 'b' },
    ],
    [
      'of several entries none without the title',
      '# On running\n\n@article{a, title={Rain}}\n@article{b, title={Sun}}\n',
      { title: 'On running' },
    ],
  ])('title and citation key are read: %s', (_, text, expected) => {
    expect(cited(text)).toEqual(expected);
  });

  it('front matter that YAML parsers cannot read in time is read fast', () => {
    const braces = '{'.repeat(50_000);
    const hostile = [
      braces,
      '{'.repeat(380),
      '- '.repeat(50_000),
      '? '.repeat(40_000),
      '[a, '.repeat(20_000),
      "'".repeat(40_001),
    ];
    for (const front of [...hostile, ...hostile.map((value) => `title: ${value}`), `title:\n  ${braces}`]) {
      expect(cited(`---\n${front}\n---\n# Heading\n`)).toEqual({ title: 'Heading' });
    }
    // Thousands of names and lines of a value are read once each.
    const many = Array.from({ length: 7000 }, (_, index) => `n${index}: ${index}`).join('\n');
    expect(cited(`---\n${many}\ntitle: Last\n---\n`)).toEqual({ title: 'Last' });
    expect(cited(`---\ntitle: ${'a'.repeat(90_000)}\n---\n# Heading\n`)).toEqual({ title: 'Heading' });
  });

  it.each([
    ['"On \\"running\\" \\u0026\\x21\\ttoo" # yes', 'On "running" &! too'],
    ["'It''s'", "It's"],
    ['On running # a comment', 'On running'],
    ['C# in practice', 'C# in practice'],
    ['On\n  running', 'On running'],
    ['\n  On running', 'On running'],
    ['|-\n  On\n   running', 'On running'],
    ['https://example.org/a', 'https://example.org/a'],
    ['[a, b]', 'Heading'],
    ['{ a: b }', 'Heading'],
    ['\n  - a', 'Heading'],
    ['\n  a: b', 'Heading'],
    ['a: b', 'Heading'],
    ['*alias', 'Heading'],
    ['"unclosed', 'Heading'],
  ])('the title written as %s is read as its text, or not at all', (value, title) => {
    expect(cited(`---\ntitle: ${value}\n---\n# Heading\n`)).toEqual({ title });
  });

  it('an alias bomb in front matter has no effect', () => {
    const bomb = [
      'a: &a [x,x,x,x,x,x,x,x,x]',
      ...'bcdefgh'.split('').map((l, i) => `${l}: &${l} [${Array(9).fill(`*${'abcdefgh'[i]}`).join(',')}]`),
    ];
    expect(cited(`---\n${bomb.join('\n')}\n---\n# Heading\n`)).toEqual({ title: 'Heading' });
  });
});

describe('the authors and the year of a paper', () => {
  const byline = (text: string, format: PaperFormat = 'markdown'): unknown => {
    const { authors, year } = citationOf(text, outlinePaper(text, format).headings, format);
    return [authors, year];
  };

  it.each([
    ['a text', 'author: Ada Byron\nyear: 1843', [['Ada Byron'], '1843']],
    [
      'names in one text',
      'author: Ada Byron, Mary Somerville and Joan Clarke',
      [['Ada Byron', 'Mary Somerville', 'Joan Clarke'], undefined],
    ],
    ['family names first', 'author: Byron, Ada; Somerville, Mary', [['Byron, Ada', 'Somerville, Mary'], undefined]],
    [
      'a list',
      "authors:\n  - Ada Byron\n  - 'Mary Somerville'\ndate: 3 March 2021",
      [['Ada Byron', 'Mary Somerville'], '2021'],
    ],
    ['a list in brackets', 'authors: [Ada Byron, "Mary Somerville"]', [['Ada Byron', 'Mary Somerville'], undefined]],
    [
      'mappings',
      'authors:\n- name: Ada Byron\n  orcid: 0000-1843\n  affiliations:\n    - name: Of no use\n- family: Somerville\n  given: Mary\ndate: 2021-03-04',
      [['Ada Byron', 'Mary Somerville'], '2021'],
    ],
    ['one mapping', 'author:\n  name: Ada Byron\n  email: a@b.c', [['Ada Byron'], undefined]],
    ['nothing that can be read', 'author: {a: b\ndate: soon', [undefined, undefined]],
  ])('front matter names them: %s', (_, front, expected) => {
    expect(byline(`---\ntitle: T\n${front}\n---\n# T\n`)).toEqual(expected);
  });

  it('a BibTeX entry names them, whatever the order of names and the accents, and not what stands after it', () => {
    const entry =
      '@article{a,\n title={T},\n author = {G{\\"o}del, Kurt and Ada Byron\n and {\\O}re, Oystein},\n year={1931}}';
    expect(byline(`# T\n\n${entry}\n\nThe author = {Nobody} of year = {2020}.\n`)).toEqual([
      ['Kurt Gödel', 'Ada Byron', 'Oystein Øre'],
      '1931',
    ]);
    expect(byline('# T\n\n@misc{a, title={T}}\n\nThe author = {Nobody}, year = {2020}.\n')).toEqual([
      undefined,
      undefined,
    ]);
    expect(byline('# T\n\n@misc{a, title="T", author="Ada Byron", date = 1843-09}\n')).toEqual([['Ada Byron'], '1843']);
  });

  it('a title block names them', () => {
    expect(byline('% On running\n% Ada Byron; Mary Somerville\n% May 1843\n\nText.\n')).toEqual([
      ['Ada Byron', 'Mary Somerville'],
      '1843',
    ]);
    const latex =
      '% A template\n\\title{On running}\n\\author{Ada Byron\\thanks{By the Royal Society.} \\\\ London, 1843 \\and M. Somerville$^2$}\n' +
      '\\date{May 1844}\n\\begin{document}\n\\maketitle\nText.\n\\end{document}\n';
    expect(byline(latex, 'latex')).toEqual([['Ada Byron', 'M. Somerville'], '1844']);
    expect(byline('\\author{Dept. of 3 things \\and Ada Byron}\n', 'latex')).toEqual([undefined, undefined]);
  });

  it('names in the running text are not guessed', () => {
    expect(byline('# On running\n\nAda Byron University of London ada@byron.org\n\n2021\n')).toEqual([
      undefined,
      undefined,
    ]);
  });

  it('texts that are made to trip a reader take no time', () => {
    const many = 20_000;
    for (const hostile of [
      '{'.repeat(many),
      '\\author{'.repeat(many),
      `@a{b, ${'author = {'.repeat(many)}`,
      '% a;'.repeat(many),
      `---\nauthor:\n${'- '.repeat(many)}\n---\n`,
    ]) {
      for (const format of ['markdown', 'latex'] as const) expect(() => citationOf(hostile, [], format)).not.toThrow();
    }
  });
});

describe('links', () => {
  it('an editor link opens a file at a line, whatever characters its path has', () => {
    expect(editorLink('vscode', { path: '/a b/c(1)#2?.md', line: 7 })).toBe('vscode://file/a%20b/c%281%29%232%3F.md:7');
    expect(editorLink('vscodium', { path: '/c:/ä.md', line: 1 })).toBe('vscodium://file/c:/%C3%A4.md:1');
  });

  it('a relative link leads from one file to another', () => {
    const place = { path: '/papers/one/a b.md', line: 3 };
    expect(relativeLink('/papers/one/report.md', place)).toBe('a%20b.md#L3');
    expect(relativeLink('/papers/out/report.md', place)).toBe('../one/a%20b.md#L3');
    expect(relativeLink('/report.md', place)).toBe('papers/one/a%20b.md#L3');
    expect(relativeLink('/other/x/y.md', { path: '/a.md', line: 1 })).toBe('../../a.md#L1');
  });
});
