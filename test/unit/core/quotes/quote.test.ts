import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quoteOf } from '../../../../src/core/quotes/quote';
import { awkwardText } from '../../arbitraries';

const source = { text: 'We counted.', section: ['2 Method', '2.1 Data'], line: 7, file: 'a paper.md', link: 'x:7' };

describe('a quote', () => {
  it('is the passage, and below it where it stands, with nothing that means anything to markdown', () => {
    expect(quoteOf(source)).toBe('> We counted.\n>\n> (a paper.md, 2 Method, 2.1 Data, [line 7](x:7))\n');
    expect(quoteOf({ ...source, section: ['[2] *Data*'] })).toContain('md, \\[2\\] \\*Data\\*, [line 7](x:7))\n');
    expect(quoteOf({ ...source, section: [] })).toBe('> We counted.\n>\n> (a paper.md, [line 7](x:7))\n');
  });

  it('has no link where there is no file', () => {
    const { text, section, line, file } = source;
    expect(quoteOf({ text, section, line, file })).toContain(', line 7)\n');
  });

  it('names the paper by its title, once, and by its citation key', () => {
    expect(quoteOf({ ...source, section: ['T', '2 Data'], title: 'T', key: 'smith' })).toBe(
      '> We counted.\n>\n> (T, 2 Data, [line 7](x:7)) [@smith]\n',
    );
  });

  it('keeps the lines, whatever ends them', () => {
    expect(quoteOf({ ...source, text: 'a\r\nb\rc\n\nd' })).toMatch(/^> a\n> b\n> c\n>\n> d\n>\n> \(/);
  });

  it('holds the passage word by word', () => {
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
