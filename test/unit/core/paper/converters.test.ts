import { describe, expect, it } from 'vitest';
import { outlinePaper } from '../../../../src/core/paper/outline';
import { sectionAt } from '../../../../src/core/paper/sections';
import { contextOf, plainOf, unitsOf } from '../../../../src/core/paper/units';

/** The words of every unit that can be lit. */
function lit(text: string): string[] {
  return unitsOf(text, outlinePaper(text, 'markdown')).map((unit) => plainOf(text, unit).text);
}

/** Each heading with the titles above it. */
function paths(text: string): string[] {
  const outline = outlinePaper(text, 'markdown');
  return outline.headings.map(({ start }) => sectionAt(outline, start).join(' > '));
}

const CRABS = 'Crabs were counted by two divers at the reef.';
const EELS = 'Eels were counted by two divers at the reef, who came back nine times in the nine weeks.';
const ENTRIES = [
  'Ames, A. Shrimp and their noise. *J. Reefs* **2**, 11-19 (1990).',
  'Bose, B. & Cole, C. Night noise of shrimp. *J. Reefs* **3**, 1-9 (1991).',
];

/** A paper with some lines between two paragraphs. */
function around(lines: string): string {
  return `# Loud reefs at dusk\n\n${CRABS}\n\n${lines}\n\n${EELS}\n`;
}

