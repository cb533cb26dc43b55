import { secp256k1 } from '@noble/curves/secp256k1.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { getAddress, keccak256, parseTransaction, serializeTransaction } from 'viem';
import { bytesFromHex, bytesToHex, concatBytes } from '../../../../src/base/bytes.ts';
import { deriveBip32 } from '../../../../src/engine/mpc/derivation/bip32.ts';
import { accountKey } from '../../../../src/treasury/chains/account-key.ts';
import { chainRules } from '../../../../src/treasury/chains/chain-rules.ts';
import { checksummed, isEvmAddress } from '../../../../src/treasury/chains/evm-address.ts';
import { chainIdOf, evmNetwork, evmNetworkWords } from '../../../../src/treasury/chains/evm-network.ts';
import {
  evmTransactionId,
  isEvmSignature,
  signedEvmTransaction,
} from '../../../../src/treasury/chains/evm-signature.ts';
import { CHAIN_CODE, ETHER_ADDRESS, ETHER_KEY, EVM_PATH, signEther } from '../evm-workspace.ts';
import { seedOf, verify } from '../test-people.ts';
import { vaultKey } from '../test-workspace.ts';

const UNSIGNED = bytesFromHex(
  serializeTransaction({
    type: 'eip1559',
    chainId: 31_337,
    nonce: 7,
    gas: 21_000n,
    to: ETHER_ADDRESS as `0x${string}`,
    value: 5n,
    maxFeePerGas: 9n,
  }).slice(2),
);
const childKey = deriveBip32(ETHER_KEY, CHAIN_CODE, EVM_PATH).key;

describe('addresses', () => {
  it('have the checksum that viem gives', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 20, maxLength: 20 }), (bytes) => {
        const hex = bytesToHex(bytes);
        expect(checksummed(hex)).toBe(getAddress(`0x${hex}`));
        expect(isEvmAddress(checksummed(hex))).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it('are one text only', () => {
    const other = [
      ETHER_ADDRESS.toLowerCase(),
      ETHER_ADDRESS.slice(2),
      `${ETHER_ADDRESS} `,
      `${ETHER_ADDRESS}0`,
      '',
      '0x',
    ];
    expect(other.filter(isEvmAddress)).toEqual([]);
    expect(isEvmAddress(ETHER_ADDRESS)).toBe(true);
  });
});

describe('the key of an account', () => {
  it('is what the engine derives, by other code', () => {
    for (const path of [[], [0], [60, 0], [44, 60, 0, 0, 2 ** 31 - 1]]) {
      expect(accountKey({ groupKey: ETHER_KEY, chainCode: CHAIN_CODE }, path)).toEqual(
        deriveBip32(ETHER_KEY, CHAIN_CODE, path).key,
      );
    }
  });

  it('is that of the BIP32 test vector 2, chain m/0', () => {
    const master = {
      groupKey: bytesFromHex('03cbcaa9c98c877a26977d00825c956a238e8dddfbd322cce4f74b0b5bd6ace4a7'),
      chainCode: bytesFromHex('60499f801b896d83179a4374aeb7822aaeaceaa0db1f85ee3e904c4defbd9689'),
    };
    expect(accountKey(master, [0])).toEqual(
      bytesFromHex('02fc9e5af0ac8d9b3cecfe2a888e2117ba3d089d8585886c9c826b6b22a98d12ea'),
    );
  });

  it.each<[string, Uint8Array, Uint8Array, number[]]>([
    ['a hardened index', ETHER_KEY, CHAIN_CODE, [2 ** 31]],
    ['a negative index', ETHER_KEY, CHAIN_CODE, [-1]],
    ['nine steps', ETHER_KEY, CHAIN_CODE, [0, 0, 0, 0, 0, 0, 0, 0, 0]],
    ['an Ed25519 key', vaultKey.publicKey, CHAIN_CODE, [0]],
    ['no point', concatBytes(Uint8Array.of(2), new Uint8Array(31), Uint8Array.of(5)), CHAIN_CODE, [0]],
    ['a short chain code', ETHER_KEY, CHAIN_CODE.subarray(1), [0]],
  ])('does not exist for %s', (_name, groupKey, chainCode, path) => {
    expect(accountKey({ groupKey, chainCode }, path)).toBeNull();
    expect(chainRules('evm').addressOf({ groupKey, chainCode }, path)).toBeNull();
  });
});

