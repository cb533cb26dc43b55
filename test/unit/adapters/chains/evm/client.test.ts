import { afterEach, describe, expect, it } from 'vitest';
import { createEvmClient, type EvmClient } from '../../../../../src/adapters/chains/evm/client.ts';
import { closeEndpoints, endpoint, NodeRefusal, rawEndpoint, type Says } from './endpoint.ts';
import { PAYEE, PAYER, raw } from './raw-transaction.ts';

afterEach(closeEndpoints);

const HASH = `0x${'ab'.repeat(32)}`;
const code = (expected: string): unknown => expect.objectContaining({ code: expected, kind: 'chain' });
const clientOf = async (says: Says): Promise<EvmClient> => createEvmClient({ url: (await endpoint(says)).url });

/** A client of an endpoint that answers every request with this text; ID stands for the question's id. */
async function clientOfText(text: string | null, status = 200, timeoutMs = 2_000): Promise<EvmClient> {
  const { url } = await rawEndpoint((body) => {
    const { id } = JSON.parse(body) as { id: number };
    return text === null ? null : { status, text: text.replaceAll('ID', `${id}`) };
  });
  return createEvmClient({ url, timeoutMs });
}

describe('an answer is thrown away when it is', () => {
  it.each([
    ['an error that is null', '{"jsonrpc":"2.0","id":ID,"result":"0x1","error":null}'],
    ['no JSON', 'hello'],
    ['no JSON-RPC', '{}'],
    ['of another version', '{"jsonrpc":"1.0","id":ID,"result":"0x1"}'],
    ['for another question', '{"jsonrpc":"2.0","id":999,"result":"0x1"}'],
    ['without a result', '{"jsonrpc":"2.0","id":ID}'],
    ['a number', '{"jsonrpc":"2.0","id":ID,"result":1}'],
    ['decimal', '{"jsonrpc":"2.0","id":ID,"result":"31337"}'],
    ['with a leading zero', '{"jsonrpc":"2.0","id":ID,"result":"0x01"}'],
    ['in capitals', '{"jsonrpc":"2.0","id":ID,"result":"0x7A69"}'],
    ['negative', '{"jsonrpc":"2.0","id":ID,"result":"-0x1"}'],
    ['more than 64 bits', '{"jsonrpc":"2.0","id":ID,"result":"0x10000000000000000"}'],
    ['an error of the node', '{"jsonrpc":"2.0","id":ID,"error":{"code":-32601,"message":"no such method"}}'],
    ['an error without a message', '{"jsonrpc":"2.0","id":ID,"error":{}}'],
    ['too long', `{"jsonrpc":"2.0","id":ID,"result":"0x1","more":"${'x'.repeat(8 * 1024 * 1024)}"}`],
  ])('%s', async (_name, text) => {
    await expect((await clientOfText(text)).network()).rejects.toThrow(code('CHAIN_BAD_ANSWER'));
  });

  it('an HTTP status of failure or overload: then there is no answer', async () => {
    const sound = '{"jsonrpc":"2.0","id":ID,"result":"0x1"}';
    for (const status of [429, 500, 503])
      await expect((await clientOfText(sound, status)).network()).rejects.toThrow(code('CHAIN_UNREACHABLE'));
    await expect((await clientOfText(sound, 404)).network()).rejects.toThrow(code('CHAIN_BAD_ANSWER'));
    // A redirect is not followed.
    await expect((await clientOfText(sound, 302)).network()).rejects.toThrow(code('CHAIN_UNREACHABLE'));
    await expect((await clientOfText(null, 200, 60)).network()).rejects.toThrow(code('CHAIN_UNREACHABLE'));
    expect(await (await clientOfText(sound)).network()).toBe('eip155:1');
  });
});

describe('an endpoint', () => {
  it.each([
    'http://example.com',
    'ftp://127.0.0.1',
    'https://user:secret@example.com',
    'http://127.0.0.1.example.com',
    'not a url',
  ])('is not %s', (url) => {
    expect(() => createEvmClient({ url })).toThrow(
      expect.objectContaining({ code: 'CHAIN_URL_INVALID', kind: 'input' }),
    );
  });

  it('is asked nothing about what is no address, amount or transaction', async () => {
    const { url, asked } = await endpoint(() => '0x1');
    const client = createEvmClient({ url });
    const input = (expected: string): unknown => expect.objectContaining({ code: expected, kind: 'input' });
    await expect(client.getBalance('0x12')).rejects.toThrow(input('EVM_ADDRESS_INVALID'));
    await expect(client.nextNonce(PAYEE.replace('C5', 'c5'))).rejects.toThrow(input('EVM_ADDRESS_CHECKSUM'));
    await expect(client.fund(PAYEE, 0n)).rejects.toThrow(input('EVM_ARGUMENT_INVALID'));
    await expect(client.sendTransaction('0x01')).rejects.toThrow(input('EVM_ARGUMENT_INVALID'));
    await expect(client.transactionStatus('0x12')).rejects.toThrow(input('EVM_ARGUMENT_INVALID'));
    await expect(client.fateOf(new Uint8Array(5), PAYER)).rejects.toThrow(
      expect.objectContaining({ code: 'EVM_TRANSACTION_MALFORMED' }),
    );
    expect(asked).toEqual([]);
  });
});

