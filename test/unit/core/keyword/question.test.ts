import { describe, expect, it } from 'vitest';
import { calibrate, KEYWORD_CONSTANTS } from '../../../../src/core/keyword/constants';
import {
  inverseDocumentFrequency,
  unpackDocumentFrequencies,
  type DocumentFrequencies,
} from '../../../../src/core/keyword/documentFrequencies';
import { openKeywordQuestion } from '../../../../src/core/keyword/question';
import { countStems, type StemCounts } from '../../../../src/core/keyword/words';

const RAW = { k1: 1.2, b: 0.75, calibration: [[0, 0] as const, [1, 1] as const] };

/** A collection of ten paragraphs with four content words each. */
const table: DocumentFrequencies = unpackDocumentFrequencies({
  paragraphs: 10,
  meanLength: 4,
  stems: { '1': 'zebra', '5': 'grass river' },
});

function rawScore(question: string, text: string, path: readonly string[] = [], constants = RAW): number {
  const opened = openKeywordQuestion(question, table, constants);
  const counts = (part: string): StemCounts => countStems(part, opened.words);
  return opened.scoreUnit(
    counts(text),
    () => counts(path.join('\n')),
    () => counts(path.length > 1 ? path.at(-1)! : ''),
  );
}

describe('document frequencies', () => {
  it('a rare stem weighs more, and an unknown one most', () => {
    expect(inverseDocumentFrequency(table, 'grass')).toBeCloseTo(Math.log(1 + 5.5 / 5.5), 12);
    expect(inverseDocumentFrequency(table, 'zebra')).toBeCloseTo(Math.log(1 + 9.5 / 1.5), 12);
    expect(inverseDocumentFrequency(table, 'quagga')).toBeCloseTo(Math.log(1 + 10.5 / 0.5), 12);
  });
});

describe('the keyword score', () => {
  // By hand: idf(zebra) = ln(22/3) = 1.992430, idf(grass) = ln 2 = 0.693147. "Zebras eat grass, zebras run": zebra twice, grass once,
  // five content words, so that the length part is 1.2 (0.25 + 0.75 * 5/4) = 1.425.
  // zebra: 1.992430 * 2 * 2.2 / (2 + 1.425) = 2.559618; grass: 0.693147 * 2.2 / (1 + 1.425) = 0.628835; ideal: 2.685577 * 2.2 =
  // 5.908270; so the score is 3.188453 / 5.908270 = 0.539659.
  it('the score is BM25 divided by the ideal BM25, as computed by hand', () => {
    expect(rawScore('Zebras or grass?', 'Zebras eat grass, zebras run.')).toBeCloseTo(0.539659, 6);
  });

  it('each stem of the question counts once, however often it occurs there', () => {
    expect(rawScore('zebra zebras zebra grass', 'zebra')).toBe(rawScore('zebra grass', 'zebra'));
  });

  it('the ideal includes stems that the unit or the table lacks', () => {
    const both = rawScore('zebra quagga', 'zebra');
    const idf = (stem: string): number => inverseDocumentFrequency(table, stem);
    expect(both / rawScore('zebra', 'zebra')).toBeCloseTo(idf('zebra') / (idf('zebra') + idf('quagga')), 12);
  });

  it('the heading path counts, also in the length, for a unit that shares a word with the question', () => {
    expect(rawScore('zebra grass', 'Grass is far.', ['Zebras', 'Speed'])).toBe(
      rawScore('zebra grass', 'Zebras. Speed. Grass is far.'),
    );
    expect(rawScore('zebra', 'They run far.', ['Zebras', 'Speed'])).toBe(0);
    // The title of the section itself has all that is asked for.
    expect(rawScore('zebra speed', 'They run far.', ['Animals', 'Speed of zebras'])).toBeGreaterThan(0);
    expect(rawScore('zebra grass', 'They run far.', ['Animals', 'Speed of zebras'])).toBe(0);
    expect(rawScore('zebra', 'They run far.')).toBe(0);
  });

  it('the score stays below 1 and grows with each repetition', () => {
    const scores = [1, 2, 4, 8, 64].map((times) => rawScore('zebra', 'zebra '.repeat(times), [], { ...RAW, b: 0 }));
    expect([...scores].sort((a, b) => a - b)).toEqual(scores);
    expect(scores.at(-1)).toBeLessThan(1);
  });

  it('a question of stop words is scored by its stop words', () => {
    const question = openKeywordQuestion('What is it?', table);
    expect(question.words).toBe('all');
    expect(question.stems).toEqual(['what', 'is', 'it']);
    expect(rawScore('What is it?', 'It is what it is.')).toBeGreaterThan(0);
  });

  it('a question without words scores 0', () => {
    expect(openKeywordQuestion('?!', table).stems).toEqual([]);
    expect(rawScore('?!', 'anything')).toBe(0);
  });
});

describe('calibration', () => {
  const { calibration } = KEYWORD_CONSTANTS;

  it('the calibrated score rises from 0 to 1 and never falls', () => {
    const shown = Array.from({ length: 1001 }, (_, at) => calibrate(calibration, at / 1000));
    expect([...shown].sort((a, b) => a - b)).toEqual(shown);
    expect(new Set(shown).size).toBe(shown.length);
    expect([shown[0], shown.at(-1)]).toEqual([0, 1]);
  });

  it('calibration shows the balanced and the precise threshold as 0.2 and 0.5', () => {
    const shown = calibration.map(([raw, value]) => [calibrate(calibration, raw), value]);
    for (const [is, should] of shown) expect(is).toBeCloseTo(should!, 12);
    expect(calibration.map(([, value]) => value)).toEqual([0, 0.2, 0.5, 1]);
  });

  it('calibration uses the nearest value outside its pairs', () => {
    expect(calibrate(calibration, -1)).toBe(0);
    expect(calibrate(calibration, 2)).toBe(1);
  });
});
