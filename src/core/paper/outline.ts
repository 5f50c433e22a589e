import { markdownBlocks } from './blocks';
import { cutChunks } from './chunks';
import { scanLines } from './lineScan';
import { textBlocks } from './paragraphs';
import { protectedRegions } from './protectedRegions';
import { withRoles } from './roles';
import type { Outline, PaperFormat } from './types';

/**
 * Reads the structure of a paper. Linear in the text; never throws, whatever the text.
 *
 * @param text decoded, without a leading BOM; line ends as they are
 */
export function outlinePaper(text: string, format: PaperFormat): Outline {
  if (format === 'text') {
    return { headings: [], chunks: cutChunks(text, [], []), blocks: withRoles(text, textBlocks(text)) };
  }
  const scan = scanLines(text);
  return {
    headings: scan.headings,
    chunks: cutChunks(text, scan.headings, protectedRegions(text, scan.fences)),
    blocks: withRoles(text, markdownBlocks(text, scan)),
  };
}
