import { describe, expect, it } from 'vitest';
import {
  type AnswerSource,
  engineSource,
  isKeyword,
  isScored,
  LOOK_ICONS,
  lookOf,
  scoreBadge,
  scoreText,
  sourceFromText,
  sourceName,
  sourceToText,
} from '../../../../src/core/answers/source';

const GPT: AnswerSource = { kind: 'languageModel', name: 'Some Model: 2' };
const IMPORTED: AnswerSource = { kind: 'imported' };

describe('the source of an answer', () => {
  it.each([
    [engineSource('keyword'), 'keyword', 'keyword matching'],
    [engineSource('/home/me/models/mine'), '/home/me/models/mine', 'mine'],
    [
      engineSource('small', 'lab.example.org:8000'),
      'server:lab.example.org:8000/small',
      'built-in model on lab.example.org:8000',
    ],
    [engineSource('/home/me/mine', 'lab'), 'server:lab//home/me/mine', 'mine on lab'],
    [GPT, 'languageModel:Some Model: 2', 'language model Some Model: 2'],
    [IMPORTED, 'imported', 'imported'],
  ])('%j is kept and exported as %s, and named %s', (source, text, name) => {
    expect(sourceToText(source)).toBe(text);
    expect(sourceFromText(text)).toEqual(source);
    expect(sourceName(source)).toBe(name);
  });

  it('the source of an answer has bands and numbers where it has scores, and one look of its own where it has none', () => {
    const seen = (source: AnswerSource, score: number): unknown[] => {
      const look = lookOf(source, score);
      return [isScored(source), look, LOOK_ICONS[look], scoreText(source, score)];
    };
    expect(seen(engineSource('small'), 0.819)).toEqual([true, 'strong', 'circle-filled', '0.82']);
    expect(seen(IMPORTED, 0.5)).toEqual([true, 'medium', 'circle-large-outline', '0.50']);
    expect(seen(GPT, 1)).toEqual([false, 'languageModel', 'sparkle', 'LM']);
  });

  it('only keyword matching is told that it finds words only', () => {
    expect([engineSource('keyword'), engineSource('small'), GPT, IMPORTED].map(isKeyword)).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });

  it.each([
    ['0.63', '63'],
    ['0.197', '19'],
    ['0.05', '05'],
    ['1.00', '99'],
    ['LM', 'LM'],
  ])('a row with the score %s has the badge %s', (text, badge) => {
    expect(scoreBadge(text)).toBe(badge);
  });
});
