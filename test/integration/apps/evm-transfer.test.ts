/** A payment in ether as officers make it: an ECDSA key of three co-signer processes, anvil, two consoles. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Client } from '../../../src/contract/client.ts';
import { DEMO_ETH_FUNDS } from '../../../src/apps/console/demo-vaults.ts';
import { accountKey } from '../../../src/treasury/chains/account-key.ts';
import { evmAddressOfKey } from '../../../src/treasury/chains/evm-address.ts';
import { outcomeOf } from '../../apps-harness/codes.ts';
import {
  approve,
  commandId,
  draft,
  shownBy,
  startDemo,
  submit,
  type DemoConsole,
} from '../../apps-harness/demo-console.ts';

const ETHER = { accountId: 'operating-eth', payeeId: 'delphin', feeCeiling: '0.001' };
const CEILING = 1_000_000_000_000_000n;
const WEI = 10n ** 18n;
const quantity = z
  .string()
  .regex(/^0x[0-9a-f]+$/)
  .transform(BigInt);
const Receipt = z.looseObject({ from: z.string(), gasUsed: quantity, effectiveGasPrice: quantity, status: quantity });
const Answer = z.looseObject({ result: z.unknown() });

let demo: DemoConsole;
let cfo: Client;

beforeAll(async () => {
  demo = await startDemo({ vaults: ['solana', 'evm'] });
  cfo = await demo.openCfo();
}, 120_000);
afterAll(() => demo.dispose());

/** Asks anvil without any code of ours. */
async function receiptOf(transactionId: string | null): Promise<z.output<typeof Receipt>> {
  const body = { jsonrpc: '2.0', id: 1, method: 'eth_getTransactionReceipt', params: [transactionId] };
  const response = await fetch(demo.host.evmRpcUrl ?? '', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return Receipt.parse(Answer.parse(await response.json()).result);
}

const balanceOf = (address: string): Promise<bigint> => demo.officer.chainOf('evm').balance(address);

describe('the EVM vault', () => {
  it('comes by itself: primes, ceremony, account and funds, while the workspace is in use', async () => {
    const isOpen = (views: Awaited<ReturnType<typeof vaults>>): boolean =>
      views.some(({ chain, status, accounts }) => chain === 'evm' && status === 'active' && accounts.length === 1);
    const vaults = () => demo.treasurer.call('key.list', {});
    const seen = new Set<string>();
    const look = async () => {
      const views = await vaults();
      const evm = views.find(({ chain }) => chain === 'evm');
      seen.add(evm?.status ?? 'none');
      return views;
    };
    const views = await shownBy(demo.treasurer, 'the EVM vault', look, isOpen, 240_000);
    // It was announced before the log knew of it, and every status after that is one of its life.
    expect([...seen].filter((status) => !['none', 'announced', 'ceremony', 'active'].includes(status))).toEqual([]);
    const evm = views.find(({ chain }) => chain === 'evm');
    expect(evm).toMatchObject({ vaultId: 'evm', schemeId: 'ecdsa-secp256k1', minSigners: 2, partyCount: 3, epoch: 0 });
    const { groupKey, chainCode } = demo.state.vaults.get('evm') ?? {};
    const key = accountKey(
      { groupKey: groupKey ?? new Uint8Array(), chainCode: chainCode ?? new Uint8Array() },
      [60, 0],
    );
    expect(evm?.accounts[0]?.address).toBe(evmAddressOfKey(key ?? new Uint8Array()));
    const balances = () => demo.treasurer.call('balance.list', { refresh: true });
    const funded = await shownBy(demo.treasurer, 'the funds', balances, (all) =>
      all.some(({ chain, total }) => chain === 'evm' && total?.value === DEMO_ETH_FUNDS),
    );
    expect(funded.map(({ chain, chainName }) => `${chain}: ${chainName}`)).toEqual([
      'solana: Solana',
      'evm: the development chain 31337',
    ]);
  }, 300_000);
});

describe('a payment in ether', () => {
  it('previews with the checks of its own chain', async () => {
    const preview = await demo.treasurer.call('transfer.preview', { draft: draft('1.25', ETHER) });
    expect(preview.canSubmit).toBe(true);
    expect(preview.checks.map(({ state, label }) => `${state}: ${label}`)).toContain(
      'ok: The recipient is a plain account',
    );
    expect(preview.intent).toMatchObject({ chainName: 'the development chain 31337', amount: { asset: 'ETH' } });
    const mixed = draft('1', { ...ETHER, payeeId: 'aurelia' });
    expect(await outcomeOf(demo.treasurer.call('transfer.preview', { draft: mixed }))).toBe('PAYEE_CHAIN_DIFFERS');
  });

  it('two of them approved together go one after the other, each once and to the wei', async () => {
    const first = await submit(demo.treasurer, draft('1.25', ETHER));
    const second = await submit(demo.treasurer, draft('0.5', ETHER));
    await approve(cfo, first);
    await approve(cfo, second);
    const one = await demo.reached(first, 'confirmed', 'failed', 'locked');
    const other = await demo.reached(second, 'confirmed', 'failed', 'locked');
    expect([one.status, other.status]).toEqual(['confirmed', 'confirmed']);
    expect([one, other].map(({ sessions }) => sessions.map(({ outcome }) => outcome.type))).toEqual([
      ['signed'],
      ['signed'],
    ]);
    const nonces = [one, other].map(({ sessions }) => sessions[0]?.proposal.lifetime);
    expect(nonces).toMatchObject([{ nonce: 0n }, { nonce: 1n }]);
    const receipts = [await receiptOf(one.transactionId), await receiptOf(other.transactionId)];
    const fees = receipts.map(({ gasUsed, effectiveGasPrice }) => gasUsed * effectiveGasPrice);
    expect(fees.every((fee) => fee > 0n && fee <= CEILING)).toBe(true);
    // anvil recovers the sender from the signature, in an implementation that is not ours.
    expect(receipts.map(({ from }) => from)).toEqual([one.intent.from.toLowerCase(), one.intent.from.toLowerCase()]);
    expect(await balanceOf(one.intent.to)).toBe((7n * WEI) / 4n);
    expect(await balanceOf(one.intent.from)).toBe(DEMO_ETH_FUNDS - (7n * WEI) / 4n - fees.reduce((a, b) => a + b, 0n));
  }, 240_000);

  it('shows its receipt with block and network, and a nonce instead of a blockhash', async () => {
    const request = [...demo.state.requests.values()].find(({ status }) => status === 'confirmed');
    const detail = await demo.treasurer.call('request.get', { requestId: request?.requestId ?? '' });
    expect(detail.receipt).toMatchObject({ positionName: 'block', chainName: 'the development chain 31337' });
    expect(detail.sessions[0]).toMatchObject({ state: 'signed', lifetime: { label: 'Nonce', value: '0' } });
    expect(detail.sessions[0]?.rounds.filter(({ isRelease }) => isRelease)).toHaveLength(1);
  });

  it('is not signed when the network asks for more than the officers approved', async () => {
    const requestId = await submit(demo.treasurer, draft('0.1', { ...ETHER, feeCeiling: '0.00000001' }));
    await approve(cfo, requestId);
    await demo.reached(requestId, 'approved');
    expect(await outcomeOf(demo.treasurer.call('session.start', { requestId, commandId: commandId() }))).toBe(
      'CHAIN_FEE_ABOVE_CEILING',
    );
    expect(demo.state.requests.get(requestId)?.sessions).toEqual([]);
  });
});
