import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KnownError } from '../../../../src/core/errors/knownError';
import { type Notebook, readNotebook } from '../../../../src/core/notebook/readNotebook';
import { outlinePaper } from '../../../../src/core/paper/outline';
import { unitsOf } from '../../../../src/core/paper/units';
import { awkwardText } from '../../arbitraries';

type Source = string | readonly string[];

interface Cell {
  readonly cell_type: string;
  readonly source: Source;
  readonly metadata: object;
  readonly outputs?: readonly object[];
}

const markdown = (source: Source): Cell => ({ cell_type: 'markdown', metadata: {}, source });
const code = (source: Source): Cell => ({
  ...{ cell_type: 'code', metadata: {}, execution_count: 1, source },
  outputs: [{ output_type: 'display_data', data: { 'image/png': 'QUJD', 'text/markdown': ['no *paper*'] } }],
});
const notebook = (...cells: readonly object[]): object => ({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 });

/** The text at a range of the file as JSON means it: a list of strings is one text. */
function decoded(file: string, { start, end }: { readonly start: number; readonly end: number }): string {
  return (JSON.parse(`["${file.slice(start, end)}"]`) as string[]).join('');
}

function placed(read: Notebook, start: number, end: number): ReturnType<typeof read.inFile> {
  return read.inFile({ start, end, score: 1, text: read.paper.slice(start, end) });
}

describe('the paper of a notebook', () => {
  it('the paper of a notebook is its markdown cells, with a blank line between two', () => {
    const cells = [
      markdown('# Reefs'),
      code('print("# no heading")'),
      { cell_type: 'raw', metadata: {}, source: 'raw' },
      markdown(['Two\n', 'lines.']),
      markdown(''),
      markdown('End.'),
    ];
    expect(readNotebook(JSON.stringify(notebook(...cells))).paper).toBe('# Reefs\n\nTwo\nlines.\n\n\n\nEnd.');
  });

  it('the paper of a notebook is found whatever the order of the keys, and nested cells are none', () => {
    const cell = { source: ['Text.'], metadata: { cells: [markdown('no')], source: 'no' }, cell_type: 'markdown' };
    expect(readNotebook(JSON.stringify({ nbformat: 4, metadata: { cells: [] }, cells: [cell] })).paper).toBe('Text.');
  });

  it('the paper of a notebook has the headings of nbformat 3, whose cells lie in worksheets', () => {
    const cells = [
      { cell_type: 'heading', level: 2, source: ['Method'] },
      { cell_type: 'code', input: ['x = 1'], outputs: [] },
      { cell_type: 'markdown', source: ['Forty sheep.'] },
    ];
    const read = readNotebook(JSON.stringify({ metadata: {}, nbformat: 3, worksheets: [{ cells }] }, undefined, 1));
    expect(read.paper).toBe('## Method\n\nForty sheep.');
    const at = read.paper.indexOf('Forty');
    expect(decoded(read.text, placed(read, at, at + 12))).toBe('Forty sheep.');
    expect(read.text.slice(read.offsetOf(0)).startsWith('Method')).toBe(true);
  });

  it('the paper of a notebook is empty for a notebook without markdown', () => {
    for (const empty of [notebook(), notebook(code('x')), { nbformat: 3, worksheets: [{ cells: [] }] }]) {
      const read = readNotebook(JSON.stringify(empty));
      expect(read.paper).toBe('');
      expect(read.offsetOf(0)).toBe(0);
    }
  });

  it('the paper of a notebook shows no image that is attached to a cell', () => {
    const cell = { ...markdown('![a.png](attachment:a.png)'), attachments: { 'a.png': { 'image/png': 'QUJD' } } };
    const { paper } = readNotebook(JSON.stringify(notebook(cell, markdown('Forty sheep were counted.'))));
    expect(unitsOf(paper, outlinePaper(paper, 'markdown')).map(({ start, end }) => paper.slice(start, end))).toEqual([
      'Forty sheep were counted.',
    ]);
  });

  it.each([
    ['no JSON', '# A paper'],
    ['half a file', JSON.stringify(notebook(markdown('Text.'))).slice(0, -9)],
    ['a comment', '{"cells": [] /* none */}'],
    ['JSON of something else', '{"name": "cells"}'],
    ['a list', '[]'],
    ['nothing', ''],
    ['cells that are no list', '{"cells": {}}'],
    ['endless lists', `{"cells": [${'['.repeat(100_000)}`],
  ])('is refused in one sentence: %s', (_what, text) => {
    expect(() => readNotebook(text)).toThrowError(KnownError);
    expect(() => readNotebook(text)).toThrowError(/^This (notebook|file) [^.]+\.$/);
  });
});

describe('places in the file of a notebook', () => {
  it('every range of a cell is, in the file, the JSON of its text', () => {
    const source = fc.oneof(awkwardText(), fc.array(awkwardText(12), { maxLength: 5 }));
    const cell = fc.oneof(source.map(markdown), source.map(code));
    const written = fc.record({
      cells: fc.array(cell, { maxLength: 5 }),
      indent: fc.constantFrom(0, 1),
      ascii: fc.boolean(),
      slash: fc.boolean(),
    });
    fc.assert(
      fc.property(written, fc.nat(), fc.nat(), fc.nat(), ({ cells, indent, ascii, slash }, which, from, length) => {
        const json = JSON.stringify(notebook(...cells), undefined, indent);
        // Python writes all but ASCII as escapes.
        const escaped = ascii ? json.replace(/[\u0080-\uffff]/g, escapeOf) : json;
        const read = readNotebook(slash ? escaped.replaceAll('/', '\\/') : escaped);
        const texts = cells
          .filter(({ cell_type: type }) => type === 'markdown')
          .map(({ source }) => [source].flat().join(''));
        expect(read.paper).toBe(texts.join('\n\n'));
        const index = which % Math.max(1, texts.length);
        const text = texts[index] ?? '';
        if (text === '') return;
        const start = from % text.length;
        const end = Math.min(text.length, start + 1 + (length % 20));
        const base = texts.slice(0, index).reduce((sum, { length: before }) => sum + before + 2, 0);
        const place = placed(read, base + start, base + end);
        expect(place.ranges).toBeUndefined();
        expect(decoded(read.text, place)).toBe(text.slice(start, end));
      }),
      { numRuns: 1000 },
    );
  });

  it('a passage of two cells is two pieces', () => {
    const read = readNotebook(JSON.stringify(notebook(markdown('The sheep \n'), code('x'), markdown('were counted.'))));
    const place = placed(read, 4, read.paper.length);
    expect(place.ranges!.map((range) => decoded(read.text, range))).toEqual(['sheep', 'were counted.']);
    expect(place.text).toBe('sheep … were counted.');
    expect([place.start, place.end]).toEqual([place.ranges![0]!.start, place.ranges![1]!.end]);
  });
});

function escapeOf(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
