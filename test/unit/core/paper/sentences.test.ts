import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sentencesOf } from '../../../../src/core/paper/sentences';
import { awkwardText, markdownText, textWithRange } from '../../arbitraries';

function sentences(text: string): string[] {
  return sentencesOf(text, 0, text.length).map(({ start, end }) => text.slice(start, end));
}

/** Texts with ` / ` between their sentences. */
const PARTED = [
  // Abbreviations.
  'Smith et al. (2020) show this. / Others differ.',
  'This follows Smith et al. / We extend it.',
  'It follows Smith et al.\n(2020) and Li et al., 2021. / Then more.',
  'See Fig. 2 and Figs. 3 and 4. / It is clear.',
  'See Fig. S2 and Eq. (3), Sec. 4, p. 5 and no. 6. / Then go.',
  'See Ref. [12] and Fig. [2](#fig). / Next.',
  'Models, e.g. BERT, i.e. The Model, cf. Smith, work. / They do.',
  'Model A vs. Model B is compared. / We win.',
  'It took approx. 5 km, w.r.t. the model. / The i.i.d. samples.',
  'The answer is no. / We stop.',
  'We use words, signs, etc. / We go on, etc. and so on.',
  'Dr. Smith and Prof. Jones met. / They left.',
  // Initials, and letters that are not initials.
  'J. R. R. Tolkien and J.R.R. Tolkien wrote. / We read.',
  'The U.S. Government funded it. / We thank them.',
  'A Ph.D. Student came. / She left.',
  'Let x be A. / Then y holds.',
  'We study vitamin C. / It helps.',
  'Initials of J. P. Halvorsen, and of [\\[P. Sarkar, 2020\\]](#page-7-2). / Others.',
  'It fell in Group L. / Patients in group H did well, as S. Duarte says.',
  'See App. B for more, Appx. A too, and Fig. S for all. / In the app. / A user taps, NumPy v. 1.21 runs.',
  // Labels of captions and numbers of items.
  'Fig. 3. Drift in spring. / Table 2. Drift in autumn. / **Figure 4**. Drift.',
  '[^0]: 4. The code is here. / It runs.',
  '- 1. For all of them. / It holds.',
  'We test two: (a) Drift. / (b) No drift. / (iv) Noise.',
  'Names come last. / _reed-drift_ reads them. / *p* was small, e.g. *n* of approx. *m*.',
  // Numbers.
  'The value is 3.14 and .5, p < 0.05. / The other is 1.5.',
  'We used Python 3. / It is fast.',
  'This was in 2021. / 15 people came.',
  // Marks, and what may follow them inside a sentence.
  'It works! / Does it? / Yes. / What about... / Next.',
  'He said "It works." / We agreed (it works.) / Then “so.” / So.',
  'We train it. / **Results.** / It works. / *Note.* / `x.` / Done.',
  'It is so.[12] / It is.^12^ / It was.<sup>1,2</sup> / It will be.$^{3}$ / End.',
  'We define $f(x)$. / $g(x)$ follows, $x = 1.$ / Then $y$.',
  'Visit https://example.org/a.b?c=d!e and main.py. / Then Node.js.',
  'It ends … then goes on. / It ends… / Next.',
  'From 1, 2, . . . , 10 and {1, . . . , n}. / Sums of 2 mg etc., and etc.; go on.',
  'It is so. ${ }^{5}$ / It was. \\label{fig:a} / End.\\label{fig:b}](b.png){width=9%}',
  '日本語の文。/次の文。/終わり！',
  // Lines.
  'One line is\nwrapped here. / Another\r\nsentence here.',
  'A paragraph without end / Another one',
  'We follow: / - item one / - item two. / With two sentences. / 1. First item / 2. Second.',
  '1. First. / It is so. / 2. Second. / (3) Third.',
  '| a | b | / |---|---| / | 1. c | d |',
  'Crabs left.[\\[12\\]](#page-3-0) / Fish stayed.[3](#ref3) / Rays came.\\[4\\] / Eels swam.',
  'Crabs left.{cite}`ames` / Fish stayed.\u00b9\u00b2 / Eels swam.',
  'In Jan. 2019 we dived (see Suppl. Fig. 3) at Mt. Reef. / In May we swam.',
  'Crabs left. / mRNA was found. / eDNA too.',
] as const;

describe('sentences', () => {
  it.each(PARTED)('the text is split into these sentences: %s', (marked) => {
    const separator = marked.includes(' / ') ? ' / ' : '/';
    const expected = marked.split(separator);
    // Sentences of prose are separated by a blank; items, rows and paragraphs are on their own lines.
    const isProse = expected.every(
      (sentence) => /[.!?…。！][^\w|]*$/.test(sentence) && !/^(?:[-|]|\d\.)/.test(sentence),
    );
    const between = separator === '/' ? '' : isProse ? ' ' : marked.startsWith('A paragraph') ? '\n\n' : '\n';
    expect(sentences(expected.join(between))).toEqual(expected);
  });

  it('sentences end at line ends that separate items, rows and paragraphs, with every kind of line end', () => {
    for (const end of ['\n', '\r\n', '\r']) {
      expect(sentences(['We follow', '- one', '- two', '', 'Last', 'line'].join(end))).toEqual([
        'We follow',
        '- one',
        '- two',
        `Last${end}line`,
      ]);
    }
  });

  it('a sentence begins after quote marks', () => {
    expect(sentences('It ends.\n> Another one\n> goes on. Last.\n>\n> - item')).toEqual([
      'It ends.',
      'Another one\n> goes on.',
      'Last.',
      '- item',
    ]);
  });

  it('only sentences of the requested part are returned', () => {
    const text = 'One here. Two here. Three here.';
    expect(sentencesOf(text, 4, 14)).toEqual([
      { start: 4, end: 9 },
      { start: 10, end: 13 },
    ]);
    expect(sentencesOf(text, 9, 10)).toEqual([]);
    expect(sentencesOf('', 0, 0)).toEqual([]);
  });

  it('sentences lie in the part in text order and leave out only white space and quote marks', () => {
    fc.assert(
      fc.property(
        textWithRange(fc.oneof(awkwardText(), markdownText(), markdownText('\r\n'))),
        ({ text, start, end }) => {
          let before = start;
          for (const range of sentencesOf(text, start, end)) {
            expect(range.start).toBeGreaterThanOrEqual(before);
            expect(range.end).toBeGreaterThan(range.start);
            expect(text.slice(before, range.start)).toMatch(/^[\s>]*$/);
            expect(text.slice(range.start, range.end).trim()).toBe(text.slice(range.start, range.end));
            before = range.end;
          }
          expect(before).toBeLessThanOrEqual(end);
          expect(text.slice(before, end)).toMatch(/^[\s>]*$/);
        },
      ),
    );
  });

  it('splitting a hostile text ends', () => {
    for (const piece of [
      '.',
      '. ',
      '.\n',
      'a\n',
      '.)',
      '.[',
      '>\n',
      '. >',
      '\n',
      '。',
      '.$^',
      '.<sup>',
      '.[1](',
      '.[[',
      '.{a}`',
      '.{a}',
      'A. ',
      '1. ',
    ]) {
      const text = piece.repeat(100_000);
      const found = sentencesOf(text, 0, text.length);
      expect(found.every(({ start, end }, index) => start >= (found[index - 1]?.end ?? 0) && end > start)).toBe(true);
    }
  });
});
