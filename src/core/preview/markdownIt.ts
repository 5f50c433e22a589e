import type MarkdownIt from 'markdown-it';
import type { Token } from 'markdown-it';
import { formatScore } from '../answers/bands';
import type { MarkedPart } from './markChildren';
import { markTokens } from './markTokens';
import { RenderedText } from './renderedText';
import type { LitRange } from './types';

/** Longest question in a tooltip, code points: each piece of a passage repeats it. */
const TOOLTIP_LENGTH = 120;

/**
 * The `look` of the rest of a passage's paragraph. While several questions are lit, it follows the look of the question:
 * `question1-paragraph`.
 */
export const AROUND = 'paragraph';

/** A passage, or the rest of its paragraph, as the preview shows it; offsets are UTF-16 code units of the document's text now. */
export interface LitPassage extends LitRange {
  readonly score: number;
  /** The text to show instead of the score. */
  readonly label?: string;
  /** The end of its CSS class: a band, `languageModel`, or `question1` to `question6` where several questions are lit; see `AROUND` too. */
  readonly look: string;
  /** Set on the passage to which the page has to scroll; a new value for each time. */
  readonly target?: string;
  /** The title of its question, with its sign where several are lit. */
  readonly question: string;
}

/** The lit passages of a document, by the document's address and the text that the preview parsed. */
export type LitPassages = (document: string, text: string) => readonly LitPassage[];

/**
 * Lights passages in the pages that this markdown-it renders. VS Code caches parsed tokens and names the document only when it renders.
 * So the text is kept with its tokens, and each page gets marks in a copy of them.
 *
 * @param report is called with an error; the page is then shown without marks
 */
export function lightPassages(md: MarkdownIt, lit: LitPassages, report: (error: unknown) => void): MarkdownIt {
  const texts = new WeakMap<readonly Token[], string>();
  const { parse } = md;
  md.parse = (text, env) => {
    const tokens = parse.call(md, text, env);
    texts.set(tokens, text);
    return tokens;
  };
  const marked = (tokens: Token[], env: unknown): Token[] => {
    const document = documentOf(env);
    const text = texts.get(tokens);
    if (document === undefined || text === undefined) return tokens;
    const passages = lit(document, text);
    return passages.length === 0 ? tokens : withMarks(md, tokens, text, passages);
  };
  const { render } = md.renderer;
  md.renderer.render = function (tokens, options, env) {
    let shown = tokens;
    try {
      shown = marked(tokens, env);
    } catch (error) {
      report(error);
    }
    return render.call(this, shown, options, env);
  };
  return md;
}

/** The address of the document of a rendered page, if VS Code's preview tells it. */
function documentOf(env: unknown): string | undefined {
  if (typeof env !== 'object' || env === null || !('currentDocument' in env)) return undefined;
  const { currentDocument } = env as { currentDocument?: { toString(): string } };
  return currentDocument?.toString();
}

function withMarks(md: MarkdownIt, tokens: Token[], source: string, passages: readonly LitPassage[]): Token[] {
  const text = new RenderedText(source);
  const ranges = passages.map((passage) => ({
    ...passage,
    start: text.offsetOf(passage.start),
    end: text.offsetOf(passage.end),
  }));
  const marks = markTokens(tokens, text, ranges, (entity) => md.utils.unescapeAll(entity));
  // The `Token` class comes from the editor's own markdown-it.
  const { Token: Made } = new md.core.State('', md, {});
  const copyOf = (token: Token, changes: Partial<Token>): Token =>
    Object.assign(new Made(token.type, token.tag, token.nesting), token, changes);
  const tokenOf = (part: MarkedPart<Token, LitPassage>): Token => {
    switch (part.kind) {
      case 'child':
        return part.child;
      case 'text':
        return copyOf(part.child, { content: part.content });
      case 'open':
        return Object.assign(new Made('evidence_open', 'mark', 1), { attrs: attributesOf(part.ranges) });
      case 'close':
        return new Made('evidence_close', 'mark', -1);
    }
  };
  return tokens.map((token, at) => {
    const parts = marks.get(at);
    return parts ? copyOf(token, { children: parts.map(tokenOf) }) : token;
  });
}

/** The passage with the best score gives the colour; the tooltip names all of them. */
function attributesOf(passages: readonly LitPassage[]): [string, string][] {
  const answering = passages.filter(({ look }) => !look.endsWith(AROUND));
  const ordered = [...(answering.length > 0 ? answering : passages)].sort((a, b) => b.score - a.score);
  const tooltip = ordered
    .map(({ score, label, question }) => `${label ?? formatScore(score)} · ${shortened(question)}`)
    .join('\n');
  const overlap = answering.length > 1 ? ' evidence-overlap' : '';
  const target = passages.find((passage) => passage.target !== undefined)?.target;
  return [
    ['class', `evidence evidence-${ordered[0]!.look}${overlap}`],
    ['title', tooltip],
    ...(target === undefined ? [] : [['data-evidence-target', target] satisfies [string, string]]),
  ];
}

function shortened(question: string): string {
  const characters = Array.from(question);
  return characters.length <= TOOLTIP_LENGTH ? question : `${characters.slice(0, TOOLTIP_LENGTH - 1).join('')}…`;
}
