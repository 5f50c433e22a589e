import fc from 'fast-check';
import MarkdownIt from 'markdown-it';
import { describe, expect, it } from 'vitest';
import { plainMarkdown, readableLine, readableMarkdown } from '../../../../src/core/text/plainMarkdown';

const markdown = new MarkdownIt({ html: true, linkify: true });
/** Lines of what markdown gives a meaning to, and of what stands beside it. */
const lines = fc.string({
  unit: fc.constantFrom(...Array.from('*_[]()<>`#~|$&;:/-+=!@.,1a \\"')),
  minLength: 1,
  maxLength: 20,
});
/** What a reader sees of a line of markdown in which nothing has a meaning. */
const seen = (line: string): string => markdown.utils.escapeHtml(line);

describe('escaping text for markdown', () => {
  it.each([
    [
      'Evidence Lens: Lighting the Passages, well-read (a paper.md)?',
      'Evidence Lens: Lighting the Passages, well-read (a paper.md)?',
    ],
    ['2.1 Data', '2.1 Data'],
    ['1. Data', '1\\. Data'],
    ['- *a* [b](c) `d` <e> #f $g$', '\\- \\*a\\* \\[b\\](c) \\`d\\` \\<e\\> \\#f \\$g\\$'],
    ['https://a.org, www.b.org, :smile:, x@y.z', 'https\\://a.org, www\\.b.org, \\:smile:, x\\@y.z'],
    ['two\nlines', 'two lines'],
  ])('%s gets backslashes only where they are needed', (text, expected) => {
    expect(readableMarkdown(text)).toBe(expected);
  });

  it.each([plainMarkdown, readableMarkdown])('an escaped text is shown as it was written', (plain) => {
    fc.assert(
      fc.property(lines, (text) => {
        const line = text.trim().replace(/\s+/g, ' ');
        fc.pre(line !== '');
        expect(markdown.render(plain(text)).trim()).toBe(`<p>${seen(line)}</p>`);
      }),
    );
  });
});

describe('markdown as a line to read', () => {
  it.each([
    ['- In the poll stage,\n  points are evaluated', 'In the poll stage, points are evaluated'],
    ['> **Image description.** The image\n>\n> - **Left:** a plot', 'Image description. The image Left: a plot'],
    ['## 2.1 Data\n\n* one\n+ two', '2.1 Data one two'],
    ['Audet \\& Dennis, 2006', 'Audet & Dennis, 2006'],
    ['1990. That was\n-3 degrees, 2 ** 3 ** 4, a*b*c, #5', '1990. That was -3 degrees, 2 ** 3 ** 4, a*b*c, #5'],
    ['  \n ', ''],
  ])('the line for %j has no marks that a page would hide', (text, expected) => {
    expect(readableLine(text)).toBe(expected);
  });
});
