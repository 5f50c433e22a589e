import { describe, expect, it } from 'vitest';
import { placeText } from '../../../../scripts/eval/placeText';
import { joinPredictions, parsePredictions } from '../../../../scripts/eval/predictions';
import { parseRows } from '../../../../scripts/eval/rows';
import { KnownError } from '../../../../src/core/errors/knownError';

function lines(...rows: readonly unknown[]): string {
  return rows.map((row) => JSON.stringify(row)).join('\n');
}

describe('benchmark rows', () => {
  const chunk = 'a 🔍 marks evidence';

  it('rows of the benchmark have offsets in UTF-16 code units', () => {
    const row = {
      query: 'q',
      paper_id: 'P',
      chunk_index: 3,
      chunk,
      gold_spans: [{ start: 5, end: 10, text: 'marks' }],
    };
    expect(parseRows(`${lines(row)}\n\n`)).toEqual([
      { key: '["q","P",3]', row: { query: 'q', chunk, gold: [{ start: 5, end: 10 }] } },
    ]);
  });

  it('exported annotations are recognised by their keys and have offsets in code points', () => {
    const [row] = parseRows(lines({ question: 'q', chunk, spans: [{ start: 4, end: 9 }] }));
    expect(row!.row.gold.map(({ start, end }) => chunk.slice(start, end))).toEqual(['marks']);
  });

  it('rows of the public repository have their gold texts placed, only where they are relevant', () => {
    const result = {
      document_id: 'P',
      chunk_number: 2,
      chunk,
      relevance_label: 'r',
      gold_extraction: ['MARKS', 'nowhere'],
    };
    const rows = parseRows(
      lines({ query: 'q', results: [result, { ...result, chunk_number: 4, relevance_label: 'n' }] }),
    );
    expect(rows).toEqual([
      { key: '["q","P",2]', row: { query: 'q', chunk, gold: [{ start: 5, end: 10 }] } },
      { key: '["q","P",4]', row: { query: 'q', chunk, gold: [] } },
    ]);
  });

  it.each([
    ['', 'There are no rows.'],
    ['{"query":"q","chunk":"c","gold_spans":[]}\nnot json', 'Line 2 is not a JSON object.'],
    ['[1]', 'Line 1 is not a JSON object.'],
    ['{"chunk":"c","gold_spans":[]}', 'Line 1 has neither a "query" nor a "question".'],
    ['{"query":"q","gold_spans":[]}', 'Line 1 has no text under "chunk".'],
    ['{"query":"q","chunk":"c"}', 'Line 1 has no list of spans.'],
    ['{"query":"q","chunk":"c","gold_spans":[null]}', 'Line 1 has a span without whole numbers for its start and end.'],
    [
      '{"query":"q","chunk":"c","gold_spans":[[0,0.5]]}',
      'Line 1 has a span without whole numbers for its start and end.',
    ],
    ['{"query":"q","chunk":"c","gold_spans":[[0,2]]}', 'Line 1 has a span outside its chunk.'],
    ['{"question":"q","chunk":"c","spans":[[-1,1]]}', 'Line 1 has a span outside its chunk.'],
    ['{"query":"q","results":{}}', 'Line 1 has no list of results.'],
    [
      '{"query":"q","results":[{"chunk":"c","gold_extraction":"c"}]}',
      'Line 1 has a result whose "gold_extraction" is no list of texts.',
    ],
  ])('that cannot be used are refused with their line: %s', (text, message) => {
    expect(() => parseRows(text)).toThrow(new KnownError('badRows', message));
  });
});

describe('the place of a quoted text', () => {
  const text = 'İ One two. one  TWO\nthree';

  it('a quoted text is found exactly, else ignoring case, else also ignoring white space', () => {
    const found = (quoted: string): string | undefined => {
      const range = placeText(text, quoted);
      return range && text.slice(range.start, range.end);
    };
    expect(placeText(text, 'two')).toEqual({ start: 6, end: 9 });
    expect(placeText(text, 'TWO')).toEqual({ start: 16, end: 19 });
    expect(found('ONE TWO')).toBe('One two');
    expect(found(' two  Three ')).toBe('TWO\nthree');
    expect(found('one.two')).toBeUndefined();
    expect(found(' ')).toBeUndefined();
  });

  it('pattern characters in a quoted text are taken literally', () => {
    expect(placeText('x (A+B) [c]', '(a+b)')).toEqual({ start: 2, end: 7 });
    expect(placeText('a-b/c', 'A-B/C')).toEqual({ start: 0, end: 5 });
  });
});

describe('predictions', () => {
  const rows = parseRows(
    lines(...[1, 2].map((index) => ({ query: 'q', paper_id: 'P', chunk_index: index, chunk: 'text', gold_spans: [] }))),
  );

  it('predictions are joined by query, paper and chunk; a missing row predicts nothing', () => {
    const systems = parsePredictions(
      JSON.stringify({
        s: [
          {
            query: 'q',
            paper_id: 'P',
            chunk_index: 2,
            latency_s: 0.5,
            spans: [
              [0, 2],
              [0, 2],
            ],
          },
        ],
      }),
    );
    expect(joinPredictions(rows, systems.get('s')!)).toEqual([
      { spans: [], latency: 0 },
      {
        spans: [
          { start: 0, end: 2 },
          { start: 0, end: 2 },
        ],
        latency: 0.5,
      },
    ]);
  });

  it.each([
    ['[]', 'Predictions are one JSON object with a list for each system.'],
    ['{}', 'There are no systems.'],
    ['{"s":{}}', '"s" has no list of predictions.'],
    ['{"s":[7]}', '"s", entry 1, is no JSON object.'],
    ['{"s":[{"spans":[]}]}', '"s", entry 1, has no "query".'],
    ['{"s":[{"query":"q"}]}', '"s", entry 1, has no list of spans.'],
    ['{"s":[{"query":"q","spans":[],"latency_s":"1"}]}', '"s", entry 1, has a "latency_s" that is no number.'],
  ])('that cannot be used are refused: %s', (text, message) => {
    expect(() => parsePredictions(text)).toThrow(new KnownError('badRows', message));
  });

  it('predictions outside their chunk are refused', () => {
    const systems = parsePredictions(
      JSON.stringify({ s: [{ query: 'q', paper_id: 'P', chunk_index: 1, spans: [[0, 5]] }] }),
    );
    expect(() => joinPredictions(rows, systems.get('s')!)).toThrow('A predicted span 0 to 5 lies outside its chunk');
  });
});
