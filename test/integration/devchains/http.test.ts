import { request } from 'node:http';
import { networkInterfaces } from 'node:os';
import { connect } from 'node:net';
import { base58 } from '@scure/base';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDevChain, type DevChainFixture } from './dev-chain-fixture.ts';

let chain: DevChainFixture;
const ACCOUNT = base58.encode(new Uint8Array(32).fill(7));
const HEALTH = '{"jsonrpc":"2.0","id":1,"method":"getHealth"}';

beforeAll(async () => {
  chain = await openDevChain();
});

afterAll(() => chain.close());

interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

/** One HTTP request with nothing added that a test did not ask for. */
function http(body: string, headers: Record<string, string> = {}, method = 'POST', path = '/'): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const sending = request(
      {
        host: '127.0.0.1',
        port: chain.port,
        method,
        path,
        headers: { 'content-type': 'application/json', ...headers },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }));
      },
    );
    sending.on('error', reject);
    sending.end(body);
  });
}

const rpc = async (body: string): Promise<unknown> => JSON.parse((await http(body)).body);

describe('who may ask', () => {
  it('answers this machine by address and by name', async () => {
    for (const host of [`127.0.0.1:${chain.port}`, `localhost:${chain.port}`]) {
      expect(await http(HEALTH, { host })).toEqual({ status: 200, body: '{"jsonrpc":"2.0","result":"ok","id":1}' });
    }
  });

  it('refuses a web page, also one whose name leads to this machine', async () => {
    for (const headers of [
      { host: `rebound.example:${chain.port}` },
      { host: '127.0.0.1' },
      { host: '127.0.0.1:1' },
      { origin: 'https://page.example' },
      { origin: 'null' },
    ] as Record<string, string>[]) {
      expect(await http(HEALTH, headers)).toEqual({ status: 403, body: '' });
    }
  });

  it('listens on no other address of this machine', async () => {
    const addresses = Object.values(networkInterfaces())
      .flatMap((list) => list ?? [])
      .filter(({ family, internal }) => family === 'IPv4' && !internal)
      .map(({ address }) => address);
    for (const host of [...addresses, '127.0.0.2']) {
      const outcome = await new Promise<string>((resolve) => {
        const socket = connect({ host, port: chain.port }, () => resolve('connected'));
        socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'failed'));
      });
      expect({ host, outcome }).toEqual({ host, outcome: 'ECONNREFUSED' });
    }
  });

  it('refuses other methods, paths and kinds of content', async () => {
    expect((await http('', {}, 'GET')).status).toBe(405);
    expect((await http(HEALTH, {}, 'PUT')).status).toBe(405);
    expect((await http(HEALTH, {}, 'POST', '/other')).status).toBe(404);
    expect((await http(HEALTH, { 'content-type': 'text/plain' })).status).toBe(415);
    expect((await http(HEALTH, { 'content-type': 'application/json; charset=utf-8' })).status).toBe(200);
  });

  it('refuses a body that is too long, announced or not', async () => {
    const long = `${HEALTH}${' '.repeat(17 * 1024)}`;
    expect((await http(long, { 'content-length': String(long.length) })).status).toBe(413);
    expect((await http(long, { 'transfer-encoding': 'chunked' })).status).toBe(413);
    expect((await http(HEALTH)).status).toBe(200);
  });
});

