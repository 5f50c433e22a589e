import { describe, expect, it } from 'vitest';
import { outlinePaper } from '../../../../src/core/paper/outline';

/** Each block as `kind role: first words`; the role is left out where it is `body`. */
function described(text: string): string[] {
  return outlinePaper(text, 'markdown').blocks.map(({ kind, role, start, end }) => {
    const words = text.slice(start, end).split(/\r\n|\r|\n/)[0]!;
    return `${kind}${role === 'body' ? '' : ` ${role}`}: ${words}`;
  });
}

function titles(text: string): string[] {
  return outlinePaper(text, 'markdown').headings.map(({ title }) => title);
}

describe('a paper converted by docling', () => {
  const paper = `# A Study of Things

Jane Doe 1 , John Roe 2

1 University of Somewhere, City

## Abstract

We study things in depth.

## 1 Introduction

Things matter [1].

<!-- image -->

Figure 1: A thing.

| a | b |
|---|---|
| 1 | 2 |

## References

- [1] A. Author. A title. 2020.

## A Appendix

More things.
`;

  it('authors, comments and references of a docling paper are no body text', () => {
    expect(described(paper)).toEqual([
      'heading: # A Study of Things',
      'paragraph frontMatter: Jane Doe 1 , John Roe 2',
      'paragraph frontMatter: 1 University of Somewhere, City',
      'heading: ## Abstract',
      'paragraph: We study things in depth.',
      'heading: ## 1 Introduction',
      'paragraph: Things matter [1].',
      'html furniture: <!-- image -->',
      'caption: Figure 1: A thing.',
      'table: | a | b |',
      'heading references: ## References',
      'list references: - [1] A. Author. A title. 2020.',
      'heading: ## A Appendix',
      'paragraph: More things.',
    ]);
  });

  it('Windows line ends do not change how a docling paper is read', () => {
    expect(described(paper.replaceAll('\n', '\r\n'))).toEqual(described(paper));
  });
});

describe('a paper converted by marker', () => {
  const paper = `# **A Study of Things**

Jane Doe<sup>1</sup>

<span id="page-0-0"></span>

**Abstract**—We study things.

## <span id="page-1-0"></span>**1 Introduction**

![](_page_2_Figure_3.jpeg)

**Figure 1: A thing.** It is shown.

{1}------------------------------------------------

<span id="page-2-1"></span>Table 1. Results.

### **REFERENCES**

- <span id="page-5-1"></span>[1] A. Author. A title. 2020.

#### **A. Proofs**

Proof text.
`;

  it('pictures, page marks and anchors of a marker paper are no body text, appendices are', () => {
    expect(described(paper)).toEqual([
      'heading: # **A Study of Things**',
      'paragraph frontMatter: Jane Doe<sup>1</sup>',
      'paragraph furniture: <span id="page-0-0"></span>',
      'paragraph: **Abstract**—We study things.',
      'heading: ## <span id="page-1-0"></span>**1 Introduction**',
      'paragraph furniture: ![](_page_2_Figure_3.jpeg)',
      'caption: **Figure 1: A thing.** It is shown.',
      'paragraph furniture: {1}------------------------------------------------',
      'caption: <span id="page-2-1"></span>Table 1. Results.',
      'heading references: ### **REFERENCES**',
      'list references: - <span id="page-5-1"></span>[1] A. Author. A title. 2020.',
      'heading: #### **A. Proofs**',
      'paragraph: Proof text.',
    ]);
  });

  it('titles of a marker paper hold words only', () => {
    expect(titles(paper)).toEqual(['A Study of Things', '1 Introduction', 'REFERENCES', 'A. Proofs']);
  });
});

describe('a paper written for pandoc', () => {
  const paper = `---
title: "A Study"
author:
- Jane
---

# Introduction {#sec:intro .unnumbered}

Things matter [@doe2020].

$$
x
- y
+ z
$$

# References {-}

::: {#ref-doe}
Doe, J. 2020. Title.
:::

# *Appendix*

Text.
`;

  it('YAML, heading attributes and mathematics of a pandoc paper are read', () => {
    expect(described(paper)).toEqual([
      'code frontMatter: ---',
      'heading: # Introduction {#sec:intro .unnumbered}',
      'paragraph: Things matter [@doe2020].',
      'math: $$',
      'heading references: # References {-}',
      'paragraph references: Doe, J. 2020. Title.',
      'heading: # *Appendix*',
      'paragraph: Text.',
    ]);
    expect(titles(paper)).toEqual(['Introduction', 'References', 'Appendix']);
  });
});

describe('reference lists under headings', () => {
  it.each([
    '# References',
    '## 6. Bibliography:',
    '## VII. WORKS CITED',
    '**References**',
    'References\n----------',
    '# References and Notes',
    '# 9 Literature',
  ])('a reference list begins at %j', (heading) => {
    const text = `# Title\n\nText.\n\n${heading}\n\n[1] A. Title.\n`;
    expect(described(text).slice(0, 2)).toEqual(['heading: # Title', 'paragraph: Text.']);
    expect(
      outlinePaper(text, 'markdown')
        .blocks.slice(2)
        .map(({ role }) => role),
    ).toEqual(['references', 'references']);
  });

  it.each([
    '# References are good',
    '# Reference implementation',
    'References are good in this sentence.',
    '# Referencing',
  ])('no reference list begins at %j', (line) => {
    const text = `# Title\n\n${line}\n\nText.\n`;
    expect(outlinePaper(text, 'markdown').blocks.map(({ role }) => role)).toEqual(['body', 'body', 'body']);
  });

  it.each(['# Conclusion', '### A Proofs', '### Appendix B', '#### Acknowledgements', '### Author Contributions'])(
    'a reference list ends at %j',
    (heading) => {
      const { blocks } = outlinePaper(`## References\n\n[1] A.\n\n${heading}\n\nText.\n`, 'markdown');
      expect(blocks.map(({ role }) => role)).toEqual(['references', 'references', 'body', 'body']);
    },
  );

  it('subsections of a reference list belong to it', () => {
    const { blocks } = outlinePaper('## References\n\n### Primary\n\n[1] A.\n\n### Secondary\n\n[2] B.\n', 'markdown');
    expect(new Set(blocks.map(({ role }) => role))).toEqual(new Set(['references']));
  });
});

