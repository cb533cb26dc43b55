/** Screenshots in both themes, and what kept one from being good. */
import { join } from 'node:path';
import type { Page } from '@playwright/test';

export interface Shots {
  /** Brings a page to a screen and takes it in both themes; a failure is kept and the tour goes on. */
  take(name: string, page: Page, show: () => Promise<unknown>): Promise<void>;
  readonly failures: readonly string[];
  readonly taken: number;
}

/** Takes pictures into `folder`, as `NAME-light.png` and `NAME-dark.png`. */
export function shotsInto(folder: string): Shots {
  const failures: string[] = [];
  let taken = 0;
  return {
    failures,
    get taken() {
      return taken;
    },
    take: async (name, page, show) => {
      const complaints: string[] = [];
      const hear = (message: { type(): string; text(): string }): void => {
        if (message.type() === 'error') complaints.push(message.text());
      };
      page.on('console', hear);
      try {
        await show();
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme });
          await page.evaluate(() => document.fonts.ready.then(() => undefined));
          await page.screenshot({ path: join(folder, `${name}-${colorScheme}.png`), animations: 'disabled' });
          taken += 1;
        }
        if (complaints.length > 0) throw new Error(complaints.join('\n'));
        console.log(`  ${name}`);
      } catch (error) {
        failures.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
        console.error(`  ${name} FAILED`);
      } finally {
        page.off('console', hear);
        await page.emulateMedia({ colorScheme: 'light' });
      }
    },
  };
}
