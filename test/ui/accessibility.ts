import type { Page } from 'playwright-core';

/** A node of the accessibility tree: what a screen reader is told. */
export interface AccessibleNode {
  readonly role: string;
  readonly name: string;
}

/**
 * Chromium's accessibility tree of the window, with everything that assistive technology can reach. The pages of webviews are not in it:
 * there, locators by role find what ARIA gives.
 */
export async function accessibleNodes(page: Page): Promise<AccessibleNode[]> {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  await session.detach();
  return nodes.map(({ role, name }) => ({ role: textOf(role?.value), name: textOf(name?.value) }));
}

function textOf(told: unknown): string {
  return typeof told === 'string' ? told : '';
}
