import { plainLatex } from '../../text/plainLatex';
import { trimRange, type TextRange } from '../../text/trim';
import { textBlocks } from '../paragraphs';
import type { Block, BlockKind, BlockRole, Heading } from '../types';
import {
  ABSTRACT_LEVEL,
  ABSTRACT_TITLE,
  BIBLIOGRAPHY,
  BREAKS,
  CAPTIONS,
  environmentKind,
  FIRST_SILENT,
  FRONT_MATTER,
  HEADING_LEVELS,
  SILENT,
  TITLE_LEVEL,
  type Context,
} from './commands';
import type { LatexNode, LatexPiece } from './parse';

const BODY: Context = { kind: 'paragraph', role: 'body' };
/** An optional argument must close within this many nodes of its opening bracket. */
const BRACKET_REACH = 200;
/** Nodes that an item neither begins nor ends with. */
const EMPTY = new Set(['whitespace', 'comment', 'parbreak']);
const ENVIRONMENT_BEGINS = /^\\begin\s*\{[^{}]*\}/;

/** The arguments of a command. */
interface Arguments {
  readonly groups: readonly LatexNode[];
  /** Index of the node after them. */
  readonly next: number;
}

/**
 * Finds headings and blocks in the nodes of a LaTeX text, piece by piece. Text without words, such as commands and comments, is in no
 * block.
 */
export class LatexBlocks {
  readonly headings: Heading[] = [];
  readonly blocks: Block[] = [];
  /** Environments that began in an earlier piece and are still open. Large environments are cut into pieces. */
  private readonly open: string[] = [];
  /** Kind and role of all text in the open environments, when they decide it. */
  private openContext: Context | undefined;
  private paragraph: { readonly start: number; end: number; hasWords: boolean } | undefined;

  constructor(private readonly text: string) {}

  add(piece: LatexPiece): void {
    if (piece.nodes) {
      this.read(piece.nodes, BODY);
      return this.flush(BODY);
    }
    for (const { start, end } of textBlocks(this.text.slice(piece.start, piece.end)))
      this.push('paragraph', 'body', piece.start + start, piece.start + end);
  }

  /** Adds a heading. Its title is given, or read from a range of the text. */
  heading(level: number, range: TextRange, title: string | TextRange): void {
    const words = typeof title === 'string' ? title : plainLatex(this.text, title.start, title.end).text;
    if (words !== '') this.headings.push({ level, title: words, start: range.start, end: range.end });
    this.push('heading', words === '' ? 'furniture' : 'body', range.start, range.end);
  }

  push(kind: BlockKind, role: BlockRole, start: number, end: number): void {
    const range = trimRange(this.text, start, end);
    if (range) this.blocks.push({ kind, role, ...this.openContext, ...range });
  }

  private read(nodes: readonly LatexNode[], context: Context): void {
    let at = 0;
    while (at < nodes.length) at = this.node(nodes, at, context);
  }

  /** @returns the index of the node to go on with */
  private node(nodes: readonly LatexNode[], at: number, context: Context): number {
    const node = nodes[at]!;
    switch (node.type) {
      case 'whitespace':
      case 'comment':
        return at + 1;
      case 'parbreak':
        this.flush(context);
        return at + 1;
      case 'displaymath':
        this.flush(context);
        this.push('math', context.role, node.start, node.end);
        return at + 1;
      case 'environment':
        this.flush(context);
        this.environment(node, context);
        return at + 1;
      case 'macro':
        return this.macro(nodes, at, context);
      case 'group':
        if (node.hasBlocks) this.read(node.children, context);
        else this.extend(node);
        return at + 1;
      default:
        this.extend(node);
        return at + 1;
    }
  }

  private macro(nodes: readonly LatexNode[], at: number, context: Context): number {
    const macro = nodes[at]!;
    const { name } = macro;
    const level = name === 'title' ? TITLE_LEVEL : HEADING_LEVELS.get(name);
    const { groups, next } = argumentsOf(nodes, at + 1);
    const last = groups.at(-1);
    const end = nodes[next - 1]!.end;
    if (level !== undefined && groups[0]) {
      this.flush(context);
      this.heading(level, { start: macro.start, end: groups[0].end }, inside(groups[0]));
      return nodes.indexOf(groups[0], at) + 1;
    }
    if (CAPTIONS.has(name) && last) {
      this.flush(context);
      this.push('caption', context.role, last.start + 1, last.end - 1);
      return next;
    }
    if (name === 'abstract' && last) {
      this.flush(context);
      this.heading(ABSTRACT_LEVEL, macro, ABSTRACT_TITLE);
      this.read(last.children, context);
      this.flush(context);
      return next;
    }
    if (BIBLIOGRAPHY.has(name)) return this.apart(context, 'references', macro.start, end, next);
    if (FRONT_MATTER.has(name)) return this.apart(context, 'frontMatter', macro.start, end, next);
    if (name === 'begin' || name === 'end') {
      this.flush(context);
      this.bound(name, groups[0]);
      return next;
    }
    if (name === 'item' || name === 'bibitem') {
      this.flush(context);
      return name === 'item' ? at + 1 : next;
    }
    if (BREAKS.has(name)) {
      this.flush(context);
      return next;
    }
    if (SILENT.has(name)) return next;
    if (FIRST_SILENT.has(name) && groups[0]) return nodes.indexOf(groups[0], at) + 1;
    this.extend(macro);
    return at + 1;
  }

