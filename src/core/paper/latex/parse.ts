import { LatexPegParser } from '@unified-latex/unified-latex-util-pegjs';
import type { TextRange } from '../../text/trim';
import { BIBLIOGRAPHY, CAPTIONS, HEADING_LEVELS } from './commands';
import { shorten } from './shorten';

/** A node of a LaTeX text; offsets are UTF-16 code units of the paper. */
export interface LatexNode extends TextRange {
  readonly type: NodeType;
  /** The name of a command or an environment, the characters of a string; else empty. */
  readonly name: string;
  readonly children: readonly LatexNode[];
  /** Whether letters stand in it that may be words. */
  readonly hasWords: boolean;
  /** Whether it cannot be a part of one paragraph. */
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

/** A node as the parser gives it, as far as it is read here. */
interface ParsedNode {
  readonly type: string;
  readonly content?: string | readonly ParsedNode[];
  /** The name of an environment; of one of mathematics a node that holds the name. */
  readonly env?: string | ParsedNode;
  readonly position?: { readonly start: { readonly offset: number }; readonly end: { readonly offset: number } };
}

/** A part of the paper that was parsed, or that could not be. */
export interface LatexPiece extends TextRange {
  readonly nodes: readonly LatexNode[] | undefined;
}

/**
 * The parser keeps what it has tried for as long as it runs, and its time for what is opened and never closed grows with the square: it gets
 * pieces, cut at blank lines outside environments when they are long enough, at any blank line when they are large, else at any blank.
 * UTF-16 code units.
 */
const LONG_ENOUGH = 8000;
const LARGE = 32_000;
const TOO_LARGE = 64_000;
const CUTS = /\\(?<bound>begin|end)[ \t]*\{|(?<blank>(?:\r\n|\n|\r(?!\n))[ \t]*(?:\r\n|\n|\r(?!\n)))|(?<any>\s)/g;

/** What is opened and closed, each with the pattern of both; more than a few that stay open make the parser slow. */
const PAIRS = [
  /(?<open>\\begin\s*\{)|(?<close>\\end\s*\{)/g,
  /(?<open>\\\[)|(?<close>\\\])/g,
  /(?<open>\\\()|(?<close>\\\))/g,
  /\\.|(?<open>\{)|(?<close>\})/gs,
];
const MOST_UNCLOSED = 20;

const HAS_LETTER = /\p{L}/u;
const BLOCK_MACROS = new Set([...HEADING_LEVELS.keys(), ...CAPTIONS, ...BIBLIOGRAPHY, 'title', 'par']);

/** Parses a part of a paper, piece by piece. Pieces that the parser cannot read, or not in good time, come without nodes. */
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
  // The parser knows no lone CR as a line end.
  const short = shorten(text.slice(start, end).replaceAll('\r\n', ' \n').replaceAll('\r', '\n'));
  if (PAIRS.some((pair) => unclosed(short.text, pair) > MOST_UNCLOSED)) return undefined;
  try {
    const root = LatexPegParser.parse(short.text) as ParsedNode;
    return new TreeReader(text, (offset) => start + short.toOriginal(offset)).nodesOf(root.content);
  } catch {
    // What nests too deep overflows the stack; the grammar refuses hardly anything.
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

/** Turns the parser's nodes into ours. */
class TreeReader {
  constructor(
    private readonly text: string,
    private readonly toPaper: (offset: number) => number,
  ) {}

  nodesOf(content: ParsedNode['content']): LatexNode[] {
    return typeof content === 'object' ? content.flatMap((node) => this.nodeOf(node)) : [];
  }

  /** The contents of verbatim environments have no places, and are not needed. */
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