describe('headings as converters write them', () => {
  it('a numbered heading may be underlined', () => {
    const text = `Loud reefs\n===\n\n1. Start\n---\n\n${CRABS}\n\n2) Tanks\n===\n\n2.1. Depth\n---\n\n${EELS}\n`;
    for (const source of [text, text.replaceAll('\n', '\r\n'), text.replaceAll('\n', '\r')]) {
      expect(paths(source)).toContain('Loud reefs > 1. Start');
      expect(lit(source)).toEqual([CRABS, EELS]);
    }
  });

  it('an HTML heading has the level of its tag', () => {
    expect(paths(`<h1 align="center">Loud reefs</h1>\n\n<h2>Depth</h2>\n\n${CRABS}\n`)).toEqual([
      'Loud reefs',
      'Loud reefs > Depth',
    ]);
  });

  it("pandoc's anchors and escapes hide no number", () => {
    const text = `# []{#_Toc1 .anchor}1\\. Start\n\n${CRABS}\n\n# []{#_Toc2}**1\\.1** Depth\n\n${EELS}\n\n# 2\\. [Gain]{.smallcaps}\n`;
    expect(paths(text)).toEqual(['1. Start', '1. Start > 1.1 Depth', '2. Gain']);
    expect(lit(`${text}\n\n[]{#page-2}![](media/image1.png){width="3in" height="2in"}\n`)).toEqual([CRABS, EELS]);
  });

  it('commands of LaTeX in markdown are headings', () => {
    const front = '\\title{\nLoud reefs\n}\n\n\\author{\nAnna Ames\n}\n\n\\begin{abstract}\n';
    const text = `${front}${CRABS}\n\\end{abstract}\n\n\\section*{1 Start}\n${EELS}\n\n\\section*{2 Tanks}\n\n\\section*{2.1 Depth}\n`;
    expect(paths(text)).toEqual([
      'Loud reefs',
      'Loud reefs > Abstract',
      'Loud reefs > 1 Start',
      'Loud reefs > 2 Tanks',
      'Loud reefs > 2 Tanks > 2.1 Depth',
    ]);
    expect(lit(text)).toEqual([CRABS, EELS]);
  });

  it('the title of a heading with a link is its words', () => {
    expect(paths(`# Reefs\n\n## C.1 Tanks [\\[Ames, 2017\\]](#page-11)\n\n${CRABS}\n`)).toContain(
      'Reefs > C.1 Tanks [Ames, 2017]',
    );
  });

  it('lines with numbers are headings even when the headings between them are lost', () => {
    const text = `# Reefs\n\n1 Start\n\n${CRABS}\n\n3 Tanks\n\n3.1 Depth\n\n${EELS}\n\n9.1 Gain\n\n9.2 Loss\n\n10 End\n\n${CRABS}\n`;
    expect(paths(text)).toContain('Reefs > 3 Tanks > 3.1 Depth');
    expect(paths(text).at(-1)).toBe('Reefs > 10 End');
  });

  it('numbers in the titles of LaTeX sections tell their depths', () => {
    const text = `\\section{1 Start}\n${CRABS}\n\\subsection{2 Tanks}\n${CRABS}\n\\section{2.1 Depth}\n${EELS}\n`;
    const outline = outlinePaper(text, 'latex');
    expect(sectionAt(outline, text.indexOf(EELS))).toEqual(['2 Tanks', '2.1 Depth']);
  });

  it('a mark for the order of bytes before a heading does not hide it', () => {
    expect(paths(`# Loud reefs\n\n${CRABS}\n\n\uFEFF## Depth\n\n${EELS}\n`)).toEqual([
      'Loud reefs',
      'Loud reefs > Depth',
    ]);
  });

  it('letters number the lines below a Roman number', () => {
    const text = `# Loud reefs\n\nI. START\n\n${CRABS}\n\nII. TANKS\n\nA. Depth\n\n${CRABS}\n\nB. Gain\n\n${EELS}\n`;
    expect(paths(text).slice(-2)).toEqual(['Loud reefs > II. TANKS > A. Depth', 'Loud reefs > II. TANKS > B. Gain']);
    expect(paths(`# Loud reefs\n\nA. Depth\n\n${CRABS}\n\nB. Gain\n\n${EELS}\n`)).toEqual(['Loud reefs']);
  });

  it.each(['Appendix A', 'Appendix B. Tanks of glass', '8. References', 'STUDY SITE'])(
    'the line %s is a heading',
    (line) => {
      expect(paths(around(line))).toHaveLength(2);
    },
  );

  it('the running heads of authors and title name no section', () => {
    const page = (words: string): string =>
      `## 1 Start\n\n${words}\n\n## A. Ames et al.\n\n${words}\n\n## Loud reefs\n\n`;
    const text = `# Loud reefs\n\n${page(CRABS)}${page(EELS)}${page('Rays swam.')}`;
    expect(new Set(paths(text))).toEqual(new Set(['Loud reefs', 'Loud reefs > 1 Start']));
  });

  it('a caption and a long sentence with heading marks are no headings', () => {
    const long = `${'The noise of the reef grows with the temperature of the water '.repeat(2)}that we measured`;
    expect(paths(around(`### Figure 3: Noise by hour.\n\n### ${long}`))).toEqual(['Loud reefs at dusk']);
    expect(lit(around(`### ${long}`))).toContain(long);
  });

  it('one odd level of a frequent section does not move the others', () => {
    const text = `# Loud reefs\n\n#### Introduction\n\n${CRABS}\n\n#### Depth\n\n${EELS}\n\n## Conclusion\n\n${EELS}\n`;
    expect(paths(text)).toEqual([
      'Loud reefs',
      'Loud reefs > Introduction',
      'Loud reefs > Depth',
      'Loud reefs > Conclusion',
    ]);
  });
});

