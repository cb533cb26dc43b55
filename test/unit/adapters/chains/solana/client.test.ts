import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { base58 } from '@scure/base';
import { afterEach, describe, expect, it } from 'vitest';
import { createSolanaClient, type SolanaClient } from '../../../../../src/adapters/chains/solana/client.ts';
import { keyOf } from './raw-message.ts';

const ACCOUNT = base58.encode(keyOf(1));
const SIGNATURE = base58.encode(new Uint8Array(64).fill(4));
const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A client of an endpoint that answers every question in the given way; `id` in a body becomes the question's id. */
async function clientOf(body: string | null, status = 200, timeoutMs = 5_000): Promise<SolanaClient> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { id } = JSON.parse(Buffer.concat(chunks).toString()) as { id: string };
      if (body !== null) response.writeHead(status).end(body.replace('"ID"', JSON.stringify(id)));
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return createSolanaClient({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, timeoutMs });
}

const result = (value: unknown): string => JSON.stringify({ jsonrpc: '2.0', id: 'ID', result: value });
const failure = (code: number, message: string, data?: unknown): string =>
  JSON.stringify({ jsonrpc: '2.0', id: 'ID', error: { code, message, data } });
const code = (expected: string): unknown => expect.objectContaining({ code: expected, kind: 'chain' });

