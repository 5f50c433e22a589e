/**
 * Packages the extension and checks the contents of each package. A file that is not listed must not reach a reader, and a missing file
 * must be noticed here, not on the reader's machine. Packages that run on this machine are tried.
 *
 *   npm run package -- [--target TARGET | --all]      this machine's by default; `universal` runs everywhere, more slowly
 */
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { createVSIX } from '@vscode/vsce';
import { namesIn } from './archive';
import { problemsOf } from './contents';
import { heading, noticeOf, packageOf, type Report, thirdPartyNotices } from './notices';
import { ownTarget, packageFile, TARGETS, UNIVERSAL } from './targets';
import { trialProblems } from './trial';
import { build, ROOT } from '../setup.mjs';

const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { name: string; version: string };
const OUT = join(ROOT, 'out');
const NOTICES = join(ROOT, 'THIRD-PARTY-NOTICES.md');

const read = (name: string): string => readFileSync(join(ROOT, name), 'utf8');

/** .vscodeignore excludes everything that is not listed. This adds the files for a platform. */
function ignoreFileOf(target: string): string {
  const { required, others } = TARGETS[target]!;
  const file = join(OUT, `vscodeignore-${target}`);
  writeFileSync(file, `${read('.vscodeignore')}\n${[...required, ...others].map((line) => `!${line}`).join('\n')}\n`);
  return file;
}

/** Problems for packages whose files are shipped unchanged but that the notices do not name. */
function untold(files: readonly string[], notices: string): string[] {
  const places = files
    .map((file) => packageOf(file.replace(/^extension\//, '')))
    .filter((place) => place !== undefined);
  return [...new Set(places)]
    .filter((place) => !notices.includes(`${heading(noticeOf(ROOT, place))}\n`))
    .map((place) => `${place} is in the package, but not in the notices.`);
}

/** Makes a package and returns its problems. */
async function make(target: string, notices: string): Promise<string[]> {
  const packagePath = join(ROOT, packageFile(manifest, target));
  const platform = target === UNIVERSAL ? {} : { target };
  await createVSIX({ cwd: ROOT, ...platform, packagePath, ignoreFile: ignoreFileOf(target) });
  const files = await namesIn(packagePath);
  const bytes = statSync(packagePath).size;
  const isTried = target === ownTarget() || target === UNIVERSAL;
  console.log(
    `${basename(packagePath)}: ${files.length} files, ${(bytes / 1024 / 1024).toFixed(1)} MB${isTried ? ', tried' : ''}`,
  );
  const problems = [...problemsOf(target, files, bytes), ...untold(files, notices)];
  if (isTried) problems.push(...(await trialProblems(packagePath)));
  return problems.map((problem) => `${target}: ${problem}`);
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { target: { type: 'string' }, all: { type: 'boolean', default: false } } });
  const targets = values.all ? Object.keys(TARGETS) : [values.target ?? ownTarget()];
  const unknown = targets.filter((target) => !Object.hasOwn(TARGETS, target));
  if (unknown.length > 0) {
    console.error(`Unknown target: ${unknown.join(', ')}. There are: ${Object.keys(TARGETS).join(', ')}.`);
    process.exitCode = 2;
    return;
  }

  mkdirSync(OUT, { recursive: true });
  const metafile = join(OUT, 'metafile.json');
  build(['--production', `--metafile=${metafile}`]);
  const notices = thirdPartyNotices(ROOT, JSON.parse(readFileSync(metafile, 'utf8')) as Report);
  writeFileSync(NOTICES, notices);

  const problems: string[] = [];
  for (const target of targets) problems.push(...(await make(target, notices)));
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
}

void main();
