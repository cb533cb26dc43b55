import { describe, expect, it } from 'vitest';
import { readDraft } from '../../../../src/apps/console/transfer-draft.ts';
import { AppError } from '../../../../src/base/errors.ts';
import type { TransferDraft } from '../../../../src/contract/views.ts';
import { EVM_ADDRESS, EVM_NETWORK, openEvmVault } from './views/evm-vault.ts';
import { World } from './views/world.ts';

const world = World.make();
openEvmVault(world);
const { state } = world.context();

/** From EIP-55's own examples. */
const PAYEE = '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed';
const good: TransferDraft = {
  accountId: 'operating-eth',
  payeeId: '',
  address: PAYEE,
  amount: '1.000000000000000001',
  purpose: 'Bunker delivery 44',
  feeCeiling: '0.001',
  expiresInMinutes: 60,
};
const read = (change: Partial<TransferDraft>) => readDraft(state, { ...good, ...change }, '00'.repeat(16), 0n);

function codeOf(change: Partial<TransferDraft>): string {
  try {
    read(change);
    return 'accepted';
  } catch (error) {
    return error instanceof AppError ? error.code : 'not an AppError';
  }
}

describe('a draft in ether', () => {
  it('becomes an intent in wei, bound to the network', () => {
    expect(read({})).toMatchObject({
      ...{ chain: 'evm', asset: 'ETH', network: EVM_NETWORK, from: EVM_ADDRESS, to: PAYEE, payeeId: '' },
      ...{ amount: 1_000_000_000_000_000_001n, feeCeiling: 1_000_000_000_000_000n },
    });
  });

  it('writes an address in one case with its checksum', () => {
    expect(read({ address: PAYEE.toLowerCase() }).to).toBe(PAYEE);
  });

  it.each([
    ['a wrong capital', { address: PAYEE.replace('aA', 'Aa') }, 'EVM_ADDRESS_CHECKSUM'],
    ['an address of Solana', { address: 'So11111111111111111111111111111111111111112' }, 'EVM_ADDRESS_INVALID'],
    ['the zero address', { address: `0x${'0'.repeat(40)}` }, 'EVM_ADDRESS_RESERVED'],
    ['its own address', { address: EVM_ADDRESS }, 'TRANSFER_TO_ITSELF'],
    ['a payee of another chain', { payeeId: 'shipyard', address: '' }, 'PAYEE_CHAIN_DIFFERS'],
    ['a nineteenth decimal', { amount: '0.0000000000000000001' }, 'AMOUNT_INVALID'],
    ['more than there will ever be', { amount: '79228162514.264337593543950336' }, 'AMOUNT_TOO_LARGE'],
    ['the most that fits', { amount: '79228162514.264337593543950335' }, 'accepted'],
    ['a fee of a nineteenth decimal', { feeCeiling: '0.0000000000000000001' }, 'FEE_INVALID'],
  ])('with %s: %o is %s', (_, change, code) => {
    expect(codeOf(change)).toBe(code);
  });

  it('of an account on Solana does not take an EVM address', () => {
    expect(codeOf({ accountId: 'operating', amount: '1' })).toBe('SOLANA_ADDRESS_INVALID');
  });
});
