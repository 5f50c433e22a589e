import type { PreviewToken } from './types';

/** Elements in which nothing is lit: a browser would show our tags as text, drop them, or break the drawing. */
const CLOSED_TO_MARKS = 'script|style|textarea|title|xmp|iframe|noembed|noframes|noscript|plaintext|select|svg|math';
const TAG = new RegExp(`<!--[^]*?(?:-->|$)|<(/?)(${CLOSED_TO_MARKS})(?![\\w-])[^>]*?(/?)>`, 'gi');

/** Follows the HTML in a paper token by token, and knows whether text may be lit at the current place. */
export class RawHtml {
  private readonly open: string[] = [];

  get allowsMarks(): boolean {
    return this.open.length === 0;
  }

  /** Moves past a token. */
  pass({ type, content }: PreviewToken): void {
    if (type !== 'html_block' && type !== 'html_inline') return;
    for (const [, slash, name, selfClosing] of content.matchAll(TAG)) {
      if (name === undefined) continue;
      const element = name.toLowerCase();
      if (slash === '/') this.close(element);
      else if (selfClosing !== '/' || !(element === 'svg' || element === 'math')) this.open.push(element);
    }
  }

  private close(element: string): void {
    const at = this.open.lastIndexOf(element);
    if (at >= 0) this.open.length = at;
  }
}
