import { secp256k1 } from '@noble/curves/secp256k1.js';
import { parseTransaction, recoverTransactionAddress } from 'viem';
import { describe, expect, it } from 'vitest';
import { assembleEvmTransaction, encodeEvmSignature } from '../../../../../src/adapters/chains/evm/assemble.ts';
import { concatBytes } from '../../../../../src/base/bytes.ts';
import { bytesFromHex, bytesToHex } from '../../../../../src/base/bytes.ts';
import { evmDigest } from '../../../../../src/treasury/chains/evm-signature.ts';
import { createEvmKey } from '../../../../integration/devchains/evm-key.ts';
import { seedOf } from '../../../treasury/test-people.ts';
import { number, raw } from './raw-transaction.ts';

const key = createEvmKey(seedOf('payer'));
const unsigned = raw();
const signature = key.sign(unsigned);
const refused = (reason: string): unknown =>
  expect.objectContaining({ code: 'EVM_SIGNATURE_INVALID', kind: 'peer', message: expect.stringContaining(reason) });
const ORDER = secp256k1.Point.Fn.ORDER;

function numberOf(bytes: Uint8Array): bigint {
  return BigInt(`0x${bytesToHex(bytes)}`);
}

function bytesOf(value: bigint): Uint8Array {
  return bytesFromHex(value.toString(16).padStart(64, '0'));
}

describe('assembling', () => {
  it('gives a transaction that viem reads as the same transfer by the same account', async () => {
    const { wire, transactionId } = await assembleEvmTransaction(unsigned, signature, key.address);
    expect(wire).toMatch(/^0x02f8[0-9a-f]+$/);
    expect(transactionId).toBe(`0x${bytesToHex(evmDigest(bytesFromHex(wire.slice(2))))}`);
    const serializedTransaction = wire as `0x02${string}`;
    expect(await recoverTransactionAddress({ serializedTransaction })).toBe(key.address);
    expect(parseTransaction(serializedTransaction)).toMatchObject({ nonce: 7, chainId: 31_337, gas: 21_000n });
  });

  it('writes r and s without leading zeros, whatever they are', async () => {
    const lengths = new Set<number>();
    for (let nonce = 0n; nonce < 400n; nonce += 1n) {
      const bytes = raw({ nonce: number(nonce) });
      const one = key.sign(bytes);
      if (one[0] !== 0 && one[32] !== 0) continue;
      const { wire } = await assembleEvmTransaction(bytes, one, key.address);
      lengths.add(wire.length);
      expect(await recoverTransactionAddress({ serializedTransaction: wire as `0x02${string}` })).toBe(key.address);
    }
    expect(lengths.size).toBeGreaterThan(0);
  });

  it('refuses the signature of another key, or over another transaction', async () => {
    const other = createEvmKey(seedOf('other'));
    const notOurs = refused("not by the paying account's key");
    await expect(assembleEvmTransaction(unsigned, other.sign(unsigned), key.address)).rejects.toThrow(notOurs);
    await expect(assembleEvmTransaction(raw({ nonce: number(8n) }), signature, key.address)).rejects.toThrow(notOurs);
    await expect(assembleEvmTransaction(unsigned, signature, other.address)).rejects.toThrow(notOurs);
  });

  it('refuses the other parity, every changed byte, and the second s', async () => {
    const parity = signature.with(64, 1 - (signature[64] ?? 0));
    await expect(assembleEvmTransaction(unsigned, parity, key.address)).rejects.toThrow(refused("account's key"));
    for (const at of [0, 31, 33, 63])
      await expect(
        assembleEvmTransaction(unsigned, signature.with(at, (signature[at] ?? 0) ^ 1), key.address),
      ).rejects.toThrow(refused('not usable'));
    const high = bytesOf(ORDER - numberOf(signature.subarray(32, 64)));
    const second = concatBytes(signature.subarray(0, 32), high, Uint8Array.of(1 - (signature[64] ?? 0)));
    await expect(assembleEvmTransaction(unsigned, second, key.address)).rejects.toThrow(refused('upper half'));
  });

  it.each<[string, Uint8Array, string]>([
    ['64 bytes', signature.subarray(0, 64), 'not 65 bytes'],
    ['66 bytes', concatBytes(signature, Uint8Array.of(0)), 'not 65 bytes'],
    ['a legacy v of 27', signature.with(64, 27), 'recovery id'],
    ['a recovery id of 2', signature.with(64, 2), 'recovery id'],
    ['zeros', new Uint8Array(65), "account's key"],
    ['an r of the order', concatBytes(bytesOf(ORDER), signature.subarray(32)), "account's key"],
  ])('refuses %s', async (_name, bytes, reason) => {
    await expect(assembleEvmTransaction(unsigned, bytes, key.address)).rejects.toThrow(refused(reason));
  });

  it('refuses bytes that are no unsigned transaction', async () => {
    const malformed = expect.objectContaining({ code: 'EVM_TRANSACTION_MALFORMED' });
    const trailing = concatBytes(unsigned, Uint8Array.of(0));
    await expect(assembleEvmTransaction(trailing, signature, key.address)).rejects.toThrow(malformed);
  });
});

describe('a signature of ECDSA as the log holds it', () => {
  const [r, s] = [signature.slice(0, 32), signature.slice(32, 64)];

  it('is r, s and the parity', () => {
    expect(encodeEvmSignature({ r, s, recoveryId: signature[64] ?? 9 })).toEqual(signature);
  });

  it.each([-1, 2, 3, 27])('has no recovery id %d: no transaction can say it', (recoveryId) => {
    expect(() => encodeEvmSignature({ r, s, recoveryId })).toThrow(refused('recovery id'));
  });

  it('has s up to half the order, and not one more', () => {
    const half = ORDER / 2n;
    expect(encodeEvmSignature({ r, s: bytesOf(half), recoveryId: 0 })).toHaveLength(65);
    expect(() => encodeEvmSignature({ r, s: bytesOf(half + 1n), recoveryId: 0 })).toThrow(refused('upper half'));
    expect(() => encodeEvmSignature({ r: r.subarray(1), s, recoveryId: 0 })).toThrow(refused('32 bytes'));
  });
});
