import type { Page } from 'playwright-core';

/** The editor draws backgrounds and borders of decorations below the text: one box for each line that a decoration touches. */
export const DECORATED = '.view-overlays .cdr[class*="ced-"][class*="TextEditorDecorationType"]';

/** The computed style of a box behind a text. */
export interface Decoration {
  readonly background: string;
  /** Width, style and colour of the lower border. */
  readonly border: string;
  /** Colour, style and width of the outline around it, such as that of a flash. */
  readonly outline: string;
}

/** Whether a box has a line that can be seen: neither a flash nor the rest of a paragraph has. */
export function hasLine({ border }: Decoration): boolean {
  return !border.startsWith('0px') && !border.endsWith('rgba(0, 0, 0, 0)');
}

/** Whether a box is outlined, as what was revealed is. */
export function hasOutline({ outline }: Decoration): boolean {
  return outline.includes('solid');
}

/** A point of the page, pixels. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** The middle of the first occurrence of a text in the visible lines. */
export async function placeOf(page: Page, text: string): Promise<Place> {
  await page.locator('.view-line', { hasText: text }).first().waitFor();
  return page.evaluate((wanted) => {
    for (const line of document.querySelectorAll('.view-lines .view-line')) {
      const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const at = (node.textContent ?? '').replaceAll('\u00a0', ' ').indexOf(wanted);
        if (at < 0) continue;
        const range = document.createRange();
        range.setStart(node, at);
        range.setEnd(node, at + wanted.length);
        const { left, top, width, height } = range.getBoundingClientRect();
        return { x: left + width / 2, y: top + height / 2 };
      }
    }
    throw new Error(`"${wanted}" is not in one piece in view.`);
  }, text);
}

/** The boxes at a point. */
export async function decorationsAt(page: Page, place: Place): Promise<Decoration[]> {
  return page.locator(DECORATED).evaluateAll((boxes, { x, y }) => {
    return boxes
      .filter((box) => {
        const { left, right, top, bottom } = box.getBoundingClientRect();
        return left <= x && x <= right && top <= y && y <= bottom;
      })
      .map((box) => getComputedStyle(box))
      .map((style) => ({
        background: style.backgroundColor,
        border: `${style.borderBottomWidth} ${style.borderBottomStyle} ${style.borderBottomColor}`,
        outline: style.outline,
      }));
  }, place);
}
