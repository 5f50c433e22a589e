import type MarkdownIt from 'markdown-it';
import type { Token } from 'markdown-it';
import { formatScore } from '../../core/answers/bands';
import type { MarkedPart } from '../../core/preview/markChildren';
import { markTokens } from '../../core/preview/markTokens';
import { RenderedText } from '../../core/preview/renderedText';
import type { LitRange } from '../../core/preview/types';

/** Longest question in a tooltip, code points: it is written once for each piece of a passage. */
const TOOLTIP_LENGTH = 120;

/** A passage as the preview shows it; UTF-16 code units of the document's text now. */
export interface LitPassage extends LitRange {
  readonly score: number;
  /** What stands where its score stands, when that is not the score itself. */
  readonly label?: string;
  /** The end of its class in the style sheet: a band, `languageModel`, or `question1` to `question6` where several questions are lit. */
  readonly look: string;
  /** What its question is called, with its sign where several are lit. */
  readonly question: string;
}

/** What is lit of a document, by the document's address and the text that the preview has parsed of it. */
export type LitPassages = (document: string, text: string) => readonly LitPassage[];

/**
 * Lights passages in the pages that this markdown-it makes. The editor keeps what it has parsed and does not say of which document it
 * was; only when it renders it does. So the text is kept with its tokens, and marks are put into a copy of them for each page.
 *
 * @param report is told of an error; the page is then shown without marks
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

/** The address of the document that a page is rendered of, where VS Code's preview says so. */
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
  // The editor brings its own markdown-it, and with it the class of the tokens.
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

/** The strongest passage gives the colour; the tooltip names all of them. */
function attributesOf(passages: readonly LitPassage[]): [string, string][] {
  const ordered = [...passages].sort((a, b) => b.score - a.score);
  const tooltip = ordered
    .map(({ score, label, question }) => `${label ?? formatScore(score)} · ${shortened(question)}`)
    .join('\n');
  const overlap = passages.length > 1 ? ' evidence-overlap' : '';
  return [
    ['class', `evidence evidence-${ordered[0]!.look}${overlap}`],
    ['title', tooltip],
  ];
}

function shortened(question: string): string {
  const characters = Array.from(question);
  return characters.length <= TOOLTIP_LENGTH ? question : `${characters.slice(0, TOOLTIP_LENGTH - 1).join('')}…`;
}
