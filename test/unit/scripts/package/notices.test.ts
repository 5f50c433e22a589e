import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { bundledPackages, namesWithin, noticeOf, packageOf } from '../../../../scripts/package/notices';

/** A project's folder with these files; it is gone after the test. */
function project(files: Readonly<Record<string, string | object>>): string {
  const root = mkdtempSync(join(tmpdir(), 'evidence-lens-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const [name, content] of Object.entries({ LICENSE: 'the text of Apache-2.0', ...files })) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return root;
}

/** What esbuild reports of one bundle. */
const reportOf = (inputs: Readonly<Record<string, number>>): Parameters<typeof bundledPackages>[1] => ({
  outputs: {
    'dist/worker.js': {
      inputs: Object.fromEntries(Object.entries(inputs).map(([file, bytes]) => [file, { bytesInOutput: bytes }])),
    },
  },
});

const one = (license: unknown, files: Readonly<Record<string, string>> = { LICENSE: 'a text' }): string =>
  project({
    'node_modules/one/package.json': { name: 'one', version: '1.2.3', license },
    ...Object.fromEntries(Object.entries(files).map(([name, text]) => [`node_modules/one/${name}`, text])),
  });

it('a file belongs to the innermost package', () => {
  expect(packageOf('src/extension.ts')).toBeUndefined();
  expect(packageOf('node_modules/@a/b/dist/c.js')).toBe('node_modules/@a/b');
  expect(packageOf('node_modules/@a/b/node_modules/c/index.js')).toBe('node_modules/@a/b/node_modules/c');
});

it('bundled packages are those with code in a bundle, and those bundled into them before', () => {
  const root = project({
    'node_modules/one/index.js': '// ../../node_modules/.pnpm/@in+side@1.0.0/node_modules/@in/side/dist/a.mjs\nx();\n',
    'node_modules/one/node_modules/@in/side/package.json': {},
    'node_modules/two/index.js': '',
    'node_modules/none/index.js': '',
  });
  const report = reportOf({
    'src/a.ts': 10,
    'node_modules/one/index.js': 10,
    'node_modules/two/index.js': 10,
    'node_modules/none/index.js': 0,
  });
  expect(bundledPackages(root, report)).toEqual([
    'node_modules/one',
    'node_modules/one/node_modules/@in/side',
    'node_modules/two',
  ]);
});

it('a package inside another one that is not installed has an unknown licence', () => {
  const root = project({ 'node_modules/one/index.js': '// node_modules/lost/index.js\n' });
  expect(() => bundledPackages(root, reportOf({ 'node_modules/one/index.js': 1 }))).toThrow(/has lost inside/);
});

it('only the comments of bundlers name packages', () => {
  expect([
    ...namesWithin("// see node_modules/a/b.js for more\nimport 'node_modules/c/d';\n  // node_modules/e/f.js\n"),
  ]).toEqual(['e']);
});

it.each(['MIT', '(MIT OR GPL-3.0-only)', 'Apache-2.0 AND MIT'])('the licence %s is allowed', (license) => {
  expect(noticeOf(one(license), 'node_modules/one')).toMatchObject({ name: 'one', license, texts: ['a text'] });
});

it.each(['GPL-3.0-only', 'MIT AND GPL-3.0-only', 'SEE LICENSE IN LICENSE', 'UNLICENSED', undefined, { type: 'MIT' }])(
  'the licence %j is unknown or not allowed',
  (license) => {
    expect(() => noticeOf(one(license), 'node_modules/one')).toThrow(/one 1\.2\.3: its licence .* is not allowed/);
  },
);

it('a licence needs its text, except the one that names no author', () => {
  expect(() => noticeOf(one('MIT', {}), 'node_modules/one')).toThrow(/without the text/);
  expect(noticeOf(one('Apache-2.0', {}), 'node_modules/one').texts).toEqual(['the text of Apache-2.0']);
  const told = noticeOf(one('MIT', { 'LICENCE.md': 'first', NOTICE: 'second', 'index.js': '' }), 'node_modules/one');
  expect(told.texts).toEqual(['first', 'second']);
});
