import { describe, expect, it } from 'vitest';
import { Answer } from '../../../../src/core/answers/answer';
import { engineSource } from '../../../../src/core/answers/source';
import { outlinePaper } from '../../../../src/core/paper/outline';
import { decodeRecord, encodeRecord, RecordError } from '../../../../src/core/questions/codec';
import { answerTo, at, FIRST, mark, questionOf, SECOND, TEXT } from './support';

const view = { threshold: 0.2, minSpanChars: 10, mergeGapChars: 20, includeReferences: false };

/** An answer with token scores, in two windows. */
function tokenAnswer(text = TEXT): Answer {
  const answer = new Answer('How many?', engineSource('acl-verbatim'), text, { start: 10, end: text.length });
  answer.setOutline(outlinePaper(text, 'markdown'));
  const words = [...text.matchAll(/\S+/g)];
  const window = (from: number): { starts: Uint32Array; ends: Uint32Array; probabilities: Float32Array } => ({
    starts: Uint32Array.from(words, (word) => word.index).slice(from),
    ends: Uint32Array.from(words, (word) => word.index + word[0].length).slice(from),
    probabilities: Float32Array.from(words, (_, index) => ((index * 37) % 101) / 100).slice(from),
  });
  answer.addScores(0, { kind: 'tokens', windows: [window(0), window(7)] });
  answer.state = 'cancelled';
  return answer;
}

/** An answer with scores of sentences, one of them across a gap. */
function sentenceAnswer(): Answer {
  const answer = new Answer('What did they say?', engineSource('small'), TEXT);
  answer.setOutline(outlinePaper(TEXT, 'markdown'));
  const sentence = (words: string, score: number) => ({ ...at(words), score });
  const [first, second] = [sentence(FIRST, 0.1234567890123456), sentence('They ran, and they said 😀 to it.', 1 / 3)];
  const ranges = [
    { start: first.start, end: second.start + 9 },
    { start: second.start + 14, end: second.end },
  ];
  const results = at(SECOND);
  answer.addScores(0, {
    kind: 'sentences',
    units: [
      { start: first.start, end: second.end, ranges, sentences: [first, second] },
      { ...results, sentences: [sentence(SECOND, 0.7)] },
    ],
  });
  answer.state = 'complete';
  return answer;
}

describe('the stored form of a paper', () => {
  const questions = [
    questionOf(
      answerTo('Who ran?', [
        [FIRST, 0.123456789012345],
        [SECOND, 0.9],
      ]),
      {
        name: 'Mine',
        pinned: true,
        slot: 4,
        marks: [mark(FIRST, 'accepted')],
      },
    ),
    questionOf(tokenAnswer(), { id: 'tokens', shown: false }),
    questionOf(sentenceAnswer(), { id: 'sentences' }),
    questionOf(
      answerTo('Lone surrogates?', [['\ud800 lone surrogates', 0.5]], 'Some \ud800 lone surrogates in here.'),
      { id: 'lone' },
    ),
  ];
  const record = { uri: 'file:///a/paper.md', threshold: 0.35, includeReferences: true, questions };

  it('a stored paper comes back exactly, so that every threshold gives the same passages', () => {
    const back = decodeRecord(encodeRecord(record));
    expect(back).toEqual(record);
    for (const threshold of [0, 0.05, 0.2, 0.5, 0.9, 1]) {
      for (const [index, question] of questions.entries()) {
        const restored = back.questions[index]!.answer;
        expect(restored.passages({ ...view, threshold })).toEqual(question.answer.passages({ ...view, threshold }));
      }
    }
  });

  it('a text is stored once for all its questions', () => {
    const long = `${TEXT}${'More of the same. '.repeat(1000)}`;
    const one = encodeRecord({ uri: 'x', questions: [questionOf(answerTo('a', [], long))] });
    const two = encodeRecord({
      uri: 'x',
      questions: [questionOf(answerTo('a', [], long)), questionOf(answerTo('b', [], long))],
    });
    expect(two.length - one.length).toBeLessThan(1000);
  });

  it('running and failed questions are not stored', () => {
    const running = new Answer('?', engineSource('keyword'), TEXT);
    const failed = answerTo('!', []);
    failed.state = 'failed';
    expect(
      decodeRecord(encodeRecord({ uri: 'x', questions: [questionOf(running), questionOf(failed)] })).questions,
    ).toEqual([]);
  });

  const reason = (bytes: Uint8Array): string => {
    try {
      decodeRecord(bytes);
      return 'none';
    } catch (error) {
      return error instanceof RecordError ? error.reason : 'another error';
    }
  };

  it('bytes that are cut off, foreign or empty are refused', () => {
    const bytes = encodeRecord(record);
    expect(reason(new Uint8Array())).toBe('corrupt');
    expect(reason(new TextEncoder().encode('{"version":1}'))).toBe('corrupt');
    for (let length = 0; length < bytes.length - 4; length += 37)
      expect(reason(bytes.slice(0, length))).toBe('corrupt');
    expect(reason(bytes)).toBe('none');
  });

  it('a record of a version without scores of sentences is still read', () => {
    const now = encodeRecord({ uri: 'x', questions: [questions[0]!] });
    const earlier = Buffer.from(Buffer.from(now).toString('latin1').replace('"version":3', '"version":1'), 'latin1');
    const [question] = decodeRecord(earlier).questions;
    expect(question!.answer.passages(view)).toEqual(questions[0]!.answer.passages(view));
  });

  it('a later version is told from a corrupt file', () => {
    const text = new TextDecoder('latin1').decode(encodeRecord({ uri: 'x', questions: [] }));
    const later = Uint8Array.from(text.replace('"version":3', '"version":9'), (character) => character.charCodeAt(0));
    expect(reason(later)).toBe('newer');
  });
});
