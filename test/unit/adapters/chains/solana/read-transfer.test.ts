import { isDeepStrictEqual } from 'node:util';
import {
  AccountRole,
  address,
  appendTransactionMessageInstruction,
  compileTransaction,
  createNoopSigner,
  createTransactionMessage,
  compressTransactionMessageUsingAddressLookupTables,
  pipe,
  setTransactionMessageFeePayer,
  setTransactionMessageLifetimeUsingBlockhash,
  setTransactionMessageLifetimeUsingDurableNonce,
  blockhash,
  type Nonce,
} from '@solana/kit';
import { getTransferSolInstruction } from '@solana-program/system';
import { base58 } from '@scure/base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildTransfer } from '../../../../../src/adapters/chains/solana/build-transfer.ts';
import { readSolanaTransfer, type SolanaReading } from '../../../../../src/adapters/chains/solana/read-transfer.ts';
import type { TransactionReading } from '../../../../../src/treasury/judge/reading.ts';
import {
  encodeRaw,
  keyOf,
  plainTransfer,
  SYSTEM_KEY,
  transferData,
  unlessMalformed,
  type RawMessage,
} from './raw-message.ts';

const FROM = base58.encode(keyOf(1));
const TO = base58.encode(keyOf(2));
const OTHER = base58.encode(keyOf(3));
const HASH = base58.encode(keyOf(9));
const MEMO = 'MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr';
const COMPUTE_BUDGET = 'ComputeBudget111111111111111111111111111111';

const plain = plainTransfer();
const [payment] = plain.instructions;
if (payment === undefined) throw new Error('the plain transfer has one instruction');
const unexplained = (message: RawMessage): readonly string[] => readSolanaTransfer(encodeRaw(message)).unexplained;

/** The transfer as kit builds it, before its lifetime and whatever a test adds. */
const kitTransfer = () =>
  pipe(
    createTransactionMessage({ version: 0 }),
    (m) => setTransactionMessageFeePayer(address(FROM), m),
    (m) => appendTransactionMessageInstruction(kitPayment(TO), m),
  );
const kitPayment = (to: string) =>
  getTransferSolInstruction({ source: createNoopSigner(address(FROM)), destination: address(to), amount: 7n });
const lifetime = { blockhash: blockhash(HASH), lastValidBlockHeight: 0n };
const kitReading = (message: Parameters<typeof compileTransaction>[0]): TransactionReading =>
  readSolanaTransfer(new Uint8Array(compileTransaction(message).messageBytes));

