import {
  AccountRole,
  address,
  appendTransactionMessageInstructions,
  blockhash,
  compileTransactionMessage,
  createTransactionMessage,
  getCompiledTransactionMessageEncoder,
  pipe,
  setTransactionMessageFeePayer,
  setTransactionMessageLifetimeUsingBlockhash,
} from '@solana/kit';
import { base58 } from '@scure/base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeSolanaMessage } from '../../../../../src/adapters/chains/solana/decode-message.ts';
import { encodeRaw, keyOf, plainTransfer, SYSTEM_KEY, unlessMalformed, type RawMessage } from './raw-message.ts';

const attempt = (bytes: Uint8Array) => unlessMalformed(() => decodeSolanaMessage(bytes));

const reasonOf = (message: RawMessage): string => {
  try {
    decodeSolanaMessage(encodeRaw(message));
    return 'decoded';
  } catch (error) {
    return (error as Error).message;
  }
};

const arbitraryKey = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => base58.encode(bytes));
const arbitraryRole = fc.constantFrom(
  AccountRole.READONLY,
  AccountRole.WRITABLE,
  AccountRole.READONLY_SIGNER,
  AccountRole.WRITABLE_SIGNER,
);
const arbitraryInstruction = fc.record({
  programAddress: arbitraryKey.map(address),
  accounts: fc.array(fc.record({ address: arbitraryKey.map(address), role: arbitraryRole }), { maxLength: 4 }),
  data: fc.uint8Array({ maxLength: 200 }),
});

