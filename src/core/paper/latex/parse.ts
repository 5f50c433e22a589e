import { LatexPegParser } from '@unified-latex/unified-latex-util-pegjs';
import type { TextRange } from '../../text/trim';
import { BIBLIOGRAPHY, CAPTIONS, HEADING_LEVELS } from './commands';
import { shorten } from './shorten';

/** A node of a LaTeX text; offsets are UTF-16 code units of the paper. */
export interface LatexNode extends TextRange {
  readonly type: NodeType;
  /** The name of a command or environment, or the characters of a string; empty for other nodes. */
  readonly name: string;
  readonly children: readonly LatexNode[];
  /** Whether it holds letters that may be words. */
  readonly hasWords: boolean;
  /** Whether it cannot lie within one paragraph. */
  readonly hasBlocks: boolean;
}

type NodeType =
  | 'string'
  | 'whitespace'
  | 'parbreak'
  | 'comment'
  | 'macro'
  | 'group'
  | 'environment'
  | 'inlinemath'
  | 'displaymath'
  | 'verb';

/** A node of the parser, with the fields that are used here. */
interface ParsedNode {
  readonly type: string;
  readonly content?: string | readonly ParsedNode[];
  /** The name of an environment. For an environment of mathematics, a node that holds the name. */
  readonly env?: string | ParsedNode;
  readonly position?: { readonly start: { readonly offset: number }; readonly end: { readonly offset: number } };
}

/** A part of the paper. Without nodes, the parser could not read it. */
export interface LatexPiece extends TextRange {
  readonly nodes: readonly LatexNode[] | undefined;
}

/**
 * The parser memorises everything it tries, and its time for unclosed groups grows with the square of the length. So the text is cut into
 * pieces: at blank lines outside environments from `LONG_ENOUGH`, at any blank line from `LARGE`, at any white space from `TOO_LARGE`.
 * UTF-16 code units.
 */
const LONG_ENOUGH = 8000;
const LARGE = 32_000;
const TOO_LARGE = 64_000;
const CUTS = /\\(?<bound>begin|end)[ \t]*\{|(?<blank>(?:\r\n|\n|\r(?!\n))[ \t]*(?:\r\n|\n|\r(?!\n)))|(?<any>\s)/g;

/** Patterns of what is opened and closed. More than a few unclosed ones make the parser slow. */
const PAIRS = [
  /(?<open>\\begin\s*\{)|(?<close>\\end\s*\{)/g,
  /(?<open>\\\[)|(?<close>\\\])/g,
  /(?<open>\\\()|(?<close>\\\))/g,
  /\\.|(?<open>\{)|(?<close>\})/gs,
];
const MOST_UNCLOSED = 20;

const HAS_LETTER = /\p{L}/u;
const BLOCK_MACROS = new Set([...HEADING_LEVELS.keys(), ...CAPTIONS, ...BIBLIOGRAPHY, 'title', 'par']);

/** Parses a part of a paper, piece by piece. Pieces that the parser cannot read, or not fast enough, have no nodes. */
export function* parsePieces(text: string, start: number, end: number): Generator<LatexPiece> {
  for (const piece of piecesOf(text, start, end)) yield { ...piece, nodes: parsePiece(text, piece) };
}

function* piecesOf(text: string, start: number, end: number): Generator<TextRange> {
  let from = start;
  let depth = 0;
  CUTS.lastIndex = start;
  for (let match = CUTS.exec(text); match && match.index < end; match = CUTS.exec(text)) {
    const { bound, blank } = match.groups!;
    if (bound !== undefined) depth = Math.max(0, depth + (bound === 'begin' ? 1 : -1));
    const length = match.index - from;
    const fits = blank === undefined ? TOO_LARGE : depth === 0 ? LONG_ENOUGH : LARGE;
    if (bound !== undefined || length < fits) continue;
    yield { start: from, end: match.index };
    from = match.index;
    depth = 0;
  }
  if (from < end) yield { start: from, end };
}

function parsePiece(text: string, { start, end }: TextRange): readonly LatexNode[] | undefined {
  // The parser does not know a lone CR as a line end.
  const short = shorten(text.slice(start, end).replaceAll('\r\n', ' \n').replaceAll('\r', '\n'));
  if (PAIRS.some((pair) => unclosed(short.text, pair) > MOST_UNCLOSED)) return undefined;
  try {
    const root = LatexPegParser.parse(short.text) as ParsedNode;
    return new TreeReader(text, (offset) => start + short.toOriginal(offset)).nodesOf(root.content);
  } catch {
    // Deep nesting overflows the stack. The grammar itself refuses hardly anything.
    return undefined;
  }
}

function unclosed(piece: string, pair: RegExp): number {
  let open = 0;
  for (const { groups } of piece.matchAll(pair)) {
    if (groups!['open'] !== undefined) open++;
    else if (groups!['close'] !== undefined && open > 0) open--;
  }
  return open;
}

class TreeReader {
  constructor(
    private readonly text: string,
    private readonly toPaper: (offset: number) => number,
  ) {}

  nodesOf(content: ParsedNode['content']): LatexNode[] {
    return typeof content === 'object' ? content.flatMap((node) => this.nodeOf(node)) : [];
  }

  /** The contents of verbatim environments have no positions and are not needed. */
  private nodeOf({ type, position, content, env }: ParsedNode): LatexNode[] {
    if (!position) return [];
    const range = { start: this.toPaper(position.start.offset), end: this.toPaper(position.end.offset) };
    const name = typeof env === 'string' ? env : typeof content === 'string' ? content : '';
    const leaf = (as: NodeType, hasWords: boolean, hasBlocks = false): LatexNode[] => [
      { type: as, name, ...range, children: [], hasWords, hasBlocks },
    ];
    switch (type) {
      case 'string':
        return leaf('string', HAS_LETTER.test(this.text.slice(range.start, range.end)));
      case 'whitespace':
      case 'comment':
        return leaf(type, false);
      case 'parbreak':
        return leaf('parbreak', false, true);
      case 'macro':
        return leaf('macro', false, BLOCK_MACROS.has(name));
      case 'inlinemath':
      case 'verb':
        return leaf(type, true);
      case 'displaymath':
      case 'mathenv':
        return leaf('displaymath', false, true);
      case 'group': {
        const children = this.nodesOf(content);
        const hasWords = children.some((child) => child.hasWords);
        const hasBlocks = children.some((child) => child.hasBlocks);
        return [{ type: 'group', name, ...range, children, hasWords, hasBlocks }];
      }
      case 'environment':
      case 'verbatim': {
        const children = type === 'verbatim' ? [] : this.nodesOf(content);
        return [{ type: 'environment', name, ...range, children, hasWords: true, hasBlocks: true }];
      }
      default:
        return [];
    }
  }
}
