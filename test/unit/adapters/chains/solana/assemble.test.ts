import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { getTransactionDecoder } from '@solana/kit';
import { base58, base64 } from '@scure/base';
import { describe, expect, it } from 'vitest';
import { encodeSolanaAddress } from '../../../../../src/adapters/chains/solana/address.ts';
import { assembleTransaction } from '../../../../../src/adapters/chains/solana/assemble.ts';
import { buildTransfer } from '../../../../../src/adapters/chains/solana/build-transfer.ts';
import { splitWireTransaction } from '../../../../../src/adapters/chains/solana/split-wire.ts';
import { encodeRaw, keyOf, plainTransfer, SYSTEM_KEY } from './raw-message.ts';

const INVALID = expect.objectContaining({ code: 'SOLANA_SIGNATURE_INVALID', kind: 'peer' });
const to = base58.encode(keyOf(2));
const hash = base58.encode(keyOf(9));

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const from = encodeSolanaAddress(new Uint8Array(publicKey.export({ format: 'der', type: 'spki' }).subarray(-32)));
const signed = (message: Uint8Array, key: KeyObject = privateKey) => new Uint8Array(sign(null, message, key));

describe('assembleTransaction', () => {
  it.each(['legacy', 0] as const)('joins a %s message and its signature into what kit takes apart again', (version) => {
    const message = buildTransfer({ from, to, lamports: 5n, blockhash: hash, version });
    const signature = signed(message);
    const { wire, transactionId } = assembleTransaction(message, signature);
    const decoded = getTransactionDecoder().decode(base64.decode(wire));
    expect(new Uint8Array(decoded.messageBytes)).toEqual(message);
    expect(Object.entries(decoded.signatures)).toEqual([[from, signature]]);
    expect(transactionId).toBe(base58.encode(signature));
    expect(splitWireTransaction(base64.decode(wire))).toEqual({ signatures: [signature], messageBytes: message });
  });

  it('refuses a signature by another key, over another message, with a changed bit, or of another length', () => {
    const message = buildTransfer({ from, to, lamports: 5n, blockhash: hash });
    const other = buildTransfer({ from, to, lamports: 6n, blockhash: hash });
    const flipped = signed(message);
    flipped[40] = (flipped[40] ?? 0) ^ 1;
    const wrong = [
      signed(message, generateKeyPairSync('ed25519').privateKey),
      signed(other),
      flipped,
      signed(message).slice(1),
      new Uint8Array(64),
    ];
    for (const signature of wrong) expect(() => assembleTransaction(message, signature)).toThrowError(INVALID);
  });

  it('refuses a message that needs a second signature', () => {
    const alone = { ...plainTransfer(), keys: [base58.decode(from), keyOf(2), SYSTEM_KEY] };
    const [one, two] = [encodeRaw(alone), encodeRaw({ ...alone, header: [2, 0, 1] })];
    expect(assembleTransaction(one, signed(one)).wire).toHaveLength(4 * Math.ceil((65 + one.length) / 3));
    expect(() => assembleTransaction(two, signed(two))).toThrowError(INVALID);
  });

  it('refuses bytes that are no message', () => {
    expect(() => assembleTransaction(new Uint8Array(10), new Uint8Array(64))).toThrowError(
      expect.objectContaining({ code: 'SOLANA_MESSAGE_MALFORMED' }),
    );
  });
});

describe('splitWireTransaction', () => {
  it.each([
    ['nothing', new Uint8Array()],
    ['no signature', Uint8Array.of(0, 1, 2)],
    ['no message', Uint8Array.from([1, ...new Uint8Array(64)])],
    ['half a signature', Uint8Array.from([1, ...new Uint8Array(32)])],
    ['a count not in its shortest form', Uint8Array.from([0x81, 0, ...new Uint8Array(65)])],
    ['more than a packet', new Uint8Array(1233).fill(1)],
  ])('refuses %s', (_name, bytes) => {
    expect(() => splitWireTransaction(bytes)).toThrowError(
      expect.objectContaining({ code: 'SOLANA_MESSAGE_MALFORMED' }),
    );
  });
});
