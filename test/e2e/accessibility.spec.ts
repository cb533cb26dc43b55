import type { Page } from '@playwright/test';
import { expectAccessible } from './accessible.ts';
import { approve, rejectRequest, submit } from './contract-flows.ts';
import { contractOf } from './contract-calls.ts';
import { createWorkspace, expectCeremony, openWorkspace, PASSPHRASE } from './officer.ts';
import { expect, test } from './shell.ts';

async function show(page: Page, hash: string, heading: string | RegExp): Promise<void> {
  await page.evaluate((to) => void Object.assign(location, { hash: to }), hash);
  await expect(page.getByRole('heading', { level: 1, name: heading })).toBeAttached();
}

test('first run, key ceremony and the lock screen', async ({ launch }) => {
  const first = await launch({ isFirstRun: true });
  await expect(first.page.getByRole('heading', { level: 1 })).toHaveText('Create a demo workspace');
  await expectAccessible(first.page, 'first run');
  await createWorkspace(first.page, 'Nordhaven Logistics SE', PASSPHRASE);
  await expectCeremony(first.page);
  await expectAccessible(first.page, 'key ceremony');
  await expect(first.page.getByRole('button', { name: 'Open the workspace' })).toBeVisible({ timeout: 60_000 });
  await expectAccessible(first.page, 'key ceremony, done');
  await first.close();

  const { page } = await launch();
  await expect(page.getByRole('heading', { level: 1, name: 'Locked' })).toBeVisible();
  await page.getByRole('textbox', { name: 'Passphrase' }).fill('not the right passphrase');
  await page.getByRole('button', { name: 'Unlock' }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  await expectAccessible(page, 'locked, after a wrong passphrase');
});

test('the places of the frame, empty and full', async ({ launch }) => {
  const { page } = await launch();
  await openWorkspace(page);
  const places = [
    ['#/overview', 'Overview'],
    ['#/transfers/new', 'New transfer'],
    ['#/approvals?view=mine', 'Approvals'],
    ['#/approvals?view=done', 'Approvals'],
    ['#/keys', 'Keys'],
    ['#/log', 'Audit log'],
  ] as const;
  for (const [hash, heading] of places) {
    await show(page, hash, heading);
    await expectAccessible(page, `${heading}, empty`);
  }
  await submit(page, { purpose: 'Quay dues, berth 4' });
  await submit(page, { purpose: 'Bunker fuel', amount: '20', payeeId: 'borealis' });
  for (const [hash, heading] of [...places, ['#/approvals?view=open', 'Approvals']] as const) {
    await show(page, hash, heading);
    await expectAccessible(page, heading);
  }
  await show(page, '#/log', 'Audit log');
  await page.getByRole('button', { name: 'Verify' }).click();
  await expect(page.getByRole('region', { name: 'Verified here' })).toBeVisible();
  await expectAccessible(page, 'Audit log, verified');
});

test('a request in every state, its tabs and dialogs', async ({ demo }) => {
  const { page } = demo;
  const contract = contractOf(page);
  const cfo = await demo.officerWindow('cfo', 'CFO');
  const paid = await submit(page, { purpose: 'Crew travel', amount: '0.5' });
  await approve(cfo, paid);
  const rejected = await submit(page, { purpose: 'Paint, twice', amount: '2' });
  await rejectRequest(cfo, rejected, 'Ordered twice.');
  const waiting = await submit(page, { purpose: 'Tank cleaning', amount: '3' });
  await expect
    .poll(async () => (await contract.call('request.get', { requestId: paid })).summary.status, { timeout: 30_000 })
    .toBe('confirmed');

  for (const [name, requestId] of Object.entries({ paid, rejected, waiting })) {
    await show(page, `#/requests/${requestId}`, /./);
    for (const tab of ['People & nodes', 'Policy', 'History', 'Raw']) {
      await page.getByRole('tab', { name: tab }).click();
      await expectAccessible(page, `request, ${name}, ${tab}`);
    }
  }
  await show(page, `#/requests/${paid}/signing`, /./);
  await expectAccessible(page, 'live signing, done');

  await show(cfo, `#/requests/${waiting}`, /./);
  await cfo.getByRole('button', { name: 'Reject', exact: true }).click();
  await expect(cfo.getByRole('dialog', { name: 'Reject request' })).toBeVisible();
  await expectAccessible(cfo, 'reject dialog');
  await cfo.keyboard.press('Escape');
  await cfo.getByRole('button', { name: 'Review & approve' }).click();
  await expect(cfo.getByRole('dialog', { name: 'Review and approve' })).toBeVisible();
  await expectAccessible(cfo, 'review dialog');
  await cfo.getByRole('button', { name: 'Send to token' }).click();
  const token = cfo.getByRole('dialog', { name: /^Simulated token/ });
  await expect(token).toBeVisible();
  await expectAccessible(cfo, 'token dialog');
  await token.getByRole('button', { name: 'Refuse on token' }).click();
  await expect(cfo.getByRole('alert')).toBeVisible();
  await expectAccessible(cfo, 'review dialog, refused on the token');
  await cfo.keyboard.press('Escape');
});

test('menus, palette and help', async ({ demo }) => {
  const { page } = demo;
  await page.getByRole('button', { name: 'Workspace menu' }).click();
  await expect(page.getByRole('menu')).toBeVisible();
  await expectAccessible(page, 'workspace menu');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('dialog', { name: 'Find or go to' })).toBeVisible();
  await expectAccessible(page, 'palette');
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toBeVisible();
  await expectAccessible(page, 'keyboard help');
  await page.keyboard.press('Escape');
});
