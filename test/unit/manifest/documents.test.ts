import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const DOCUMENTS = [
  ...markdownIn('.'),
  ...markdownIn('docs'),
  'models/small/README.md',
  'models/keyword/README.md',
  'tools/server/README.md',
  'test/fixtures/README.md',
  'test/quality/joss/README.md',
  'test/quality/sentences/README.md',
];
const PATH = /`((?:src|test|scripts|docs|tools|models|media|samples|l10n)\/[\w./-]+)`/g;

function markdownIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name));
}

/** Paths that a page names in code marks, and relative links. */
function namedPaths(document: string): string[] {
  const text = readFileSync(join(ROOT, document), 'utf8');
  const paths = Array.from(text.matchAll(PATH), ([, path]) => path!);
  const links = Array.from(text.matchAll(/\]\((?![a-z]+:|#)([^)#\s]+)/g), ([, link]) => join(document, '..', link!));
  return [...paths, ...links];
}

describe('the documents', () => {
  it.each(DOCUMENTS)('%s names only files that exist', (document) => {
    const built = /^(?:out|dist)\/|LANGUAGE/;
    expect(namedPaths(document).filter((path) => !built.test(path) && !existsSync(join(ROOT, path)))).toEqual([]);
  });

  it('name paths at all, so that the test above looks at something', () => {
    expect(namedPaths('ARCHITECTURE.md').length).toBeGreaterThan(30);
  });
});
