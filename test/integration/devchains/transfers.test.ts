import {
  address,
  appendTransactionMessageInstruction,
  appendTransactionMessageInstructions,
  blockhash,
  compileTransaction,
  createNoopSigner,
  createSolanaRpc,
  createTransactionMessage,
  getBase64EncodedWireTransaction,
  isSolanaError,
  lamports,
  pipe,
  setTransactionMessageFeePayer,
  setTransactionMessageLifetimeUsingBlockhash,
  signature,
  SOLANA_ERROR__JSON_RPC__SERVER_ERROR_SEND_TRANSACTION_PREFLIGHT_FAILURE,
  SOLANA_ERROR__TRANSACTION_ERROR__ALREADY_PROCESSED,
  type Instruction,
  type SignatureBytes,
} from '@solana/kit';
import { getTransferSolInstruction } from '@solana-program/system';
import { base58, base64 } from '@scure/base';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { assembleTransaction } from '../../../src/adapters/chains/solana/assemble.ts';
import { buildTransfer } from '../../../src/adapters/chains/solana/build-transfer.ts';
import { readSolanaTransfer } from '../../../src/adapters/chains/solana/read-transfer.ts';
import { BLOCK_TIME_MS, openDevChain, type DevChainFixture } from './dev-chain-fixture.ts';
import { createExternalKey, type ExternalKey } from './external-key.ts';

const SOL = 10n ** 9n;
const FEE = 5000n;

let chain: DevChainFixture;
let payer: ExternalKey;
let payee: ExternalKey;

beforeEach(async () => {
  chain = await openDevChain();
  payer = createExternalKey();
  payee = createExternalKey();
  await chain.client.airdrop(payer.address, 10n * SOL);
});

afterEach(() => chain.close());

interface Signed {
  readonly message: Uint8Array;
  readonly wire: string;
  readonly transactionId: string;
}

async function signedTransfer(amount: bigint, hash?: string): Promise<Signed> {
  const recent = hash ?? (await chain.client.latestBlockhash()).blockhash;
  const message = buildTransfer({ from: payer.address, to: payee.address, lamports: amount, blockhash: recent });
  return { message, ...assembleTransaction(message, payer.sign(message)) };
}

const balances = async () => [
  (await chain.client.getBalance(payer.address)).lamports,
  (await chain.client.getBalance(payee.address)).lamports,
];
const send = (wire: string, config: object = {}) =>
  chain.call('sendTransaction', wire, { encoding: 'base64', ...config });

describe('a transfer through our client', () => {
  it('moves exactly what was read from the bytes, and is confirmed and finalized by age', async () => {
    const { message, wire, transactionId } = await signedTransfer(3n * SOL);
    const reading = readSolanaTransfer(message);
    expect(await chain.client.feeForMessage(message)).toBe(reading.fee);
    expect(await chain.client.signatureStatus(transactionId)).toBeNull();
    expect(await chain.client.wasIncluded(message, payer.address)).toBeNull();

    expect(await chain.client.sendTransaction(wire)).toBe(transactionId);
    expect(await balances()).toEqual([10n * SOL - reading.amount - reading.fee, reading.amount]);

    const status = async () => (await chain.client.signatureStatus(transactionId))?.confirmation;
    expect(await status()).toBe('processed');
    await chain.advance(1);
    expect(await status()).toBe('processed');
    await chain.advance(1);
    expect(await status()).toBe('confirmed');
    await chain.advance(29);
    expect(await status()).toBe('confirmed');
    await chain.advance(1);
    expect(await status()).toBe('finalized');
    expect(await chain.client.wasIncluded(message, payer.address)).toEqual({
      signature: transactionId,
      slot: 200n,
      hasFailed: false,
    });
    expect(await chain.client.wasIncluded(message, payee.address)).not.toBeNull();
    expect(await chain.client.wasIncluded(message, payer.address, 201n)).toBeNull();
  });

  it('tells whole messages apart, not only amounts', async () => {
    const { wire, message } = await signedTransfer(SOL);
    await chain.client.sendTransaction(wire);
    await chain.advance(2);
    const other = await signedTransfer(SOL);
    expect(await chain.client.wasIncluded(other.message, payer.address)).toBeNull();
    expect(await chain.client.wasIncluded(message, payer.address)).not.toBeNull();
  });

  it('names the chain, and answers for accounts nobody has used', async () => {
    expect(base58.decode(await chain.client.genesisHash())).toHaveLength(32);
    expect((await chain.client.getBalance(createExternalKey().address)).lamports).toBe(0n);
    expect(await chain.call('getAccountInfo', createExternalKey().address, { encoding: 'base64' })).toMatchObject({
      result: { value: null },
    });
  });

  it('pays equal airdrops as often as they are asked for', async () => {
    const ids = [await chain.client.airdrop(payee.address, SOL), await chain.client.airdrop(payee.address, SOL)];
    expect(new Set(ids).size).toBe(2);
    expect(await balances()).toEqual([10n * SOL, 2n * SOL]);
  });
});

