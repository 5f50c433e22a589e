import type { PaperFormat } from './types';

/** The language in which an editor opens what has none of its own. */
export const PLAIN_TEXT = 'plaintext';
/** How a language of an editor is read. */
const LANGUAGES: Readonly<Record<string, PaperFormat>> = {
  markdown: 'markdown',
  mdx: 'markdown',
  quarto: 'markdown',
  rmd: 'markdown',
  myst: 'markdown',
  latex: 'latex',
  tex: 'latex',
};
/** How a file is read by the end of its name, in lower case. */
const EXTENSIONS: Readonly<Record<string, PaperFormat>> = {
  md: 'markdown',
  markdown: 'markdown',
  mdx: 'markdown',
  qmd: 'markdown',
  rmd: 'markdown',
  myst: 'markdown',
  tex: 'latex',
  latex: 'latex',
  ltx: 'latex',
  txt: 'text',
  text: 'text',
};
/** The languages of an editor that papers are written in. */
export const PAPER_LANGUAGES: readonly string[] = [...Object.keys(LANGUAGES), PLAIN_TEXT];
/** The ends of the names of papers, without a dot. */
export const PAPER_EXTENSIONS: readonly string[] = Object.keys(EXTENSIONS);
const EXTENSION = /\.([^./\\]{1,10})$/;

/**
 * How a document is read. What its language says counts first; a language that says nothing of papers, such as plain text, leaves it to the
 * name. Then a document of an editor is text, and a file of the command line, which has no language, is markdown.
 *
 * @param name of the file, with or without its folder
 * @param languageId of the editor, when it is open in one
 */
export function formatOf(name: string, languageId?: string): PaperFormat {
  const byLanguage = languageId === undefined ? undefined : LANGUAGES[languageId];
  return byLanguage ?? formatByName(name) ?? (languageId === undefined ? 'markdown' : 'text');
}

/** Whether questions are offered of a document: of any that papers are written as. They may be asked of others too. */
export function isPaper(name: string, languageId: string): boolean {
  return PAPER_LANGUAGES.includes(languageId) || formatByName(name) !== undefined;
}

function formatByName(name: string): PaperFormat | undefined {
  const extension = EXTENSION.exec(name)?.[1]?.toLowerCase();
  return extension === undefined ? undefined : EXTENSIONS[extension];
}
