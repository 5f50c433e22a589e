import { describe, expect, it } from 'vitest';
import { outlinePaper } from '../../../../src/core/paper/outline';
import type { PaperFormat } from '../../../../src/core/paper/types';
import { rowContext } from '../../../../src/core/paper/tables';
import { contextOf, unitsOf } from '../../../../src/core/paper/units';
import { plainText } from '../../../../src/core/text/plainText';

/** Every unit of a text as a model reads it, with its context. */
function read(text: string, format: PaperFormat = 'markdown'): string[] {
  return unitsOf(text, outlinePaper(text, format)).map(
    (unit) => `${contextOf(text, unit)} :: ${plainText(text, unit.start, unit.end, format).text}`,
  );
}

const TABLES: readonly (readonly [string, string])[] = [
  ['pipe', '| animal | noise |\n|:---|---:|\n| shrimp | loud snaps |\n| whale | low song |'],
  ['pipe without outer bars', 'animal | noise\n---|---\nshrimp | loud snaps\nwhale | low song'],
  [
    'HTML',
    '<table>\n<tr><th>animal</th><th>noise</th></tr>\n<tr><td>shrimp</td><td>loud snaps</td></tr><tr><td>whale</td><td>low song</td></tr>\n</table>',
  ],
  ['simple', 'animal   noise\n-------- ------------\nshrimp   loud snaps\nwhale    low song'],
  ['indented simple', '  animal   noise\n  -------- ------------\n  shrimp   loud snaps\n  whale    low song'],
  [
    'multiline',
    '-----------------------\nanimal   noise\n-------- --------------\nshrimp   loud\n         snaps\n\nwhale    low song\n-----------------------',
  ],
  [
    'grid',
    '+--------+------------+\n| animal | noise      |\n+========+============+\n| shrimp | loud       |\n|        | snaps      |\n+--------+------------+\n| whale  | low song   |\n+--------+------------+',
  ],
];
const words = (row: string): string => row.replace(/[^\w>:]+/g, ' ').trim();

describe('the rows of a table', () => {
  it.each(TABLES)('%s: each row is a unit that knows its columns and caption', (_kind, table) => {
    for (const lineEnd of ['\n', '\r\n', '\r']) {
      const text = `# Reefs\n\nBefore.\n\nTable 1: Noise of animals.\n\n${table}\n\nBehind.\n`.replaceAll(
        '\n',
        lineEnd,
      );
      expect(read(text).map(words)).toEqual([
        'Reefs :: Before',
        'Reefs :: Table 1: Noise of animals',
        'Reefs > Table 1: Noise of animals :: animal noise',
        'Reefs > Table 1: Noise of animals > animal noise :: shrimp loud snaps',
        'Reefs > Table 1: Noise of animals > animal noise :: whale low song',
        'Reefs :: Behind',
      ]);
    }
  });

  it('LaTeX rows leave out rules and row ends', () => {
    const text = String.raw`\section{Reefs}
\begin{table}
\caption{Noise of \emph{animals}.}
\begin{tabular}{@{}l|>{\raggedright}p{3cm}@{}} \toprule
animal & noise \\ \midrule % columns
shrimp & loud snaps \\[2pt]
\cmidrule(lr){1-2} \multicolumn{2}{c}{whale} \\ \bottomrule
\end{tabular}
\end{table}
`;
    const rows = unitsOf(text, outlinePaper(text, 'latex')).filter(({ kind }) => kind === 'table');
    expect(rows.map(({ start, end }) => text.slice(start, end))).toEqual([
      'animal & noise',
      'shrimp & loud snaps',
      '\\multicolumn{2}{c}{whale}',
    ]);
    expect(read(text, 'latex').at(-1)).toBe('Reefs > Noise of animals. > animal | noise :: whale');
  });

  it("a row's context names its caption and columns, except for the row of column names", () => {
    const text = `# Reefs\n\nTable 1: Noise of animals.\n\n${TABLES[0]![1]}\n\nBehind.\n`;
    const outline = outlinePaper(text, 'markdown');
    const at = (words: string): string => rowContext(text, outline, text.indexOf(words));
    expect(at('| whale')).toBe('Table 1: Noise of animals. › animal · noise');
    expect(at('| animal')).toBe('Table 1: Noise of animals.');
    expect(at('Behind')).toBe('');
  });

  it('a pandoc caption after a table belongs to it, that of a figure does not', () => {
    const table = 'animal   noise\n-------- ------\nshrimp   loud';
    expect(read(`${table}\n\nTable: Animals heard.\n`)[1]).toBe('Table: Animals heard. > animal noise :: shrimp loud');
    expect(read(`Figure 2: A reef.\n\n${table}\n`)[2]).toBe('animal noise :: shrimp loud');
  });

  it.each([
    ['a heading with a line below', 'Reefs\n-----\n\nThey are loud.\n'],
    ['a rule of dashes', 'They are loud.\n\n- - - - -\n\nThey are calm.\n'],
    ['code', '```\na  b\n-- --\nc  d\n```\n'],
    ['a list', '- one\n- two\n'],
  ])('%s is no table', (_what, text) => {
    expect(outlinePaper(text, 'markdown').blocks.map(({ kind }) => kind)).not.toContain('table');
  });
});