describe('a transfer through kit', () => {
  it('is built, sent, found and explained with kit alone', async () => {
    const rpc = createSolanaRpc(chain.url);
    const { value: recent } = await rpc.getLatestBlockhash().send();
    const message = pipe(
      createTransactionMessage({ version: 'legacy' }),
      (m) => setTransactionMessageFeePayer(address(payer.address), m),
      (m) => setTransactionMessageLifetimeUsingBlockhash(recent, m),
      (m) => appendTransactionMessageInstruction(kitPayment(2n * SOL), m),
    );
    const unsigned = compileTransaction(message);
    const bytes = payer.sign(new Uint8Array(unsigned.messageBytes)) as SignatureBytes;
    const wire = getBase64EncodedWireTransaction({ ...unsigned, signatures: { [payer.address]: bytes } });
    const id = await rpc.sendTransaction(wire, { encoding: 'base64' }).send();
    await chain.advance(40);

    expect((await rpc.getBalance(address(payee.address)).send()).value).toBe(lamports(2n * SOL));
    const found = await rpc
      .getTransaction(id, { encoding: 'base64', maxSupportedTransactionVersion: 0, commitment: 'finalized' })
      .send();
    expect(found).toMatchObject({
      slot: 200n,
      blockTime: BLOCK_TIME_MS / 1000n,
      version: 'legacy',
      transaction: [wire, 'base64'],
      meta: { err: null, fee: FEE, preBalances: [10n * SOL, 0n, 1n], postBalances: [8n * SOL - FEE, 2n * SOL, 1n] },
    });
    const history = await rpc.getSignaturesForAddress(address(payer.address)).send();
    expect(history.map((entry) => [entry.signature, entry.err, entry.confirmationStatus])).toEqual([
      [id, null, 'finalized'],
      [expect.any(String), null, 'finalized'],
    ]);
    const { value: statuses } = await rpc.getSignatureStatuses([id]).send();
    expect(statuses[0]).toMatchObject({ confirmationStatus: 'finalized', confirmations: null, slot: 200n });
    expect(await rpc.getMinimumBalanceForRentExemption(0n).send()).toBe(890_880n);
    expect(await rpc.getHealth().send()).toBe('ok');

    const again = rpc.sendTransaction(wire, { encoding: 'base64' }).send();
    const error: unknown = await again.catch((reason: unknown) => reason);
    expect(isSolanaError(error, SOLANA_ERROR__JSON_RPC__SERVER_ERROR_SEND_TRANSACTION_PREFLIGHT_FAILURE)).toBe(true);
    expect(isSolanaError((error as Error).cause, SOLANA_ERROR__TRANSACTION_ERROR__ALREADY_PROCESSED)).toBe(true);
  });

  it('takes exactly the fee that was quoted, with a price for compute units too', async () => {
    const settings: readonly Instruction[] = [
      { programAddress: address('ComputeBudget111111111111111111111111111111'), data: unitLimit(50_000) },
      { programAddress: address('ComputeBudget111111111111111111111111111111'), data: unitPrice(1_234_567n) },
    ];
    for (const used of [settings, settings.slice(1)]) {
      const { blockhash: hash } = await chain.client.latestBlockhash();
      const compiled = compileTransaction(
        pipe(
          createTransactionMessage({ version: 0 }),
          (m) => setTransactionMessageFeePayer(address(payer.address), m),
          (m) =>
            setTransactionMessageLifetimeUsingBlockhash({ blockhash: blockhash(hash), lastValidBlockHeight: 0n }, m),
          (m) => appendTransactionMessageInstructions([...used, kitPayment(SOL)], m),
        ),
      );
      const bytes = new Uint8Array(compiled.messageBytes);
      const quoted = await chain.client.feeForMessage(bytes);
      expect(quoted).toBeGreaterThan(FEE);
      const [before = 0n] = await balances();
      await chain.client.sendTransaction(assembleTransaction(bytes, payer.sign(bytes)).wire);
      const [after = 0n] = await balances();
      expect(before - after - SOL).toBe(quoted);
    }
  });
});