describe('decodeSolanaMessage', () => {
  it('finds in a message built by kit exactly what kit put in', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('legacy' as const, 0 as const),
        arbitraryKey,
        arbitraryKey,
        fc.array(arbitraryInstruction, { maxLength: 3 }),
        (version, payer, hash, instructions) => {
          const compiled = compileTransactionMessage(
            pipe(
              createTransactionMessage({ version }),
              (m) => setTransactionMessageFeePayer(address(payer), m),
              (m) =>
                setTransactionMessageLifetimeUsingBlockhash(
                  { blockhash: blockhash(hash), lastValidBlockHeight: 0n },
                  m,
                ),
              (m) => appendTransactionMessageInstructions(instructions, m),
            ),
          );
          if (!('instructions' in compiled)) throw new Error('kit compiled another version than asked for');
          const bytes = new Uint8Array(getCompiledTransactionMessageEncoder().encode(compiled));
          fc.pre(bytes.length <= 1167);
          const decoded = decodeSolanaMessage(bytes);
          expect(decoded.version).toBe(version);
          expect(decoded.header).toEqual({
            requiredSignatures: compiled.header.numSignerAccounts,
            readonlySigned: compiled.header.numReadonlySignerAccounts,
            readonlyUnsigned: compiled.header.numReadonlyNonSignerAccounts,
          });
          expect(decoded.accountKeys.map((key) => base58.encode(key))).toEqual(compiled.staticAccounts);
          expect(base58.encode(decoded.blockhash)).toBe(hash);
          expect(decoded.instructions.map((i) => [i.programIndex, [...i.accountIndexes], [...i.data]])).toEqual(
            compiled.instructions.map((i) => [i.programAddressIndex, i.accountIndices ?? [], [...(i.data ?? [])]]),
          );
          expect(decoded.addressTableLookups).toEqual([]);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('never lets two byte strings stand for one message: what decodes, encodes back to the same bytes', () => {
    const encodeDecoded = (bytes: Uint8Array): Uint8Array => {
      const {
        version,
        header,
        accountKeys,
        blockhash: hash,
        instructions,
        addressTableLookups,
      } = decodeSolanaMessage(bytes);
      return encodeRaw({
        version,
        header: [header.requiredSignatures, header.readonlySigned, header.readonlyUnsigned],
        keys: accountKeys,
        blockhash: hash,
        instructions: instructions.map((i) => ({
          program: i.programIndex,
          accounts: [...i.accountIndexes],
          data: i.data,
        })),
        lookups: addressTableLookups.map((l) => ({
          table: l.table,
          writable: [...l.writableIndexes],
          readonly: [...l.readonlyIndexes],
        })),
      });
    };
    const start = encodeRaw({ ...plainTransfer(), lookups: [{ table: keyOf(5), writable: [1], readonly: [2, 3] }] });
    const mutation = fc.tuple(fc.nat(start.length - 1), fc.nat(255), fc.constantFrom('set', 'insert', 'remove'));
    let decodedCount = 0;
    fc.assert(
      fc.property(fc.array(mutation, { maxLength: 3 }), (mutations) => {
        const bytes = [...start];
        for (const [at, value, kind] of mutations) {
          bytes.splice(at, kind === 'insert' ? 0 : 1, ...(kind === 'remove' ? [] : [value]));
        }
        const mutated = Uint8Array.from(bytes);
        const encoded = unlessMalformed(() => encodeDecoded(mutated));
        expect(encoded ?? mutated).toEqual(mutated);
        if (encoded !== undefined) decodedCount += 1;
      }),
      { numRuns: 3000 },
    );
    expect(decodedCount).toBeGreaterThan(100);
  });

  it('refuses every truncation and every added byte', () => {
    for (const version of ['legacy', 0] as const) {
      const bytes = encodeRaw(plainTransfer(version));
      for (let length = 0; length < bytes.length; length += 1) expect(attempt(bytes.slice(0, length))).toBeUndefined();
      for (const extra of [0, 1, 0x80, 0xff]) expect(attempt(Uint8Array.from([...bytes, extra]))).toBeUndefined();
    }
  });

  it('refuses random bytes without ever failing in another way', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 1300 }), (bytes) => {
        expect(() => attempt(bytes)).not.toThrow();
      }),
    );
  });

  it('refuses lengths that are not in their shortest form', () => {
    const bytes = [...encodeRaw(plainTransfer('legacy'))];
    expect(bytes[3]).toBe(3);
    for (const longer of [
      [0x83, 0x00],
      [0x83, 0x80, 0x00],
    ]) {
      expect(attempt(Uint8Array.from([...bytes.slice(0, 3), ...longer, ...bytes.slice(4)]))).toBeUndefined();
    }
  });

  it('refuses lengths beyond 16 bits', () => {
    const header = [1, 0, 1];
    expect(attempt(Uint8Array.from([...header, 0xff, 0xff, 0x04, ...new Uint8Array(1000)]))).toBeUndefined();
    expect(attempt(Uint8Array.from([...header, 0xff, 0xff, 0x83, 0x01, ...new Uint8Array(1000)]))).toBeUndefined();
  });

  it('refuses versions other than legacy and 0', () => {
    const [, ...body] = encodeRaw(plainTransfer(0));
    for (let version = 1; version < 128; version += 1)
      expect(attempt(Uint8Array.from([0x80 | version, ...body]))).toBeUndefined();
  });

  const base = plainTransfer();
  const instruction = { program: 2, accounts: [0, 1], data: new Uint8Array(12) };
  const refused: readonly [string, RawMessage, string][] = [
    ['no signer', { ...base, header: [0, 0, 1] }, 'nobody signs it'],
    ['a fee payer that is not writable', { ...base, header: [1, 1, 1] }, 'its fee payer is not writable'],
    ['more readonly signers than signers', { ...base, header: [1, 2, 0] }, 'its fee payer is not writable'],
    ['more signers than accounts', { ...base, header: [4, 0, 0] }, 'its header counts more accounts than it lists'],
    ['more readonly accounts than there are', { ...base, header: [1, 0, 3] }, 'its header counts more accounts'],
    ['a header that overflows a byte', { ...base, header: [128, 0, 128] }, 'its header counts more accounts'],
    ['the same account twice', { ...base, keys: [keyOf(1), keyOf(1), SYSTEM_KEY] }, 'an account is listed twice'],
    ['the fee payer as a program', { ...base, instructions: [{ ...instruction, program: 0 }] }, 'names no program'],
    ['a program that is not there', { ...base, instructions: [{ ...instruction, program: 3 }] }, 'names no program'],
    ['an account that is not there', { ...base, instructions: [{ ...instruction, accounts: [0, 3] }] }, 'is not there'],
    ['an empty lookup', { ...base, lookups: [{ table: keyOf(5), writable: [], readonly: [] }] }, 'nothing is taken'],
    [
      'a program from a lookup table',
      {
        ...base,
        instructions: [{ ...instruction, program: 3 }],
        lookups: [{ table: keyOf(5), writable: [0], readonly: [] }],
      },
      'names no program',
    ],
    [
      'more than 256 accounts',
      { ...base, lookups: [{ table: keyOf(5), writable: Array.from({ length: 254 }, (_, i) => i), readonly: [] }] },
      'it names too many accounts',
    ],
    [
      'more bytes than a transaction carries',
      { ...base, instructions: [{ ...instruction, data: new Uint8Array(1100) }] },
      'it is longer than a transaction can carry',
    ],
  ];
  it.each(refused)('refuses %s', (_name, message, reason) => {
    expect(reasonOf(message)).toContain(reason);
  });

  it('takes an account from a lookup table where a program may not come from', () => {
    const lookups = [{ table: keyOf(5), writable: [7], readonly: [] }];
    expect(reasonOf({ ...base, instructions: [{ ...instruction, accounts: [0, 3] }], lookups })).toBe('decoded');
  });
});