describe('a signature in the log', () => {
  const signature = signEther(UNSIGNED);
  const order = secp256k1.Point.Fn.ORDER;
  const s = BigInt(`0x${bytesToHex(signature.subarray(32, 64))}`);
  const highS = bytesFromHex((order - s).toString(16).padStart(64, '0'));

  it('is one of the account, over the exact bytes', () => {
    expect(isEvmSignature(childKey, UNSIGNED, signature)).toBe(true);
  });

  it.each<[string, Uint8Array, Uint8Array, Uint8Array]>([
    ['by the key of the vault instead of the account', ETHER_KEY, UNSIGNED, signature],
    ['over other bytes', childKey, UNSIGNED.with(5, 1), signature],
    ['with the other parity', childKey, UNSIGNED, signature.with(64, 1 - (signature[64] ?? 0))],
    ['with a legacy v', childKey, UNSIGNED, signature.with(64, 27)],
    ['with a recovery id of 2', childKey, UNSIGNED, signature.with(64, 2)],
    ['without a parity', childKey, UNSIGNED, signature.subarray(0, 64)],
    ['of 66 bytes', childKey, UNSIGNED, concatBytes(signature, Uint8Array.of(0))],
    [
      'with an s in the upper half',
      childKey,
      UNSIGNED,
      concatBytes(signature.subarray(0, 32), highS, Uint8Array.of(1 - (signature[64] ?? 0))),
    ],
    ['of zeros', childKey, UNSIGNED, new Uint8Array(65)],
    ['of the largest numbers', childKey, UNSIGNED, concatBytes(new Uint8Array(64).fill(255), Uint8Array.of(0))],
    ['under no key', new Uint8Array(33), UNSIGNED, signature],
    ['under 32 bytes', childKey.subarray(1), UNSIGNED, signature],
  ])('is none %s', (_name, key, unsigned, bytes) => {
    expect(isEvmSignature(key, unsigned, bytes)).toBe(false);
  });

  it('completes the transaction to what viem makes of it', () => {
    const parsed = parseTransaction(`0x02${bytesToHex(UNSIGNED.subarray(1))}`);
    const [r, s32] = [signature.subarray(0, 32), signature.subarray(32, 64)].map(
      (bytes) => `0x${bytesToHex(bytes)}` as const,
    );
    if (r === undefined || s32 === undefined) throw new Error('a signature has two halves');
    const theirs = serializeTransaction(parsed, { r, s: s32, yParity: signature[64] ?? 9 });
    expect(`0x${bytesToHex(signedEvmTransaction(UNSIGNED, signature) ?? new Uint8Array())}`).toBe(theirs);
    expect(evmTransactionId(UNSIGNED, signature)).toBe(keccak256(theirs));
  });

  it.each<[string, Uint8Array]>([
    ['nothing', new Uint8Array()],
    ['only a type', Uint8Array.of(2)],
    ['another type', concatBytes(Uint8Array.of(1), UNSIGNED.subarray(1))],
    ['trailing bytes', concatBytes(UNSIGNED, Uint8Array.of(0))],
    ['a cut-off list', UNSIGNED.subarray(0, -1)],
    ['a string', Uint8Array.of(2, 0x81, 0x80)],
    ['a length of three bytes', Uint8Array.of(2, 0xfa, 0, 0, 0)],
  ])('completes %s to nothing', (_name, bytes) => {
    expect(signedEvmTransaction(bytes, signature)).toBeNull();
    expect(evmTransactionId(bytes, signature)).toBe('');
  });

  it('of another chain is none of this one', () => {
    const key = { groupKey: ETHER_KEY, chainCode: CHAIN_CODE };
    const signed = { key, path: EVM_PATH, unsigned: UNSIGNED, signature };
    expect(chainRules('evm').isSigned(signed, verify)).toBe(true);
    expect(chainRules('evm').isSigned({ ...signed, path: [60, 1] }, verify)).toBe(false);
    expect(chainRules('solana').isSigned(signed, verify)).toBe(false);
    const onSolana = { key: { groupKey: vaultKey.publicKey, chainCode: seedOf('x') }, path: [], unsigned: UNSIGNED };
    expect(chainRules('solana').isSigned({ ...onSolana, signature: vaultKey.sign(UNSIGNED) }, verify)).toBe(true);
    expect(chainRules('solana').isSigned({ ...onSolana, path: [0], signature: vaultKey.sign(UNSIGNED) }, verify)).toBe(
      false,
    );
  });
});

describe('networks', () => {
  it('are named by their chain id, in one way', () => {
    expect(evmNetwork(31_337n)).toBe('eip155:31337');
    expect(['eip155:1', 'eip155:31337', 'eip155:9999999999999999'].map(chainIdOf)).toEqual([
      1n,
      31_337n,
      9_999_999_999_999_999n,
    ]);
    const others = [
      '',
      'eip155:',
      'eip155:0',
      'eip155:01',
      'eip155:-1',
      'eip155:0x1',
      'eip155:1 ',
      'EIP155:1',
      'eip155:99999999999999999',
      '1',
    ];
    expect(others.filter((text) => chainIdOf(text) !== null)).toEqual([]);
  });

  it('have words for people', () => {
    expect(['eip155:1', 'eip155:11155111', 'eip155:31337', 'eip155:137'].map(evmNetworkWords)).toEqual([
      'Ethereum',
      'the Sepolia test network',
      'the development chain 31337',
      'the EVM network 137',
    ]);
  });
});