describe('what a node refuses', () => {
  it('refuses a replay, also when the same message comes with another valid signature', async () => {
    const { message, wire } = await signedTransfer(SOL);
    await send(wire);
    const resigned = assembleTransaction(message, payer.signAgain(message)).wire;
    expect(resigned).not.toBe(wire);
    for (const replay of [wire, resigned]) {
      expect(await send(replay)).toMatchObject({
        error: {
          code: -32002,
          message: 'Transaction simulation failed: This transaction has already been processed',
          data: { err: 'AlreadyProcessed', logs: [] },
        },
      });
      await expect(chain.client.sendTransaction(replay)).rejects.toMatchObject({
        code: 'CHAIN_TRANSACTION_REFUSED',
        details: { alreadyProcessed: true },
      });
    }
    expect(await balances()).toEqual([9n * SOL - FEE, SOL]);
  });

  it('accepts a message signed with a nonce of its own, as threshold signatures are', async () => {
    const { message } = await signedTransfer(SOL);
    await chain.client.sendTransaction(assembleTransaction(message, payer.signAgain(message)).wire);
    expect(await balances()).toEqual([9n * SOL - FEE, SOL]);
  });

  it('refuses a bad signature with -32003', async () => {
    const { wire } = await signedTransfer(SOL);
    const bytes = base64.decode(wire);
    bytes[20] = (bytes[20] ?? 0) ^ 1;
    expect(await send(base64.encode(bytes))).toMatchObject({
      error: { code: -32003, message: 'Transaction signature verification failure' },
    });
    await expect(chain.client.sendTransaction(base64.encode(bytes))).rejects.toMatchObject({
      code: 'CHAIN_TRANSACTION_REFUSED',
    });
    expect(await balances()).toEqual([10n * SOL, 0n]);
  });

  it('takes a blockhash for exactly 150 slots, many at a time', async () => {
    const { blockhash: first, lastValidBlockHeight } = await chain.client.latestBlockhash();
    await chain.advance(75);
    const { blockhash: second } = await chain.client.latestBlockhash();
    const onTime = await signedTransfer(SOL, first);
    const tooLate = await signedTransfer(2n * SOL, first);
    await chain.advance(Number(lastValidBlockHeight - (await chain.client.blockHeight('processed'))));
    expect([await chain.client.isBlockhashValid(first), await chain.client.isBlockhashValid(second)]).toEqual([
      true,
      true,
    ]);
    await chain.client.sendTransaction(onTime.wire);
    await chain.advance(1);
    expect([await chain.client.isBlockhashValid(first), await chain.client.isBlockhashValid(second)]).toEqual([
      false,
      true,
    ]);
    expect(await send(tooLate.wire)).toMatchObject({
      error: { code: -32002, data: { err: 'BlockhashNotFound', logs: [] } },
    });
    await expect(chain.client.sendTransaction(tooLate.wire)).rejects.toMatchObject({ code: 'CHAIN_BLOCKHASH_EXPIRED' });
    await expect(chain.client.feeForMessage(tooLate.message)).rejects.toMatchObject({
      code: 'CHAIN_BLOCKHASH_EXPIRED',
    });
  });

  it('bounds the life of a blockhash from above without being told when it was made', async () => {
    const { blockhash: hash, lastValidBlockHeight } = await chain.client.latestBlockhash();
    for (let age = 2; age <= 150; age += 37) {
      const bound = (await chain.client.blockHeight('processed')) + 150n + 32n;
      expect(bound).toBeGreaterThanOrEqual(lastValidBlockHeight);
      expect(await chain.client.lastHeightFor(hash)).toBe(bound);
      await chain.advance(37);
    }
    await chain.call('dev_expireBlockhash');
    expect(await chain.client.lastHeightFor(hash)).toBeNull();
    expect(await chain.client.lastHeightFor(payee.address)).toBeNull();
  });

  it('refuses a blockhash it has never made', async () => {
    const { wire } = await signedTransfer(SOL, payee.address);
    expect(await chain.client.isBlockhashValid(payee.address)).toBe(false);
    await expect(chain.client.sendTransaction(wire)).rejects.toMatchObject({ code: 'CHAIN_BLOCKHASH_EXPIRED' });
  });

  it('expires every blockhash at a test’s word', async () => {
    const { wire } = await signedTransfer(SOL);
    expect(await chain.call('dev_expireBlockhash')).toEqual({ jsonrpc: '2.0', id: 1, result: 351 });
    await expect(chain.client.sendTransaction(wire)).rejects.toMatchObject({ code: 'CHAIN_BLOCKHASH_EXPIRED' });
  });

  it('refuses what the account cannot pay, with the program’s own words', async () => {
    const { wire } = await signedTransfer(11n * SOL);
    expect(await send(wire)).toMatchObject({
      error: {
        code: -32002,
        message: 'Transaction simulation failed: Error processing Instruction 0: custom program error: 0x1',
        data: {
          err: { InstructionError: [0, { Custom: 1 }] },
          logs: expect.arrayContaining([expect.stringContaining('insufficient lamports')]),
        },
      },
    });
    await expect(chain.client.sendTransaction(wire)).rejects.toMatchObject({ code: 'CHAIN_INSUFFICIENT_FUNDS' });
  });

  it('refuses less than the least balance of a new account, and leaves nothing behind', async () => {
    const { wire } = await signedTransfer(890_879n);
    expect(await send(wire)).toMatchObject({
      error: { data: { err: { InsufficientFundsForRent: { account_index: 1 } } } },
    });
    await expect(chain.client.sendTransaction(wire)).rejects.toMatchObject({ code: 'CHAIN_INSUFFICIENT_FUNDS' });
    expect(await balances()).toEqual([10n * SOL, 0n]);
    await chain.client.sendTransaction((await signedTransfer(890_880n)).wire);
  });

  it('refuses a payer without funds', async () => {
    payer = createExternalKey();
    const { wire } = await signedTransfer(SOL);
    expect(await send(wire)).toMatchObject({ error: { code: -32002, data: { err: 'AccountNotFound' } } });
    await expect(chain.client.sendTransaction(wire)).rejects.toMatchObject({ code: 'CHAIN_INSUFFICIENT_FUNDS' });
  });

  it('without preflight includes a failing transaction for its fee, and drops what cannot be included', async () => {
    const failing = await signedTransfer(11n * SOL);
    expect(await send(failing.wire, { skipPreflight: true })).toMatchObject({ result: failing.transactionId });
    expect(await balances()).toEqual([10n * SOL - FEE, 0n]);
    await chain.advance(2);
    expect(await chain.client.signatureStatus(failing.transactionId)).toMatchObject({ hasFailed: true });
    expect(await chain.client.wasIncluded(failing.message, payer.address)).toMatchObject({ hasFailed: true });
    await expect(chain.client.sendTransaction(failing.wire)).rejects.toMatchObject({
      details: { alreadyProcessed: true },
    });

    const unknown = await signedTransfer(SOL, payee.address);
    expect(await send(unknown.wire, { skipPreflight: true })).toMatchObject({ result: unknown.transactionId });
    expect(await chain.client.signatureStatus(unknown.transactionId)).toBeNull();
    expect(await balances()).toEqual([10n * SOL - FEE, 0n]);
  });

  it('refuses wire bytes that are no transaction', async () => {
    const { wire } = await signedTransfer(SOL);
    const bytes = base64.decode(wire);
    for (const bad of [
      new Uint8Array(),
      bytes.slice(0, -1),
      Uint8Array.from([...bytes, 0]),
      Uint8Array.from([0, ...bytes.slice(65)]),
      Uint8Array.from([2, ...new Uint8Array(64), ...bytes.slice(1)]),
      new Uint8Array(1233),
    ]) {
      expect(await send(base64.encode(bad))).toMatchObject({ error: { code: -32602 } });
    }
    expect(await send('%%%')).toMatchObject({ error: { code: -32602, message: 'invalid base64 encoding' } });
    expect(await chain.call('sendTransaction', base58.encode(bytes))).toMatchObject({ result: expect.any(String) });
  });
});

