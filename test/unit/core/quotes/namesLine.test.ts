import { describe, expect, it } from 'vitest';
import { outlinePaper } from '../../../../src/core/paper/outline';
import { citationOf } from '../../../../src/core/quotes/citation';
import { quoteOf } from '../../../../src/core/quotes/quote';

const authorsOf = (below: string, title = '# On running'): readonly string[] | undefined => {
  const text = `${title}\n\n${below}\n\n## Abstract\n\nWe ran at dawn, and Nobody Else did.\n`;
  return citationOf(text, outlinePaper(text, 'markdown').headings, 'markdown').authors;
};

describe('a line of names below the title', () => {
  it.each([
    [
      'Ian J. Goodfellow, Jonathon Shlens & Christian Szegedy\nGoogle Inc., Mountain View, CA\n{goodfellow,shlens}@google.com',
      'Ian J. Goodfellow|Jonathon Shlens|Christian Szegedy',
    ],
    [
      '#### Karen Simonyan\\* & Andrew Zisserman+\n\nVisual Geometry Group, Department of Engineering Science',
      'Karen Simonyan|Andrew Zisserman',
    ],
    [
      'Thomas Anthony<sup>1, ⋈</sup>, Zheng Tian<sup>1</sup>, and David Barber<sup>1,2</sup>\n\n<sup>1</sup>University College London',
      'Thomas Anthony|Zheng Tian|David Barber',
    ],
    [
      'Albert Gu<sup>∗</sup> 1 and Tri Dao<sup>∗</sup> 2\n\n<sup>1</sup>Machine Learning Department',
      'Albert Gu|Tri Dao',
    ],
    [
      'Mathilde Caron1,<sup>2</sup> Ishan Misra<sup>2</sup> Julien Mairal<sup>1</sup>\n\nPriya Goyal<sup>2</sup> Armand Joulin<sup>2</sup>\n\n1 Inria<sup>∗</sup>',
      'Mathilde Caron|Ishan Misra|Julien Mairal|Priya Goyal|Armand Joulin',
    ],
    [
      'Anish Athalye \\* 1 Nicholas Carlini \\* 2 David Wagner <sup>2</sup>',
      'Anish Athalye|Nicholas Carlini|David Wagner',
    ],
    [
      'Min Wu $^{2*}$ , Chee Keong Kwoh $^1$ and Cuntai Guan $^1$ \n\n<sup>1</sup>School of Computer Science',
      'Min Wu|Chee Keong Kwoh|Cuntai Guan',
    ],
    [
      'Mikayel Samvelyan, Christian Schroeder de Witt, Gregory Farquhar',
      'Mikayel Samvelyan|Christian Schroeder de Witt|Gregory Farquhar',
    ],
    [
      '**Jean-Bastien Grill**¹, *Théophile Gervet*², Ricky T. Q. Chen³',
      'Jean-Bastien Grill|Théophile Gervet|Ricky T. Q. Chen',
    ],
    ["Aleksander Mądry; Conor O'Brien; Matt Le", "Aleksander Mądry|Conor O'Brien|Matt Le"],
    ['by Jane Doe and John Roe', 'Jane Doe|John Roe'],
    ['Axel SAUER · Katja SCHWARZ · Andreas GEIGER', 'Axel SAUER|Katja SCHWARZ|Andreas GEIGER'],
    ['[Jane Doe](https://orcid.org/0000-0001), [John Roe](https://orcid.org/0000-0002)', 'Jane Doe|John Roe'],
    ['Jane Doe, PhD, John Roe, MD', 'Jane Doe|John Roe'],
    ['Jane Doe†, John Roe‡\n\nSome time ago we ran at dawn.', 'Jane Doe|John Roe'],
  ])('is read: %j', (below, names) => {
    expect(authorsOf(below)?.join('|')).toBe(names);
  });

  it.each([
    ['one name, which may have others below', 'Jeff Donahue\n\njd@cs.berkeley.edu'],
    ['names without anything between them', 'Christian Szegedy Wojciech Zaremba Ilya Sutskever Joan Bruna'],
    ['organisations', 'Google Research, Facebook AI & Microsoft Research'],
    ['places', 'New York, Los Angeles & San Francisco'],
    ['terms', 'Deep Learning, Computer Vision & Reinforcement Learning'],
    ['keywords', 'Keywords: Jane Doe, John Roe'],
    ['a sentence', 'Forty volunteers ran, and Jane Doe, who led them, fell.'],
    ['a date and a journal', 'Monday, March 2020, Journal of Running & Rain'],
    ['two names and a third that runs into its organisation', 'Jane Doe, John Roe, Amr Ahmed Google Research'],
    ['a sentence that begins with names', 'Jane Doe and John Roe ran at dawn.'],
    ['a notice', 'Published in Running Letters; Open Access'],
  ])('is not invented from %s', (_, below) => {
    expect(authorsOf(below)).toBeUndefined();
  });

  it('a line of names below the title is only read right below the title, and only when nothing else names the authors', () => {
    expect(authorsOf('Forty ran.\n\nJane Doe, John Roe')).toBeUndefined();
    const front = '---\nauthor: Max Moe\n---\n# On running';
    expect(authorsOf('Jane Doe, John Roe', front)).toEqual(['Max Moe']);
    expect(authorsOf('Jane Doe, John Roe', 'On running\n==========')).toEqual(['Jane Doe', 'John Roe']);
  });

  it('a line of names below the title stands in a quote', () => {
    const text = '# On running\n\nJane Doe & John Roe\n\nWe ran.\n';
    const citation = citationOf(text, outlinePaper(text, 'markdown').headings, 'markdown');
    const quote = quoteOf({ ...citation, text: 'We ran.', section: ['On running'], line: 5, file: 'a.md' });
    expect(quote).toBe('> We ran.\n>\n> (Jane Doe and John Roe, On running, line 5)\n');
  });
});
