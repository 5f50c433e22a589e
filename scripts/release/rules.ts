/** What must hold before a release, as functions of file contents. Each returns one sentence for each problem. */

/** The names of https://code.visualstudio.com/api/references/extension-manifest. */
const CATEGORIES = [
  'AI',
  'Azure',
  'Chat',
  'Data Science',
  'Debuggers',
  'Education',
  'Extension Packs',
  'Formatters',
  'Keymaps',
  'Language Packs',
  'Linters',
  'Machine Learning',
  'Notebooks',
  'Other',
  'Programming Languages',
  'SCM Providers',
  'Snippets',
  'Testing',
  'Themes',
  'Visualization',
];
/** The parts of package.json that rules check. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly displayName?: string;
  readonly description?: string;
  readonly license?: string;
  readonly categories: readonly string[];
  readonly keywords?: readonly string[];
  readonly enabledApiProposals?: readonly string[];
  readonly repository?: { readonly url: string };
}

/** The parts of package-lock.json that rules check. */
export interface Lock {
  readonly version: string;
  readonly packages: Readonly<Record<string, { readonly version?: string }>>;
}

const MOST_KEYWORDS = 30;
const LEAST_ICON_PIXELS = 128;

/** @param tag of the release, such as `v0.1.0`; undefined when there is none yet */
export function versionProblems(manifest: Pick<Manifest, 'version'>, lock: Lock, tag: string | undefined): string[] {
  const { version } = manifest;
  const said: Record<string, string | undefined> = {
    'package-lock.json': lock.version,
    'its first package': lock.packages['']?.version,
  };
  if (tag !== undefined) said['the tag'] = tag.replace(/^v/, '');
  return Object.entries(said)
    .filter(([, other]) => other !== version)
    .map(([place, other]) => `package.json has version ${version}, ${place} has ${other ?? 'none'}.`);
}

/** The changelog's text about a version, without its heading; undefined when that version is not the topmost one. */
export function changesOf(changelog: string, version: string): string | undefined {
  const [, heading, ...rest] = changelog.split(/^## (.*)$/m);
  return heading?.split(/[\s[\]]+/).find(Boolean) === version ? rest[0]?.trim() : undefined;
}

export function changelogProblems(changelog: string, version: string): string[] {
  return changesOf(changelog, version)
    ? []
    : [`CHANGELOG.md says nothing of ${version}, or something of a later one above it.`];
}

/**
 * Checks the pictures of a page in a package. The Marketplace shows the page elsewhere, so each picture needs a full address. It does not
 * accept SVG.
 *
 * @param base the address that vsce puts before paths of the project
 * @param exists whether a path of the project exists
 */
export function pictureProblems(page: string, base: string, exists: (path: string) => boolean): string[] {
  const addresses = [...page.matchAll(/!\[[^\]]*\]\(([^)\s]+)[^)]*\)|<img[^>]+src="([^"]+)"/g)].map(
    ([, markdown, html]) => markdown ?? html!,
  );
  return addresses.flatMap((address) => {
    if (!address.startsWith('https://')) return [`The picture ${address} has no base: the Marketplace cannot find it.`];
    if (/\.svg($|\?)/i.test(address)) return [`The picture ${address} is an SVG, which the Marketplace refuses.`];
    if (address.startsWith(base) && !exists(address.slice(base.length)))
      return [`The picture ${address} is not in the project.`];
    return [];
  });
}

/**
 * Rules of the Marketplace that vsce does not check.
 *
 * @param texts package.nls.json
 * @param icon the bytes of the icon
 */
export function manifestProblems(manifest: Manifest, texts: Readonly<Record<string, string>>, icon: Buffer): string[] {
  const description = manifest.description?.replace(/^%(.*)%$/, (_, key: string) => texts[key] ?? '');
  const strange = manifest.categories.filter((category) => !CATEGORIES.includes(category));
  const rules: (readonly [holds: boolean, problem: string])[] = [
    [/^[a-z0-9-]+$/.test(manifest.name), 'The name is not made of small letters, digits and hyphens.'],
    [/^\d+\.\d+\.\d+$/.test(manifest.version), 'The version is not three numbers.'],
    [Boolean(manifest.displayName), 'There is no name to show.'],
    [Boolean(description), 'There is no description.'],
    [Boolean(manifest.license), 'There is no licence.'],
    [strange.length === 0, `The Marketplace has no category ${strange.join(', ')}.`],
    [(manifest.keywords?.length ?? 0) <= MOST_KEYWORDS, `There are more than ${MOST_KEYWORDS} keywords.`],
    [manifest.enabledApiProposals === undefined, 'Proposed parts of the editor are used.'],
    [/^https:\/\/github\.com\//.test(manifest.repository?.url ?? ''), 'The repository has no address on GitHub.'],
    [
      isPng(icon) && icon.readUInt32BE(16) >= LEAST_ICON_PIXELS,
      `The icon is no PNG of ${LEAST_ICON_PIXELS} pixels or more.`,
    ],
  ];
  return rules.filter(([holds]) => !holds).map(([, problem]) => problem);
}

/** A PNG has its width at byte 16. */
function isPng(bytes: Buffer): boolean {
  return bytes.length > 24 && bytes.readUInt32BE(0) === 0x89504e47;
}
