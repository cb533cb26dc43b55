import { contractOf } from './contract-calls.ts';
import {
  createWorkspace,
  expectCeremony,
  openRequest,
  openWorkspace,
  approveOnToken,
  requestTransfer,
  PASSPHRASE,
} from './officer.ts';
import { expect, test } from './shell.ts';

test('first run: create, watch the key ceremony, open a workspace with funds', async ({ launch }) => {
  const { page } = await launch({ isFirstRun: true });
  await expect(page.getByRole('heading', { level: 1, name: 'Create a demo workspace' })).toBeVisible();
  await createWorkspace(page, 'Nordhaven Logistics SE', PASSPHRASE);
  await expectCeremony(page);
  await expect(page.getByTestId('fingerprint')).toBeVisible({ timeout: 60_000 });
  const shown = (await page.getByTestId('fingerprint').textContent())?.replaceAll(/\s/g, '');
  await openWorkspace(page);

  const contract = contractOf(page);
  const [balance] = await contract.call('balance.list', { refresh: true });
  expect(balance?.available).toEqual({ value: 250_000_000_000n, decimals: 9, asset: 'SOL' });
  const [vault] = await contract.call('key.list', {});
  expect(vault).toMatchObject({ status: 'active', minSigners: 2, partyCount: 3, canLose: 1 });
  expect(vault?.holders.map(({ coSigner }) => coSigner.kind)).toEqual(['endpoint', 'hsm', 'compliance']);
  expect(shown).toContain(vault?.fingerprint.replaceAll(/\s/g, ''));
});

test('a restart keeps everything, behind the passphrase', async ({ launch }) => {
  const first = await launch({ isFirstRun: true });
  await createWorkspace(first.page, 'Nordhaven Logistics SE', PASSPHRASE);
  await openWorkspace(first.page);
  const requestId = await requestTransfer(first.page, { payee: 'Aurelia', amount: '2', purpose: 'Dry dock, deposit' });
  const before = await contractOf(first.page).call('key.list', {});
  await first.close();

  const second = await launch();
  const { page } = second;
  await expect(page.getByRole('heading', { level: 1, name: 'Locked' })).toBeVisible();
  await page.getByRole('textbox', { name: 'Passphrase' }).fill('not the right passphrase');
  await page.getByRole('button', { name: 'Unlock' }).click();
  await expect(page.getByRole('alert')).toContainText('KEYSTORE_WRONG_PASSPHRASE');
  await expect(contractOf(page).call('request.get', { requestId })).rejects.toMatchObject({ code: 'WORKSPACE_LOCKED' });
  await page.getByRole('textbox', { name: 'Passphrase' }).fill(PASSPHRASE);
  await page.getByRole('button', { name: 'Unlock' }).click();
  await openWorkspace(page);

  expect(await contractOf(page).call('key.list', {})).toMatchObject(
    before.map(({ fingerprint, epoch, groupKey }) => ({ fingerprint, epoch, groupKey, status: 'active' })),
  );
  const cfo = await second.officerWindow('cfo', 'CFO');
  await openRequest(cfo, 'Dry dock, deposit', 'Needs me');
  await approveOnToken(cfo);
  await openRequest(page, 'Dry dock, deposit', 'Done');
  await expect(page.getByRole('region', { name: 'Receipt' })).toContainText('Paid and confirmed.');
  expect(await contractOf(page).call('log.verify', {})).toMatchObject({ isIntact: true, fault: null });
});
