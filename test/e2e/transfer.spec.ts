import type { Page } from '@playwright/test';
import { contractOf, newCommandId, refusalOf } from './contract-calls.ts';
import { approveOnToken, fillTransfer, go, openRequest, reject, requestTransfer, rowOf } from './officer.ts';
import { expect, test } from './shell.ts';

const SOL = 1_000_000_000n;

/** Confirmed payments to a payee of the book. */
async function paymentsTo(page: Page, payee: string): Promise<number> {
  const payees = await contractOf(page).call('payee.list', {});
  return payees.find(({ payeeId }) => payeeId === payee)?.payments ?? 0;
}

test('one transfer, from click to chain, judged by three co-signers', async ({ demo }) => {
  const { page } = demo;
  const treasurer = contractOf(page);
  const before = await treasurer.call('balance.list', { refresh: true });
  const paidBefore = await paymentsTo(page, 'aurelia');
  const requestId = await requestTransfer(page, {
    payee: 'Aurelia',
    amount: '2.5',
    purpose: 'Hull inspection, berth 4',
  });

  const cfo = await demo.officerWindow('cfo', 'CFO');
  await openRequest(cfo, 'Hull inspection, berth 4', 'Needs me');
  await expect(cfo.getByRole('region', { name: 'What your approval means' })).toContainText('2.5');
  await approveOnToken(cfo);

  await openRequest(page, 'Hull inspection, berth 4', 'Done');
  await expect(page.getByRole('region', { name: 'Receipt' })).toContainText('Paid and confirmed.');
  const detail = await treasurer.call('request.get', { requestId });
  expect(detail.summary.status).toBe('confirmed');
  const [session] = detail.sessions;
  expect(detail.sessions).toHaveLength(1);
  expect(session?.verdicts.map(({ answer }) => answer)).toEqual(['contribute', 'contribute', 'contribute']);

  const after = await treasurer.call('balance.list', { refresh: true });
  const spent = (before[0]?.total?.value ?? 0n) - (after[0]?.total?.value ?? 0n);
  expect(spent).toBeGreaterThan((5n * SOL) / 2n);
  expect(spent).toBeLessThanOrEqual((5n * SOL) / 2n + detail.intent.feeCeiling.value);
  expect(await paymentsTo(page, 'aurelia')).toBe(paidBefore + 1);

  await go(page, 'Audit log');
  await page.getByRole('button', { name: 'Verify' }).click();
  await expect(page.getByRole('region', { name: 'Verified here' })).toBeVisible();
  const verification = await treasurer.call('log.verify', {});
  expect(verification).toMatchObject({ isIntact: true, fault: null });
});

test('a rejection ends the request and its reason stays for everyone', async ({ demo }) => {
  const { page } = demo;
  await requestTransfer(page, { payee: 'Borealis', amount: '1', purpose: 'Pilotage, invoice 77' });
  const cfo = await demo.officerWindow('cfo', 'CFO');
  await openRequest(cfo, 'Pilotage, invoice 77', 'Needs me');
  await reject(cfo, 'This invoice was paid last month.');
  await openRequest(page, 'Pilotage, invoice 77', 'Done');
  await expect(page.getByText('This invoice was paid last month.').first()).toBeVisible();
  await expect(page.getByRole('button', { name: 'Review & approve' })).toHaveCount(0);
});

test('who asked cannot approve, neither in the window nor past it', async ({ demo }) => {
  const { page } = demo;
  const requestId = await requestTransfer(page, { payee: 'Castell', amount: '3', purpose: 'Premium, second quarter' });
  await expect(page.getByRole('region', { name: 'Approval', exact: true })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Review & approve' })).toHaveCount(0);
  const { intent } = await contractOf(page).call('request.get', { requestId });
  const wire = { requestId, intentHash: intent.intentHash, commandId: newCommandId() };
  expect(await refusalOf(page, 'request.approve', wire)).toBe('SELF_APPROVAL');
  await go(page, 'Approvals');
  await page.getByRole('tab', { name: 'Needs me' }).click();
  await expect(rowOf(page, 'Premium, second quarter')).toHaveCount(0);
});

test('an amount over the limit is blocked before it can be submitted', async ({ demo }) => {
  const { page } = demo;
  await fillTransfer(page, { payee: 'Aurelia', amount: '51', purpose: 'Too much' });
  const preview = page.getByRole('region', { name: 'What you ask for' });
  await expect(preview).toContainText('Blocked by policy');
  await expect(page.getByRole('button', { name: 'Submit for approval' })).toBeDisabled();
  await page.getByRole('textbox', { name: 'Amount' }).fill('50');
  await expect(page.getByRole('button', { name: 'Submit for approval' })).toBeEnabled();
});

test('a wrong amount is told at its field, and an address that resembles a known one beside it', async ({ demo }) => {
  const { page } = demo;
  await fillTransfer(page, { payee: 'Aurelia Shipyards GmbH', amount: '1,5', purpose: 'Typed by hand' });
  await expect(page.getByRole('alert')).toContainText('Correct the amount.');
  await page.getByRole('textbox', { name: 'Amount' }).fill('0.5');
  await expect(page.getByRole('alert')).toHaveCount(0);
  const payees = await contractOf(page).call('payee.list', {});
  const known = payees.find(({ name }) => name === 'Aurelia Shipyards GmbH')?.address ?? '';
  await page.getByRole('combobox', { name: 'Payee' }).click();
  await page.getByRole('option', { name: 'Another address' }).click();
  const address = page.getByRole('textbox', { name: 'Address' });
  await address.fill(`${known.slice(0, 20)}${known[20] === 'a' ? 'b' : 'a'}${known.slice(21)}`);
  const warning = page.getByText('This looks like Aurelia Shipyards GmbH');
  await expect(warning).toContainText('1 character differs.');
  await address.fill(known);
  await expect(warning).toHaveCount(0);
});
