import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { assembleEvmTransaction } from '../../../src/adapters/chains/evm/assemble.ts';
import { buildEvmTransfer } from '../../../src/adapters/chains/evm/build-transfer.ts';
import { createEvmClient } from '../../../src/adapters/chains/evm/client.ts';
import { transferFees } from '../../../src/adapters/chains/evm/fees.ts';
import { readEvmTransfer, TRANSFER_GAS } from '../../../src/adapters/chains/evm/read-transfer.ts';
import { openEvmChain, type EvmFixture } from './evm-fixture.ts';
import { createEvmKey, type EvmKey } from './evm-key.ts';

const ETH = 10n ** 18n;
const NETWORK = 'eip155:31337';
const CEILING = ETH / 1000n;

let chain: EvmFixture;
let payer: EvmKey;
let payee: EvmKey;

beforeAll(async () => {
  chain = await openEvmChain();
});
afterAll(() => chain.close());
beforeEach(async () => {
  payer = createEvmKey();
  payee = createEvmKey();
  await chain.endow(payer.address, 10n * ETH);
});

async function unsignedTransfer(wei: bigint, nonce?: bigint): Promise<Uint8Array> {
  return buildEvmTransfer({
    network: await chain.client.network(),
    from: payer.address,
    to: payee.address,
    wei,
    nonce: nonce ?? (await chain.client.nextNonce(payer.address)),
    fees: transferFees(await chain.client.gasPrice(), CEILING),
  });
}

/** Signs and sends; returns the transaction's id. */
async function send(unsigned: Uint8Array): Promise<string> {
  const { wire, transactionId } = await assembleEvmTransaction(unsigned, payer.sign(unsigned), payer.address);
  expect(await chain.client.sendTransaction(wire)).toBe(transactionId);
  return transactionId;
}

describe('a transfer of ether', () => {
  it('is read, signed, assembled, sent, included and final, and moves exactly what it says', async () => {
    const unsigned = await unsignedTransfer(2n * ETH);
    const reading = readEvmTransfer(unsigned);
    expect(reading).toMatchObject({ network: NETWORK, to: payee.address, amount: 2n * ETH, lifetime: '0' });
    expect(reading.unexplained).toEqual([]);
    expect(reading.fee).toBeLessThanOrEqual(CEILING);

    const transactionId = await send(unsigned);
    expect(await chain.client.transactionStatus(transactionId)).toBeNull();
    await chain.mine(1);
    const { latest } = await chain.client.heights();
    const included = { block: latest, confirmation: 'included', hasFailed: false };
    expect(await chain.client.transactionStatus(transactionId)).toEqual(included);
    await chain.mine(2);
    expect(await chain.client.transactionStatus(transactionId)).toEqual({ ...included, confirmation: 'final' });

    expect((await chain.client.getBalance(payee.address)).wei).toBe(2n * ETH);
    const spent = 10n * ETH - (await chain.client.getBalance(payer.address)).wei - 2n * ETH;
    expect(spent % TRANSFER_GAS).toBe(0n);
    expect(spent).toBeLessThanOrEqual(reading.fee);
    expect(await chain.client.nonceLane(payer.address)).toEqual({ final: 1n, latest: 1n, pending: 1n });
  });

  it('counts a transaction that waits as pending only', async () => {
    await send(await unsignedTransfer(1n));
    expect(await chain.client.nonceLane(payer.address)).toEqual({ final: 0n, latest: 0n, pending: 1n });
    await chain.mine(1);
    expect(await chain.client.nonceLane(payer.address)).toEqual({ final: 0n, latest: 1n, pending: 1n });
    expect(await chain.client.nextNonce(payer.address)).toBe(1n);
  });

  it('can be final by a number of confirmations, where nodes do not say what is final', async () => {
    const client = createEvmClient({ url: chain.url, finality: { type: 'confirmations', count: 4 } });
    const transactionId = await send(await unsignedTransfer(1n));
    await chain.mine(3);
    expect(await client.transactionStatus(transactionId)).toMatchObject({ confirmation: 'included' });
    await chain.mine(1);
    expect(await client.transactionStatus(transactionId)).toMatchObject({ confirmation: 'final' });
  });
});