describe('sending', () => {
  const wire = `0x02${'c0'.repeat(20)}`;
  const refusing = (message: string) =>
    clientOf(() => {
      throw new NodeRefusal(message);
    });

  it.each([
    ['insufficient funds for gas * price + value: address 0x1 have 1 want 2', 'CHAIN_INSUFFICIENT_FUNDS', {}],
    ['Insufficient funds for gas * price + value', 'CHAIN_INSUFFICIENT_FUNDS', {}],
    ['nonce too low: next nonce 8, tx nonce 7', 'CHAIN_NONCE_USED', {}],
    ['nonce is too low', 'CHAIN_NONCE_USED', {}],
    ['already known', 'CHAIN_TRANSACTION_REFUSED', { alreadyKnown: true }],
    ['transaction already imported', 'CHAIN_TRANSACTION_REFUSED', { alreadyKnown: true }],
    ['replacement transaction underpriced', 'CHAIN_TRANSACTION_REFUSED', { alreadyKnown: false }],
    ['invalid sender', 'CHAIN_TRANSACTION_REFUSED', { alreadyKnown: false }],
  ])('understands "%s"', async (message, expected, details) => {
    const client = await refusing(message);
    await expect(client.sendTransaction(wire)).rejects.toMatchObject({ code: expected, kind: 'chain', details });
  });

  it('believes no other id than that of what was sent', async () => {
    const client = await clientOf(() => HASH);
    await expect(client.sendTransaction(wire)).rejects.toThrow(code('CHAIN_BAD_ANSWER'));
  });
});

describe('the status of a transaction', () => {
  const receiptOf = (changes: object) => ({ transactionHash: HASH, blockNumber: '0x5', status: '0x1', ...changes });
  const withReceipt = (receipt: unknown, final = '0x4') =>
    clientOf((method) => {
      if (method === 'eth_blockNumber') return '0x9';
      return method === 'eth_getBlockByNumber' ? { number: final, baseFeePerGas: '0x7' } : receipt;
    });

  it('is final from the final block on', async () => {
    const status = async (final: string) => (await withReceipt(receiptOf({}), final)).transactionStatus(HASH);
    expect(await status('0x4')).toEqual({ block: 5n, confirmation: 'included', hasFailed: false });
    expect(await status('0x5')).toEqual({ block: 5n, confirmation: 'final', hasFailed: false });
  });

  it('is null without a receipt, and failed with status 0', async () => {
    expect(await (await withReceipt(null)).transactionStatus(HASH)).toBeNull();
    const failed = await withReceipt(receiptOf({ status: '0x0' }));
    expect(await failed.transactionStatus(HASH)).toMatchObject({ hasFailed: true });
  });

  it.each<[string, unknown]>([
    ['of another transaction', receiptOf({ transactionHash: `0x${'cd'.repeat(32)}` })],
    ['without a status', receiptOf({ status: undefined })],
    ['with another status', receiptOf({ status: '0x2' })],
    ['without a block', receiptOf({ blockNumber: null })],
  ])('is not taken from a receipt %s', async (_name, receipt) => {
    await expect((await withReceipt(receipt)).transactionStatus(HASH)).rejects.toThrow(code('CHAIN_BAD_ANSWER'));
  });

  it('is not taken from an endpoint that does not say what is final', async () => {
    const client = await clientOf((method) => (method === 'eth_blockNumber' ? '0x9' : null));
    await expect(client.transactionStatus(HASH)).rejects.toThrow(code('CHAIN_BAD_ANSWER'));
  });
});

