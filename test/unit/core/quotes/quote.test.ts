import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quoteOf } from '../../../../src/core/quotes/quote';
import { awkwardText } from '../../arbitraries';

const source = { text: 'We counted.', section: ['2 Method', '2.1 Data'], line: 7, file: 'a paper.md', link: 'x:7' };

describe('a quote', () => {
  it('a quote shows the passage with its source below, and escapes markdown in the source', () => {
    expect(quoteOf(source)).toBe('> We counted.\n>\n> (a paper.md, 2 Method, 2.1 Data, [line 7](x:7))\n');
    expect(quoteOf({ ...source, section: ['[2] *Data*'] })).toContain('md, \\[2\\] \\*Data\\*, [line 7](x:7))\n');
    expect(quoteOf({ ...source, section: [] })).toBe('> We counted.\n>\n> (a paper.md, [line 7](x:7))\n');
  });

  it('a quote of a text without a file has no link', () => {
    const { text, section, line, file } = source;
    expect(quoteOf({ text, section, line, file })).toContain(', line 7)\n');
  });

  it('a quote names the authors and the year where they are known', () => {
    const more = { title: 'T', year: '1843' };
    expect(quoteOf({ ...source, ...more, authors: ['Ada Byron'] })).toContain('\n> (Ada Byron, 1843, T, 2 Method');
    expect(quoteOf({ ...source, ...more, authors: ['A. B.', 'C. *D.*'] })).toContain(
      '(A. B. and C. \\*D.\\*, 1843, T,',
    );
    expect(quoteOf({ ...source, ...more, authors: ['A. B.', 'C. D.', 'E. F.'] })).toContain('(A. B. et al., 1843, T,');
  });

  it('a quote names the paper once by its title, and by its citation key', () => {
    expect(quoteOf({ ...source, section: ['T', '2 Data'], title: 'T', key: 'smith' })).toBe(
      '> We counted.\n>\n> (T, 2 Data, [line 7](x:7)) [@smith]\n',
    );
  });

  it('a quote keeps the lines, with any line ends', () => {
    expect(quoteOf({ ...source, text: 'a\r\nb\rc\n\nd' })).toMatch(/^> a\n> b\n> c\n>\n> d\n>\n> \(/);
  });

  it('a quote holds the passage word for word', () => {
    fc.assert(
      fc.property(awkwardText(), (text) => {
        const lines = quoteOf({ ...source, text }).split('\n');
        expect(lines.every((line, index) => line.startsWith('>') || index === lines.length - 1)).toBe(true);
        const quoted = lines.slice(0, -3).map((line) => line.replace(/^> ?/, '').trimEnd());
        expect(quoted).toEqual(text.split(/\r\n|\r|\n/).map((line) => `> ${line}`.trimEnd().replace(/^> ?/, '')));
      }),
    );
  });
});
