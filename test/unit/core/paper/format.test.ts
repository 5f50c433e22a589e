import { describe, expect, it } from 'vitest';
import { formatOf, isPaper, PAPER_EXTENSIONS, PLAIN_TEXT } from '../../../../src/core/paper/format';

describe('how a document is read', () => {
  it.each([
    ['/a/paper.md', 'markdown', 'markdown', true],
    ['/a/paper.qmd', 'plaintext', 'markdown', true],
    ['/a/paper.qmd', 'quarto', 'markdown', true],
    ['/a/paper.Rmd', 'plaintext', 'markdown', true],
    ['/a/paper.mdx', 'mdx', 'markdown', true],
    ['/a/paper.tex', 'latex', 'latex', true],
    ['/a/paper.tex', 'plaintext', 'latex', true],
    ['/a/style.sty', 'tex', 'latex', true],
    ['/a/paper.txt', 'plaintext', 'text', true],
    ['Untitled-1', 'markdown', 'markdown', true],
    ['/a.md/paper', 'plaintext', 'text', true],
    ['/a/paper.txt', 'markdown', 'markdown', true],
    ['/a/code.py', 'python', 'text', false],
  ] as const)('%s with language %s is read as %s', (name, language, format, offered) => {
    expect(formatOf(name, language)).toBe(format);
    expect(isPaper(name, language)).toBe(offered);
  });

  it.each([
    ['paper.qmd', 'markdown'],
    ['PAPER.TEX', 'latex'],
    ['paper.ltx', 'latex'],
    ['notes.txt', 'text'],
    ['-', 'markdown'],
    ['README', 'markdown'],
    ['C:\\a.b\\paper', 'markdown'],
  ] as const)('%s without a language is read as %s', (name, format) => {
    expect(formatOf(name)).toBe(format);
  });

  it('means the same in an editor, in a library and on the command line for every name that papers have', () => {
    for (const extension of PAPER_EXTENSIONS) {
      for (const name of [`/a/paper.${extension}`, `/a/PAPER.${extension.toUpperCase()}`]) {
        expect([name, formatOf(name)]).toEqual([name, formatOf(name, PLAIN_TEXT)]);
        expect(isPaper(name, 'unknown')).toBe(true);
      }
    }
  });
});
