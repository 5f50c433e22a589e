import { describe, expect, it } from 'vitest';
import manifest from '../../../../package.json';
import {
  EDITOR_TOOL_SCHEMA,
  readEvidenceQuery,
  readSectionsQuery,
  SERVER_TOOL_SCHEMA,
} from '../../../../src/core/agents/query';

describe('what an agent asks', () => {
  it('a query is read with its defaults', () => {
    expect(readEvidenceQuery({ question: '  why? ', file: 'a.md' }, SERVER_TOOL_SCHEMA)).toEqual({
      question: 'why?',
      file: 'a.md',
      threshold: undefined,
      limit: 10,
      model: undefined,
    });
    const all = { question: 'q', file: 'f', threshold: 0, limit: 50, model: 'keyword' };
    expect(readEvidenceQuery(all, SERVER_TOOL_SCHEMA)).toEqual(all);
  });

  it('only the editor allows a query without a file', () => {
    expect(readEvidenceQuery({ question: 'q' }, EDITOR_TOOL_SCHEMA).file).toBeUndefined();
    expect(() => readEvidenceQuery({ question: 'q' }, SERVER_TOOL_SCHEMA)).toThrow("'file' is missing");
    // Models write null for missing values.
    expect(readEvidenceQuery({ question: 'q', file: null, limit: null }, EDITOR_TOOL_SCHEMA).limit).toBe(10);
  });

  it.each([
    [{}, "'question' is missing: this tool takes 'question', 'file', 'threshold', 'limit', 'model'."],
    ['q', 'The input is not an object'],
    [null, 'The input is not an object'],
    [[], 'The input is not an object'],
    [{ question: ' ', file: 'f' }, "'question' is empty"],
    [{ question: 'x'.repeat(10_001), file: 'f' }, "'question' has 10001 characters: use at most 10000."],
    [{ question: 7, file: 'f' }, "'question' must be text, not 7."],
    [{ question: 'q', file: ['f'] }, "'file' must be text, not a list."],
    [{ question: 'q', file: '  ' }, "'file' is empty"],
    [{ question: 'q', file: 'f', threshold: 1.5 }, "'threshold' must be a number from 0 to 1, not 1.5."],
    [{ question: 'q', file: 'f', threshold: '0.2' }, "'threshold' must be a number from 0 to 1, not a string."],
    [{ question: 'q', file: 'f', threshold: NaN }, "'threshold' must be a number from 0 to 1, not NaN."],
    [{ question: 'q', file: 'f', limit: 0 }, "'limit' must be a number from 1 to 50, not 0."],
    [{ question: 'q', file: 'f', limit: 1.5 }, "'limit' must be a whole number from 1 to 50, not 1.5."],
    [{ question: 'q', file: 'f', limit: {} }, "'limit' must be a whole number from 1 to 50, not an object."],
    [{ question: 'q', path: 'f' }, "There is no input 'path': this tool takes"],
  ])('%j is refused with a sentence', (input, sentence) => {
    expect(() => readEvidenceQuery(input, SERVER_TOOL_SCHEMA)).toThrow(
      expect.objectContaining({ code: 'badToolInput' }) as Error,
    );
    expect(() => readEvidenceQuery(input, SERVER_TOOL_SCHEMA)).toThrow(sentence);
  });

  it('a query for sections names a file', () => {
    expect(readSectionsQuery({ file: 'a.md' })).toBe('a.md');
    expect(() => readSectionsQuery({})).toThrow("'file' is missing: this tool takes 'file'.");
  });
});

describe('the manifest', () => {
  it("package.json declares the editor's tool with the schema that the tool reads", () => {
    const [tool] = manifest.contributes.languageModelTools;
    expect(tool!.name).toBe('find_evidence');
    expect(tool!.inputSchema).toEqual(EDITOR_TOOL_SCHEMA);
  });
});
