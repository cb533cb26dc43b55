import type { Page } from '@playwright/test';
import { contractOf } from './contract-calls.ts';
import { requestIdOf } from './officer.ts';
import { expect, test } from './shell.ts';

/** More stops than any screen has. */
const MAX_STOPS = 80;

/** Presses Tab until the focused element has this accessible name. Every stop on the way must look different with the focus. */
async function tabTo(page: Page, role: 'button' | 'combobox' | 'textbox', name: string): Promise<void> {
  const wanted = page.getByRole(role, { name, exact: true });
  for (let stop = 0; stop < MAX_STOPS; stop += 1) {
    const focused = await page.evaluateHandle(() => document.activeElement);
    const withFocus = await focused.evaluate(looks);
    await page.keyboard.press('Tab');
    if (withFocus !== null)
      await expect.poll(() => focused.evaluate(looks), `focus on the way to ${name}`).not.toEqual(withFocus);
    if (await wanted.evaluate((element) => element === document.activeElement)) return expect(wanted).toBeFocused();
  }
  throw new Error(`Tab does not reach the ${role} "${name}".`);
}

/** What could show the focus, on the element or on the frame around it; `null` where nothing has it. Runs in the page. */
function looks(element: Element | null): readonly string[] | null {
  if (element === null || element === document.body || !(element instanceof HTMLElement)) return null;
  if (element.tabIndex < 0) return null;
  return [element, element.parentElement].flatMap((part) => {
    if (part === null) return [];
    const { outline, boxShadow, borderColor, backgroundColor } = getComputedStyle(part);
    return [part.outerHTML.slice(0, 120), outline, boxShadow, borderColor, backgroundColor];
  });
}

test('a whole transfer with the keyboard alone', async ({ demo }) => {
  const { page } = demo;
  await page.keyboard.press('g');
  await page.keyboard.press('o');
  await page.keyboard.press('n');
  await expect(page.getByRole('heading', { level: 1, name: 'New transfer' })).toBeVisible();
  await tabTo(page, 'combobox', 'Payee');
  await page.keyboard.type('Castell');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await tabTo(page, 'textbox', 'Amount');
  await page.keyboard.type('1.25');
  await tabTo(page, 'textbox', 'Purpose');
  await page.keyboard.type('Hull cover, keyboard only');
  await expect(page.getByTestId('intent-sentence')).toContainText('1.25 SOL');
  await expect(page.getByRole('button', { name: 'Submit for approval' })).toBeEnabled();
  await page.keyboard.press('Control+Enter');
  await expect(page).toHaveURL(/#\/requests\/[0-9a-f]+$/, { timeout: 20_000 });
  const requestId = requestIdOf(page);
  const { summary } = await contractOf(page).call('request.get', { requestId });

  const cfo = await demo.officerWindow('cfo', 'CFO');
  await expect(cfo.getByRole('navigation', { name: 'Main' })).toBeVisible();
  await cfo.keyboard.press('Control+k');
  await expect(cfo.getByRole('combobox', { name: 'Find or go to' })).toBeFocused();
  await cfo.keyboard.type(summary.label);
  await expect(cfo.getByRole('option', { name: summary.label })).toBeVisible();
  await cfo.keyboard.press('Enter');
  await expect(cfo).toHaveURL(new RegExp(`#/requests/${requestId}$`), { timeout: 20_000 });
  await expect(cfo.getByRole('button', { name: 'Review & approve' })).toBeVisible();
  await cfo.keyboard.press('Control+Enter');
  await expect(cfo.getByRole('button', { name: 'Send to token' })).toBeFocused();
  await cfo.keyboard.press('Enter');
  await expect(cfo.getByRole('button', { name: 'Refuse on token' })).toBeFocused();
  await tabTo(cfo, 'button', 'Approve on token');
  await cfo.keyboard.press('Enter');
  await expect(cfo.getByRole('status').filter({ hasText: 'Approved.' })).toBeVisible();
  await cfo.keyboard.press('Escape');

  await expect(page.getByRole('region', { name: 'Receipt' })).toContainText('Paid and confirmed.');
  await page.keyboard.press('g');
  await page.keyboard.press('l');
  await page.keyboard.press('v');
  await expect(page.getByRole('region', { name: 'Verified here' })).toBeVisible();
});

test('every place has its keys, and help names them', async ({ demo }) => {
  const { page } = demo;
  for (const [letter, heading] of [
    ['q', 'Approvals'],
    ['k', 'Keys'],
    ['l', 'Audit log'],
    ['o', 'Overview'],
  ] as const) {
    await page.keyboard.press('g');
    await page.keyboard.press(letter);
    await expect(page.getByRole('heading', { level: 1, name: heading })).toBeAttached();
  }
  await page.keyboard.press('g');
  await page.keyboard.press('k');
  await expect(page.getByRole('button', { name: 'Change share holders' })).toBeEnabled();
  await page.keyboard.press('r');
  await expect(page.getByRole('heading', { level: 1, name: 'Change share holders of Main vault' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('heading', { level: 1, name: 'Keys' })).toBeVisible();
  const refresh = page.getByRole('button', { name: 'Refresh shares' });
  await refresh.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Start the refresh' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(refresh).toBeFocused();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toContainText('Keyboard');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
});
