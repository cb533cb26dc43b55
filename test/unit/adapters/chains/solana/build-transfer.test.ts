import { base58 } from '@scure/base';
import { describe, expect, it } from 'vitest';
import { buildTransfer, type TransferParameters } from '../../../../../src/adapters/chains/solana/build-transfer.ts';
import { encodeRaw, keyOf, plainTransfer } from './raw-message.ts';

const good: TransferParameters = {
  from: base58.encode(keyOf(1)),
  to: base58.encode(keyOf(2)),
  lamports: 7n,
  blockhash: base58.encode(keyOf(9)),
};

describe('buildTransfer', () => {
  it('builds the bytes that the format prescribes', () => {
    expect(buildTransfer(good)).toEqual(encodeRaw(plainTransfer(0)));
    expect(buildTransfer({ ...good, version: 'legacy' })).toEqual(encodeRaw(plainTransfer('legacy')));
  });

  const refused: readonly [string, Partial<TransferParameters>, string][] = [
    ['nothing', { lamports: 0n }, 'SOLANA_TRANSFER_INVALID'],
    ['a negative amount', { lamports: -1n }, 'SOLANA_TRANSFER_INVALID'],
    ['more than 64 bits', { lamports: 2n ** 64n }, 'SOLANA_TRANSFER_INVALID'],
    ['a payment to itself', { to: good.from }, 'SOLANA_TRANSFER_INVALID'],
    ['a blockhash of another length', { blockhash: base58.encode(keyOf(9).slice(1)) }, 'SOLANA_TRANSFER_INVALID'],
    ['a blockhash that is no base58', { blockhash: '0'.repeat(44) }, 'SOLANA_TRANSFER_INVALID'],
    ['a payee that is no address', { to: 'abc' }, 'SOLANA_ADDRESS_INVALID'],
    ['a source that is no address', { from: 'abc' }, 'SOLANA_ADDRESS_INVALID'],
    ['the System program as payee', { to: '1'.repeat(32) }, 'SOLANA_ADDRESS_RESERVED'],
  ];
  it.each(refused)('refuses %s', (_name, change, code) => {
    expect(() => buildTransfer({ ...good, ...change })).toThrowError(expect.objectContaining({ code, kind: 'input' }));
  });
});
