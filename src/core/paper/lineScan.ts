import { isWhiteSpaceAt, type TextRange } from '../text/trim';
import { frontMatterOf } from './frontMatter';
import type { Heading } from './types';

/** A fenced code block with its fences. Without a closing fence it reaches to the end of the text. */
export interface Fence extends TextRange {
  readonly mark: '`' | '~';
  readonly closed: boolean;
}

/** What one pass over the lines of a markdown text finds. */
export interface LineScan {
  /** YAML or TOML front matter with its marks, at the start of the text. */
  readonly frontMatter: TextRange | undefined;
  readonly headings: readonly Heading[];
  readonly fences: readonly Fence[];
  /** Display mathematics between `$$` marks on different lines, with no blank line inside. */
  readonly math: readonly TextRange[];
}

const LINE = /([^\r\n]*)(?:\r\n|\r|\n|$)/g;
const FENCE_OPENS = /^ {0,3}(?:(`{3,})[^`]*|(~{3,}).*)$/;
const FENCE_CLOSES = /^ {0,3}(`{3,}|~{3,})\s*$/;
const HEADING = /^(#{1,6})(?=\s|$)/;

/**
 * Finds headings as the reference chunker does: lines that start with 1 to 6 `#` and white space, in any block. Unlike the reference, it
 * skips fenced code and front matter.
 */
export function scanLines(text: string): LineScan {
  const frontMatter = frontMatterOf(text);
  const headings: Heading[] = [];
  const fences: Fence[] = [];
  const math: TextRange[] = [];
  let fence: { readonly start: number; readonly run: string } | undefined;
  let mathStart: number | undefined;

  LINE.lastIndex = frontMatter?.end ?? 0;
  while (LINE.lastIndex < text.length) {
    const start = LINE.lastIndex;
    const line = LINE.exec(text)![1]!;
    const end = start + line.length;
    if (fence) {
      const closing = FENCE_CLOSES.exec(line)?.[1];
      if (closing?.startsWith(fence.run)) {
        fences.push({ start: fence.start, end, mark: markOf(fence.run), closed: true });
        fence = undefined;
      }
      continue;
    }
    const opening = FENCE_OPENS.exec(line);
    if (opening) {
      fence = { start, run: opening[1] ?? opening[2]! };
      mathStart = undefined;
      continue;
    }
    if (HEADING.test(line)) headings.push(headingOf(line, start));

    const content = line.trim();
    if (content === '') mathStart = undefined;
    else if (mathStart === undefined) {
      if (content.startsWith('$$') && !content.includes('$$', 2)) mathStart = start;
    } else if (content.includes('$$')) {
      math.push({ start: mathStart, end });
      mathStart = undefined;
    }
  }
  if (fence) fences.push({ start: fence.start, end: text.length, mark: markOf(fence.run), closed: false });
  return { frontMatter, headings, fences, math };
}

function markOf(run: string): '`' | '~' {
  return run.startsWith('`') ? '`' : '~';
}

function headingOf(line: string, start: number): Heading {
  const level = HEADING.exec(line)![1]!.length;
  return { level, title: headingTitle(line), start, end: start + line.trimEnd().length };
}

const TAG = /<\/?[a-z][^<>]{0,300}>/gi;
/** Pandoc's attributes of a heading: `{#sec:intro .unnumbered}`, `{-}`. */
const ATTRIBUTES = /\{[#.-][^{}]*\}$/;
/** Pandoc's spans: `[]{#anchor}` holds no words, `[Words]{.smallcaps}` does. */
const SPAN = /\[([^[\]]*)\]\{[#.][^{}]*\}/g;
const STRONG = /(\*{2,3})(?=\S)([^*]+)\1/g;
const ALL_EMPHASISED = /^(\*|__?)(?=\S)([^*_]+)\1$/;

/**
 * The words of a heading line: without opening and closing marks, and without anchors and other tags, emphasis and attributes that
 * converters put around them.
 */
export function headingTitle(line: string): string {
  const content = line.trim();
  const title = withoutClosingMarks(content.slice(HEADING.exec(content)?.[0].length ?? 0).trim());
  return title
    .replace(SPAN, '$1')
    .replace(ATTRIBUTES, '')
    .replace(TAG, '')
    .replace(STRONG, '$2')
    .trim()
    .replace(ALL_EMPHASISED, '$2')
    .trim();
}

function withoutClosingMarks(title: string): string {
  let end = title.length;
  while (end > 0 && title[end - 1] === '#') end--;
  const isClosed = end < title.length && (end === 0 || isWhiteSpaceAt(title, end - 1));
  return isClosed ? title.slice(0, end).trimEnd() : title;
}
