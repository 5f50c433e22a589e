import { markdownBlocks } from './blocks';
import { cutChunks } from './chunks';
import { latexOutline } from './latex/outline';
import { scanLines, type LineScan } from './lineScan';
import { textBlocks } from './paragraphs';
import { protectedRegions } from './protectedRegions';
import { readStructure } from './roles';
import type { Chunk, Outline, PaperFormat } from './types';

/** Only the chunks of a paper. For markdown this costs a fraction of the whole outline. */
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
 * Reads the structure of a paper in linear time. Never throws, whatever the text.
 *
 * @param text decoded, without a leading BOM, with its original line ends
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
