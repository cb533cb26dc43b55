/** What an officer does, by role and accessible name. */
import { expect, type Locator, type Page } from '@playwright/test';

export const PASSPHRASE = 'a long enough passphrase';

/** Fills the first-run screen. */
export async function createWorkspace(page: Page, name: string, passphrase = PASSPHRASE): Promise<void> {
  await page.getByRole('textbox', { name: 'Workspace name' }).fill(name);
  await page.getByLabel('Passphrase', { exact: true }).fill(passphrase);
  await page.getByLabel('Repeat the passphrase').fill(passphrase);
  await page.getByRole('button', { name: 'Create workspace' }).click();
}

/** Waits until the key ceremony is on screen; making the keys of six processes comes before it. */
export async function expectCeremony(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { level: 1, name: 'Key ceremony' })).toBeVisible({ timeout: 60_000 });
}

/** Waits until the workspace is ready, however it came to be, and opens it. */
export async function openWorkspace(page: Page): Promise<void> {
  const open = page.getByRole('button', { name: 'Open the workspace' });
  const overview = page.getByRole('heading', { level: 1, name: 'Overview' });
  // A window that opens after the ceremony shows the overview at once.
  await expect(open.or(overview)).toBeAttached({ timeout: 60_000 });
  if (await open.isVisible()) await open.click();
  await expect(overview).toBeAttached();
}

export async function go(page: Page, place: 'Overview' | 'Approvals' | 'Keys' | 'Audit log'): Promise<void> {
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: place }).click();
}

export interface Transfer {
  /** The account it is paid from; the first one unless given. */
  readonly account?: string;
  readonly payee: string;
  /** In whole units of the account's asset, as typed. */
  readonly amount: string;
  /** Names the request in every list. */
  readonly purpose: string;
}

/** Fills the transfer form; the preview shows what it means. */
export async function fillTransfer(page: Page, { account, payee, amount, purpose }: Transfer): Promise<void> {
  await page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'New transfer' }).click();
  if (account !== undefined) {
    await page.getByRole('combobox', { name: 'From account' }).click();
    await page.getByRole('option', { name: account }).click();
  }
  await page.getByRole('combobox', { name: 'Payee' }).click();
  await page.getByRole('option', { name: payee }).click();
  await page.getByRole('textbox', { name: 'Amount' }).fill(amount);
  await page.getByRole('textbox', { name: 'Purpose' }).fill(purpose);
}

/** Asks for a transfer and stays on its page. Returns the request's id. */
export async function requestTransfer(page: Page, transfer: Transfer): Promise<string> {
  await fillTransfer(page, transfer);
  await page.getByRole('button', { name: 'Submit for approval' }).click();
  await expect(page).toHaveURL(/#\/requests\/[0-9a-f]+$/, { timeout: 20_000 });
  return requestIdOf(page);
}

/** The request whose page is shown. */
export function requestIdOf(page: Page): string {
  return /requests\/([0-9a-f]+)/.exec(page.url())?.[1] ?? '';
}

/** Finds a request in the queue by its purpose and opens it. */
export async function openRequest(page: Page, purpose: string, view = 'All open'): Promise<void> {
  await go(page, 'Approvals');
  await page.getByRole('tab', { name: view }).click();
  await rowOf(page, purpose).getByRole('link').click();
  await expect(page).toHaveURL(/#\/requests\/[0-9a-f]+$/, { timeout: 20_000 });
}

/** A request's row in the queue. */
export function rowOf(page: Page, purpose: string): Locator {
  return page.getByRole('table', { name: 'Requests' }).getByRole('row').filter({ hasText: purpose });
}

/** Reviews the request that is shown and approves it on the simulated token. */
export async function approveOnToken(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Review & approve' }).click();
  await page.getByRole('dialog', { name: 'Review and approve' }).getByRole('button', { name: 'Send to token' }).click();
  const token = page.getByRole('dialog', { name: /^Simulated token/ });
  await token.getByRole('button', { name: 'Approve on token' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Approved.' })).toBeVisible();
  await page.getByRole('dialog', { name: 'Review and approve' }).getByRole('button', { name: 'Done' }).click();
}

/** Rejects the request that is shown, with a reason. */
export async function reject(page: Page, reason: string): Promise<void> {
  await page.getByRole('button', { name: 'Reject', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Reject request' });
  await dialog.getByRole('textbox', { name: 'Reason' }).fill(reason);
  await dialog.getByRole('button', { name: 'Reject request' }).click();
}

/** Opens another officer's console from the workspace menu. */
export async function openOfficer(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Workspace menu' }).click();
  await page.getByRole('menuitem', { name: `Open ${name}'s console` }).click();
}
