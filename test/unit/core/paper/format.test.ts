import { describe, expect, it } from 'vitest';
import { formatOf, PAPER_EXTENSIONS, PLAIN_TEXT } from '../../../../src/core/paper/format';

describe('how a document is read', () => {
  it.each([
    ['/a/paper.md', 'markdown', 'markdown'],
    ['/a/paper.qmd', 'plaintext', 'markdown'],
    ['/a/paper.qmd', 'quarto', 'markdown'],
    ['/a/paper.Rmd', 'plaintext', 'markdown'],
    ['/a/paper.mdx', 'mdx', 'markdown'],
    ['/a/paper.tex', 'latex', 'latex'],
    ['/a/paper.tex', 'plaintext', 'latex'],
    ['/a/style.sty', 'tex', 'latex'],
    ['/a/paper.txt', 'plaintext', 'text'],
    ['Untitled-1', 'markdown', 'markdown'],
    ['/a.md/paper', 'plaintext', 'text'],
    ['/a/paper.txt', 'markdown', 'markdown'],
    ['/a/code.py', 'python', 'text'],
  ] as const)('%s with language %s is read as %s', (name, language, format) => {
    expect(formatOf(name, language)).toBe(format);
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
      }
    }
  });
});
