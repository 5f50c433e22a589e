import { trimRange } from '../text/trim';
import type { FoundBlock } from './blocks';

/** The levels of LaTeX commands for headings, as numbers of `#`. */
const LEVELS: Readonly<Record<string, number>> = {
  ...{ title: 1, part: 1, chapter: 1, section: 2, abstract: 2, subsection: 3, subsubsection: 4, paragraph: 5 },
};
const HEADING =
  /^\\(?:(?<name>title|part|chapter|(?:sub){0,2}section|paragraph)\*?\s*\{(?<words>(?:[^{}]|\{[^{}]{0,300}\}){0,1000})\}|begin\{(?<abstract>abstract)\})/;
const ENDS_ABSTRACT = /\\end\{abstract\}\s*$/;

/** Makes blocks of headings that are written as LaTeX commands within markdown, as Mathpix does. Text behind them stays a paragraph. */
export function withLatexHeadings(text: string, blocks: readonly FoundBlock[]): FoundBlock[] {
  return blocks.flatMap((block) => {
    if (block.kind !== 'paragraph') return [block];
    const source = text.slice(block.start, block.end);
    return source.startsWith('\\') || source.endsWith('}') ? partsOf(text, block) : [block];
  });
}

function partsOf(text: string, block: FoundBlock): FoundBlock[] {
  const parts: FoundBlock[] = [];
  const end = block.end - (ENDS_ABSTRACT.exec(text.slice(block.start, block.end))?.[0].length ?? 0);
  let rest = trimRange(text, block.start, end);
  while (rest) {
    const heading = HEADING.exec(text.slice(rest.start, rest.end));
    if (!heading) return [...parts, { ...block, ...rest }];
    const behind = rest.start + heading[0].length;
    parts.push({ kind: 'heading', start: rest.start, end: behind });
    rest = trimRange(text, behind, end);
  }
  return parts;
}

/** Level and title of a heading that a LaTeX command makes; undefined for any other. */
export function latexHeading(source: string): { readonly level: number; readonly title: string } | undefined {
  const { name, words, abstract } = HEADING.exec(source)?.groups ?? {};
  if (abstract !== undefined) return { level: LEVELS['abstract']!, title: 'Abstract' };
  return name === undefined ? undefined : { level: LEVELS[name]!, title: words!.replace(/\s+/g, ' ').trim() };
}
