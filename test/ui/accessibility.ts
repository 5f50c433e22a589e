import type { Frame, Page } from 'playwright-core';

/** A node of the accessibility tree: what a screen reader is told. */
export interface AccessibleNode {
  readonly role: string;
  readonly name: string;
}

/** A value as the browser gives it. */
type Told = { readonly value?: unknown } | undefined;

interface Tree {
  readonly nodes: readonly { readonly role?: Told; readonly name?: Told }[];
}

/**
 * Chromium's accessibility tree of the window, or of one frame in it, with everything that assistive technology can reach.
 *
 * @param frame a page within the window, which may run in a process of its own
 */
export async function accessibleNodes(page: Page, frame?: Frame): Promise<AccessibleNode[]> {
  const tree = frame ? await treeOf(page, frame) : await treeOf(page, page.mainFrame());
  return tree.nodes.map(({ role, name }) => ({ role: textOf(role), name: textOf(name) }));
}

function textOf(told: Told): string {
  return typeof told?.value === 'string' ? told.value : '';
}

async function treeOf(page: Page, frame: Frame): Promise<Tree> {
  if (frame === page.mainFrame()) {
    const session = await page.context().newCDPSession(page);
    return await session.send('Accessibility.getFullAXTree');
  }
  // A frame of the same process has no session of its own: it is found from the window by its address.
  const session = await sessionOf(page, frame);
  const { frameTree } = await session.send('Page.getFrameTree');
  const frameId = idOf(frameTree, frame.url());
  return await session.send('Accessibility.getFullAXTree', frameId === undefined ? {} : { frameId });
}

async function sessionOf(
  page: Page,
  frame: Frame,
): Promise<Awaited<ReturnType<ReturnType<Page['context']>['newCDPSession']>>> {
  for (let at: Frame | null = frame; at; at = at.parentFrame()) {
    try {
      return await page.context().newCDPSession(at);
    } catch {
      // This frame is in the process of the one around it.
    }
  }
  return await page.context().newCDPSession(page);
}

interface FrameTree {
  readonly frame: { readonly id: string; readonly url: string };
  readonly childFrames?: readonly FrameTree[];
}

function idOf(tree: FrameTree, url: string): string | undefined {
  if (tree.frame.url === url) return tree.frame.id;
  for (const child of tree.childFrames ?? []) {
    const id = idOf(child, url);
    if (id !== undefined) return id;
  }
  return undefined;
}
