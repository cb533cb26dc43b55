/** The vault on an EVM chain, from its key to its third set of shares, on the screens alone. One demo for all of it. */
import type { Locator, Page } from '@playwright/test';
import { expectAccessible } from './accessible.ts';
import { contractOf } from './contract-calls.ts';
import { approve, submit } from './contract-flows.ts';
import { approveOnToken, fillTransfer, go, openRequest, openWorkspace, requestIdOf } from './officer.ts';
import { expect, test } from './shell.ts';

/** Milliseconds that primes, a ceremony or a change of shares may take on a busy machine. */
const LONG = 300_000;

/** The vault's section of the Keys screen. */
const sectionOf = (page: Page, vault: string): Locator => page.getByRole('region', { name: vault, exact: true });

/** The panel of one account's vault that shows a full address, without its gaps. */
async function addressShown(within: Locator): Promise<string> {
  const text = await within.getByRole('group', { name: 'Accounts' }).textContent();
  return /0x[0-9a-fA-F]{40}/.exec((text ?? '').replaceAll(/\s/g, ''))?.[0] ?? '';
}

/** The vault by the contract: what the screens are compared with. */
async function evmVault(page: Page) {
  const vaults = await contractOf(page).call('key.list', {});
  const vault = vaults.find(({ chain }) => chain === 'evm');
  if (vault === undefined) throw new Error('There is no EVM vault.');
  return vault;
}

/** Waits for the end of a change of shares and reads what it says of the key. */
async function expectInForce(panel: Locator, address: string): Promise<void> {
  await expect(panel.getByText('Same key, same address, new shares.')).toBeVisible({ timeout: LONG });
  const same = (await panel.getByTestId('unchanged').textContent())?.replaceAll(/\s/g, '');
  expect(same).toContain(address);
  await expect(panel.getByText('3 of 3 new shares stored')).toBeVisible();
}

test('a key for ether, a payment, new shares, another co-signer, and one address throughout', async ({ launch }) => {
  test.setTimeout(900_000);
  const demo = await launch({ vaults: 'solana,evm' });
  const { page } = demo;
  await openWorkspace(page);
  const keys = sectionOf(page, 'EVM vault');

  await test.step('the ceremony of the second vault is on Overview and on Keys', async () => {
    await expect(page.getByRole('region', { name: 'Key health' })).toContainText('EVM vault');
    await go(page, 'Keys');
    await expect(keys).toContainText('P112');
    await expect(keys.getByText('healthy')).toBeVisible({ timeout: LONG });
    await expect(keys.getByRole('group', { name: 'Public key' })).toContainText('ECDSA');
  });
  await expectAccessible(page, 'Keys of two vaults');
  const first = await evmVault(page);
  const address = await addressShown(keys);
  expect(address).toBe(first.accounts[0]?.address);
  const cfo = await demo.officerWindow('cfo', 'CFO');

  await test.step('ether from the form to the receipt', async () => {
    await go(page, 'Overview');
    await expect(page.getByTestId('total-eth')).toContainText('100', { timeout: 60_000 });
    await expect(page.getByTestId('total-sol')).toContainText('250');
    await fillTransfer(page, {
      account: 'Operating ETH',
      payee: 'Delphin',
      amount: '1.25',
      purpose: 'Bunker, berth 4',
    });
    await expect(page.getByTestId('intent-sentence')).toContainText('1.25 ETH');
    await page.getByRole('combobox', { name: 'Payee' }).click();
    await expect(page.getByRole('option', { name: 'Aurelia' })).toHaveCount(0);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Submit for approval' }).click();
    await expect(page).toHaveURL(/#\/requests\/[0-9a-f]+$/, { timeout: 20_000 });
    const requestId = requestIdOf(page);
    await openRequest(cfo, 'Bunker, berth 4', 'Needs me');
    await expect(cfo.getByRole('region', { name: 'What your approval means' })).toContainText('no contract call');
    await approveOnToken(cfo);
    const receipt = page.getByRole('region', { name: 'Receipt' });
    await expect(receipt).toContainText('Paid and confirmed.', { timeout: 120_000 });
    await expect(receipt).toContainText('Transaction hash');
    await expect(receipt).toContainText('Block');
    const { sessions } = await contractOf(page).call('request.get', { requestId });
    expect(sessions.map(({ state, lifetime }) => [state, lifetime.label.toLowerCase()])).toEqual([['signed', 'nonce']]);
  });

  await test.step('new shares for the same holders', async () => {
    await go(page, 'Keys');
    await keys.getByRole('button', { name: 'Refresh shares' }).click();
    const dialog = page.getByRole('dialog', { name: 'Refresh the shares of EVM vault' });
    await expect(dialog).toContainText('Stays the same');
    await dialog.getByRole('button', { name: 'Start the refresh' }).click();
    await expect(dialog).toHaveCount(0);
    await expectInForce(keys.getByRole('group', { name: /^Refresh of the shares/ }), address);
    await expect(keys.getByRole('group', { name: 'Epochs' })).toContainText('1, active');
    await expect(keys.getByTestId('erased')).toContainText('3 of 3 old shares destroyed', { timeout: LONG });
  });

  await test.step('another co-signer in the place of one', async () => {
    await keys.getByRole('button', { name: 'Replace a co-signer' }).click();
    const dialog = page.getByRole('dialog', { name: 'Replace a co-signer of EVM vault' });
    await dialog.getByRole('radio', { name: 'HSM-to-be' }).check();
    await dialog.getByRole('button', { name: 'Start the new co-signer' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Change share holders of EVM vault' })).toBeVisible({
      timeout: 60_000,
    });
    await expect(page.getByRole('region', { name: 'Before and after' })).toContainText(/HSM-to-be leaves.*joins/);
    await expectAccessible(page, 'Change of share holders');
    await page.getByRole('button', { name: 'Propose the change' }).click();
    const panel = keys.getByRole('group', { name: /^Change of share holders/ });
    await expect(panel).toContainText('waits for tokens');
    await expectAccessible(page, 'A change that waits for tokens');
    await approveOnToken(page);

    await go(cfo, 'Overview');
    await cfo
      .getByRole('region', { name: /^Needs you/ })
      .getByRole('link', { name: 'New share holders' })
      .click();
    await approveOnToken(cfo);
    await expectInForce(panel, address);
    await expect(keys.getByRole('group', { name: 'Epochs' })).toContainText('2, active');
  });

  await test.step('the same key in other hands still pays from the same address', async () => {
    const last = await evmVault(page);
    expect(last).toMatchObject({ fingerprint: first.fingerprint, groupKey: first.groupKey, epoch: 2 });
    expect(await addressShown(keys)).toBe(address);
    const pids = last.holders.map(({ coSigner }) => coSigner.pid);
    expect(first.holders.filter(({ coSigner }) => pids.includes(coSigner.pid))).toHaveLength(2);
    const requestId = await submit(page, {
      accountId: 'operating-eth',
      payeeId: 'delphin',
      amount: '0.5',
      feeCeiling: '0.001',
      purpose: 'Bunker, berth 5',
    });
    await approve(cfo, requestId);
    await expect
      .poll(async () => (await contractOf(page).call('request.get', { requestId })).summary.status, {
        timeout: 120_000,
      })
      .toBe('confirmed');
    const { intent } = await contractOf(page).call('request.get', { requestId });
    expect(intent.from).toBe(address);
    expect(await contractOf(page).call('log.verify', {})).toMatchObject({ isIntact: true, fault: null });
  });
});
