import type { PaperFormat } from './types';

const TEXT_EXTENSION = /\.(?:txt|text|tex|latex)$/i;

/** How a file is read, by the ending of its name: everything that is not plain text or LaTeX is markdown. */
export function formatOfFile(name: string): PaperFormat {
  return TEXT_EXTENSION.test(name) ? 'text' : 'markdown';
}
