import { describe, expect, it } from 'vitest';
import { buildEvmTransfer, type TransferParameters } from '../../../../../src/adapters/chains/evm/build-transfer.ts';
import {
  comfortableFee,
  expectedFee,
  transferFees,
  type GasPrice,
} from '../../../../../src/adapters/chains/evm/fees.ts';
import { PAYEE, PAYER } from './raw-transaction.ts';

const GWEI = 10n ** 9n;
const transfer: TransferParameters = {
  network: 'eip155:1',
  from: PAYER,
  to: PAYEE,
  wei: 1n,
  nonce: 0n,
  fees: { maxFeePerGas: 10n * GWEI, maxPriorityFeePerGas: GWEI },
};

describe('a transfer is not built', () => {
  it.each<[string, Partial<TransferParameters>, string]>([
    ['of nothing', { wei: 0n }, 'EVM_TRANSFER_INVALID'],
    ['of less than nothing', { wei: -1n }, 'EVM_TRANSFER_INVALID'],
    ['of 2^96 wei', { wei: 2n ** 96n }, 'EVM_TRANSFER_INVALID'],
    ['to itself', { to: PAYER }, 'EVM_TRANSFER_INVALID'],
    ['on another chain', { network: 'solana' }, 'EVM_TRANSFER_INVALID'],
    ['on chain 0', { network: 'eip155:0' }, 'EVM_TRANSFER_INVALID'],
    ['with a nonce below 0', { nonce: -1n }, 'EVM_TRANSFER_INVALID'],
    ['with a nonce that numbers cannot hold', { nonce: 2n ** 53n }, 'EVM_TRANSFER_INVALID'],
    ['for free', { fees: { maxFeePerGas: 0n, maxPriorityFeePerGas: 0n } }, 'EVM_TRANSFER_INVALID'],
    ['with a tip above the fee', { fees: { maxFeePerGas: 1n, maxPriorityFeePerGas: 2n } }, 'EVM_TRANSFER_INVALID'],
    ['to the zero address', { to: `0x${'0'.repeat(40)}` }, 'EVM_ADDRESS_RESERVED'],
    ['to an address with a typing error', { to: PAYEE.replace('C5', 'c5') }, 'EVM_ADDRESS_CHECKSUM'],
    ['from no address', { from: '' }, 'EVM_ADDRESS_INVALID'],
  ])('%s', (_name, changes, code) => {
    expect(() => buildEvmTransfer({ ...transfer, ...changes })).toThrow(
      expect.objectContaining({ code, kind: 'input' }),
    );
  });
});

describe('fees', () => {
  const price: GasPrice = { baseFee: 8n * GWEI, priorityFee: GWEI };

  it('say what a transfer costs now, and what lasts while the base fee doubles', () => {
    expect(expectedFee(price)).toBe(21_000n * 9n * GWEI);
    expect(comfortableFee(price)).toBe(21_000n * 17n * GWEI);
  });

  it('leave room for the base fee to double', () => {
    expect(transferFees(price, 10n ** 18n)).toEqual({ maxFeePerGas: 17n * GWEI, maxPriorityFeePerGas: GWEI });
  });

  it('never cost more than the ceiling', () => {
    const ceiling = 21_000n * 12n * GWEI + 20_999n;
    expect(transferFees(price, ceiling)).toEqual({ maxFeePerGas: 12n * GWEI, maxPriorityFeePerGas: GWEI });
  });

  it('are refused when the next block may already ask for more', () => {
    const needed = 21_000n * 10n * GWEI;
    expect(transferFees(price, needed).maxFeePerGas).toBe(10n * GWEI);
    expect(() => transferFees(price, needed - 1n)).toThrow(
      expect.objectContaining({
        code: 'CHAIN_FEE_ABOVE_CEILING',
        kind: 'chain',
        details: { needed: needed.toString(), ceiling: (needed - 1n).toString() },
      }),
    );
  });

  it('work on a chain whose base fee is almost nothing', () => {
    expect(transferFees({ baseFee: 7n, priorityFee: 0n }, 10n ** 18n)).toEqual({
      maxFeePerGas: 15n,
      maxPriorityFeePerGas: 1n,
    });
    expect(transferFees({ baseFee: 0n, priorityFee: 0n }, 21_000n)).toEqual({
      maxFeePerGas: 1n,
      maxPriorityFeePerGas: 1n,
    });
  });
});
