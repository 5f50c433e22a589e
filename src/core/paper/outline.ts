import { markdownBlocks } from './blocks';
import { cutChunks } from './chunks';
import { scanLines, type LineScan } from './lineScan';
import { textBlocks } from './paragraphs';
import { protectedRegions } from './protectedRegions';
import { readStructure } from './roles';
import type { Chunk, Outline, PaperFormat } from './types';

/** A paper's chunks: what finding needs, for a fraction of the work of a whole outline. */
export function chunkPaper(text: string, format: PaperFormat): Pick<Outline, 'chunks'> {
  return { chunks: format === 'text' ? cutChunks(text, [], []) : chunked(text, scanLines(text)) };
}

/**
 * Reads the structure of a paper. Linear in the text; never throws, whatever the text.
 *
 * @param text decoded, without a leading BOM; line ends as they are
 */
export function outlinePaper(text: string, format: PaperFormat): Outline {
  if (format === 'text') return { ...readStructure(text, textBlocks(text)), ...chunkPaper(text, format) };
  const scan = scanLines(text);
  return { ...readStructure(text, markdownBlocks(text, scan)), chunks: chunked(text, scan) };
}

function chunked(text: string, { headings, fences }: LineScan): Chunk[] {
  return cutChunks(text, headings, protectedRegions(text, fences));
}