describe('createSolanaClient', () => {
  it.each([
    ['text that is no JSON', 'hello'],
    ['JSON that is no JSON-RPC', '{}'],
    ['the answer to another question', '{"jsonrpc":"2.0","id":"x","result":{"context":{"slot":1},"value":5}}'],
    ['no result', '{"jsonrpc":"2.0","id":"ID"}'],
    ['a balance that is text', result({ context: { slot: 1 }, value: '5' })],
    ['a negative balance', result({ context: { slot: 1 }, value: -5 })],
    ['a fraction', result({ context: { slot: 1 }, value: 0.5 })],
    ['more than 64 bits', `{"jsonrpc":"2.0","id":"ID","result":{"context":{"slot":1},"value":${2n ** 64n}}}`],
    ['no context', result({ value: 5 })],
    ['more than can be meant', result({ context: { slot: 1 }, value: 5, more: 'x'.repeat(3_000_000) })],
    ['an error about our question', failure(-32602, 'Invalid params')],
    ['an error without a message', '{"jsonrpc":"2.0","id":"ID","error":{}}'],
  ])('throws away %s', async (_name, body) => {
    await expect((await clientOf(body)).getBalance(ACCOUNT)).rejects.toThrowError(code('CHAIN_BAD_ANSWER'));
  });

  it('keeps every digit of a large balance', async () => {
    const body = `{"jsonrpc":"2.0","id":"ID","result":{"context":{"slot":7},"value":${2n ** 64n - 1n}}}`;
    expect(await (await clientOf(body)).getBalance(ACCOUNT)).toEqual({ lamports: 2n ** 64n - 1n, slot: 7n });
  });

  it('calls an endpoint that fails, limits, hangs or is gone unreachable', async () => {
    for (const status of [429, 500, 503]) {
      const client = await clientOf(result({ context: { slot: 1 }, value: 5 }), status);
      await expect(client.getBalance(ACCOUNT)).rejects.toThrowError(code('CHAIN_UNREACHABLE'));
    }
    await expect((await clientOf(null, 200, 50)).getBalance(ACCOUNT)).rejects.toThrowError(code('CHAIN_UNREACHABLE'));
    const gone = await clientOf('');
    servers[servers.length - 1]?.close();
    await expect(gone.getBalance(ACCOUNT)).rejects.toThrowError(code('CHAIN_UNREACHABLE'));
  });

  it('follows no redirect', async () => {
    await expect((await clientOf('', 302)).getBalance(ACCOUNT)).rejects.toMatchObject({ kind: 'chain' });
  });

  const wire = Buffer.from([1, ...new Uint8Array(64).fill(4), 0x80]).toString('base64');
  const preflight = (err: unknown) => failure(-32002, 'Transaction simulation failed', { err, logs: [] });
  it.each([
    ['BlockhashNotFound', 'CHAIN_BLOCKHASH_EXPIRED'],
    ['InsufficientFundsForFee', 'CHAIN_INSUFFICIENT_FUNDS'],
    ['AccountNotFound', 'CHAIN_INSUFFICIENT_FUNDS'],
    [{ InsufficientFundsForRent: { account_index: 1 } }, 'CHAIN_INSUFFICIENT_FUNDS'],
    [{ InstructionError: [0, { Custom: 1 }] }, 'CHAIN_INSUFFICIENT_FUNDS'],
    [{ InstructionError: [0, { Custom: 2 }] }, 'CHAIN_TRANSACTION_REFUSED'],
    [{ InstructionError: [0, 'MissingRequiredSignature'] }, 'CHAIN_TRANSACTION_REFUSED'],
    ['AlreadyProcessed', 'CHAIN_TRANSACTION_REFUSED'],
    ['SanitizeFailure', 'CHAIN_TRANSACTION_REFUSED'],
  ])('tells a preflight that failed with %j as %s', async (err, expected) => {
    await expect((await clientOf(preflight(err))).sendTransaction(wire)).rejects.toThrowError(code(expected));
  });

  it('says of a refused transaction whether it is on the chain already', async () => {
    const sending = (await clientOf(preflight('AlreadyProcessed'))).sendTransaction(wire);
    await expect(sending).rejects.toMatchObject({ details: { alreadyProcessed: true } });
    const failing = (await clientOf(preflight('SanitizeFailure'))).sendTransaction(wire);
    await expect(failing).rejects.toMatchObject({ details: { alreadyProcessed: false } });
  });

  it('survives a preflight error without the data a node gives', async () => {
    const client = await clientOf(failure(-32002, 'Transaction simulation failed'));
    await expect(client.sendTransaction(wire)).rejects.toMatchObject({ kind: 'chain' });
  });

  it('refuses an endpoint that names another transaction than the one sent', async () => {
    const client = await clientOf(result(base58.encode(new Uint8Array(64).fill(5))));
    await expect(client.sendTransaction(wire)).rejects.toThrowError(code('CHAIN_BAD_ANSWER'));
    expect(await (await clientOf(result(SIGNATURE))).sendTransaction(wire)).toBe(SIGNATURE);
  });

  it('asks nothing when the question makes no sense', async () => {
    const client = await clientOf(failure(-32603, 'must not be asked'));
    const argument = expect.objectContaining({ code: 'SOLANA_ARGUMENT_INVALID', kind: 'input' });
    await expect(client.signatureStatus('abc')).rejects.toThrowError(argument);
    await expect(client.isBlockhashValid('abc')).rejects.toThrowError(argument);
    await expect(client.sendTransaction('%%%')).rejects.toThrowError(argument);
    await expect(client.airdrop(ACCOUNT, 0n)).rejects.toThrowError(argument);
    await expect(client.airdrop(ACCOUNT, 2n ** 64n)).rejects.toThrowError(argument);
    await expect(client.getBalance('abc')).rejects.toThrowError(
      expect.objectContaining({ code: 'SOLANA_ADDRESS_INVALID' }),
    );
    await expect(client.sendTransaction('AAAA')).rejects.toThrowError(
      expect.objectContaining({ code: 'SOLANA_MESSAGE_MALFORMED' }),
    );
  });

  it('reads the status of old and of unknown signatures', async () => {
    const rooted = { slot: 5, confirmations: null, err: null, confirmationStatus: null };
    const known = await clientOf(result({ context: { slot: 9 }, value: [rooted] }));
    expect(await known.signatureStatus(SIGNATURE)).toEqual({ slot: 5n, confirmation: 'finalized', hasFailed: false });
    const unknown = await clientOf(result({ context: { slot: 9 }, value: [null] }));
    expect(await unknown.signatureStatus(SIGNATURE)).toBeNull();
    const missing = await clientOf(result({ context: { slot: 9 }, value: [] }));
    await expect(missing.signatureStatus(SIGNATURE)).rejects.toThrowError(code('CHAIN_BAD_ANSWER'));
  });

  it('does not take a history with a hole for proof of absence', async () => {
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const { id, method } = JSON.parse(Buffer.concat(chunks).toString()) as { id: string; method: string };
        const entry = { signature: SIGNATURE, slot: 5, err: null, memo: null, blockTime: null };
        response.end(JSON.stringify({ jsonrpc: '2.0', id, result: method === 'getTransaction' ? null : [entry] }));
      });
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const client = createSolanaClient({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
    await expect(client.wasIncluded(new Uint8Array(10), ACCOUNT)).rejects.toThrowError(code('CHAIN_BAD_ANSWER'));
  });

  it.each(['ftp://example.test', 'http://example.test', 'https://user:word@example.test', 'no address', ''])(
    'refuses the endpoint %j',
    (url) => {
      expect(() => createSolanaClient({ url })).toThrowError(expect.objectContaining({ code: 'CHAIN_URL_INVALID' }));
    },
  );
});
