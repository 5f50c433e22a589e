import * as fs from 'node:fs';
import * as path from 'node:path';
import fc from 'fast-check';
import { MODEL_FILES } from '../../../../src/model/store/manifest';

const TINY = path.join(import.meta.dirname, '../../../fixtures/models/single');

/** The files of a tiny model that runs. */
export const SMALL = MODEL_FILES.map((name) => ({
  name,
  content: fs.readFileSync(path.join(TINY, name)),
  large: name === 'model.safetensors',
}));

/** Something that belongs to the reader, below a folder that also holds models. */
export interface Entry {
  readonly place: string;
  readonly kind: 'file' | 'model' | 'link';
  /** The content of a file, or the target of a link: a path below the same folder. */
  readonly what: string;
}

/** Places where the store writes, or might write, when nothing else is there. */
const TOPS = ['acl-verbatim', 'someone--tiny', 'my-model', 'Documents', '.locks', '.records', '.prepared'] as const;
const INSIDE = [
  'tax.txt',
  'deep/er/x.txt',
  ...MODEL_FILES,
  'model.safetensors.partial',
  'config.json.partial',
  'manifest.json',
  '.evidence-lens.json',
  'acl-verbatim.lock',
  'someone--tiny.json',
  'prepared',
  'prepared/mine.txt',
  'prepared/0123456789abcdef/fp32.safetensors',
] as const;
const TARGETS = ['beside/photos', 'beside/photos/cat.txt', 'beside/my-model', 'models/Documents'] as const;

const place = fc.oneof(
  fc.constantFrom(...TOPS).map((top) => `models/${top}`),
  fc.tuple(fc.constantFrom(...TOPS), fc.constantFrom(...INSIDE)).map(([top, inside]) => `models/${top}/${inside}`),
  fc.constantFrom('models/notes.txt', 'beside/acl-verbatim/x.txt'),
);

/** Files, models and links of a reader, beside the models folder and in it. */
export const readersEntries = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ place, kind: fc.constant('file' as const), what: fc.constantFrom('mine', '{}') }),
    },
    { weight: 1, arbitrary: fc.record({ place, kind: fc.constant('model' as const), what: fc.constant('') }) },
    {
      weight: 2,
      arbitrary: fc.record({ place, kind: fc.constant('link' as const), what: fc.constantFrom(...TARGETS) }),
    },
  ),
  { maxLength: 6 },
);

/** Writes what every reader in these tests has, and all entries that fit beside each other. */
export function plant(base: string, entries: readonly Entry[]): void {
  put(base, { place: 'beside/photos/cat.txt', kind: 'file', what: 'a cat' });
  put(base, { place: 'beside/my-model', kind: 'model', what: '' });
  fs.mkdirSync(path.join(base, 'models'), { recursive: true });
  for (const entry of entries) put(base, entry);
}

/** Writes an entry, unless its place is taken or behind a link. */
export function put(base: string, { place, kind, what }: Entry): void {
  const target = path.join(base, place);
  if (fs.existsSync(target) || hasLink(base, place)) return;
  try {
    fs.mkdirSync(path.dirname(target), { recursive: true });
    if (kind === 'file') fs.writeFileSync(target, what, { flag: 'wx' });
    else if (kind === 'link') fs.symlinkSync(path.join(base, what), target);
    else {
      fs.mkdirSync(target);
      for (const { name, content } of SMALL) fs.writeFileSync(path.join(target, name), content);
    }
  } catch (error) {
    // A file is where a folder is needed, or the reverse.
    if (!['EEXIST', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}

function hasLink(base: string, place: string): boolean {
  const parts = place.split('/');
  return parts.some((_, at) => isLink(path.join(base, ...parts.slice(0, at + 1))));
}

function isLink(place: string): boolean {
  try {
    return fs.lstatSync(place).isSymbolicLink();
  } catch {
    return false;
  }
}

/** Everything below a folder by its path: the content of a file, the target of a link. */
export function treeOf(base: string): Map<string, string> {
  const tree = new Map<string, string>();
  const names = fs.readdirSync(base, { recursive: true, encoding: 'utf8' });
  for (const name of names) {
    const place = path.join(base, name);
    const found = fs.lstatSync(place);
    if (found.isSymbolicLink()) tree.set(name, `link to ${fs.readlinkSync(place)}`);
    else if (found.isFile()) tree.set(name, `file ${found.mtimeMs} ${fs.readFileSync(place, 'latin1')}`);
    else tree.set(name, 'folder');
  }
  return tree;
}

/** Entries of a tree that have changed. New entries are ignored. */
export function lostOf(before: ReadonlyMap<string, string>, base: string): string[] {
  const after = treeOf(base);
  return [...before].filter(([name, was]) => after.get(name) !== was).map(([name]) => name);
}
