import MarkdownIt, { type Options } from 'markdown-it';
import footnote from 'markdown-it-footnote';
import type { LitRange } from '../../../../src/core/preview/types';
import { lightPassages, type LitPassage } from '../../../../src/core/preview/markdownIt';

/** The document that pages are rendered from. */
const DOCUMENT = 'file:///paper.md';

/** Mathematics in the form in which VS Code's own extension hands it to markdown-it. */
function math(md: MarkdownIt): void {
  md.inline.ruler.after('escape', 'math_inline', (state, silent) => {
    const found = /^\$([^$\n]+)\$/.exec(state.src.slice(state.pos));
    if (!found) return false;
    if (!silent) {
      const token = state.push('math_inline', 'math', 0);
      token.markup = '$';
      token.content = found[1]!;
    }
    state.pos += found[0].length;
    return true;
  });
  md.renderer.rules['math_inline'] = (tokens, at) => `<var>${md.utils.escapeHtml(tokens[at]!.content)}</var>`;
}

/** A markdown-it as VS Code's preview has it; it also marks where lines begin, and gives headings their ids. */
function engine(options: Options = {}): MarkdownIt {
  const md = new MarkdownIt({ html: true, ...options }).use(footnote).use(math);
  md.core.ruler.push('source_map_data_attribute', (state) => {
    for (const token of state.tokens)
      if (token.map && token.type !== 'inline') token.attrSet('data-line', `${token.map[0]}`);
  });
  md.renderer.rules['heading_open'] = (tokens, at, given, _env, self) => {
    const text = tokens[at + 1]!.children!.filter(({ type }) => type === 'text' || type === 'code_inline');
    tokens[at]!.attrSet('id', text.map(({ content }) => content).join(''));
    return self.renderToken(tokens, at, given);
  };
  return md;
}

/** The page without passages, and with them. */
export function pages(
  text: string,
  ranges: readonly (LitRange & { readonly look?: string })[],
  options: Options = {},
): [string, string] {
  const passages = ranges.map((range, at): LitPassage => ({
    look: 'strong',
    ...range,
    score: 0.9,
    question: `<Q${at}> "&"`,
  }));
  const errors: unknown[] = [];
  const md = lightPassages(
    engine(options),
    () => passages,
    (error) => errors.push(error),
  );
  const tokens = md.parse(text, {});
  const marked = md.renderer.render(tokens, md.options, { currentDocument: { toString: () => DOCUMENT } });
  if (errors.length > 0) throw errors[0];
  // The same tokens give the page without passages: nothing is left behind in them.
  const plain = engine(options).render(text, {});
  if (md.renderer.render(tokens, md.options, {}) !== plain) throw new Error('The tokens were changed.');
  return [plain, marked];
}

/** A page without our tags. */
export function unmarked(html: string): string {
  return html.replace(/<mark class="evidence [^>]*>|<\/mark>/g, '');
}

/** The marked text of a page as a reader sees it, without tags, entities and white space. */
export function litText(html: string): string {
  const inside = [...html.matchAll(/<mark class="evidence [^>]*>([^]*?)<\/mark>/g)].map(([, text]) => text);
  return visible(inside.join(''));
}

/** The text of a part of a page without tags and white space. */
export function visible(html: string): string {
  return new MarkdownIt().utils.unescapeAll(html.replace(/<[^>]*>/g, '')).replace(/\s+/g, '');
}