describe('back matter', () => {
  it('back matter is what a journal adds at the end, up to the next heading of its level', () => {
    const paper =
      '# A Study - Backmatter\n\nDOI: 10.1/x\n\n## Reviewers\n\n- @someone\n\n# Acknowledgments\n\nWe thank Ann.\n';
    expect(described(paper)).toEqual([
      'heading frontMatter: # A Study - Backmatter',
      'paragraph frontMatter: DOI: 10.1/x',
      'heading frontMatter: ## Reviewers',
      'list frontMatter: - @someone',
      'heading: # Acknowledgments',
      'paragraph: We thank Ann.',
    ]);
  });
});

describe('front matter', () => {
  it('text before an abstract is no front matter in notes with one heading, nor when it is long', () => {
    expect(described('# Notes\n\nText.\n\n## Abstract\n\nMore.\n')).toContain('paragraph: Text.');
    const long = `# Title\n\n${'Text. '.repeat(1000)}\n\n## Abstract\n\nMore.\n\n## 1 Next\n`;
    expect(outlinePaper(long, 'markdown').blocks.every(({ role }) => role === 'body')).toBe(true);
  });

  it('BibTeX at the start is front matter', () => {
    expect(described('```bibtex\n@article{a, title={T}}\n```\n\nText.\n')).toEqual([
      'code frontMatter: ```bibtex',
      'paragraph: Text.',
    ]);
  });
});

describe('page furniture', () => {
  it.each([
    '12',
    '- 4 -',
    'Page 3 of 10',
    'p. 7',
    '*12*',
    '{3}------',
    '![]()',
    '![fig.png](fig.png)',
    '---',
    '<!-- x -->',
  ])('%j is furniture', (mark) => {
    expect(outlinePaper(`Text.\n\n${mark}\n\nMore.\n`, 'markdown').blocks.map(({ role }) => role)).toEqual([
      'body',
      'furniture',
      'body',
    ]);
  });

  it.each(['12 people came.', '![A plot of loss](fig.png)', 'Page 3 shows it.', '12345'])(
    '%j is not furniture',
    (words) => {
      expect(described(`Text.\n\n${words}\n\nMore.\n`)).toContain(`paragraph: ${words}`);
    },
  );
});

describe('kinds of blocks', () => {
  it.each([
    'Table 3: Caption.',
    '**Table 3:** Caption.',
    'Fig. 2. Caption.',
    'FIGURE S1. Caption.',
    'Table IV: Roman.',
    'Supplementary Table 2. Caption.',
    'Extended Data Fig. 3 | Caption.',
    'Algorithm 1: Steps.',
  ])('%j is a caption', (line) => {
    expect(described(`${line}\n`)).toEqual([`caption: ${line}`]);
  });

  it.each(['Table 1 shows that.', 'Figures are nice: see.', 'Figure it out: now.'])('%j is no caption', (line) => {
    expect(described(`${line}\n`)).toEqual([`paragraph: ${line}`]);
  });

  it('top-level list items are blocks of their own, including what is nested in them', () => {
    const text = '- one\n  - nested\n\n  more of one\n- two\n\n1. first\n2. second\n';
    const { blocks } = outlinePaper(text, 'markdown');
    expect(blocks.map(({ start, end }) => text.slice(start, end))).toEqual([
      '- one\n  - nested\n\n  more of one',
      '- two',
      '1. first',
      '2. second',
    ]);
  });

  it('paragraphs of quotes, HTML tables, indented code and rules get their kinds', () => {
    expect(
      described('> Quoted.\n>\n> More.\n\n<table><tr><td>a</td></tr></table>\n\n<div>x</div>\n\n    code\n\n***\n'),
    ).toEqual([
      'quote: Quoted.',
      'quote: More.',
      'table: <table><tr><td>a</td></tr></table>',
      'html: <div>x</div>',
      'code: code',
      'rule furniture: ***',
    ]);
  });
});

describe('titles', () => {
  it.each([
    ['# A title ##', 'A title'],
    ['# C#', 'C#'],
    ['## 2.1 **Bold** and *soft* words', '2.1 Bold and *soft* words'],
    ['# _All soft_', 'All soft'],
    ['# snake_case and a * b', 'snake_case and a * b'],
    ['# <a id="x"></a>Words {#x}', 'Words'],
    ['# a < b and {x}', 'a < b and {x}'],
    ['#\tTab', 'Tab'],
    ['# 😀 e\u0301', '😀 e\u0301'],
  ])('the title of %j is %j', (line, title) => {
    expect(titles(`${line}\n\nText.\n`)).toEqual([title]);
  });
});
