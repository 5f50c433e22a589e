import { beforeAll, describe, expect, it } from 'vitest';
import { assemble, leadOf, planWindows } from '../../../../src/inference/tokenizer/pair';
import type { OffsetTokenizer } from '../../../../src/inference/tokenizer/tokenizer';
import { MAX_WORD_LENGTH } from '../../../../src/inference/tokenizer/byteLevel';
import { loadTokenizer } from '../../../../src/inference/tokenizer/tokenizer';
import { readProcessCases } from '../../core/process/cases';
import { hardTexts } from './hardTexts';
import { flatOffsets, FIXTURES, TOKENIZER, WORDPIECE } from './support';

let tokenizer: OffsetTokenizer;
beforeAll(async () => {
  tokenizer = await loadTokenizer(TOKENIZER);
});

const slices = (text: string): string[] => {
  const { starts, ends } = tokenizer.encode(text);
  return Array.from(starts, (start, token) => text.slice(start, ends[token]));
};

describe('token offsets', () => {
  it('a token includes the space before its word', () => {
    expect(tokenizer.encode('on the way').starts[1]).toBe(2);
    expect(slices('on the way')[1]).toBe(' the');
  });

  it('tokens of one character all have its range, and none cuts a surrogate pair', () => {
    expect(new Set(slices('𠀀'))).toEqual(new Set(['𠀀']));
    for (const text of hardTexts(1000)) {
      if (/\p{Surrogate}/u.test(text)) continue;
      expect(slices(text).filter((slice) => /\p{Surrogate}/u.test(slice))).toEqual([]);
    }
  });

  it('offsets never go back, and lie in the text', () => {
    for (const text of hardTexts(1000)) {
      const { starts, ends } = tokenizer.encode(text);
      const isSound = starts.every((start, token) => {
        const end = ends[token]!;
        return start < end && end <= text.length && (token === 0 || start >= starts[token - 1]!);
      });
      expect(isSound, text).toBe(true);
    }
  });
});

describe('line ends in the tokenizer', () => {
  it('CR LF gives the tokens of LF, with a range over both characters', () => {
    for (const text of hardTexts(1500)) {
      const lf = text.replaceAll('\r\n', '\n');
      const crlf = lf.replaceAll('\n', '\r\n');
      const places: number[] = [];
      for (let offset = 0; offset <= lf.length; offset++) {
        places.push(offset + (lf.slice(0, offset).match(/\n/g)?.length ?? 0));
      }
      // A lone CR before LF does not exist in the text with LF line ends.
      if (lf.includes('\r')) continue;
      const expected = tokenizer.encode(lf);
      const encoding = tokenizer.encode(crlf);
      expect(encoding.ids).toEqual(expected.ids);
      expect(flatOffsets(encoding)).toEqual(flatOffsets(expected).map((offset) => places[offset]));
    }
  });

  it('a lone CR is a character like any other', () => {
    expect(tokenizer.encode('a\rb').ids).not.toEqual(tokenizer.encode('a\nb').ids);
    expect(slices('a\rb')).toEqual(['a', '\r', 'b']);
  });
});

it('a lone surrogate is read as U+FFFD, in its own place', () => {
  const lone = tokenizer.encode('a\ud83d b\ude42');
  const replaced = tokenizer.encode('a\ufffd b\ufffd');
  expect(lone.ids).toEqual(replaced.ids);
  expect(flatOffsets(lone)).toEqual(flatOffsets(replaced));
});

describe('a word longer than MAX_WORD_LENGTH', () => {
  it('an overlong word is cut and counted', () => {
    const text = `x ${'a'.repeat(100_000)} y ${'🙂'.repeat(MAX_WORD_LENGTH)}`;
    const { starts, ends, cutWords } = tokenizer.encode(text);
    expect(cutWords).toBe(2);
    expect(starts[0]).toBe(0);
    expect(ends.at(-1)).toBe(text.length);
    // No character is lost: each token starts at or before the end of the one before.
    expect(starts.findIndex((start, token) => token > 0 && start > ends[token - 1]!)).toBe(-1);
  });

  it('a cut word leaves all other words unchanged', () => {
    expect(tokenizer.encode('a'.repeat(MAX_WORD_LENGTH)).cutWords).toBe(0);
    expect(tokenizer.encode('word '.repeat(MAX_WORD_LENGTH)).cutWords).toBe(0);
    expect(tokenizer.encode(' '.repeat(10 * MAX_WORD_LENGTH)).cutWords).toBe(0);
  });
});

it('a hundred thousand marks on one letter are tokenised', () => {
  expect(tokenizer.encode(`a${'\u0301'.repeat(100_000)}`).ends.at(-1)).toBe(100_001);
});

describe('question and context', () => {
  it("question and context have the reference's tokens in every case of process()", async () => {
    for (const { model, question, context, questionTokens, windows, scored } of readProcessCases()) {
      const own = await loadTokenizer(`${FIXTURES}/models/${model}`);
      expect(own.encode(question).ids).toHaveLength(questionTokens);
      const encoding = own.encode(context);
      for (const [index, { start, end }] of windows.entries()) {
        expect(encoding.starts.slice(start, end)).toEqual(scored[index]!.starts);
        expect(encoding.ends.slice(start, end)).toEqual(scored[index]!.ends);
      }
    }
  });

  it('windows are [CLS] question [SEP] context [SEP], with the context of the window', () => {
    const lead = leadOf(tokenizer.template, [1, 2, 3]);
    const { ids } = assemble(tokenizer.template, lead, [10, 11, 12, 13], { start: 1, end: 3 });
    expect(ids).toEqual([492, 1, 2, 3, 493, 11, 12, 493]);
    expect(ids[lead.ids.length]).toBe(11);
  });

  it('a section title comes between question and context, with the type ids of the context', async () => {
    const { template } = await loadTokenizer(WORDPIECE);
    const { ids, types } = assemble(template, leadOf(template, [7, 8], [9]), [10, 11, 12], { start: 0, end: 2 });
    expect(ids).toEqual([2, 7, 8, 3, 9, 3, 10, 11, 3]);
    expect(types).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 1]);
  });

  it('a question that leaves no room is refused as a bad question', () => {
    const asked = (tokens: number) => leadOf(tokenizer.template, new Array<number>(tokens).fill(1));
    // What is said is for a reader; the figures of the model are for the log.
    const refusal = {
      code: 'badQuestion',
      message: expect.stringMatching(/^The question is too long for this model.*at most about 268 words\.$/) as string,
    };
    for (const [tokens, detail] of [
      [600, 'its 600 tokens leave no room'],
      [450, 'doc_stride 64'],
    ] as const) {
      expect(() => planWindows(asked(tokens), 10, 512, 64)).toThrow(
        expect.objectContaining({ ...refusal, detail: expect.stringContaining(detail) as string }) as Error,
      );
    }
  });
});
