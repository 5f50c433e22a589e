import { markdownBlocks } from './blocks';
import { cutChunks } from './chunks';
import { latexOutline } from './latex/outline';
import { scanLines, type LineScan } from './lineScan';
import { textBlocks } from './paragraphs';
import { protectedRegions } from './protectedRegions';
import { readStructure } from './roles';
import type { Chunk, Outline, PaperFormat } from './types';

/** A paper's chunks: what finding needs, of markdown for a fraction of the work of a whole outline. */
export function chunkPaper(text: string, format: PaperFormat): Pick<Outline, 'chunks'> {
  switch (format) {
    case 'text':
      return { chunks: cutChunks(text, [], []) };
    case 'latex':
      return latexPaper(text);
    case 'markdown':
      return { chunks: chunked(text, scanLines(text)) };
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
      return { format, ...readStructure(text, textBlocks(text)), ...chunkPaper(text, format) };
    case 'latex':
      return latexPaper(text);
    case 'markdown': {
      const scan = scanLines(text);
      return { format, ...readStructure(text, markdownBlocks(text, scan)), chunks: chunked(text, scan) };
    }
  }
}

function latexPaper(text: string): Outline {
  const { headings, blocks } = latexOutline(text);
  const whole = blocks.filter(({ kind }) => kind === 'table' || kind === 'code');
  return { format: 'latex', headings, blocks, chunks: cutChunks(text, headings, whole) };
}

function chunked(text: string, { headings, fences }: LineScan): Chunk[] {
  return cutChunks(text, headings, protectedRegions(text, fences));
}