describe('history', () => {
  it('is paged newest first, between two signatures', async () => {
    const ids: string[] = [];
    for (const amount of [1n, 2n, 3n, 4n]) {
      ids.unshift(await chain.client.sendTransaction((await signedTransfer(amount * 10n ** 6n)).wire));
      await chain.advance(1);
    }
    const list = async (config: object) => {
      const { result } = await chain.call('getSignaturesForAddress', payee.address, {
        commitment: 'confirmed',
        ...config,
      });
      return (result as { signature: string }[]).map((entry) => entry.signature);
    };
    expect(await list({})).toEqual(ids.slice(1));
    await chain.advance(1);
    expect(await list({})).toEqual(ids);
    expect(await list({ limit: 2 })).toEqual(ids.slice(0, 2));
    expect(await list({ before: ids[1] })).toEqual(ids.slice(2));
    expect(await list({ until: ids[2] })).toEqual(ids.slice(0, 2));
    expect(await list({ before: ids[0], until: ids[3], limit: 1 })).toEqual([ids[1]]);
  });

  it('forgets a status after 300 slots unless the history is searched', async () => {
    const { transactionId } = await signedTransfer(SOL);
    await chain.client.sendTransaction((await signedTransfer(SOL)).wire);
    await chain.advance(301);
    const known = await chain.call('getSignatureStatuses', [transactionId]);
    expect(known).toMatchObject({ result: { value: [null] } });
    expect(await chain.client.signatureStatus(transactionId)).toMatchObject({ confirmation: 'finalized' });
  });

  it('hides a version-0 transaction from a client that does not know the version', async () => {
    const id = await chain.client.sendTransaction((await signedTransfer(SOL)).wire);
    await chain.advance(2);
    const ask = (config: object) =>
      chain.call('getTransaction', signature(id), { encoding: 'base64', commitment: 'confirmed', ...config });
    expect(await ask({})).toMatchObject({ error: { code: -32015 } });
    expect(await ask({ maxSupportedTransactionVersion: 0 })).toMatchObject({ result: { version: 0 } });
  });
});

function kitPayment(amount: bigint) {
  const source = createNoopSigner(address(payer.address));
  return getTransferSolInstruction({ source, destination: address(payee.address), amount });
}

function unitLimit(units: number): Uint8Array {
  const data = new Uint8Array(5);
  data[0] = 2;
  new DataView(data.buffer).setUint32(1, units, true);
  return data;
}

function unitPrice(microLamports: bigint): Uint8Array {
  const data = new Uint8Array(9);
  data[0] = 3;
  new DataView(data.buffer).setBigUint64(1, microLamports, true);
  return data;
}
