/**
 * Packages the extension for this platform and asserts what is in the package: a file nobody named must not reach a reader, and
 * a file that is missing must be noticed here, not on the reader's machine.
 */
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { createVSIX } from '@vscode/vsce';
import { openPromise } from 'yauzl';
import { BUILT } from './bundles.mjs';
import { build, install, ROOT } from './setup.mjs';

const MAX_BYTES = 25 * 1024 * 1024;
const TARGET = `${process.platform}-${process.arch}`;
const RUNTIME = 'node_modules/onnxruntime-node';
const BINARIES = `${RUNTIME}/bin/napi-v6/${process.platform}/${process.arch}`;
/**
 * The runtime's library. Left out are a second copy of it (macOS) and what only graphics cards need (Windows).
 */
const LIBRARY = { linux: 'libonnxruntime.so.1', darwin: 'libonnxruntime.1.dylib', win32: 'onnxruntime.dll' }[
  process.platform
];
const NATIVE = [LIBRARY, 'onnxruntime_binding.node'].map((file) => `${BINARIES}/${file}`);

/** What must be in the package, and all that may be. */
const REQUIRED = [
  'package.json',
  'package.nls.json',
  'readme.md',
  'changelog.md',
  'LICENSE.txt',
  'media/icon.png',
  'media/evidence.svg',
  'media/markdown.json',
  'media/preview.css',
  'media/scoreMap.css',
  'media/walkthrough-open.md',
  'media/walkthrough-ask.md',
  'media/walkthrough-read.md',
  'media/walkthrough-more.md',
  'docs/KEYBOARD.md',
  'samples/evidence-lens.md',
  'l10n/bundle.l10n.json',
  ...BUILT,
  'models/keyword/document-frequencies.json',
  ...NATIVE,
];
const ALLOWED = [
  /^\[Content_Types\]\.xml$|^extension\.vsixmanifest$/,
  /^extension\/(PRIVACY|SECURITY|THIRD-PARTY-NOTICES)\.md$/i,
  /^extension\/media\/[\w-]+\.(svg|png|js|css|md)$/,
  /^extension\/models\/[\w-]+\/[\w.-]+\.(json|md|safetensors)$/,
  /^extension\/samples\/[\w-]+\.md$/,
  /^extension\/node_modules\/onnxruntime-(node|common)\/(package\.json|README\.md|dist\/[\w./-]+\.js|dist\/cjs\/package\.json)$/,
];

/** The names in a package, in its order. */
async function names(file) {
  const zip = await openPromise(file);
  const entries = [];
  for await (const entry of zip.eachEntry()) entries.push(entry.fileName);
  return entries;
}

install();
build(['--production']);

const { name, version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const packagePath = join(ROOT, `${name}-${TARGET}-${version}.vsix`);
// .vscodeignore denies everything but what is named; the binaries are named here, since they differ by platform.
const ignoreFile = join(ROOT, 'out', 'vscodeignore');
mkdirSync(join(ROOT, 'out'), { recursive: true });
writeFileSync(
  ignoreFile,
  `${readFileSync(join(ROOT, '.vscodeignore'), 'utf8')}\n${NATIVE.map((file) => `!${file}`).join('\n')}\n`,
);
await createVSIX({ cwd: ROOT, target: TARGET, packagePath, ignoreFile });

const files = await names(packagePath);
const required = REQUIRED.map((file) => `extension/${file}`);
const missing = required.filter((file) => !files.includes(file));
const strangers = files.filter((file) => !required.includes(file) && !ALLOWED.some((pattern) => pattern.test(file)));
const bytes = statSync(packagePath).size;
for (const file of missing) console.error(`Missing from the package: ${file}`);
for (const file of strangers) console.error(`In the package, but not allowed: ${file}`);
if (bytes > MAX_BYTES) console.error(`The package has ${bytes} bytes, more than ${MAX_BYTES}.`);
if (missing.length > 0 || strangers.length > 0 || bytes > MAX_BYTES) process.exit(1);
console.log(`${basename(packagePath)}: ${files.length} files, ${(bytes / 1024 / 1024).toFixed(1)} MB`);
