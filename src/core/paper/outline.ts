import { markdownBlocks } from './blocks';
import { cutChunks } from './chunks';
import { latexOutline } from './latex/outline';
import { scanLines, type LineScan } from './lineScan';
import { textBlocks } from './paragraphs';
import { protectedRegions } from './protectedRegions';
import { withRoles } from './roles';
import type { Outline, PaperFormat } from './types';

/** A paper's chunks with its headings: what finding needs, for a fraction of the work of a whole outline. */
export function chunkPaper(text: string, format: PaperFormat): Pick<Outline, 'headings' | 'chunks'> {
  switch (format) {
    case 'text':
      return { headings: [], chunks: cutChunks(text, [], []) };
    case 'latex':
      return outlinePaper(text, format);
    case 'markdown':
      return chunked(text, scanLines(text));
  }
}

/**
 * Reads the structure of a paper. Linear in the text; never throws, whatever the text.
 *
 * @param text decoded, without a leading BOM; line ends as they are
 */
export function outlinePaper(text: string, format: PaperFormat): Outline {
  switch (format) {
    case 'text':
      return { format, ...chunkPaper(text, format), blocks: withRoles(text, textBlocks(text)) };
    case 'latex': {
      const { headings, blocks } = latexOutline(text);
      const whole = blocks.filter(({ kind }) => kind === 'table' || kind === 'code');
      return { format, headings, blocks, chunks: cutChunks(text, headings, whole) };
    }
    case 'markdown': {
      const scan = scanLines(text);
      return { format, ...chunked(text, scan), blocks: withRoles(text, markdownBlocks(text, scan)) };
    }
  }
}

function chunked(text: string, { headings, fences }: LineScan): Pick<Outline, 'headings' | 'chunks'> {
  return { headings, chunks: cutChunks(text, headings, protectedRegions(text, fences)) };
}
