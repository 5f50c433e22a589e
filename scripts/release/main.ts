/**
 * Checks everything about a release that this machine can check: the packages of all platforms, versions, changelog, pictures, and the
 * rules of the Marketplace.
 *
 *   npm run release:check -- [--tag v1.2.3] [--notes FILE]      FILE gets the changelog's text about the version
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readTexts } from '../package/archive';
import { packageFile, TARGETS } from '../package/targets';
import {
  changelogProblems,
  changesOf,
  type Lock,
  type Manifest,
  manifestProblems,
  pictureProblems,
  versionProblems,
} from './rules';
import { node, ROOT } from '../setup.mjs';

const read = (name: string): string => readFileSync(join(ROOT, name), 'utf8');

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { tag: { type: 'string' }, notes: { type: 'string' } } });
  const manifest = JSON.parse(read('package.json')) as Manifest & { icon: string; repository: { url: string } };
  const changelog = read('CHANGELOG.md');
  const problems = [
    ...versionProblems(manifest, JSON.parse(read('package-lock.json')) as Lock, values.tag),
    ...changelogProblems(changelog, manifest.version),
    ...manifestProblems(
      manifest,
      JSON.parse(read('package.nls.json')) as Record<string, string>,
      readFileSync(join(ROOT, manifest.icon)),
    ),
  ];

  if (!node('scripts/package.mjs', ['--all'])) problems.push('The packages are not as they should be.');
  const base = `${manifest.repository.url.replace(/\.git$/, '')}/raw/HEAD/`;
  for (const target of Object.keys(TARGETS)) {
    const vsix = join(ROOT, packageFile(manifest, target));
    if (!existsSync(vsix)) continue;
    for (const [name, page] of await readTexts(vsix, ['extension/readme.md', 'extension/changelog.md'])) {
      const wrong = pictureProblems(page, base, (path) => existsSync(join(ROOT, decodeURI(path))));
      problems.push(...wrong.map((problem) => `${target}, ${name}: ${problem}`));
    }
  }

  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length > 0 ? 1 : 0;
  if (problems.length > 0) return;
  if (values.notes !== undefined) writeFileSync(values.notes, `${changesOf(changelog, manifest.version)!}\n`);
  console.log(`${manifest.version} can be released.`);
}

void main();