describe('reference lists as converters write them', () => {
  it.each([
    ...['## Reference', '## References Cited in the Text', '## References (main text)', '## Source list'],
    ...['## Resources cited', '<h2>References</h2>', '8. References', '## المراجع', '## Piśmiennictwo'],
  ])('the list below %s is not lit', (heading) => {
    for (const list of [ENTRIES.join('\n\n'), ENTRIES.map((entry, at) => `- [${at + 1}] ${entry}`).join('\n')])
      expect(lit(around(`${heading}\n\n${list}\n\n## Methods`))).toEqual([CRABS, EELS]);
  });

  it.each(['R E F E R E N C E S\n', 'Literatur\n', '7. References\n', '## 5 References '])(
    'a list may share a block with its heading %j',
    (heading) => {
      expect(lit(`# Loud reefs\n\n${CRABS}\n\n${heading}${ENTRIES.join('\n')}\n`)).toEqual([CRABS]);
    },
  );

  it.each([
    ['::: {#refs .references .csl-bib-body}', '::: {#ref-a .csl-entry}', ':::'],
    ['<div id="refs" class="references csl-bib-body">', '<div id="ref-a" class="csl-entry">', '</div>'],
  ])('the list in the div %s ends with it', (opens, entry, closes) => {
    const list = [opens, entry, 'Ames, Anna. 1990. “Shrimp Noise.” *Reefs* 2: 11.', closes, closes].join('\n\n');
    expect(lit(around(list))).toEqual([CRABS, EELS]);
  });

  it('the address of an entry stands for its venue', () => {
    const entry = (name: string): string =>
      `- ${name} Ames, Bob Bose, and Carl Cole. 2021. [Noise at night.](http://arxiv.org/abs/2012.1)`;
    const list = ['Anna', 'Bert', 'Cleo', 'Dora', 'Emil', 'Fred', 'Gina', 'Hugo'].map(entry).join('\n');
    expect(lit(around(`## References\n\n${list}\n\n## Methods`))).toEqual([CRABS, EELS]);
    expect(lit(`# Reefs\n\n${CRABS}\n\n${list}\n`)).toEqual([CRABS]);
  });

  it('running heads with names and years hide no text between them', () => {
    const text = [3, 4, 5, 7, 9].map((page) => `S. Diver et al. / Reef Noise 1${page} (2009) 100–106\n\n${CRABS}`);
    expect(lit(`# Loud reefs\n\n${text.join('\n\n')}\n`).filter((words) => words === CRABS)).toHaveLength(5);
  });

  it('methods below the references of a LaTeX paper are lit', () => {
    const list = `\\begin{enumerate}\n\\item ${ENTRIES[0]}\n\\item ${ENTRIES[1]}\n\\end{enumerate}`;
    const text = `\\section{Start}\n${CRABS}\n\\subsection{References}\n${list}\n\\subsubsection{Methods}\n${EELS}\n`;
    const outline = outlinePaper(text, 'latex');
    expect(unitsOf(text, outline).map((unit) => plainOf(text, unit).text)).toEqual([CRABS, EELS]);
    expect(sectionAt(outline, text.indexOf(EELS))).toEqual(['Start', 'Methods']);
  });

  it('a section whose title only mentions references is lit', () => {
    const list = '1. Install the reference code of the tank.\n2. Run it.';
    expect(lit(`# Loud reefs\n\n## Reference code\n\n${list}\n`)).toHaveLength(2);
  });
});

describe('furniture as converters write it', () => {
  it.each([
    ...['<page_number>3</page_number>', '[TOC]', '\\newpage', '#reef #noise', '% A remark.', 'E-mail: a@reef.org'],
    ...['**==> picture [120 x 88] intentionally omitted <==**', '978-1-4673-6964-0/15/$31.00 ©2015 IEEE'],
    ...['**----- Start of picture text -----**<br>0 depth<br>**----- End of picture text -----**<br>'],
    ...[
      '[MISSING_PAGE_EMPTY:3]',
      'Keywords reef noise · shrimp · depth',
      '31st Conference on Reefs (CR 2017), Long Beach.',
    ],
    ...['This is an open access article under the CC BY license.'],
    ...['export const meta = {\n  title: "Crabs",\n}', 'import {\n  Chart,\n} from "chart"'],
  ])('%j is neither lit nor a heading', (line) => {
    expect(lit(around(line))).toEqual([CRABS, EELS]);
    expect(paths(around(line))).toEqual(['Loud reefs at dusk']);
  });

  it.each([
    'A. AMES ET AL.',
    'www.reefs.org/noise',
    'LOUD REEFS AT DUSK',
    'Loud reefs at dusk %',
    'BMC Reefs Page % of 12',
  ])('the line %s at each page is not lit', (line) => {
    const pages = [3, 4, 6, 7].map((page) => `${CRABS}\n\n${line.replace('%', String(page))}`);
    expect(lit(`# Loud reefs at dusk\n\n${pages.join('\n\n')}\n`)).toEqual(pages.map(() => CRABS));
  });

  it.each(['Keywords were drawn from the log by two divers.', '30 % of the crabs left.', 'Page 3 of the log is wet.'])(
    '%s is lit',
    (line) => {
      expect(lit(around(line))).toEqual([CRABS, line, EELS]);
    },
  );
});