describe('what became of bytes', () => {
  const unsigned = raw();
  const shown = {
    type: '0x2',
    chainId: '0x7a69',
    nonce: '0x7',
    from: PAYER.toLowerCase(),
    to: PAYEE.toLowerCase(),
    value: `0x${(15n * 10n ** 17n).toString(16)}`,
    gas: '0x5208',
    input: '0x',
    maxFeePerGas: `0x${(30n * 10n ** 9n).toString(16)}`,
    maxPriorityFeePerGas: `0x${(10n ** 9n).toString(16)}`,
    accessList: [],
  };

  /** A chain on which the account's nonce 7 was spent in one block. */
  interface Story {
    readonly spentIn?: number;
    readonly latest?: number;
    readonly final?: number;
    readonly transactions?: readonly unknown[];
    readonly chainId?: string;
  }

  const telling =
    ({ spentIn = 50, latest = 100, final = 90, transactions = [shown], chainId = '0x7a69' }: Story): Says =>
    (method, params) => {
      const quantity = (value: number) => `0x${value.toString(16)}`;
      const [first, second] = params;
      if (method === 'eth_chainId') return chainId;
      if (method === 'eth_blockNumber') return quantity(latest);
      if (method === 'eth_getTransactionCount') return Number(second) >= spentIn ? '0x8' : '0x7';
      if (first === 'finalized') return { number: quantity(final) };
      return { number: String(first), transactions: Number(first) === spentIn ? transactions : [] };
    };
  const fate = async (story: Story) => (await clientOf(telling(story))).fateOf(unsigned, PAYER);

  it('is known wherever in the history their nonce was spent', async () => {
    for (const spentIn of [0, 1, 2, 49, 50, 89, 90])
      expect(await fate({ spentIn })).toEqual({ lifetime: 'expired', wasIncluded: true });
    for (const spentIn of [91, 99, 100])
      expect(await fate({ spentIn })).toEqual({ lifetime: 'live', wasIncluded: true });
    expect(await fate({ spentIn: 101 })).toEqual({ lifetime: 'live', wasIncluded: false });
  });

  it.each<[string, object]>([
    ['recipient', { to: PAYER.toLowerCase() }],
    ['amount', { value: '0x1' }],
    ['data', { input: '0x00' }],
    ['gas limit', { gas: '0x5209' }],
    ['fee', { maxFeePerGas: '0x1' }],
    ['tip', { maxPriorityFeePerGas: '0x1' }],
    ['network', { chainId: '0x1' }],
    ['type', { type: '0x0' }],
    ['access list', { accessList: [{}] }],
    ['kind: it makes a contract', { to: null }],
  ])('a transaction with their nonce but another %s killed them', async (_name, change) => {
    expect(await fate({ transactions: [{ ...shown, ...change }] })).toEqual({
      lifetime: 'expired',
      wasIncluded: false,
    });
  });

  it('transactions of others and of unknown types in the block do not matter', async () => {
    const others = [{ ...shown, from: PAYEE.toLowerCase() }, { ...shown, nonce: '0x6' }, { type: '0x7e' }, null];
    expect(await fate({ transactions: [...others, shown] })).toEqual({ lifetime: 'expired', wasIncluded: true });
  });

  it('is unknown when the endpoint contradicts itself or serves another network', async () => {
    await expect(fate({ transactions: [] })).rejects.toThrow(code('CHAIN_BAD_ANSWER'));
    await expect(fate({ chainId: '0x1' })).rejects.toThrow(code('CHAIN_NETWORK_DIFFERS'));
    const otherBlock: Says = (method, params) =>
      method === 'eth_getBlockByNumber' && params[0] !== 'finalized'
        ? { number: '0x1', transactions: [shown] }
        : telling({})(method, params);
    await expect((await clientOf(otherBlock)).fateOf(unsigned, PAYER)).rejects.toThrow(code('CHAIN_BAD_ANSWER'));
  });

  it('is unknown when the endpoint keeps no state that is old enough', async () => {
    const pruned: Says = (method, params) => {
      if (method === 'eth_getTransactionCount' && Number(params[1]) < 80) throw new NodeRefusal('missing trie node');
      return telling({})(method, params);
    };
    await expect((await clientOf(pruned)).fateOf(unsigned, PAYER)).rejects.toThrow(code('CHAIN_BAD_ANSWER'));
  });

  it('takes few questions in a long history', async () => {
    const { url, asked } = await endpoint(telling({ spentIn: 20_000_000, latest: 20_100_000, final: 20_099_936 }));
    expect(await createEvmClient({ url }).fateOf(unsigned, PAYER)).toEqual({ lifetime: 'expired', wasIncluded: true });
    expect(asked.length).toBeLessThan(45);
  });
});

describe('prices and balances', () => {
  it('are read from the newest block', async () => {
    const client = await clientOf((method, params) => {
      if (method === 'eth_getBlockByNumber') return { number: '0x10', baseFeePerGas: '0x3b9aca00' };
      if (method === 'eth_maxPriorityFeePerGas') return '0x5';
      return params[1] === '0x10' ? `0x${'f'.repeat(64)}` : null;
    });
    expect(await client.gasPrice()).toEqual({ baseFee: 10n ** 9n, priorityFee: 5n });
    expect(await client.getBalance(PAYER)).toEqual({ wei: 2n ** 256n - 1n, block: 16n });
  });

  it('a network without a base fee is not one of ours', async () => {
    const client = await clientOf(() => ({ number: '0x10' }));
    await expect(client.gasPrice()).rejects.toThrow(code('CHAIN_BAD_ANSWER'));
  });
});
