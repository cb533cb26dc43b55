/** What the tour shows, in order, and how each screen is reached and known to be complete. */
import type { Page } from '@playwright/test';
import { fillTransfer } from '../e2e/officer.ts';
import type { Populated } from './populate.ts';

export interface Picture {
  /** Number and name as in the reference pictures. */
  readonly name: string;
  /** Goes there and waits until everything it shows has arrived. */
  readonly reach: (page: Page, ids: Populated) => Promise<void>;
  /** Closes what would cover the next picture. */
  readonly leave?: (page: Page) => Promise<void>;
}

const at = (page: Page, path: string): Promise<void> =>
  page.evaluate((hash) => {
    window.location.hash = hash;
  }, path);

export const PICTURES: readonly Picture[] = [
  {
    name: '01-overview',
    reach: async (page) => {
      await at(page, '/overview');
      await page.getByRole('region', { name: 'Balances' }).getByText('Operating ETH').waitFor();
      await page
        .getByRole('region', { name: /^Needs you/ })
        .getByRole('link')
        .first()
        .waitFor();
    },
  },
  {
    name: '02-queue',
    reach: async (page) => {
      await at(page, '/approvals?view=open');
      await page.getByRole('table', { name: 'Requests' }).waitFor();
    },
  },
  {
    name: '03-request',
    reach: async (page, { needsMe }) => {
      await at(page, `/requests/${needsMe}`);
      await page.getByRole('button', { name: 'Review & approve' }).waitFor();
    },
  },
  {
    name: '04-request-policy',
    reach: async (page, { blocked }) => {
      await at(page, `/requests/${blocked}`);
      await page.getByRole('tab', { name: 'Policy' }).click();
      await page.getByRole('tabpanel').waitFor();
    },
  },
  {
    name: '06-signing',
    reach: async (page, { confirmed }) => {
      await at(page, `/requests/${confirmed}/signing`);
      await page.getByRole('table', { name: 'Rounds by party' }).waitFor();
    },
  },
  {
    name: '08-keys',
    reach: async (page) => {
      await at(page, '/keys');
      await page.getByRole('group', { name: 'Who holds a share' }).first().waitFor();
    },
  },
  {
    name: '21-keys-evm',
    reach: async (page, { evmVault }) => {
      await at(page, '/overview');
      await at(page, `/keys?vault=${evmVault}`);
      await page.getByRole('region', { name: 'EVM vault' }).getByRole('group', { name: 'Presignatures' }).waitFor();
    },
  },
  {
    name: '22-keys-refresh',
    reach: async (page) => {
      await page.getByRole('region', { name: 'EVM vault' }).getByRole('button', { name: 'Refresh shares' }).click();
      await page.getByRole('button', { name: 'Start the refresh' }).waitFor();
    },
    leave: (page) => page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click(),
  },
  {
    name: '23-keys-holders',
    reach: async (page, { evmVault }) => {
      await at(page, `/keys/${evmVault}/holders`);
      await page.getByRole('checkbox', { name: 'Compliance' }).uncheck();
      await page.getByRole('region', { name: 'Before and after' }).getByText('leaves').waitFor();
    },
  },
  {
    name: '24-transfer-evm',
    reach: async (page) => {
      await fillTransfer(page, {
        account: 'Operating ETH',
        payee: 'Delphin Bunkering Ltd',
        amount: '2.75',
        purpose: 'Bunker delivery 45',
      });
      await page.getByTestId('preview').getByText('T-5').first().waitFor();
    },
  },
  {
    name: '25-request-evm-paid',
    reach: async (page, { etherConfirmed }) => {
      await at(page, `/requests/${etherConfirmed}`);
      await page.getByRole('region', { name: 'Receipt' }).getByText('Transaction hash').waitFor();
    },
  },
  {
    name: '26-signing-evm',
    reach: async (page, { etherConfirmed }) => {
      await at(page, `/requests/${etherConfirmed}/signing`);
      await page.getByRole('table', { name: 'Rounds by party' }).waitFor();
    },
  },
  {
    name: '27-keys-refreshing',
    reach: async (page, { evmVault }) => {
      await at(page, '/overview');
      await at(page, `/keys?vault=${evmVault}`);
      const vault = page.getByRole('region', { name: 'EVM vault' });
      await vault.getByRole('button', { name: 'Refresh shares' }).click();
      await page.getByRole('button', { name: 'Start the refresh' }).click();
      const rounds = vault.getByRole('table', { name: 'Rounds by party' });
      await rounds
        .getByRole('cell', { name: /verified/ })
        .nth(8)
        .waitFor({ timeout: 300_000 });
    },
  },
  {
    name: '28-keys-refreshed',
    reach: async (page) => {
      const vault = page.getByRole('region', { name: 'EVM vault' });
      await vault.getByText('3 of 3 old shares destroyed').waitFor({ timeout: 300_000 });
    },
  },
  {
    name: '09-transfer',
    reach: async (page) => {
      await fillTransfer(page, {
        payee: 'Aurelia Shipyards GmbH',
        amount: '12.5',
        purpose: 'Hull 118, instalment 4 of 5',
      });
      await page.getByTestId('preview').getByText('T-2').first().waitFor();
    },
  },
  {
    name: '10-audit',
    reach: async (page) => {
      await at(page, '/log');
      await page.getByRole('table', { name: 'Log entries' }).waitFor();
      await page.getByRole('button', { name: 'Verify' }).click();
      await page.getByRole('region', { name: 'Verified here' }).getByText('unchanged').waitFor();
    },
  },
  {
    name: '14-request-review',
    reach: async (page, { needsMe }) => {
      await at(page, `/requests/${needsMe}`);
      await page.getByRole('button', { name: 'Review & approve' }).click();
      await page.getByRole('button', { name: 'Send to token' }).waitFor();
    },
  },
  {
    name: '15-request-token',
    reach: async (page) => {
      await page.getByRole('button', { name: 'Send to token' }).click();
      await page.getByRole('button', { name: 'Approve on token' }).waitFor();
    },
    leave: async (page) => {
      await page.getByRole('button', { name: 'Refuse on token' }).click();
      await page.getByRole('button', { name: 'Close' }).click();
    },
  },
  {
    name: '16-request-reject',
    reach: async (page) => {
      await page.getByRole('button', { name: 'Reject', exact: true }).click();
      await page.getByRole('textbox', { name: 'Reason' }).fill('The invoice names another insurer.');
    },
    leave: (page) => page.getByRole('button', { name: 'Keep it open' }).click(),
  },
  {
    name: '17-request-paid',
    reach: async (page, { confirmed }) => {
      await at(page, `/requests/${confirmed}`);
      await page.getByRole('region', { name: 'Receipt' }).getByText('Paid and confirmed.').waitFor();
    },
  },
  {
    name: '18-transfer-blocked',
    reach: async (page) => {
      await fillTransfer(page, { payee: 'Aurelia Shipyards GmbH', amount: '120', purpose: 'Hull 118, all at once' });
      await page.getByTestId('preview').getByText('Blocked by policy').waitFor();
    },
  },
  {
    name: '19-queue-done',
    reach: async (page) => {
      await at(page, '/approvals?view=done');
      await page.getByRole('table', { name: 'Requests' }).waitFor();
    },
  },
  {
    name: '20-palette',
    reach: async (page) => {
      await page.keyboard.press('Control+k');
      await page.getByRole('combobox', { name: 'Find or go to' }).fill('TR-');
      await page.getByRole('option').first().waitFor();
    },
    leave: (page) => page.keyboard.press('Escape'),
  },
  {
    name: '05-request-dissent',
    reach: async (page, { attack }) => {
      await at(page, `/requests/${await attack()}`);
      await page.getByRole('alert').filter({ hasText: 'Stopped.' }).waitFor();
    },
  },
];
