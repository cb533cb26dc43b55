import { contractOf } from './contract-calls.ts';
import { createWorkspace, openAfterCeremony, PASSPHRASE } from './officer.ts';
import { expect, test } from './shell.ts';

test('first run: create, watch the key ceremony, open a workspace with funds', async ({ firstRun }) => {
  const { page } = firstRun;
  await expect(page.getByRole('heading', { level: 1, name: 'Create a demo workspace' })).toBeVisible();
  await createWorkspace(page, 'Nordhaven Logistics SE', PASSPHRASE);
  await expect(page.getByRole('heading', { level: 1, name: 'Key ceremony' })).toBeVisible();
  await openAfterCeremony(page);
  const [balance] = await contractOf(page).call('balance.list', { refresh: true });
  expect(balance?.available).toEqual({ value: 250_000_000_000n, decimals: 9, asset: 'SOL' });
});
