import aclVerbatim from '../../../models/acl-verbatim/manifest.json';
import { KEYWORD, SMALL_MODEL } from '../../core/answers/engineName';
import { isModelId } from './names';

/** The exact state of a repository that a download must match. */
export interface Pin {
  /** The commit, 40 hexadecimal digits. */
  readonly commit: string;
  readonly files: readonly PinnedFile[];
}

/** A file of a pinned state. */
export interface PinnedFile {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

/** A model that can be downloaded: one of the catalogue, or any other repository of the hub. */
export interface ModelSource {
  readonly id: string;
  readonly title: string;
  /** `ORGANISATION/NAME` on the hub. */
  readonly repository: string;
  /** The branch, tag or commit that is asked for when nothing is pinned. */
  readonly revision: string;
  /** The one state that is accepted, where the catalogue names it. */
  readonly pin: Pin | undefined;
  /** About how much is downloaded, bytes; unknown outside the catalogue. */
  readonly bytes: number | undefined;
  readonly license: string | undefined;
}

/** A manifest as it is written under `models/`: `null` where nothing is pinned. */
type ShippedManifest = Omit<ModelSource, 'pin'> & { readonly pin: Pin | null };

const shipped: ShippedManifest = aclVerbatim;

/** The models that ship with a manifest. The first is the default of every model command. */
export const CATALOGUE: readonly [ModelSource, ...ModelSource[]] = [{ ...shipped, pin: shipped.pin ?? undefined }];

/** What a value of `evidence.model` or `--model` names. */
export type ModelName =
  | { readonly kind: 'keyword' }
  /** The model that ships with the extension. */
  | { readonly kind: 'shipped' }
  | { readonly kind: 'id'; readonly id: string }
  /** A folder of the reader's own, as it was written. */
  | { readonly kind: 'folder'; readonly folder: string };

/** Reads the name of a model: `keyword`, that of the model that ships, an id, or the path of a folder; what is no id can only be a path. */
export function parseModelName(name: string): ModelName {
  const trimmed = name.trim();
  if (trimmed === KEYWORD || trimmed === '') return { kind: 'keyword' };
  if (trimmed === SMALL_MODEL) return { kind: 'shipped' };
  return isModelId(trimmed) ? { kind: 'id', id: canonicalId(trimmed) } : { kind: 'folder', folder: trimmed };
}

/** The id of a model under which it is kept: the catalogue's name for a repository that it holds. */
export function canonicalId(id: string): string {
  return CATALOGUE.find(({ repository }) => repository.toLowerCase() === id.toLowerCase())?.id ?? id;
}

/** Where a model can be downloaded from; undefined for an id that names no repository. */
export function sourceOf(id: string): ModelSource | undefined {
  const known = CATALOGUE.find((entry) => entry.id === canonicalId(id));
  if (known) return known;
  if (!id.includes('/')) return undefined;
  return { id, title: id, repository: id, revision: 'main', pin: undefined, bytes: undefined, license: undefined };
}
