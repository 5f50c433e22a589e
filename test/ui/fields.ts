import type { Locator } from 'playwright-core';

const LOOKS = 30;
const PAUSE_MS = 100;

/** Whether a field gets a value within three seconds. */
export async function hasValue(field: Locator, value: string): Promise<boolean> {
  for (let look = 0; look < LOOKS; look++) {
    const found = (await field.isVisible()) ? await field.inputValue({ timeout: PAUSE_MS }).catch(() => '') : undefined;
    if (found === value) return true;
    await field.page().waitForTimeout(PAUSE_MS);
  }
  return false;
}