describe('what became of bytes', () => {
  const fate = (unsigned: Uint8Array) => chain.client.fateOf(unsigned, payer.address);

  it('they live until their nonce is spent in a final block, however much time passes', async () => {
    const unsigned = await unsignedTransfer(ETH);
    await chain.mine(300);
    expect(await fate(unsigned)).toEqual({ lifetime: 'live', wasIncluded: false });
    await send(unsigned);
    expect(await fate(unsigned)).toEqual({ lifetime: 'live', wasIncluded: false });
    await chain.mine(1);
    expect(await fate(unsigned)).toEqual({ lifetime: 'live', wasIncluded: true });
    await chain.mine(2);
    expect(await fate(unsigned)).toEqual({ lifetime: 'expired', wasIncluded: true });
  });

  it('another transaction with their nonce kills them, once it is final', async () => {
    const [first, second] = [await unsignedTransfer(ETH), await unsignedTransfer(ETH + 1n)];
    await send(second);
    await chain.mine(1);
    expect(await fate(first)).toEqual({ lifetime: 'live', wasIncluded: false });
    await chain.mine(2);
    expect(await fate(first)).toEqual({ lifetime: 'expired', wasIncluded: false });
    expect(await fate(second)).toEqual({ lifetime: 'expired', wasIncluded: true });
  });

  it('is found deep in a long history, between other transactions', async () => {
    const bytes: Uint8Array[] = [];
    for (const gap of [1, 40, 7, 90]) {
      const unsigned = await unsignedTransfer(ETH / 4n);
      bytes.push(unsigned);
      await send(unsigned);
      await chain.mine(gap);
    }
    await chain.mine(5);
    const fates = await Promise.all(bytes.map(fate));
    expect(fates).toEqual(bytes.map(() => ({ lifetime: 'expired', wasIncluded: true })));
  });

  it('a block that is taken back takes its transactions back, too', async () => {
    const unsigned = await unsignedTransfer(ETH);
    const transactionId = await send(unsigned);
    await chain.mine(1);
    expect(await fate(unsigned)).toEqual({ lifetime: 'live', wasIncluded: true });
    await chain.ask('anvil_reorg', [1, []]);
    await chain.ask('anvil_dropAllTransactions', []);
    expect(await fate(unsigned)).toEqual({ lifetime: 'live', wasIncluded: false });
    expect(await chain.client.transactionStatus(transactionId)).toBeNull();
  });

  it('is not asked of another network', async () => {
    const fees = { maxFeePerGas: 10n ** 9n, maxPriorityFeePerGas: 1n };
    const { address: from } = payer;
    const foreign = buildEvmTransfer({ network: 'eip155:1', from, to: payee.address, wei: 1n, nonce: 0n, fees });
    await expect(fate(foreign)).rejects.toMatchObject({ code: 'CHAIN_NETWORK_DIFFERS', kind: 'chain' });
  });
});

describe('the chain refuses', () => {
  it('more than the account holds', async () => {
    const unsigned = await unsignedTransfer(10n * ETH);
    const { wire } = await assembleEvmTransaction(unsigned, payer.sign(unsigned), payer.address);
    await expect(chain.client.sendTransaction(wire)).rejects.toMatchObject({ code: 'CHAIN_INSUFFICIENT_FUNDS' });
  });

  it('a nonce that is spent, and the same transaction twice', async () => {
    const unsigned = await unsignedTransfer(ETH);
    const { wire } = await assembleEvmTransaction(unsigned, payer.sign(unsigned), payer.address);
    await chain.client.sendTransaction(wire);
    await expect(chain.client.sendTransaction(wire)).rejects.toMatchObject({
      code: 'CHAIN_TRANSACTION_REFUSED',
      details: { alreadyKnown: true },
    });
    await chain.mine(1);
    await expect(chain.client.sendTransaction(wire)).rejects.toMatchObject({ code: 'CHAIN_NONCE_USED' });
  });
});

describe('accounts', () => {
  it('are funded by the development chain, in a transaction like any other', async () => {
    const transactionId = await chain.client.fund(payee.address, 3n * ETH);
    await chain.mine(1);
    expect(await chain.client.transactionStatus(transactionId)).toMatchObject({ hasFailed: false });
    expect((await chain.client.getBalance(payee.address)).wei).toBe(3n * ETH);
  });

  it('with code are told from those of a key', async () => {
    expect(await chain.client.hasCode(payee.address)).toBe(false);
    await chain.ask('anvil_setCode', [payee.address, '0x00']);
    expect(await chain.client.hasCode(payee.address)).toBe(true);
  });

  it('a payment that a contract refuses is included, costs its fee and says that it failed', async () => {
    await chain.ask('anvil_setCode', [payee.address, '0x5f5ffd']);
    const transactionId = await send(await unsignedTransfer(ETH));
    await chain.mine(1);
    expect(await chain.client.transactionStatus(transactionId)).toMatchObject({ hasFailed: true });
    expect((await chain.client.getBalance(payee.address)).wei).toBe(0n);
  });
});
