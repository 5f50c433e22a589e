import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const DOCUMENTS = [
  ...markdownIn('.'),
  ...markdownIn('docs'),
  'models/small/README.md',
  'models/keyword/README.md',
  'tools/reference/README.md',
  'tools/server/README.md',
  'test/fixtures/README.md',
  'test/quality/joss/README.md',
  'test/quality/sentences/README.md',
];
/** Folders with programs that name files of the project, in comments or to read them. */
const PROGRAMS = ['src', 'scripts', 'tools', 'test/unit'];
const PATH = /`((?:src|test|scripts|docs|tools|models|media|samples|l10n)\/[\w./-]+)`/g;

/** A file or folder inside one of these folders; not the path of an import. */
const PATH_IN_PROGRAM = /(?<![\w./-])(?:src|test|scripts|docs|tools)(?:\/\w[\w-]*)+(?:\.\w+)*\/?/g;

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

/** The programs below a folder. Tests are left out, as they make up files. */
function programsIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => ['.ts', '.mjs', '.py'].includes(extname(name)) && !name.endsWith('.test.ts'))
    .map((name) => join(folder, name));
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

describe('the programs', () => {
  it.each(PROGRAMS)('those in %s name only files of the project that exist', (folder) => {
    const stands = /NAME|LANGUAGE|artefacts/;
    const missing = programsIn(folder).flatMap((program) => {
      const paths = readFileSync(join(ROOT, program), 'utf8').match(PATH_IN_PROGRAM) ?? [];
      return paths
        .filter((path) => !stands.test(path) && !existsSync(join(ROOT, path)))
        .map((path) => `${program}: ${path}`);
    });
    expect(missing).toEqual([]);
  });

  it('name paths at all, so that the test above looks at something', () => {
    expect(programsIn('tools').length).toBeGreaterThan(10);
  });
});