  private apart(context: Context, role: BlockRole, start: number, end: number, next: number): number {
    this.flush(context);
    this.push('paragraph', role, start, end);
    return next;
  }

  /** Handles a `\begin` or `\end` whose other half is not in this piece. */
  private bound(which: string, name: LatexNode | undefined): void {
    if (!name) return;
    const environment = this.text.slice(name.start + 1, name.end - 1).trim();
    if (which === 'begin') this.open.push(environment);
    else if (this.open.includes(environment)) this.open.length = this.open.lastIndexOf(environment);
    const kinds = this.open.map(environmentKind);
    if (kinds.includes('references')) this.openContext = { kind: 'list', role: 'references' };
    else if (kinds.includes('code')) this.openContext = { kind: 'code', role: 'body' };
    else this.openContext = kinds.includes('hidden') ? { kind: 'code', role: 'furniture' } : undefined;
  }

  private environment(node: LatexNode, context: Context): void {
    const children = withoutArguments(node);
    switch (environmentKind(node.name)) {
      case 'abstract': {
        const begin = ENVIRONMENT_BEGINS.exec(this.text.slice(node.start, node.end))?.[0].length ?? 0;
        this.heading(ABSTRACT_LEVEL, { start: node.start, end: node.start + begin }, ABSTRACT_TITLE);
        this.read(children, context);
        this.flush(context);
        return;
      }
      case 'references':
        return this.items(children, { kind: 'list', role: 'references' });
      case 'list':
        return this.items(children, { kind: 'list', role: context.role });
      case 'table':
        return this.push('table', context.role, node.start, node.end);
      case 'code':
        return this.push('code', context.role, node.start, node.end);
      case 'hidden':
        return this.push('code', 'furniture', node.start, node.end);
      case 'front':
        return this.push('paragraph', 'frontMatter', node.start, node.end);
      case 'quote':
        this.read(children, { ...context, kind: 'quote' });
        return this.flush({ ...context, kind: 'quote' });
      default:
        this.read(children, context);
        this.flush(context);
    }
  }

  /** Makes each item a block, with everything nested in it. */
  private items(nodes: readonly LatexNode[], { kind, role }: Context): void {
    let item: { readonly start: number; readonly end: number } | undefined;
    let isIn = false;
    let at = 0;
    while (at < nodes.length) {
      const node = nodes[at]!;
      at++;
      if (node.type === 'macro' && (node.name === 'item' || node.name === 'bibitem')) {
        if (item) this.push(kind, role, item.start, item.end);
        item = undefined;
        isIn = true;
        if (node.name === 'bibitem') at = argumentsOf(nodes, at).next;
      } else if (isIn && !EMPTY.has(node.type)) {
        item = { start: item?.start ?? node.start, end: node.end };
      }
    }
    if (item) this.push(kind, role, item.start, item.end);
  }

  private extend(node: LatexNode): void {
    this.paragraph ??= { start: node.start, end: node.end, hasWords: false };
    this.paragraph.end = node.end;
    this.paragraph.hasWords ||= node.hasWords;
  }

  private flush({ kind, role }: Context): void {
    if (this.paragraph?.hasWords) this.push(kind, role, this.paragraph.start, this.paragraph.end);
    this.paragraph = undefined;
  }
}

function inside(group: LatexNode): TextRange {
  return { start: group.start + 1, end: group.end - 1 };
}

/** The arguments that start at a node: a star, optional ones in brackets, groups. */
function argumentsOf(nodes: readonly LatexNode[], from: number): Arguments {
  const groups: LatexNode[] = [];
  let next = from;
  for (let at = from; at < nodes.length; at++) {
    const { type, name } = nodes[at]!;
    if (type === 'group') groups.push(nodes[at]!);
    else if (type === 'string' && name === '[') {
      const end = closingBracket(nodes, at);
      if (end === undefined) break;
      at = end;
    } else if (type === 'whitespace' && groups.length === 0) continue;
    else if (!(type === 'string' && name === '*' && at === from)) break;
    next = at + 1;
  }
  return { groups, next };
}

function closingBracket(nodes: readonly LatexNode[], from: number): number | undefined {
  let depth = 0;
  for (let at = from; at < Math.min(nodes.length, from + BRACKET_REACH); at++) {
    const { type, name } = nodes[at]!;
    if (type === 'parbreak') return undefined;
    if (type !== 'string') continue;
    if (name === '[') depth++;
    else if (name === ']' && --depth === 0) return at;
  }
  return undefined;
}

/** The content of an environment after its arguments, which directly follow its name. */
function withoutArguments({ children }: LatexNode): readonly LatexNode[] {
  const [first] = children;
  if (first?.type !== 'group' && !(first?.type === 'string' && first.name === '[')) return children;
  return children.slice(argumentsOf(children, 0).next);
}
