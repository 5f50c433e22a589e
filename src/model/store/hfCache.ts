import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import * as path from 'node:path';
import { type Digest, parseDigest } from '../hub/digest';
import { MODEL_FILES } from './manifest';

/** One state of a repository in a cache of the Hugging Face libraries: `hub/models--ORG--NAME/snapshots/COMMIT`. */
export interface CachedModel {
  /** `ORGANISATION/NAME`. */
  readonly repository: string;
  readonly commit: string;
  /** The folder of the snapshot; its files are mostly links into `blobs`. */
  readonly folder: string;
  /** Total size of the model's files. */
  readonly bytes: number;
}

const COMMIT = /^[0-9a-f]{40}$/;
const REPOSITORY_FOLDER = /^models--([\w.-]+?)--([\w.-]+)$/;

/** Where the Hugging Face libraries keep their cache, by their own environment variables, the most specific first. */
export function hubCacheFolder(env: NodeJS.ProcessEnv, home: string = homedir()): string {
  const named = env['HF_HUB_CACHE'] ?? env['HUGGINGFACE_HUB_CACHE'];
  if (named) return named;
  if (env['HF_HOME']) return path.join(env['HF_HOME'], 'hub');
  return path.join(env['XDG_CACHE_HOME'] ?? path.join(home, '.cache'), 'huggingface', 'hub');
}

/** Finds a model that another program has already downloaded; undefined when the cache does not have all of it. */
export async function findCached(repository: string, cache: string, commit?: string): Promise<CachedModel | undefined> {
  return await cachedIn(path.join(cache, `models--${repository.replace('/', '--')}`), commit);
}

/** Reads a folder of such a cache: a snapshot, or a repository and then its newest complete snapshot; undefined for any other folder. */
export async function readCacheFolder(folder: string): Promise<CachedModel | undefined> {
  const resolved = path.resolve(folder);
  const snapshots = path.dirname(resolved);
  const commit = path.basename(resolved);
  if (path.basename(snapshots) === 'snapshots' && COMMIT.test(commit)) {
    return await cachedIn(path.dirname(snapshots), commit);
  }
  return await cachedIn(resolved, undefined);
}

/**
 * The hash that a cached file must have: the libraries name the content after the hub's etag. Undefined where the cache holds plain
 * files (Windows without links).
 */
export async function cachedDigest(file: string): Promise<Digest | undefined> {
  const content = await realpath(file);
  return path.basename(path.dirname(content)) === 'blobs' ? parseDigest(path.basename(content)) : undefined;
}

async function cachedIn(folder: string, commit: string | undefined): Promise<CachedModel | undefined> {
  const [, organisation, name] = REPOSITORY_FOLDER.exec(path.basename(folder)) ?? [];
  if (organisation === undefined || name === undefined) return undefined;
  const commits = commit === undefined ? await commitsOf(folder) : [commit];
  for (const candidate of commits) {
    const snapshot = path.join(folder, 'snapshots', candidate);
    const bytes = await bytesOf(snapshot);
    if (bytes !== undefined) {
      return { repository: `${organisation}/${name}`, commit: candidate, folder: snapshot, bytes };
    }
  }
  return undefined;
}

/** The commits of a cached repository: the last one of `main` first, then the others. */
async function commitsOf(folder: string): Promise<readonly string[]> {
  const main = await readFile(path.join(folder, 'refs', 'main'), 'utf8').catch(() => '');
  const all = await readdir(path.join(folder, 'snapshots')).catch(() => []);
  return [...new Set([main.trim(), ...all])].filter((commit) => COMMIT.test(commit));
}

/** Total size of a snapshot's model files, bytes; undefined when one is missing. */
async function bytesOf(snapshot: string): Promise<number | undefined> {
  let bytes = 0;
  for (const name of MODEL_FILES) {
    const found = await stat(path.join(snapshot, name)).catch(() => undefined);
    if (!found?.isFile()) return undefined;
    bytes += found.size;
  }
  return bytes;
}
