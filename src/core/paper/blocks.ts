import { parser, Table } from '@lezer/markdown';
import { trimRange } from '../text/trim';
import { withEmbeddedTables } from './embeddedTables';
import { withLatexHeadings } from './latexMarks';
import type { LineScan } from './lineScan';
import { parserInput } from './parserInput';
import { withPlainTables } from './tables';
import type { Block, BlockKind } from './types';

/** A block whose role is not known yet. */
export type FoundBlock = Omit<Block, 'role'>;

/**
 * Parses blocks only. Inline text is not needed, and without the inline parsers the time is linear for every text. Link references come out
 * as paragraphs.
 */
const blockParser = parser.configure([
  Table,
  {
    remove: [
      'LinkReference',
      'Escape',
      'Entity',
      'InlineCode',
      'HTMLTag',
      'Emphasis',
      'HardBreak',
      'Link',
      'Image',
      'LinkEnd',
    ],
  },
]);

/** The parser's nodes that become blocks. The walk enters the nodes in `ENTERED` and skips all others. */
const KINDS: Readonly<Record<string, BlockKind>> = {
  Paragraph: 'paragraph',
  ListItem: 'list',
  Table: 'table',
  FencedCode: 'code',
  CodeBlock: 'code',
  HTMLBlock: 'html',
  CommentBlock: 'html',
  ProcessingInstructionBlock: 'html',
  HorizontalRule: 'rule',
};
const HEADING_NODE = /^(?:ATX|Setext)Heading/;
const ENTERED = new Set(['Document', 'BulletList', 'OrderedList', 'Blockquote']);

/** What converters put before a label: anchors, and the image itself. */
const BEFORE_LABEL = String.raw`(?:<[^<>]{1,300}>\s*|!\[[^\]\r\n]{0,300}\]\([^()\s]*\)\s*|!\[(?=[^\]]{0,600}\]\([^()\s]*\)\s*$))*`;
const LABEL = String.raw`(?:table|figure|fig\.?|tab\.|algorithm|listing|scheme|plate|box)\s+(?:[A-Z]{0,2}\.?\d+(?:\.\d+)*[a-z]?|[IVXL]+)`;
/** A label, its number and a punctuation mark; or a label that emphasis or capitals tell from the words after it. */
const CAPTIONS = [
  new RegExp(
    String.raw`^${BEFORE_LABEL}[*_]{0,3}(?:(?:supplementary|extended data)\s+)?${LABEL}[*_]{0,3}\s*(?:[:.|–—]|-\s)`,
    'i',
  ),
  new RegExp(String.raw`^${BEFORE_LABEL}([*_]{1,3})(?:(?:supplementary|extended data)\s+)?${LABEL}\1\s+\S`, 'i'),
  new RegExp(String.raw`^${BEFORE_LABEL}(?:TABLE|FIGURE|FIG\.)\s+(?:\d+(?:\.\d+)*|[IVXL]+)\s+\p{Lu}`, 'u'),
];
/** Anchors that converters put before a block. */
const ANCHORS = /^(?:<\/?(?:span|a)\b[^<>]{0,300}>\s*)+/i;
const HTML_HEADING = /^<h([1-6])\b[^<>]{0,300}>(?:(?!<h[1-6]\b)[^]){1,1200}<\/h\1>$/i;
const MATH = [
  /^\$\$[^]*\$\$[\s.,;]*(?:\((?:[A-Z]\.?)?\d+(?:\.\d+)*[a-z]?\))?[\s.,;]*$/,
  /^\$[^$]+\$[\s.,;]*(?:\(\d+(?:\.\d+)*[a-z]?\))?[\s.,;]*$/,
  /^\\\[[^]*\\\]$/,
  /^\\begin\{(equation|align|gather|multline|eqnarray)\*?\}[^]*\\end\{\1\*?\}$/,
];

/**
 * The blocks of a markdown text. Every item of a top-level list is one block with everything nested in it, because readers cite items. The
 * paragraphs of a quote are blocks too.
 */
export function markdownBlocks(text: string, scan: LineScan): FoundBlock[] {
  const blocks: FoundBlock[] = scan.frontMatter ? [{ kind: 'code', ...scan.frontMatter }] : [];
  const input = parserInput(text, scan);
  let quotes = 0;
  blockParser.parse(input.text).iterate({
    enter: ({ name, from, to }) => {
      if (name === 'Blockquote') quotes++;
      if (ENTERED.has(name)) return true;
      const kind = HEADING_NODE.test(name) ? 'heading' : KINDS[name];
      const range = kind && to > from && trimRange(text, input.toPaper(from), input.toPaper(to - 1) + 1);
      if (!range) return false;
      const content = text.slice(range.start, range.end);
      const found = name === 'CodeBlock' && isProse(content) ? 'paragraph' : kind;
      blocks.push({ kind: refined(found, content, quotes > 0), ...range });
      return false;
    },
    leave: ({ name }) => {
      if (name === 'Blockquote') quotes--;
    },
  });
  return withLatexHeadings(text, withEmbeddedTables(text, withPlainTables(text, blocks)));
}

/** Markdown takes a paragraph with an indented first line for code. This tells such a paragraph from real code. */
function isProse(content: string): boolean {
  return (
    /^["“(]?\p{Lu}/u.test(content) &&
    /[.!?:]["”)]?$/.test(content) &&
    !/[{}=;<>\\]|\(\)/.test(content) &&
    /(?:\p{L}{2,}[ ,]+){4}/u.test(content)
  );
}

/** Whether a text begins as the caption of a figure or table does. */
export function isCaption(text: string): boolean {
  return CAPTIONS.some((caption) => caption.test(text));
}

/** Tells captions, mathematics and quotes from other paragraphs, and headings from other HTML. */
function refined(kind: BlockKind, text: string, quoted: boolean): BlockKind {
  if (kind === 'html') return HTML_HEADING.test(text) ? 'heading' : 'html';
  if (kind !== 'paragraph') return kind;
  if (isCaption(text)) return 'caption';
  const bare = text.replace(ANCHORS, '');
  if (MATH.some((pattern) => pattern.test(bare))) return 'math';
  return quoted ? 'quote' : 'paragraph';
}
