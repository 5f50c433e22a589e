import aclVerbatim from '../../../models/acl-verbatim/manifest.json';
import { KEYWORD, SMALL_MODEL } from '../../core/answers/engineName';
import { isModelId } from './names';

/** The exact state of a repository that a download must have. */
export interface Pin {
  /** The commit, 40 hexadecimal digits. */
  readonly commit: string;
  readonly files: readonly PinnedFile[];
}

/** A file of a pinned state. */
interface PinnedFile {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Hexadecimal digits. */
  readonly sha256: string;
}

/** A model that can be downloaded: one of the catalogue, or any other repository of the hub. */
export interface ModelSource {
  readonly id: string;
  readonly title: string;
  /** `ORGANISATION/NAME` on the hub. */
  readonly repository: string;
  /** The branch, tag or commit to download when nothing is pinned. */
  readonly revision: string;
  /** The only state that is accepted, if the catalogue names one. */
  readonly pin: Pin | undefined;
  /** About how much is downloaded, bytes; unknown outside the catalogue. */
  readonly bytes: number | undefined;
  readonly license: string | undefined;
}

/** A manifest as it is written under `models/`: `pin` is `null` where nothing is pinned. */
type ShippedManifest = Omit<ModelSource, 'pin'> & { readonly pin: Pin | null };

const shipped: ShippedManifest = aclVerbatim;

/** The models whose manifest ships with the extension. The first is the default of every model command. */
export const CATALOGUE: readonly [ModelSource, ...ModelSource[]] = [{ ...shipped, pin: shipped.pin ?? undefined }];

/** What a value of `evidence.model` or `--model` names. */
export type ModelName =
  | { readonly kind: 'keyword' }
  /** The model that ships with the extension. */
  | { readonly kind: 'shipped' }
  | { readonly kind: 'id'; readonly id: string }
  /** The reader's own folder, as it was written. */
  | { readonly kind: 'folder'; readonly folder: string };

/** Reads the name of a model: `keyword`, the name of the model that ships, an id or a folder's path. What is not an id must be a path. */
export function parseModelName(name: string): ModelName {
  const trimmed = name.trim();
  if (trimmed === KEYWORD || trimmed === '') return { kind: 'keyword' };
  if (trimmed === SMALL_MODEL) return { kind: 'shipped' };
  return isModelId(trimmed) ? { kind: 'id', id: canonicalId(trimmed) } : { kind: 'folder', folder: trimmed };
}

/** The id under which a model is kept: for a repository of the catalogue, the catalogue's id. */
export function canonicalId(id: string): string {
  return CATALOGUE.find(({ repository }) => repository.toLowerCase() === id.toLowerCase())?.id ?? id;
}

/** Where a model can be downloaded from; undefined for an id that cannot be a repository. */
export function sourceOf(id: string): ModelSource | undefined {
  const known = CATALOGUE.find((entry) => entry.id === canonicalId(id));
  if (known) return known;
  if (!id.includes('/')) return undefined;
  return { id, title: id, repository: id, revision: 'main', pin: undefined, bytes: undefined, license: undefined };
}
