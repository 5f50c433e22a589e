/** What a package must contain, and everything that it may contain. A file that is not listed must not reach a reader. */
import { TARGETS } from './targets';
import { BUILT } from '../bundles.mjs';

/** The Marketplace accepts larger packages, but readers wait for the download. The models that come with the extension fit in. */
const MAX_BYTES = 60 * 1024 * 1024;

const REQUIRED = [
  'package.json',
  'package.nls.json',
  'readme.md',
  'changelog.md',
  'LICENSE.txt',
  'PRIVACY.md',
  'SECURITY.md',
  'THIRD-PARTY-NOTICES.md',
  'media/icon.png',
  'media/evidence.svg',
  'media/checklists/journal-club.checklist.md',
  'media/checklists/machine-learning.checklist.md',
  'media/checklists/trial.checklist.md',
  'media/compare.css',
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
];
const ALLOWED = [
  /^\[Content_Types\]\.xml$|^extension\.vsixmanifest$/,
  /^extension\/media\/[\w-]+\.(svg|png|js|css|md)$/,
  /^extension\/media\/checklists\/[\w-]+\.checklist\.md$/,
  /^extension\/models\/[\w./-]+$/,
  /^extension\/samples\/[\w-]+\.md$/,
];

/** A pattern of .vscodeignore as a regular expression. `*` stays within a folder, `**` crosses folders. */
function patternOf(pattern: string): RegExp {
  const source = pattern
    .replace(/[.]/g, '\\.')
    .replace(/\*\*\/|\*/g, (stars) => (stars === '*' ? '[^/]*' : '(?:[^/]+/)*'));
  return new RegExp(`^extension/${source}$`);
}

/**
 * The problems of a package, one sentence each.
 *
 * @param files the names in it
 * @param bytes its size
 */
export function problemsOf(target: string, files: readonly string[], bytes: number): string[] {
  const { required, others } = TARGETS[target]!;
  const must = [...REQUIRED, ...required].map((file) => `extension/${file}`);
  const may = [...ALLOWED, ...others.map(patternOf)];
  const strangers = files.filter((file) => !must.includes(file) && !may.some((pattern) => pattern.test(file)));
  return [
    ...must.filter((file) => !files.includes(file)).map((file) => `${file} is missing from the package.`),
    ...strangers.map((file) => `${file} is in the package, but not allowed.`),
    ...(bytes > MAX_BYTES ? [`The package has ${bytes} bytes, more than ${MAX_BYTES}.`] : []),
  ];
}
