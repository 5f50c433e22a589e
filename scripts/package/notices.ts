/**
 * THIRD-PARTY-NOTICES.md: the licences of all foreign code in a package. esbuild's report tells what is bundled; what is shipped beside the
 * bundles is listed here.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import satisfies from 'spdx-satisfies';

/** Licences of works that may be part of a package under Apache-2.0, provided that their texts are included. */
const ALLOWED_LICENCES = [
  'Apache-2.0',
  'MIT',
  'ISC',
  '0BSD',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'Unlicense',
];

/** Packages whose files are shipped unchanged. */
const SHIPPED = ['onnxruntime-common', 'onnxruntime-node', 'onnxruntime-web'];

/** The release of onnxruntime whose licence texts are kept in the project. Its packages do not contain them. */
const RUNTIME_RELEASE = '1.30.0';
const LICENCES = join(import.meta.dirname, 'licences');
const RUNTIME_FOLDER = join(LICENCES, `onnxruntime-${RUNTIME_RELEASE}`);
/** Scopes whose packages are published without their repository's licence. */
const TEXTS_OF_SCOPES: Readonly<Record<string, string>> = {
  '@unified-latex': join(LICENCES, 'unified-latex', 'LICENSE'),
};
const RUNTIME_TEXTS = ['LICENSE', 'ThirdPartyNotices.txt'];

const NPM = 'https://www.npmjs.com/package/';

/** The part of esbuild's report that lists the contents of bundles. */
export interface Report {
  readonly outputs: Readonly<
    Record<string, { readonly inputs: Readonly<Record<string, { readonly bytesInOutput: number }>> }>
  >;
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: unknown;
  readonly homepage?: string;
  readonly repository?: string | { readonly url?: string };
}

/** The notice of a package. */
export interface Notice {
  readonly name: string;
  readonly version: string;
  /** An SPDX expression. */
  readonly license: string;
  readonly source: string;
  readonly texts: readonly string[];
}

const TEXT_FILE = /^(licen[cs]e|copying|notice|third-?party-?notices)/i;

/** The path of the package that contains a file, such as `node_modules/yaml`; undefined for files of the project. */
export function packageOf(file: string): string | undefined {
  return /^(.*\bnode_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1];
}

/** The packages whose code is in the bundles of a build, according to esbuild's report. Paths in the project, sorted. */
export function bundledPackages(root: string, { outputs }: Report): string[] {
  const inputs = Object.values(outputs).flatMap((output) => Object.entries(output.inputs));
  const files = new Set(inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([file]) => file));
  const packages = new Set<string>();
  for (const file of files) {
    const place = packageOf(file);
    if (place === undefined) continue;
    packages.add(place);
    for (const name of namesWithin(readFileSync(join(root, file), 'utf8'))) {
      packages.add(installed(root, name, place));
    }
  }
  return [...packages].sort();
}

/** The packages that were bundled into a file before it was published. Bundlers leave their paths in comments. */
export function namesWithin(source: string): ReadonlySet<string> {
  const paths = source.matchAll(/^\s*\/\/ (\S*\bnode_modules\/\S+)$/gm);
  const places = [...paths].map(([, path]) => packageOf(path!)).filter((place) => place !== undefined);
  return new Set(places.map((place) => place.split('node_modules/').at(-1)!));
}

/** The path of a package that another package uses: inside the other one, or above it. */
function installed(root: string, name: string, user: string): string {
  for (let folder = user; folder !== '.'; folder = posix.dirname(folder)) {
    const place = posix.join(folder, 'node_modules', name);
    if (existsSync(join(root, place))) return place;
  }
  const place = `node_modules/${name}`;
  if (existsSync(join(root, place))) return place;
  throw new Error(`${user} has ${name} inside, which is not installed: its licence is unknown.`);
}

/**
 * The notice of a package.
 *
 * @param place its path in the project
 * @throws Error when its licence is unknown or not allowed, or when it comes without its text
 */
export function noticeOf(root: string, place: string): Notice {
  const { name, version, license, homepage, repository } = manifestOf(root, place);
  if (!isAllowed(license))
    throw new Error(`${name} ${version}: its licence ${JSON.stringify(license)} is not allowed.`);
  const folder = join(root, place);
  const files = readdirSync(folder)
    .filter((file) => TEXT_FILE.test(file))
    .sort()
    .map((file) => join(folder, file));
  const ofScope = TEXTS_OF_SCOPES[name.split('/')[0]!];
  if (SHIPPED.includes(name)) files.push(...RUNTIME_TEXTS.map((file) => join(RUNTIME_FOLDER, file)));
  else if (files.length === 0 && ofScope !== undefined) files.push(ofScope);
  // The text of this licence names no author, so the project's own copy serves.
  else if (files.length === 0 && license === 'Apache-2.0') files.push(join(root, 'LICENSE'));
  if (files.length === 0) throw new Error(`${name} ${version} comes without the text of its licence.`);
  const source = homepage ?? (typeof repository === 'string' ? repository : repository?.url) ?? NPM + name;
  return { name, version, license, source, texts: files.map((file) => readFileSync(file, 'utf8').trim()) };
}

function manifestOf(root: string, place: string): Manifest {
  return JSON.parse(readFileSync(join(root, place, 'package.json'), 'utf8')) as Manifest;
}

function isAllowed(license: unknown): license is string {
  try {
    return typeof license === 'string' && satisfies(license, ALLOWED_LICENCES);
  } catch {
    return false;
  }
}

/**
 * The text of THIRD-PARTY-NOTICES.md.
 *
 * @param metafile esbuild's report of all bundles
 * @throws Error when packages may not be shipped; it names all of them
 */
export function thirdPartyNotices(root: string, metafile: Report): string {
  const shipped = SHIPPED.map((name) => `node_modules/${name}`);
  for (const place of shipped) {
    const { version } = manifestOf(root, place);
    if (version !== RUNTIME_RELEASE) {
      throw new Error(
        `${place} is ${version}: take LICENSE and ThirdPartyNotices.txt from that release of onnxruntime.`,
      );
    }
  }
  const problems: string[] = [];
  const notices = [...new Set([...bundledPackages(root, metafile), ...shipped])].sort().flatMap((place) => {
    try {
      return [noticeOf(root, place)];
    } catch (error) {
      problems.push(error instanceof Error ? error.message : String(error));
      return [];
    }
  });
  if (problems.length > 0) throw new Error(problems.join('\n'));
  const toldBy = new Map<string, string>();
  const sections = notices.map((notice) => section(notice, toldBy));
  return `# Third-party notices\n\nEvidence Lens contains the works below, each under its own licence.\n\n${sections.join('\n')}`;
}

/** The heading of a package in the notices. */
export function heading({ name, version }: Notice): string {
  return `## ${name} ${version}`;
}

/** @param toldBy for each text the package that shows it, so that no text is printed twice */
function section(notice: Notice, toldBy: Map<string, string>): string {
  const source = notice.source.replace(/^git\+/, '');
  const texts = notice.texts.map((text) => {
    const earlier = toldBy.get(text);
    if (earlier !== undefined) return `The text is that of ${earlier}, above.\n`;
    toldBy.set(text, notice.name);
    return `${fenceOf(text)}text\n${text}\n${fenceOf(text)}\n`;
  });
  return `${heading(notice)}\n\n${notice.license}, ${source}\n\n${texts.join('\n')}`;
}

/** A fence longer than any in the text. */
function fenceOf(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  return '`'.repeat(longest + 1);
}