describe('readSolanaTransfer', () => {
  it('reads every transfer that is built as exactly that transfer', () => {
    const key = fc
      .uint8Array({ minLength: 32, maxLength: 32 })
      .map((bytes) => base58.encode(bytes))
      .filter((text) => text !== base58.encode(SYSTEM_KEY));
    fc.assert(
      fc.property(
        fc.uniqueArray(key, { minLength: 3, maxLength: 3 }),
        fc.bigInt({ min: 1n, max: 2n ** 64n - 1n }),
        fc.constantFrom('legacy' as const, 0 as const),
        ([from = '', to = '', hash = ''], lamports, version) => {
          expect(readSolanaTransfer(buildTransfer({ from, to, lamports, blockhash: hash, version }))).toEqual({
            chain: 'solana',
            from,
            to,
            asset: 'SOL',
            amount: lamports,
            feePayer: from,
            fee: 5000n,
            lifetime: hash,
            unexplained: [],
          });
        },
      ),
    );
  });

  it.each(['legacy', 0] as const)('shows every change of any one byte of a %s transfer, or refuses it', (version) => {
    const bytes = buildTransfer({ from: FROM, to: TO, lamports: 7n, blockhash: HASH, version });
    const honest = readSolanaTransfer(bytes);
    const unnoticed: string[] = [];
    for (let at = 0; at < bytes.length; at += 1) {
      for (let change = 1; change < 256; change += 1) {
        const mutated = bytes.slice();
        mutated[at] = (bytes[at] ?? 0) ^ change;
        if (isDeepStrictEqual(readOrUndefined(mutated), honest)) unnoticed.push(`byte ${at} ^ ${change}`);
      }
    }
    expect(unnoticed).toEqual([]);
  });

  it('reads without remark only bytes that are the one way to write that transfer', () => {
    const withUnused = encodeRaw({
      ...plain,
      keys: [...plain.keys.slice(0, 2), keyOf(3), SYSTEM_KEY],
      instructions: [{ program: 3, accounts: [0, 1], data: transferData(7n) }],
    });
    const mutation = fc.tuple(
      fc.nat(),
      fc.oneof(fc.nat(4), fc.nat(255)),
      fc.constantFrom('set', 'insert', 'remove', 'cut'),
    );
    let cleanCount = 0;
    fc.assert(
      fc.property(
        fc.constantFrom(encodeRaw(plain), encodeRaw(plainTransfer('legacy')), withUnused),
        fc.array(mutation, { minLength: 1, maxLength: 6 }),
        (start, mutations) => {
          const bytes = [...start];
          for (const [position, value, kind] of mutations) {
            const at = position % (bytes.length + 1);
            if (kind === 'cut') bytes.splice(at, 32);
            else bytes.splice(at, kind === 'insert' ? 0 : 1, ...(kind === 'remove' ? [] : [value]));
          }
          if (isCanonicalWhenClean(Uint8Array.from(bytes))) cleanCount += 1;
        },
      ),
      { numRuns: 5000 },
    );
    expect(cleanCount).toBeGreaterThan(100);
  });

  const hostile: readonly [string, RawMessage, readonly string[]][] = [
    [
      'a second transfer',
      {
        ...plain,
        keys: [keyOf(1), keyOf(2), keyOf(3), SYSTEM_KEY],
        instructions: [
          { program: 3, accounts: [0, 1], data: transferData(7n) },
          { program: 3, accounts: [0, 2], data: transferData(7n) },
        ],
      },
      ['Instruction 2 is a further transfer.', `The account ${OTHER} has no part in the transfer.`],
    ],
    [
      'the same transfer twice',
      { ...plain, instructions: [payment, payment] },
      ['Instruction 2 is a further transfer.'],
    ],
    [
      'an account that nothing uses',
      { ...plain, keys: [keyOf(1), keyOf(2), keyOf(3), SYSTEM_KEY], instructions: [{ ...payment, program: 3 }] },
      [`The account ${OTHER} has no part in the transfer.`],
    ],
    [
      'the payee as a second signer',
      { ...plain, header: [2, 0, 1] },
      ["1 more signature(s) than the fee payer's are required."],
    ],
    [
      'another fee payer',
      {
        ...plain,
        header: [2, 0, 1],
        keys: [keyOf(3), keyOf(1), keyOf(2), SYSTEM_KEY],
        instructions: [{ program: 3, accounts: [1, 2], data: transferData(7n) }],
      },
      ["1 more signature(s) than the fee payer's are required.", 'The fee payer is not the account that pays.'],
    ],
    [
      'a source that does not sign',
      { ...plain, instructions: [{ ...payment, accounts: [1, 0] }] },
      ['The fee payer is not the account that pays.', 'The account that pays does not sign.'],
    ],
    [
      'a transfer to itself',
      { ...plain, instructions: [{ ...payment, accounts: [0, 0] }] },
      ['The transfer pays the account it comes from.', `The account ${TO} has no part in the transfer.`],
    ],
    [
      'a payee that is not writable',
      { ...plain, header: [1, 0, 2] },
      [`The account ${TO} of the transfer is not marked writable.`],
    ],
    ['a writable System program', { ...plain, header: [1, 0, 0] }, ['The System program is marked writable.']],
    [
      'a third account in the transfer',
      { ...plain, instructions: [{ ...payment, accounts: [0, 1, 1] }] },
      ['Instruction 1 transfers SOL in an unusual form.', 'There is no plain transfer in the transaction.'],
    ],
    [
      'a byte after the amount',
      { ...plain, instructions: [{ ...payment, data: Uint8Array.from([...transferData(7n), 0]) }] },
      ['Instruction 1 transfers SOL in an unusual form.', 'There is no plain transfer in the transaction.'],
    ],
    [
      'another System instruction',
      { ...plain, instructions: [{ ...payment, data: Uint8Array.of(1, 0, 0, 0, ...keyOf(3)) }] },
      ['Instruction 1 gives an account to another owner.', 'There is no plain transfer in the transaction.'],
    ],
    [
      'a System instruction nobody knows',
      { ...plain, instructions: [{ ...payment, data: Uint8Array.of(0xff, 0xff, 0xff, 0xff) }] },
      ['Instruction 1 does something unknown.', 'There is no plain transfer in the transaction.'],
    ],
    [
      'an unknown program',
      { ...plain, keys: [keyOf(1), keyOf(2), keyOf(3)] },
      [`Instruction 1 calls the unknown program ${OTHER}.`, 'There is no plain transfer in the transaction.'],
    ],
    ['nothing at all', { ...plain, instructions: [] }, ['There is no plain transfer in the transaction.']],
    [
      'a payee from a lookup table',
      {
        ...plain,
        instructions: [{ ...payment, accounts: [0, 3] }],
        lookups: [{ table: keyOf(5), writable: [0], readonly: [] }],
      },
      [
        'Instruction 1 transfers SOL in an unusual form.',
        'There is no plain transfer in the transaction.',
        `Accounts are hidden in the lookup table ${base58.encode(keyOf(5))}.`,
      ],
    ],
    [
      'a lookup table that nothing uses',
      { ...plain, lookups: [{ table: keyOf(5), writable: [], readonly: [0] }] },
      [`Accounts are hidden in the lookup table ${base58.encode(keyOf(5))}.`],
    ],
  ];
  it.each(hostile)('explains nothing away: %s', (_name, message, reasons) => {
    expect(unexplained(message)).toEqual(reasons);
  });

  it('shows a swapped payee and a changed amount', () => {
    const swapped = { ...plain, keys: [keyOf(1), keyOf(3), SYSTEM_KEY] };
    const raised = { ...plain, instructions: [{ ...payment, data: transferData(8n) }] };
    expect(readSolanaTransfer(encodeRaw(swapped))).toMatchObject({ to: OTHER, amount: 7n, unexplained: [] });
    expect(readSolanaTransfer(encodeRaw(raised))).toMatchObject({ to: TO, amount: 8n, unexplained: [] });
  });

  it('names a durable nonce, which would keep the transaction valid for ever', () => {
    const message = setTransactionMessageLifetimeUsingDurableNonce(
      { nonce: HASH as Nonce, nonceAccountAddress: address(OTHER), nonceAuthorityAddress: address(FROM) },
      kitTransfer(),
    );
    const reading = kitReading(message);
    expect(reading.unexplained).toContain(
      'Instruction 1 advances a durable nonce, so the transaction would not expire.',
    );
    expect(reading).toMatchObject({ from: FROM, to: TO, amount: 7n });
  });

  it('names a memo and a compute budget', () => {
    for (const [programAddress, name] of [
      [MEMO, 'Memo'],
      [COMPUTE_BUDGET, 'Compute Budget'],
    ] as const) {
      const message = pipe(
        kitTransfer(),
        (m) => setTransactionMessageLifetimeUsingBlockhash(lifetime, m),
        (m) =>
          appendTransactionMessageInstruction(
            { programAddress: address(programAddress), data: Uint8Array.of(2, 1, 0, 0, 0) },
            m,
          ),
      );
      expect(kitReading(message).unexplained).toEqual([`Instruction 2 calls the ${name} program.`]);
    }
  });

  it('counts the fee of every signature that is required', () => {
    const message = pipe(
      kitTransfer(),
      (m) => setTransactionMessageLifetimeUsingBlockhash(lifetime, m),
      (m) =>
        appendTransactionMessageInstruction(
          {
            programAddress: address(MEMO),
            accounts: [{ address: address(OTHER), role: AccountRole.READONLY_SIGNER }],
            data: new Uint8Array(),
          },
          m,
        ),
    );
    expect(kitReading(message)).toMatchObject({ fee: 10_000n, feePayer: FROM });
    expect(kitReading(message).unexplained).toContain("1 more signature(s) than the fee payer's are required.");
  });

  it('refuses to guess a payee that kit hid in a lookup table', () => {
    const table = address(base58.encode(keyOf(5)));
    const message = compressTransactionMessageUsingAddressLookupTables(
      pipe(kitTransfer(), (m) => setTransactionMessageLifetimeUsingBlockhash(lifetime, m)),
      { [table]: [address(TO)] },
    );
    expect(kitReading(message)).toMatchObject({ from: '', to: '', amount: 0n });
    expect(kitReading(message).unexplained).toContain(`Accounts are hidden in the lookup table ${table}.`);
  });
});

function readOrUndefined(bytes: Uint8Array): SolanaReading | undefined {
  return unlessMalformed(() => readSolanaTransfer(bytes));
}

/** Whether the bytes read as a clean transfer, having checked that building that transfer gives the same bytes. */
function isCanonicalWhenClean(bytes: Uint8Array): boolean {
  const reading = readOrUndefined(bytes);
  if (reading === undefined || reading.unexplained.length > 0 || reading.amount === 0n) return false;
  const { from, to, amount, lifetime: hash } = reading;
  const rebuilt = (version: 'legacy' | 0) => buildTransfer({ from, to, lamports: amount, blockhash: hash, version });
  expect([rebuilt('legacy'), rebuilt(0)]).toContainEqual(bytes);
  return true;
}