describe('what may be asked', () => {
  it.each([
    ['text', 'hello', -32700, null],
    ['nothing', '', -32700, null],
    ['a number', '5', -32600, null],
    ['a batch', `[${HEALTH}]`, -32600, null],
    ['a notification', '{"jsonrpc":"2.0","method":"getHealth"}', -32600, null],
    ['another version', '{"jsonrpc":"1.0","id":1,"method":"getHealth"}', -32600, 1],
    ['an id that is an object', '{"jsonrpc":"2.0","id":{},"method":"getHealth"}', -32600, null],
    ['parameters by name', '{"jsonrpc":"2.0","id":1,"method":"getHealth","params":{}}', -32600, 1],
    ['a field too many', '{"jsonrpc":"2.0","id":1,"method":"getHealth","more":1}', -32600, 1],
    ['an unknown method', '{"jsonrpc":"2.0","id":"a","method":"simulateTransaction","params":[]}', -32601, 'a'],
    ['a property of every object as method', '{"jsonrpc":"2.0","id":1,"method":"constructor"}', -32601, 1],
    ['the prototype as method', '{"jsonrpc":"2.0","id":1,"method":"__proto__"}', -32601, 1],
  ])('answers %s with its code', async (_name, body, code, id) => {
    expect(await rpc(body)).toMatchObject({ jsonrpc: '2.0', error: { code }, id });
  });

  it.each<[string, readonly unknown[]]>([
    ['getHealth', [1]],
    ['getSlot', [{ commitment: 'max' }]],
    ['getSlot', [{ unknown: true }]],
    ['getSlot', [null]],
    ['getLatestBlockhash', ['finalized']],
    ['isBlockhashValid', []],
    ['isBlockhashValid', ['abc']],
    ['getBalance', []],
    ['getBalance', [5]],
    ['getBalance', ['0'.repeat(44)]],
    ['getBalance', [`${ACCOUNT}1`]],
    ['getBalance', [ACCOUNT, {}, {}]],
    ['getAccountInfo', [ACCOUNT, { encoding: 'jsonParsed' }]],
    ['getMinimumBalanceForRentExemption', [-1]],
    ['getMinimumBalanceForRentExemption', [1.5]],
    ['getMinimumBalanceForRentExemption', [10 * 1024 * 1024 + 1]],
    ['sendTransaction', [5]],
    ['sendTransaction', ['A'.repeat(1645), { encoding: 'base64' }]],
    ['sendTransaction', ['AAAA', { encoding: 'hex' }]],
    ['requestAirdrop', [ACCOUNT, 0]],
    ['requestAirdrop', [ACCOUNT, '5']],
    ['requestAirdrop', [ACCOUNT, 100_000_000_000_001]],
    ['requestAirdrop', ['1'.repeat(32), 1_000_000_000]],
    ['getFeeForMessage', ['AAAA']],
    ['getSignatureStatuses', [['abc']]],
    ['getSignatureStatuses', [Array.from({ length: 257 }, () => ACCOUNT)]],
    ['getSignaturesForAddress', [ACCOUNT, { limit: 1001 }]],
    ['getSignaturesForAddress', [ACCOUNT, { commitment: 'processed' }]],
    ['getTransaction', [base58.encode(new Uint8Array(64).fill(4))]],
    ['getTransaction', [base58.encode(new Uint8Array(64).fill(4)), { encoding: 'json' }]],
    ['dev_expireBlockhash', [1]],
    ['dev_advanceSlots', [0]],
    ['dev_advanceSlots', [100_001]],
  ])('refuses %s with the parameters %j', async (method, params) => {
    expect(await chain.call(method, ...params)).toMatchObject({ error: { code: -32602 } });
  });

  it('refuses integers beyond 64 bits in any spelling', async () => {
    for (const amount of ['18446744073709551616', '1e30', '-5', '99999999999999999999999999']) {
      const body = `{"jsonrpc":"2.0","id":1,"method":"requestAirdrop","params":["${ACCOUNT}",${amount}]}`;
      expect(await rpc(body)).toMatchObject({ error: { code: -32602 } });
    }
  });

  it('says when the chain has not come as far as asked', async () => {
    expect(await chain.call('getBalance', ACCOUNT, { commitment: 'processed', minContextSlot: 201 })).toMatchObject({
      error: { code: -32016, data: { contextSlot: 200 } },
    });
    expect(await chain.call('getBalance', ACCOUNT, { commitment: 'processed', minContextSlot: 200 })).toMatchObject({
      result: { context: { slot: 200 }, value: 0 },
    });
  });

  it('answers each commitment level by its age', async () => {
    const slots = await Promise.all(
      ['processed', 'confirmed', 'finalized'].map(
        async (commitment) => (await chain.call('getSlot', { commitment })).result,
      ),
    );
    expect(slots).toEqual([200, 198, 168]);
    expect((await chain.call('getBlockHeight')).result).toBe(168);
  });
});
