import { describe, expect, it } from 'vitest';
import { outlinePaper } from '../../../../src/core/paper/outline';
import { unitsOf } from '../../../../src/core/paper/units';
import { plainText } from '../../../../src/core/text/plainText';

const blocksOf = (text: string): string[][] =>
  outlinePaper(text, 'markdown').blocks.map(({ kind, role, start, end }) => [kind, role, text.slice(start, end)]);
const lit = (text: string): string[] =>
  unitsOf(text, outlinePaper(text, 'markdown')).map(({ start, end }) => plainText(text, start, end).text);

describe('front matter', () => {
  it.each([
    ['---\ntitle: Noise\nauthor:\n- Doe\nabstract: |\n  Long\n\n  text\n# comment\nsub title: x\n---', '\n'],
    ['+++\ntitle = "Noise"\n\n[extra]\ntags = [\n"a",\n]\n+++', '\n'],
    ['---\ntitle: Noise\n...', '\r\n'],
    ['+++\ntitle = "Noise"\n+++', '\r'],
  ])('the front matter %j is not text of the paper', (front, lineEnd) => {
    const text = `${front}\n\nIt was loud.\n`.replaceAll('\n', lineEnd);
    expect(blocksOf(text)).toEqual([
      ['code', 'frontMatter', front.replaceAll('\n', lineEnd)],
      ['paragraph', 'body', 'It was loud.'],
    ]);
  });

  it.each([
    ['---\ntitle: Noise\n\n# Method\n\nIt was loud.\n\n---\n\nIt was quiet.\n'],
    ['+++\ntitle = "Noise"\n\nIt was loud.\n\n+++\n\nIt was quiet.\n'],
    ['---\ntitle: Noise\n\nIt was loud.\n\nIt was quiet.\n'],
  ])('unclosed front matter hides no text: %j', (text) => {
    const units = lit(text);
    expect(units).toContain('It was loud.');
    expect(units).toContain('It was quiet.');
  });
});

describe('the dialects of papers', () => {
  it.each([
    ['Quarto', '::: {.callout-note title="Care"}\n## Care\n\nReefs are **loud**.\n:::\n\nText.\n'],
    ['a div without blank lines', '::: {.callout-tip}\nReefs are loud.\n:::\nText.\n'],
    ['MyST with colons', ':::{note} Care\n:class: dropdown\nReefs are loud.\n:::\n\nText.\n'],
    ['MyST with backticks', '```{admonition} Care\n:class: tip\n\nReefs are loud.\n```\n\nText.\n'],
    ['targets of MyST', '(sec:loud)=\nReefs are loud.\n\nText.\n'],
    ['MDX', "import Chart from './chart'\nexport const a = 1\n\nReefs are loud.\n\n{/* never seen */}\n\nText.\n"],
    ['Obsidian', '> [!warning]- Reefs are loud.\n\nText.\n'],
  ])('in %s, the text of callouts is lit and their fences are not', (_dialect, text) => {
    expect(lit(text)).toEqual(['Reefs are loud.', 'Text.']);
  });

  it.each([
    '```{python}\n#| label: fig-a\nloud = 1\n:::\n```',
    '```{r, echo=FALSE}\nloud <- 1\n```',
    '~~~{code-cell} ipython3\nloud = 1\n~~~',
  ])('the cell %j is code and never lit', (cell) => {
    const text = `Before.\n\n${cell}\n\nBehind.\n`;
    expect(lit(text)).toEqual(['Before.', 'Behind.']);
    expect(blocksOf(text)[1]).toEqual(['code', 'body', cell]);
  });

  it.each([
    ['as in @fig-noise and -@tbl-a, by @doe2020a', 'as in and , by'],
    ['shown [@doe2020, p. 3; see @roe-1999] twice, mail a@b.org or @handle', 'shown twice, mail a@b.org or @handle'],
    ['see {numref}`fig-a`, {ref}`the data <sec:data>`, {cite:p}`doe`, H{sub}`2`O', 'see , the data, , H2O'],
    ['a [[Reefs|loud reef]] and [[Buoys]] ![[a.png]] here', 'a loud reef and Buoys here'],
    ['{{< pagebreak >}} text %%hidden words%% ==marked== words ^block-1', 'text marked words'],
    ['a == b and x[i][j] stay', 'a == b and x[i][j] stay'],
  ])('%j has the words %j', (source, expected) => {
    expect(plainText(source).text).toBe(expected);
  });
});
