/** Axe's rules on a screen as it stands. */
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** Both themes, by the system's preference, which the console follows unless told otherwise. */
const THEMES = ['light', 'dark'] as const;

/** No violation of axe's rules in either theme. `screen` names the place in the report. */
export async function expectAccessible(page: Page, screen: string): Promise<void> {
  for (const colorScheme of THEMES) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    // Axe's usual way opens a page of its own, which the shell closes.
    const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => String(target)).join(' | ')}`);
    expect.soft(found, `${screen}, ${colorScheme}`).toEqual([]);
  }
}
