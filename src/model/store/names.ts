import { basename } from 'node:path';
import { KEYWORD, SMALL_MODEL } from '../../core/answers/engineName';
import { sentence } from '../../core/text/sentence';
import { KnownError } from '../../core/errors/knownError';

/** One part of an id: letters, digits, `.`, `_` and `-`, no dot at either end (Windows drops a dot at the end). */
const PART = /^[A-Za-z0-9_](?:[\w.-]{0,94}[\w-])?$/;
/** Names that Windows reserves for devices, with any file extension. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/** Names of engines that come with the extension: a model cannot have one of them as its id. */
const RESERVED: readonly string[] = [KEYWORD, SMALL_MODEL];

/** Whether a text can be the id of a model: a name, or `ORGANISATION/NAME` as on the hub. */
export function isModelId(id: string): boolean {
  const parts = id.split('/');
  return parts.length <= 2 && parts.every(isFileName) && !RESERVED.includes(id);
}

/** Whether a text is a plain file name that every system understands in the same way, without a path in it. */
export function isFileName(name: string): boolean {
  return PART.test(name) && !DEVICE.test(name);
}

/**
 * The name of the folder that a model lives in.
 *
 * @throws KnownError `badName` when the text is not an id
 */
export function folderName(id: string): string {
  if (!isModelId(id)) {
    throw new KnownError(
      'badName',
      sentence`'${id}' is not a model id: use a plain name, or ORGANISATION/NAME as on the hub.`,
    );
  }
  return id.replace('/', '--');
}

/**
 * Checks a file name that a server sent, before it becomes part of a path.
 *
 * @throws KnownError `badName` for anything that is not a plain name
 */
export function safeFileName(name: string): string {
  if (!isFileName(name)) {
    throw new KnownError(
      'badName',
      sentence`The hub lists a file that would be written outside the model's folder, so nothing was downloaded: check the hub's address.`,
      `file name ${JSON.stringify(name)}`,
    );
  }
  return name;
}

/** The name of a model on a server: the last part of its id or of its folder's path, with characters that every server takes. */
export function servedNameOf(model: string): string {
  return basename(model).replaceAll(/[^A-Za-z0-9._-]/g, '-') || 'model';
}
