import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { describe, expect, it } from 'vitest';
import { BUNDLE } from '../../../../scripts/l10n';
import { isSentence, sentence, written } from '../../../../src/core/text/sentence';
import { KnownError } from '../../../../src/core/errors/knownError';

describe('a sentence for readers', () => {
  const told = sentence`The file ${'x{0}.json'} is damaged: ${sentence`it has ${3} bytes`}.`;

  it('a sentence is English without a translator', () => {
    expect(told.template).toBe('The file {0} is damaged: {1}.');
    expect(written(told)).toBe('The file x{0}.json is damaged: it has 3 bytes.');
    expect(new KnownError('damagedModel', told).message).toBe(written(told));
  });

  it('a sentence is translated part by part, and its values may change places', () => {
    const german: Record<string, string> = {
      'The file {0} is damaged: {1}.': '{1}: Datei {0} ist beschädigt.',
      'it has {0} bytes': '{0} Bytes',
    };
    expect(written(told, (template) => german[template]!)).toBe('3 Bytes: Datei x{0}.json ist beschädigt.');
  });

  it('only well-formed sentences are accepted from another process', () => {
    expect(isSentence(JSON.parse(JSON.stringify(told)))).toBe(true);
    for (const other of [
      null,
      'x',
      {},
      { template: 'x' },
      { template: 1, values: [] },
      { template: 'x', values: [[]] },
    ]) {
      expect(isSentence(other)).toBe(false);
    }
  });
});

const TOLD = /new (?:KnownError\(\s*'\w+',|TransientError\()\s*(\S)/g;

describe('messages of models and processes', () => {
  it('messages of models and processes are all marked for translation, and collected', () => {
    const root = path.join(import.meta.dirname, '../../../../src');
    const told = ['model', 'node', 'library', 'inference'];
    const texts = JSON.parse(readFileSync(BUNDLE, 'utf8')) as object;
    const errors = readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && told.includes(name.split(path.sep)[0]!))
      .flatMap((name) => [...readFileSync(path.join(root, name), 'utf8').matchAll(TOLD)]);
    expect(errors.length).toBeGreaterThan(35);
    expect(errors.filter(([, first]) => first === "'" || first === '`')).toEqual([]);
    expect(texts).toHaveProperty(['The disk of {0} is full: free some space, then try again.']);
    expect(texts).toHaveProperty(['it is shorter than a header']);
  });
});
