import type { PaperFormat } from './types';

/** The language in which an editor opens a document that has no other. */
export const PLAIN_TEXT = 'plaintext';
/** How a document is read, by its language in the editor. */
const LANGUAGES: Readonly<Record<string, PaperFormat>> = {
  markdown: 'markdown',
  mdx: 'markdown',
  quarto: 'markdown',
  rmd: 'markdown',
  myst: 'markdown',
  latex: 'latex',
  tex: 'latex',
};
/** How a file is read, by its file extension in lower case. */
const EXTENSIONS: Readonly<Record<string, PaperFormat>> = {
  md: 'markdown',
  markdown: 'markdown',
  mdx: 'markdown',
  qmd: 'markdown',
  rmd: 'markdown',
  myst: 'markdown',
  ipynb: 'markdown',
  tex: 'latex',
  latex: 'latex',
  ltx: 'latex',
  txt: 'text',
  text: 'text',
};
/** Languages of the editor in which papers are written: for their documents, and for files with the endings below, questions are offered. */
export const PAPER_LANGUAGES: readonly string[] = [...Object.keys(LANGUAGES), PLAIN_TEXT];
/** File extensions of papers, without the dot. */
export const PAPER_EXTENSIONS: readonly string[] = Object.keys(EXTENSIONS);
const EXTENSION = /\.([^./\\]{1,10})$/;

/**
 * How a document is read. The language counts first. A language that is not in the list, such as plain text, leaves the choice to the file
 * name. If the name does not tell either, a document in an editor is read as text, and a file given to the command line, which has no
 * language, as markdown.
 *
 * @param name the file name, with or without its folder
 * @param languageId the language in the editor, when the document is open in one
 */
export function formatOf(name: string, languageId?: string): PaperFormat {
  const byLanguage = languageId === undefined ? undefined : LANGUAGES[languageId];
  return byLanguage ?? formatByName(name) ?? (languageId === undefined ? 'markdown' : 'text');
}

/** Whether a file is a notebook: JSON, whose markdown cells are the paper. */
export function isNotebook(name: string): boolean {
  return /\.ipynb$/i.test(name);
}

function formatByName(name: string): PaperFormat | undefined {
  const extension = EXTENSION.exec(name)?.[1]?.toLowerCase();
  return extension === undefined ? undefined : EXTENSIONS[extension];
}
