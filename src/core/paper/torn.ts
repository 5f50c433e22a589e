import { within } from '../text/pieces';
import type { TextRange } from '../text/trim';
import { unlinked } from '../text/unlinked';
import { endsOpen, shown, shownEnd, type MarkedBlock } from './marking';
import type { Block } from './types';

/** How many blocks may stand between two parts of a paragraph. */
const MAX_BETWEEN = 12;
/** Only this much of each part is examined; UTF-16 code units of source. */
const REACH = 400;

/** Emphasis, brackets and citations after the last word or full stop. */
const CLOSING = /(?:[\s*_`"'”’»)\]}]|\[[\d\s,–-]{1,30}\]|<\/?su[bp]>)+$/;
const ENDS = /[.!?…。！？]$/;
const HYPHEN = /\p{L}[-¬‐]$/u;
const SMALL_START = /^[*_`"'“‘«([{]{0,4}\p{Ll}/u;
/** After a formula these words continue the sentence, even when the formula ends with a full stop. */
const EXPLAINS = /^(?:where|with|and|for|which|so that|such that|if|when|here)\b/;
const ANY_START = /^[*_`"'“‘«([{]{0,4}[\p{L}\p{N}$\\]/u;
const FOOTNOTE =
  /^(?:[-*]\s+)?(?:<\/?(?:span|a)\b[^<>]{0,300}>\s*)*(?:<sup>|\\footnotetext|\^\d|\[\^|\$\^|[∗†‡§¶]|\\\*|\d{1,2}(?:https?:|\p{Lu}\p{Ll}))/u;
/** List items and labels start with a small letter without continuing a sentence. */
const ITEM = /^(?:\(?[a-z0-9]{1,3}[).]\s|[-*+•]\s|https?:|www\.|e-?mail)/i;
const PANEL = /^\([a-h]\)\s[^\r\n]*[^.;,]$/;
/** UTF-16 code units. */
const MAX_PANEL_NAME = 60;
/** A citation that a page break cuts: `[12,` and `13]`. */
const CITATION_OPENS = /\[\d[\d\s,–-]*$/;
const CITATION_CLOSES = /^\d[\d\s,–-]*\]/;
/** A list of citations, or another insertion, that a page break cuts: `(Ames, 1990;` and `Bose, 1991)`. */
const BRACKET_OPENS = /[([][^()[\]]{2,150}[\p{L}\d][,;]$/u;
const BRACKET_CLOSES = /^[\p{L}\d][^()[\]]{0,150}[)\]]/u;
/** A line of a program that a converter took for text. */
const CODE = /^(?:end (?:for|if|while|function|procedure)\b|return\b|def \w|elif\b|import \w|print\()/;

/**
 * Joins the parts of a paragraph that a page break, figure, table, footnote or formula separates: `continues` of each later part becomes
 * the start of the part before it. One pass over the blocks.
 */
export function joinTorn(text: string, blocks: readonly MarkedBlock[]): void {
  let open: { readonly block: MarkedBlock; readonly end: string } | undefined;
  let between = 0;
  let isFormulaBetween = false;
  for (const block of blocks) {
    if (
      block.role === 'references' ||
      block.role === 'frontMatter' ||
      (block.kind === 'heading' && block.role === 'body')
    ) {
      open = undefined;
      continue;
    }
    const interrupts = isInterruption(text, block, between > 0);
    if (interrupts && open) {
      if (block.kind === 'math') isFormulaBetween = true;
      // Behind a program only a small letter continues a sentence.
      if (block.kind !== 'code') between++;
      if (between > MAX_BETWEEN) open = undefined;
    }
    if (interrupts) continue;
    const start = shown(text, block, REACH);
    if (open && block.kind === 'paragraph' && continues(open.end, start, isFormulaBetween, between)) {
      block.continues = open.block.start;
    }
    // Only the end of a part decides, whatever is inside it.
    const isText = block.kind === 'paragraph' || block.kind === 'list';
    open = isText ? { block, end: unlinked(shownEnd(text, block, REACH)).replace(CLOSING, '') } : undefined;
    between = 0;
    isFormulaBetween = false;
  }
}

function isInterruption(text: string, block: MarkedBlock, isBehindFigure: boolean): boolean {
  if (block.role === 'furniture') return true;
  switch (block.kind) {
    case 'caption':
    case 'table':
    case 'math':
    case 'code':
    case 'html':
    case 'rule':
      return true;
    case 'paragraph':
      if (isBehindFigure && isPanelName(text, block)) return true;
      return FOOTNOTE.test(text.slice(block.start, Math.min(block.end, block.start + REACH)));
    default:
      return false;
  }
}

/** The name of one panel of a figure, as in `(a) Dusk`. */
function isPanelName(text: string, { start, end }: MarkedBlock): boolean {
  return end - start <= MAX_PANEL_NAME && PANEL.test(text.slice(start, end));
}

function continues(end: string, start: string, isFormulaBetween: boolean, between: number): boolean {
  if (end === '' || ITEM.test(start) || CODE.test(start)) return false;
  if (CITATION_OPENS.test(end)) return CITATION_CLOSES.test(start);
  if (BRACKET_OPENS.test(end) && BRACKET_CLOSES.test(unlinked(start))) return true;
  const isSmall = SMALL_START.test(start);
  if (isFormulaBetween) return isSmall && (!ENDS.test(end) || EXPLAINS.test(start));
  if (ENDS.test(end) || /[:;]$/.test(end)) return end.endsWith(';') && isSmall;
  if (isSmall) return true;
  return (
    (between > 0 || HYPHEN.test(end)) &&
    (endsOpen(end) || HYPHEN.test(end) || end.endsWith(',')) &&
    ANY_START.test(start)
  );
}

/** The pieces of a range that begins and ends in parts of one torn paragraph, without what lies between them; else the range itself. */
export function tornRanges(blocks: readonly Block[], range: TextRange): TextRange[] {
  const inside = blocks.filter(({ start, end }) => start < range.end && end > range.start);
  const [first, last] = [inside[0], inside.at(-1)];
  if (!first || !last || last.continues === undefined) return [range];
  const parts = [last];
  for (const block of inside.toReversed()) if (block.start === parts[0]!.continues) parts.unshift(block);
  return parts[0] === first ? within(range, parts) : [range];
}
