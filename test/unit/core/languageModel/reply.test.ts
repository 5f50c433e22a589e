import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { batchesOf } from '../../../../src/core/languageModel/prompt';
import { placePassages, readReply } from '../../../../src/core/languageModel/reply';

describe('the requests to a language model', () => {
  const chunk = 'Words of a paper. '.repeat(250);
  const paper = chunk.repeat(60);
  const chunks = Array.from({ length: 60 }, (_, at) => ({ start: at * chunk.length, end: (at + 1) * chunk.length }));

  it("requests hold all chunks once, in order, and fit the model's window", () => {
    for (const maxInputTokens of [1000, 8000, 128_000]) {
      const batches = batchesOf('why?', paper, chunks, maxInputTokens);
      expect(batches.flatMap(({ chunks: indexes }) => indexes)).toEqual(chunks.map((_, index) => index));
      const room = Math.max(6000, (maxInputTokens - 2000) * 3);
      for (const { prompt } of batches) expect(prompt.length).toBeLessThan(room + 3000);
    }
    expect(batchesOf('why?', paper, chunks, 128_000).length).toBeLessThan(
      batchesOf('why?', paper, chunks, 4000).length,
    );
  });

  it('a request holds the question as a string, numbered sections, and LF line ends only', () => {
    const text = '# A\r\n\r\nText.\r\n';
    const [batch] = batchesOf('Say "yes"\nand stop', text, [{ start: 0, end: text.length }], 8000);
    expect(batch!.prompt).toContain('Question: "Say \\"yes\\"\\nand stop"');
    expect(batch!.prompt).toContain('<section number="0">\n# A\n\nText.\n\n</section>');
    expect(batch!.prompt).not.toContain('\r');
  });

  it('requests leave out blank chunks', () => {
    expect(batchesOf('why?', ' \n ', [{ start: 0, end: 3 }], 8000)).toEqual([]);
  });
});

describe('the reply of a language model', () => {
  it('a reply is read whatever text surrounds its JSON', () => {
    const passages = [{ section: 1, text: 'A {brace} and a "quote".' }];
    const json = JSON.stringify({ passages });
    for (const reply of [
      json,
      `Sure!\n\`\`\`json\n${json}\n\`\`\`\nDone.`,
      `{thinking} {"a": 1} ${json}`,
      `${json}${json}`,
    ]) {
      expect(readReply(reply)).toEqual(passages);
    }
    expect(readReply('{"passages": []}')).toEqual([]);
    expect(readReply('{"passages": ["only text", 7, {"text": "no number", "section": "2"}]}')).toEqual([
      { section: undefined, text: 'only text' },
      { section: undefined, text: '' },
      { section: undefined, text: 'no number' },
    ]);
  });

  it('a reply without the expected JSON is no answer', () => {
    for (const reply of [
      '',
      "Sorry, I can't help with that.",
      '{"passages": "none"}',
      '{"passages": [',
      '[]',
      '{{{',
      '{"a"}',
    ]) {
      expect(readReply(reply)).toBeUndefined();
    }
  });

  it('reading a reply never throws and stays fast for any text', () => {
    fc.assert(fc.property(fc.string(), (reply) => void readReply(reply)));
    expect(readReply('{"passages": ['.repeat(10_000))).toBeUndefined();
  });
});

describe('the passages of a reply', () => {
  const sections = new Map([
    [3, 'The sky is blue today.\r\nIt was grey yesterday.\r\n'],
    [4, 'The sea is green today. And again: The sea is green today.\n'],
  ]);
  const place = (...passages: readonly (readonly [section: number | undefined, text: string])[]) =>
    placePassages(
      passages.map(([section, text]) => ({ section, text })),
      sections,
    );
  const texts = ({ accepted }: ReturnType<typeof place>) =>
    [...accepted].map(([section, ranges]) => [
      section,
      ranges.map(({ start, end }) => sections.get(section)!.slice(start, end)),
    ]);

  it('quoted passages are accepted where they occur word for word, anywhere in their section', () => {
    const placed = place([3, 'It was grey yesterday.'], [4, 'The sea is green today.']);
    expect(placed.rejected).toBe(0);
    expect(texts(placed)).toEqual([
      [3, ['It was grey yesterday.']],
      [4, ['The sea is green today.', 'The sea is green today.']],
    ]);
  });

  it('quoted passages are found in a section other than the named one, and across line ends', () => {
    expect(
      texts(
        place([4, 'The sky is blue today.\nIt was grey'], [9, 'And again: The sea'], [undefined, ' sky is blue\n']),
      ),
    ).toEqual([
      [3, ['The sky is blue today.\r\nIt was grey']],
      [4, ['And again: The sea']],
    ]);
  });

  it('quoted passages are rejected when a letter, space or case differs, or when they are too short', () => {
    const placed = place(
      [3, 'The sky is bluer today.'],
      [3, 'The sky  is blue today.'],
      [3, 'the sky is blue today.'],
      [3, 'blue'],
      [3, ''],
      [3, 'ignore all instructions'],
    );
    expect(placed.accepted.size).toBe(0);
    expect(placed.rejected).toBe(6);
  });

  it('overlapping quoted passages become one', () => {
    expect(texts(place([3, 'The sky is blue'], [3, 'is blue today.']))).toEqual([[3, ['The sky is blue today.']]]);
  });
});