describe('tables within other markup', () => {
  const LATEX = String.raw`\begin{tabular}{|l|l|}
\hline animal & noise \\
\hline shrimp & loud \emph{snaps} \\
\hline \begin{tabular}{l} big \\ whale \end{tabular} & low song \\
\hline
\end{tabular}`;
  const HTML =
    '<table><tr><td>animal</td><td>noise</td></tr><tr><td>shrimp</td><td>loud snaps</td></tr><tr><td>whale</td><td>low song</td></tr></table>';
  it.each([
    ['LaTeX with a caption above', `Table 1: Noise.\n\n${LATEX}`],
    ['LaTeX in a float', `\\begin{table}\n\\caption{Table 1: Noise.}\n${LATEX}\n\\end{table}`],
    ['HTML in a page', `Table 1: Noise.\n\n<html><body>${HTML}</body></html>`],
    ['HTML in a div', `Table 1: Noise.\n\n<div align="center">\n${HTML}\n</div>`],
    ['HTML below words of the same block', `<p>Table 1: Noise.</p>\n${HTML}`],
  ])('%s: each row is a unit that knows its columns', (_what, table) => {
    const text = around(table);
    const outline = outlinePaper(text, 'markdown');
    const rows = unitsOf(text, outline).filter(({ kind }) => kind === 'table');
    const [, shrimp, whale] = rows.map((row) => plainOf(text, row).text);
    expect(rows).toHaveLength(3);
    expect(shrimp).toMatch(/shrimp\W+loud snaps/);
    expect(whale).toMatch(/whale\W+low song/);
    expect(contextOf(text, rows[1]!)).toMatch(/animal\W+noise/);
    expect(lit(text)).toContain(CRABS);
    expect(lit(text)).toContain(EELS);
  });

  it('a table that is never closed swallows no text', () => {
    expect(lit(around(`\\begin{table}\n\\begin{tabular}{l}\nanimal\n\n${CRABS}`))).toContain(EELS);
  });
});

describe('torn paragraphs', () => {
  const [first, second] = ['The number of shrimp that snap at dusk grows with', 'the temperature of the water.'];
  it.each([
    ...['**Fig. 2** Snaps by hour.', '![Figure 2: Snaps by hour](a.png)', '### Figure 2: Snaps by hour.'],
    ...['Figure 2 - Snaps by hour.', 'FIGURE 2 Snaps by hour.', '![](a.jpg)\nFigure 2: Snaps by hour.'],
    ...[
      '```\nsnaps = 2\n```',
      '![](a.jpg)\n\n(a) Dusk\n\n(b) Dawn',
      '**==> picture [9 x 8] intentionally omitted <==**',
    ],
  ])('%j stands between the parts of one passage', (between) => {
    expect(lit(`# Loud reefs\n\n${first}\n\n${between}\n\n${second}\n`)).toContain(`${first} ${second}`);
  });

  it('a citation that a page break cuts holds the parts together', () => {
    expect(lit('# Reefs\n\nThis was seen by Ames [12,\n\n13] in two bays.\n')).toEqual([
      'This was seen by Ames [12, 13] in two bays.',
    ]);
    const note = '<span id="page-0-0"></span><sup>1</sup> See the log.';
    const text = `# Reefs\n\nIt was seen [\\(Ames et al., 1993;](#page-9-0)\n\n${note}\n\n[Bose, 2014\\)](#page-9-1) here.\n`;
    expect(lit(text)).toContain('It was seen (Ames et al., 1993; Bose, 2014) here.');
  });
});
