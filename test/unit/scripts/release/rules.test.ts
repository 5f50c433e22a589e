import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { problemsOf } from '../../../../scripts/package/contents';
import { TARGETS } from '../../../../scripts/package/targets';
import {
  changelogProblems,
  changesOf,
  manifestProblems,
  pictureProblems,
  versionProblems,
} from '../../../../scripts/release/rules';

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Parameters<typeof manifestProblems>[0];
const texts = JSON.parse(readFileSync('package.nls.json', 'utf8')) as Record<string, string>;
const icon = readFileSync('media/icon.png');

describe('the version of a release', () => {
  const lock = { version: '1.0.0', packages: { '': { version: '1.0.0' } } };

  it('the version is the same everywhere, and equals the tag', () => {
    expect(versionProblems({ version: '1.0.0' }, lock, 'v1.0.0')).toEqual([]);
    expect(versionProblems({ version: '1.0.1' }, lock, undefined)).toHaveLength(2);
    expect(versionProblems({ version: '1.0.0' }, lock, 'v1.0.1')).toEqual([
      'package.json has version 1.0.0, the tag has 1.0.1.',
    ]);
  });

  it('the version is at the top of the changelog, with a text', () => {
    const changelog = '# Changelog\n\n## [1.1.0] - 2026-11-25\n\n- New.\n\n## 1.0.0\n\n- First.\n';
    expect(changesOf(changelog, '1.1.0')).toBe('- New.');
    expect(changelogProblems(changelog, '1.1.0')).toEqual([]);
    expect(changelogProblems(changelog, '1.0.0')).toHaveLength(1);
    expect(changelogProblems('# Changelog\n\n## 1.0.0\n\n', '1.0.0')).toHaveLength(1);
    expect(changelogProblems('# Changelog\n', '1.0.0')).toHaveLength(1);
  });
});

describe('pictures of a page', () => {
  const base = 'https://github.com/a/b/raw/HEAD/';
  const problems = (page: string): string[] => pictureProblems(page, base, (path) => path === 'docs/there.png');

  it('every picture has an address that the Marketplace can show', () => {
    expect(problems(`![x](${base}docs/there.png) <img alt="y" src="https://elsewhere.org/y.png">`)).toEqual([]);
    expect(problems('![x](docs/there.png)')).toHaveLength(1);
    expect(problems('<img src="http://elsewhere.org/y.png">')).toHaveLength(1);
    expect(problems(`![x](${base}docs/there.svg)`)).toHaveLength(1);
    expect(problems(`![x](${base}docs/gone.png "title")`)).toHaveLength(1);
  });
});

describe('the manifest of a release', () => {
  it('the manifest keeps the rules of the Marketplace', () => {
    expect(manifestProblems(manifest, texts, icon)).toEqual([]);
  });

  it.each<[string, object]>([
    ['a name with capitals', { name: 'Evidence' }],
    ['a version with a word', { version: '1.0.0-beta' }],
    ['no name to show', { displayName: '' }],
    ['a description that nobody wrote', { description: '%nowhere%' }],
    ['no licence', { license: undefined }],
    ['a category of its own', { categories: ['Papers'] }],
    ['too many keywords', { keywords: Array.from({ length: 31 }, String) }],
    ['proposed parts of the editor', { enabledApiProposals: ['x'] }],
    ['no repository', { repository: undefined }],
  ])('a manifest with %s is refused', (_, change) => {
    expect(manifestProblems({ ...manifest, ...change }, texts, icon)).toHaveLength(1);
  });

  it('an icon that is small or no PNG is refused', () => {
    const small = Buffer.from(icon);
    small.writeUInt32BE(64, 16);
    expect(manifestProblems(manifest, texts, small)).toHaveLength(1);
    expect(manifestProblems(manifest, texts, Buffer.from('<svg/>'))).toHaveLength(1);
  });
});

describe.each(Object.keys(TARGETS))('the package for %s', (target) => {
  const all = problemsOf(target, [], 0).map((problem) => problem.split(' ')[0]!);

  it('the package has all required files, within its size', () => {
    expect(all).toContain('extension/THIRD-PARTY-NOTICES.md');
    expect(problemsOf(target, all, 60 * 1024 * 1024)).toEqual([]);
    expect(problemsOf(target, all, 60 * 1024 * 1024 + 1)).toHaveLength(1);
  });

  it('the package has the libraries of its platform and no others', () => {
    const binaries = all.filter((file) => /\.(node|wasm)$/.test(file) && file.includes('/onnxruntime-'));
    expect(binaries).toHaveLength(1);
    const others = Object.keys(TARGETS).filter((other) => other !== target);
    for (const other of others) {
      const foreign = problemsOf(other, [], 0)
        .map((problem) => problem.split(' ')[0]!)
        .filter((file) => /\.(node|wasm)$/.test(file) && file.includes('/onnxruntime-'));
      expect(problemsOf(target, [...all, ...foreign], 0)).toEqual(
        foreign.map((file) => `${file} is in the package, but not allowed.`),
      );
    }
  });

  it('the package has only listed files', () => {
    const strange = ['extension/src/a.ts', 'extension/node_modules/sharp/index.js', 'extension/.env'];
    expect(problemsOf(target, [...all, ...strange], 0)).toHaveLength(strange.length);
  });
});
