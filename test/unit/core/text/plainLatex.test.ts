import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainText, sourceRange } from '../../../../src/core/text/plainText';

const plain = (source: string): string => plainText(source, 0, source.length, 'latex').text;

describe('the plain text of LaTeX', () => {
  it.each([
    [String.raw`\emph{x} is \textbf{bold and \textit{slanted}}`, 'x is bold and slanted'],
    [String.raw`a {\bf study} of \LaTeX{} and \TeX\ here`, 'a study of LaTeX and TeX here'],
    [
      String.raw`Caf\'e, na\"{\i}ve, \c{c}a, Erd\H{o}s, M\"uller, \v{S}kvoreck\'y, stra\ss e S\o ren`,
      'Café, naïve, ça, Erdős, Müller, Škvorecký, straße Søren',
    ],
    [String.raw`5\% \& \$3 \#1 a\_b \{c\}`, '5% & $3 #1 a_b {c}'],
    [String.raw`shown~\cite[p.~3]{doe,roe} by \citet{doe} in Fig.~\ref{fig:a}--\cref{x}`, 'shown by in Fig. –'],
    ['one % a comment\n  two', 'one two'],
    [String.raw`see \href{http://a.b}{this} and \textcolor{red}{that}\label{x}\index{a!b}`, 'see this and that'],
    [String.raw`words\footnote{A note.} \item more\\ lines\\[2pt] end`, 'words A note. more lines end'],
    ["``quoted'' --- dashed 1--2", '"quoted" — dashed 1–2'],
    [String.raw`where $\mathbf{x}_{t}$ and \(y\) hold`, 'where x_t and y hold'],
    [
      String.raw`\begin{tabular}{@{}l|p{3cm}@{}} \toprule a & b \\ \midrule \multicolumn{2}{c}{both} \end{tabular}`,
      'a | b both',
    ],
    ['soft\u00adly e\ufb03cient hyphen\\-ation', 'softly efficient hyphenation'],
    ['', ''],
  ])('the plain text of %j is %j', (source, expected) => {
    expect(plain(source)).toBe(expected);
  });

  it('plain text of LaTeX leads back to its source', () => {
    const source = String.raw`% first
We \emph{hung} hydro\-phones \cite{a} deep.`;
    const read = plainText(source, 8, source.length, 'latex');
    const at = read.text.indexOf('hydrophones');
    const { start, end } = sourceRange(read, at, at + 'hydrophones'.length);
    expect(source.slice(start, end)).toBe(String.raw`hydro\-phones`);
  });

  it('plain text of any LaTeX has an offset in the part for each code unit, never decreasing', () => {
    const marks = fc.constantFrom(
      '\\',
      '{',
      '}',
      '[',
      ']',
      '$',
      '%',
      '&',
      '~',
      '\n',
      '\\begin{tabular}',
      '\\cite',
      "\\'e",
      '--',
      'word',
      ' ',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(marks, fc.string({ unit: 'binary' }))), fc.nat(20), (parts, skipped) => {
        const source = parts.join('');
        const { text, offsets } = plainText(source, skipped, source.length, 'latex');
        expect(offsets.length).toBe(text.length);
        offsets.forEach((offset, at) => {
          expect(offset).toBeGreaterThanOrEqual(at === 0 ? skipped : offsets[at - 1]!);
          expect(offset).toBeLessThan(source.length);
        });
      }),
    );
  });

  it.each([
    '\\',
    '{',
    '[',
    '$',
    '%',
    '\\cite[',
    '\\label{',
    '\\begin{tabular}{',
    '\\(',
    '\\[',
    '\\item ',
    "\\'",
    '\\multirow{',
    '\\cite{a{b}',
  ])('plain text of LaTeX takes linear time for %j', (piece) => {
    const source = piece.repeat(50_000 / piece.length);
    expect(plain(source).length).toBeLessThanOrEqual(source.length);
  });
});
