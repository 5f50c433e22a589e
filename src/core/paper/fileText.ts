import { readNotebook } from '../notebook/readNotebook';
import type { Span } from '../spans/scores';
import { formatOf, isNotebook } from './format';
import type { PaperFormat } from './types';

/**
 * The text of the file that a paper was read from. For most papers it is the paper's own text; a notebook is a file of JSON, in which the
 * paper is only a part.
 */
export interface FileText {
  /** The decoded text without a BOM at its start; line ends as they are. */
  readonly text: string;
  /** Where an offset of the paper stands in the file; UTF-16 code units of both. */
  offsetOf(offset: number): number;
  /** A passage, unit or sentence of the paper with the offsets that it has in the file. Its `text` stays what a reader reads. */
  inFile<T extends Span & { readonly text: string }>(span: T): T;
}

/** The file of a paper that is its own text. */
export function ownFile(text: string): FileText {
  return { text, offsetOf: (offset) => offset, inFile: (span) => span };
}

/** A paper that was read from a file. */
export interface FilePaper {
  readonly text: string;
  readonly format: PaperFormat;
  readonly file: FileText;
}

/**
 * The paper in the text of a file.
 *
 * @param name the file name, with or without its folder
 * @param languageId the language of an editor, as in `formatOf`
 * @throws KnownError `badPaper` when a notebook is not the JSON of a notebook
 */
export function paperOfFile(name: string, text: string, languageId?: string): FilePaper {
  const format = formatOf(name, languageId);
  if (!isNotebook(name)) return { text, format, file: ownFile(text) };
  const notebook = readNotebook(text);
  return { text: notebook.paper, format, file: notebook };
}
