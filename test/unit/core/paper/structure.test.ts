import { describe, expect, it } from 'vitest';
import { outlinePaper } from '../../../../src/core/paper/outline';
import { sectionAt } from '../../../../src/core/paper/sections';
import type { Block } from '../../../../src/core/paper/types';
import { unitsOf } from '../../../../src/core/paper/units';

function read(text: string): { readonly blocks: readonly Block[]; readonly of: (block: Block) => string } {
  const { blocks } = outlinePaper(text, 'markdown');
  return { blocks, of: ({ start, end }) => text.slice(start, end) };
}

/** The texts of all blocks with one role. */
function inRole(text: string, role: Block['role']): string[] {
  const { blocks, of } = read(text);
  return blocks.filter((block) => block.role === role).map(of);
}

/** Each heading with the titles above it. */
function paths(text: string): string[] {
  const outline = outlinePaper(text, 'markdown');
  return outline.headings.map(({ start }) => sectionAt(outline, start).join(' > '));
}

/** Lines as headings of random levels, with a paragraph below each. */
function paper(...titles: string[]): string {
  return titles
    .map((title, at) => (/^[#*]/.test(title) ? title : `${'#'.repeat(1 + ((at * 7) % 4))} ${title}`))
    .map((heading) => `${heading}\n\nSome words stand here.\n`)
    .join('\n');
}

describe('sections', () => {
  it('sections are nested by their numbers, whatever their marks', () => {
    expect(
      paths(
        paper('A study', 'Abstract', '1 Start', '2. Work', '2.1. Devices', '2.1.1 Floats', '2.2 Tanks', '3 Results'),
      ),
    ).toEqual([
      'A study',
      'A study > Abstract',
      'A study > 1 Start',
      'A study > 2. Work',
      'A study > 2. Work > 2.1. Devices',
      'A study > 2. Work > 2.1. Devices > 2.1.1 Floats',
      'A study > 2. Work > 2.2 Tanks',
      'A study > 3 Results',
    ]);
  });

  it('appendices after the references have sections of their own', () => {
    const text = paper(
      'A study',
      '1 Start',
      '2 End',
      'References',
      'A Proofs',
      'A.1 Lemma',
      'B More',
      'Appendix C: Data',
      'C.1 Sets',
    );
    expect(paths(text).slice(3)).toEqual([
      'A study > References',
      'A study > A Proofs',
      'A study > A Proofs > A.1 Lemma',
      'A study > B More',
      'A study > Appendix C: Data',
      'A study > Appendix C: Data > C.1 Sets',
    ]);
  });

  it('Roman sections contain sections with letters and digits', () => {
    expect(
      paths(
        paper('A study', 'I. START', 'II. WORK', 'A. Devices', '1) Floats', 'B. Tanks', 'III. RESULTS', 'A. Noise'),
      ),
    ).toEqual([
      'A study',
      'A study > I. START',
      'A study > II. WORK',
      'A study > II. WORK > A. Devices',
      'A study > II. WORK > A. Devices > 1) Floats',
      'A study > II. WORK > B. Tanks',
      'A study > III. RESULTS',
      'A study > III. RESULTS > A. Noise',
    ]);
  });

  it('a section without a number is inside the section that continues around it', () => {
    expect(paths(paper('A study', '1 Start', '1.1 Aims', 'Acknowledgements of help', '1.2 Means', '2 End'))).toEqual([
      'A study',
      'A study > 1 Start',
      'A study > 1 Start > 1.1 Aims',
      'A study > 1 Start > 1.1 Aims > Acknowledgements of help',
      'A study > 1 Start > 1.2 Means',
      'A study > 2 End',
    ]);
  });

  it('a number whose parent is missing is inside no other section', () => {
    expect(paths(paper('A study', '1 Start', '3.1 Devices', '3.2 Tanks', '4 End'))).toEqual([
      'A study',
      'A study > 1 Start',
      'A study > 3.1 Devices',
      'A study > 3.2 Tanks',
      'A study > 4 End',
    ]);
  });

  it('sections without numbers follow their marks, without gaps in the levels', () => {
    const text = '# Title\n\n#### Deep\n\n###### Deeper\n\n## Flat\n\nUnder\n-----\n\nText.\n';
    expect(paths(text)).toEqual(['Title', 'Title > Deep', 'Title > Deep > Deeper', 'Title > Flat', 'Title > Under']);
  });

  it('when all headings have one level, the title contains the others', () => {
    expect(paths('## A study\n\n## Abstract\n\n## Work\n\n## Conclusion\n\nText.\n')).toEqual([
      'A study',
      'A study > Abstract',
      'A study > Work',
      'A study > Conclusion',
    ]);
  });
});

describe('headings', () => {
  it.each(['**2.1** **Depth**', '**Depth of water**', '2.1 Depth of water', 'Introduction', '**IV. Depth**'])(
    'the line %j is a heading',
    (line) => {
      const text = `# Notes\n\n## 2 Water\n\nIt is deep.\n\n${line}\n\nIt is nine metres.\n`;
      expect(paths(text)).toHaveLength(3);
    },
  );

  it.each([
    '2.5 Million people came.',
    '9.1 Depth',
    '**We hung four devices from a buoy and left them there for nine whole weeks.**',
    '<sup>2</sup> Institute of Reefs',
    '3. We hung it, and',
    '**0.5**',
  ])('the line %j is no heading', (line) => {
    const text = `# Notes\n\n## 2 Water\n\nIt is deep.\n\n${line}\n\nIt is nine metres.\n`;
    expect(paths(text)).toEqual(['Notes', 'Notes > 2 Water']);
  });

  it('a sentence is no heading, whatever its marks', () => {
    const sentence = 'We hung four devices from a buoy and left them there. Storm days were left out of it.';
    const { blocks, of } = read(`# Notes\n\n## ${sentence}\n\n## ${'very '.repeat(40)}long\n\nText.\n`);
    expect(blocks.map(({ kind }) => kind)).toEqual(['heading', 'paragraph', 'paragraph', 'paragraph']);
    expect(of(blocks[1]!)).toBe(sentence);
  });
});

const ENTRIES = [
  'Ames, A. Shrimp and their noise. *J. Reefs* 2, 11-19 (1990).',
  'Bose, B. and Cole, C. Night noise. In *Proceedings of the Reef Conference*, 2001.',
  'D. Dunn, E. Eck, Whales at dawn, arXiv:1901.00001, 2019.',
  'Fry F, Gold G. Tides. Nature. 2011;12(3):45-67.',
];

describe('reference lists by their entries', () => {
  it.each([
    '# A7 References',
    '## R E F E R E N C E S',
    '### Literaturverzeichnis',
    '# 参考文献',
    '## Références bibliographiques',
    '## Список литературы',
    '# Method References',
    '# Selected Bibliography',
    '## References for the appendix',
    'References',
    '**LITERATURE CITED**',
  ])('a reference list begins at the heading %j', (heading) => {
    const text = `# Notes\n\nIt is loud.\n\n${heading}\n\n- [1] ${ENTRIES[0]!}\n`;
    expect(inRole(text, 'body')).toEqual(['# Notes', 'It is loud.']);
  });

  it.each([
    ['a heading', (entries: readonly string[]) => `# References [1] ${entries.join('\n\n')}`],
    ['a line', (entries: readonly string[]) => `References\n${entries.join('\n')}`],
  ])('a reference list begins at %s in the same block as its first entry', (_what, list) => {
    const text = `# Notes\n\nIt is loud.\n\n${list(ENTRIES)}\n`;
    expect(inRole(text, 'body')).toEqual(['# Notes', 'It is loud.']);
    expect(paths(text).at(-1)).toMatch(/References$/);
  });

  it.each([
    ['numbers', (entry: string, at: number) => `${at + 1}. ${entry}`],
    ['brackets', (entry: string, at: number) => `[${at + 1}] ${entry}`],
    ['linked brackets', (entry: string, at: number) => `- [\\[${at + 1}\\]](#page-${at}) ${entry}`],
    ['nothing', (entry: string) => entry],
  ])('entries with %s before each are recognised as references', (_what, entry) => {
    const list = ENTRIES.map(entry);
    const text = `# Notes\n\nIt is loud.\n\n${list.join('\n\n')}\n\n## Methods\n\nWe hung four of them.\n`;
    expect(inRole(text, 'references')).toEqual(list);
  });

  it('a LaTeX bibliography is recognised as references', () => {
    const text = `It is loud.\n\n\\begin{thebibliography}{9}\n\\bibitem{a} A. Ames. Shrimp. 1990.\n\\end{thebibliography}\n`;
    expect(inRole(text, 'body')).toEqual(['It is loud.']);
  });

  it('a reference list ends where text continues, with or without a heading', () => {
    const list = ENTRIES.map((entry, at) => `${at + 1}. ${entry}`).join('\n');
    const prose = 'We hung four devices from a buoy and left them there for nine weeks, as the waves were low. '
      .repeat(3)
      .trim();
    for (const behind of [
      `### Methods\n\n${prose}`,
      `${prose}\n\n${prose}`,
      `# A Proofs\n\n${prose}`,
      `Figure 3: A map.`,
    ]) {
      const text = `# Notes\n\nIt is loud.\n\n## References\n\n${list}\n\n${behind}\n`;
      expect(inRole(text, 'body').at(-1)).toBe(behind.split('\n\n').at(-1));
    }
  });

  it('paragraphs that cite are no references', () => {
    const text = [
      'Ames et al. (1990) show in the Journal of Reefs that shrimp are loud.',
      'Smith, in contrast, found in 2001 that whales are. We follow the first, as in the conference of 2002.',
      'However, Bose (2001) published in Nature that our reefs are quiet.',
      'In 2019, we went there ourselves and hung a device at 12 metres (arXiv:1901.00001).',
      'Cole and Dunn (2011) repeat this, and we do too.',
    ].join('\n\n');
    expect(inRole(text, 'references')).toEqual([]);
  });
});

describe('furniture between paragraphs', () => {
  const TEXT = ['It is loud.', 'It is deep and cold there.', 'Nobody went there.', 'Rain came.'];
  const between = (lines: readonly string[]): string =>
    `# Notes\n\n${TEXT.map((paragraph, at) => [paragraph, lines[at % lines.length]!].join('\n\n')).join('\n\n')}\n\nEnd.\n`;

  it.each([
    [
      [
        '102 A. Diver / Reefs 12 (2009) 100–106',
        'A. Diver / Reefs 12 (2009) 100–106 103',
        '106 A. Diver / Reefs 12 (2009) 100–106',
        'A. Diver / Reefs 12 (2009) 100–106 107',
      ],
    ],
    [['Journal of Reef Noise, vol. 12']],
    [['# 2 A. Diver et al.', '# 4 A. Diver et al.', '# 8 A. Diver et al.', '# 10 A. Diver et al.']],
  ])('repeated lines are a running head: %j', (lines) => {
    expect(inRole(between(lines), 'body')).toEqual(['# Notes', ...TEXT, 'End.']);
    expect(paths(between(lines))).toEqual(['Notes']);
  });

  it.each([
    '##PAGE 5##',
    '[[PAGE 6]]',
    '=== Page 7 of 9 ===',
    '2.1 Noise at night . . . . . . . . . . . 103',
    'Introduction ........................ 4',
    '**Keywords:** reef, noise, shrimp',
    'Index Terms—reef, noise',
    '© 2020 The Authors. All rights reserved.',
    '<sup>*</sup>Equal contribution.',
    '\\* These authors contributed equally.',
    '<span id="page-2-0"></span>![](_page_2_Figure_1.jpeg)',
    '![Image](data:image/png;base64,iVBORw0KGgo=)',
    '<img src="a.png" width="300">',
    '|Col1|Col2|\n|---|---|\n|||',
    '• • •',
    '0 0.2 0.4 0.6 0.8 1.0',
    'Epoch 0 10 20 30 40 50',
    '0 10 20 30 0.0 0.5 1.0 Accuracy (%)',
    '1 10 100 1000',
    '10−3 10−2 10−1 100',
  ])('the block %j is furniture', (mark) => {
    expect(inRole(`# Notes\n\nIt is loud.\n\n${mark}\n\nEnd.\n`, 'furniture')).toEqual([mark]);
  });

  it.each([
    'Copyright law does not hold at sea.',
    'Keywords are words that a question has.',
    '![The reef at dusk, seen from the buoy](reef.png)',
    '| a | b |\n|---|---|\n| 1 | 2 |',
    '<https://reefs.example/data>',
    'It costs 1,234',
    'Shrimp 84.5 85.2 90.1 88.3',
    'We tried 10 20 30 40 reefs.',
    'They were 1, 2 and 3',
  ])('the block %j is no furniture', (words) => {
    expect(inRole(`# Notes\n\nIt is loud.\n\n${words}\n\nEnd.\n`, 'furniture')).toEqual([]);
  });

  it('lines that papers repeat on purpose are no running heads', () => {
    for (const line of ['Proof of the theorem', '# Experiment 1', '**Answer:** [Yes]', 'It is so in all of them.']) {
      expect(inRole(between([line]), 'furniture')).toEqual([]);
    }
    expect(
      inRole(between(['# Experiment 1', '# Experiment 2', '# Experiment 3', '# Experiment 4']), 'furniture'),
    ).toEqual([]);
  });
});

describe('paragraphs in several parts', () => {
  it.each([
    ['a page break', '{4}------------------'],
    ['a figure with its caption', '<span id="p"></span>![](a.jpeg)\n\nFigure 2: Snaps by hour.'],
    ['a table', 'Table 1: Snaps.\n\n| a | b |\n|---|---|\n| 1 | 2 |'],
    ['a footnote', '<sup>3</sup> See our data.'],
    ['nothing', ''],
  ])('parts of a paragraph are joined across %s', (_what, tear) => {
    const { blocks, of } = read(`# Notes\n\nThe number of shrimp grows with\n\n${tear}\n\nthe heat of the water.\n`);
    const halves = blocks.filter(({ continues }) => continues !== undefined);
    expect(halves.map(of)).toEqual(['the heat of the water.']);
    expect(halves[0]!.continues).toBe(blocks[1]!.start);
  });

  it('parts are joined across a formula; after its full stop only when the words explain it', () => {
    const joined = (before: string, formula: string, behind: string): boolean =>
      read(`${before}\n\n${formula}\n\n${behind}\n`).blocks.some(({ continues }) => continues !== undefined);
    expect(joined('The loss is', '$$x = 1$$', 'for all reefs.')).toBe(true);
    expect(joined('The loss is:', '<span id="p"></span>$$x = 1.$$ (2)', 'where x is the noise.')).toBe(true);
    expect(joined('It is so.', '$$x = 1.$$', 'it is not.')).toBe(false);
    expect(joined('The loss is', '$$x = 1.$$', 'We now turn to reefs.')).toBe(false);
  });

  it.each([
    ['It is loud.', 'the rest is not.'],
    ['The number of shrimp grows with', '# 2 Results\n\nthe heat.'],
    ['These are:', 'shrimp and whales.'],
    ['The number grows', 'Shrimp are loud.'],
    ['if x: return y', 'return z'],
  ])('%j and %j are not joined', (one, other) => {
    expect(read(`# Notes\n\n${one}\n\n${other}\n`).blocks.every(({ continues }) => continues === undefined)).toBe(true);
  });
});

describe('front matter in TOML', () => {
  it('TOML front matter is no body text', () => {
    expect(inRole('+++\ntitle = "Reefs"\n+++\n\n# Reefs\n\nIt is loud.\n', 'body')).toEqual(['# Reefs', 'It is loud.']);
  });
});

describe('odd papers', () => {
  const reefs = '# Reefs\n\n## 1 Noise\n\nIt is loud.\n\n## 2 Depth\n\nIt is deep.\n';

  it.each([
    ['lone CR', reefs.replaceAll('\n', '\r')],
    ['mixed line ends', reefs.replace('\n\n', '\r\n\n').replace('loud.\n\n', 'loud.\r\r\n')],
    ['a BOM inside', reefs.replace('It is loud', 'It \ufeffis loud')],
    ['vertical tabs and form feeds', reefs.replace('loud.', 'loud.\v\f')],
    ['NUL', reefs.replace('loud', 'lo\0ud')],
    ['right-to-left text', reefs.replace('It is loud.', '\u202bהשונית רועשת.\u202c')],
  ])('a paper with %s is read', (_what, text) => {
    expect(paths(text)).toEqual(['Reefs', 'Reefs > 1 Noise', 'Reefs > 2 Depth']);
    expect(inRole(text, 'body')).toHaveLength(5);
  });

  it('a paper of only headings is read', () => {
    const text = Array.from({ length: 20_000 }, (_, at) => `# ${at % 90}.${at % 7} Depth`).join('\n');
    expect(outlinePaper(text, 'markdown').headings).toHaveLength(20_000);
  });

  it('a paper of only references is read', () => {
    const text = Array.from({ length: 2000 }, (_, at) => `[${at + 1}] ${ENTRIES[at % 4]!}`).join('\n\n');
    expect(inRole(text, 'body')).toEqual([]);
  });

  it('a paper of one line is read in units of a readable size', () => {
    const text = 'Shrimp are loud at dusk, as Ames et al. found. '.repeat(9000);
    const units = unitsOf(text, outlinePaper(text, 'markdown'));
    expect(Math.max(...units.map(({ start, end }) => end - start))).toBeLessThanOrEqual(1200);
    expect(units.length).toBeGreaterThan(300);
  });

  it.each([
    ['paragraphs that all go on', 'the reef is\n\n'],
    ['images that all stand in one paragraph', '![a](data:image/png;base64,AAAA) x '],
    ['bold lines', '**2** **Depth**\n\n'],
    ['numbered lines', '2.1 Depth\n\n'],
    ['entries', '[1] Ames, A. Reefs 2, 1-9 (1990).\n\n'],
    ['lines of contents', 'Depth . . . . . . 3\n\n'],
    ['letters as headings', '# A1 x\n'],
    ['alternating roles', '# References\n\nIt is loud.\n\n'],
    ['dots', '. . . . '],
    ['open tags', '<img alt="'],
    ['capitals', 'Aa Bb '],
  ])('reading takes linear time: %s', (_what, piece) => {
    const text = piece.repeat(200_000 / piece.length);
    expect(unitsOf(text, outlinePaper(text, 'markdown'), true).every(({ start, end }) => start < end)).toBe(true);
  });
});
