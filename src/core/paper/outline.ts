import { markdownBlocks } from './blocks';
import { cutChunks } from './chunks';
import { scanLines, type LineScan } from './lineScan';
import { textBlocks } from './paragraphs';
import { protectedRegions } from './protectedRegions';
import { withRoles } from './roles';
import type { Outline, PaperFormat } from './types';

/** A paper's chunks with its headings: what finding needs, for a fraction of the work of a whole outline. */
export function chunkPaper(text: string, format: PaperFormat): Pick<Outline, 'headings' | 'chunks'> {
  if (format === 'text') return { headings: [], chunks: cutChunks(text, [], []) };
  return chunked(text, scanLines(text));
}

/**
 * Reads the structure of a paper. Linear in the text; never throws, whatever the text.
 *
 * @param text decoded, without a leading BOM; line ends as they are
 */
export function outlinePaper(text: string, format: PaperFormat): Outline {
  if (format === 'text') {
    return { ...chunkPaper(text, format), blocks: withRoles(text, textBlocks(text)) };
  }
  const scan = scanLines(text);
  return { ...chunked(text, scan), blocks: withRoles(text, markdownBlocks(text, scan)) };
}

function chunked(text: string, { headings, fences }: LineScan): Pick<Outline, 'headings' | 'chunks'> {
  return { headings, chunks: cutChunks(text, headings, protectedRegions(text, fences)) };
}
