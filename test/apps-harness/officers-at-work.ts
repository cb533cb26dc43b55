/** Two officers who ask, approve and sign on both chains, life after life, and write down what was acknowledged to them. */
import type { Client } from '../../src/contract/client.ts';
import type { Output } from '../../src/contract/contract.ts';
import type { Chain } from '../../src/treasury/chains/chain.ts';
import { outcomeOf } from './codes.ts';
import { commandId, draft } from './demo-console.ts';
import { devChainRpc } from './dev-chain-rpc.ts';
import { HostGone, type Endpoints, type KillableHost } from './killable-host.ts';
import type { Seeded } from './seeded.ts';

/** An entry that a console said is in the log. */
export interface Acknowledged {
  readonly type: 'request.created' | 'request.approved';
  readonly requestId: string;
  readonly logIndex: number;
}

export interface Ledger {
  readonly acknowledged: Acknowledged[];
  /** Codes of starts that failed, such as files that the killed processes still held. */
  readonly failedStarts: string[];
}

export interface Work {
  readonly host: KillableHost;
  readonly ledger: Ledger;
  readonly random: Seeded;
}

type Summary = Output<'request.list'>[number];

const OPEN: ReadonlySet<Summary['status']> = new Set(['pending', 'approved', 'signing', 'signed', 'broadcast']);
const CHAINS: readonly Chain[] = ['solana', 'evm'];
const MAX_OPEN = 4;
/** Officers order presignatures by hand no more often than so. */
const ORDER_MS = 5_000;
const STOCK_PATIENCE_MS = 60_000;

/** Works until the console is gone. @param onReady told when both vaults can pay */
export async function workUntilGone(work: Work, onReady: () => void): Promise<void> {
  const { host, ledger } = work;
  try {
    const endpoints = await bringUp(host);
    await stockUp(host);
    onReady();
    const step: Step = { ...work, endpoints, mayAsk: true, ordered: { at: 0 } };
    while (!host.isGone) await oneStep(step);
  } catch (error) {
    if (error instanceof HostGone) return;
    ledger.failedStarts.push(error instanceof Error ? error.message : String(error));
    await host.end();
  }
}

/** After the last kill: so many new payments of each chain, and then until no request is open. @returns where the chains answer */
export async function finishEverything(work: Work, payments: number): Promise<Endpoints> {
  const { host } = work;
  const endpoints = await bringUp(host);
  const step: Step = { ...work, endpoints, mayAsk: false, ordered: { at: 0 } };
  for (const chain of CHAINS) {
    const before = await confirmed(host, chain);
    while ((await confirmed(host, chain)) < before + payments) {
      const open = (await openRequests(host)).filter((request) => chainOf(request) === chain);
      if (open.length > 0) await oneStep(step);
      else {
        if (chain === 'evm') await stockUp(host);
        await ask(step, chain);
      }
    }
  }
  while ((await openRequests(host)).length > 0) await oneStep(step);
  return endpoints;
}

/** From a start to two funded accounts and the second console; a ceremony that a kill interrupted is begun again. */
async function bringUp(host: KillableHost): Promise<Endpoints> {
  let isReady = false;
  const ready = host.ready.then((endpoints) => {
    isReady = true;
    return endpoints;
  });
  while (!isReady) {
    const ceremony = await host.treasurer.call('ceremony.get', {});
    if (ceremony?.state === 'failed')
      await outcomeOf(host.treasurer.call('ceremony.retry', { commandId: commandId() }));
    await Promise.race([ready, host.nextEvent()]);
  }
  while (!(await canPayEther(host))) await host.nextEvent();
  await host.openCfo();
  return ready;
}

async function canPayEther({ treasurer }: KillableHost): Promise<boolean> {
  const account = (await treasurer.call('balance.list', { refresh: true })).find(({ chain }) => chain === 'evm');
  return (account?.total?.value ?? 0n) > 0n;
}

interface Step extends Work {
  readonly endpoints: Endpoints;
  readonly mayAsk: boolean;
  /** When presignatures were last ordered by hand. */
  readonly ordered: { at: number };
}

function chainOf({ amount }: Summary): Chain {
  return amount.asset === 'ETH' ? 'evm' : 'solana';
}

async function openRequests({ treasurer }: KillableHost): Promise<readonly Summary[]> {
  return (await treasurer.call('request.list', {})).filter(({ status }) => OPEN.has(status));
}

async function confirmed({ treasurer }: KillableHost, chain: Chain): Promise<number> {
  const requests = await treasurer.call('request.list', {});
  return requests.filter((request) => request.status === 'confirmed' && chainOf(request) === chain).length;
}

async function oneStep(step: Step): Promise<void> {
  const { host, random, mayAsk } = step;
  const open = await openRequests(host);
  if (mayAsk) {
    const idle = CHAINS.find((chain) => !open.some((request) => chainOf(request) === chain));
    if (idle !== undefined) return ask(step, idle);
    if (open.length < MAX_OPEN && random.below(4) === 0) return ask(step, random.pick(CHAINS));
  }
  await orderPresignatures(step);
  const actionable = open.filter(({ status }) => status === 'pending' || status === 'approved');
  const request = actionable.length === 0 ? undefined : random.pick(actionable);
  const isDone = request === undefined ? false : await act(step, request);
  if (!isDone) await host.nextEvent();
}

/** The console orders by itself when nobody signs, and waits two minutes for what a kill has ended; officers need not. */
async function orderPresignatures({ host, ordered }: Step): Promise<void> {
  if (Date.now() - ordered.at < ORDER_MS) return;
  ordered.at = Date.now();
  if ((await presignatures(host)) === 0) await orderNow(host);
}

/** Waits for a presignature; what comes first is a payment that uses it. */
async function stockUp(host: KillableHost): Promise<void> {
  const until = Date.now() + STOCK_PATIENCE_MS;
  for (let looks = 0; Date.now() < until && (await presignatures(host)) === 0; looks += 1) {
    if (looks % 15 === 0) await orderNow(host);
    await host.nextEvent();
  }
}

/** How many an EVM payment could use now. */
async function presignatures({ treasurer }: KillableHost): Promise<number> {
  const vaults = await treasurer.call('key.list', {});
  return vaults.find(({ chain, status }) => chain === 'evm' && status === 'active')?.presignatures?.available ?? 0;
}

async function orderNow({ treasurer }: KillableHost): Promise<void> {
  const vaults = await treasurer.call('key.list', {});
  const vault = vaults.find(({ chain, status }) => chain === 'evm' && status === 'active');
  if (vault === undefined) return;
  await orNothing(treasurer.call('presignature.order', { vaultId: vault.vaultId, count: 2, commandId: commandId() }));
}

async function ask({ host, ledger, random }: Step, chain: Chain): Promise<void> {
  const client = random.pick([host.treasurer, host.cfo]);
  const amount = `0.${String(1 + random.below(99)).padStart(2, '0')}`;
  const asked =
    chain === 'solana'
      ? draft(amount, { payeeId: random.pick(['aurelia', 'borealis', 'castell']) })
      : draft(amount, {
          accountId: 'operating-eth',
          payeeId: random.pick(['delphin', 'eos']),
          feeCeiling: '0.001',
        });
  const outcome = await orNothing(submit(client, asked));
  if (outcome === null) return host.nextEvent();
  ledger.acknowledged.push({ type: 'request.created', ...outcome });
}

async function submit(client: Client, asked: ReturnType<typeof draft>): Promise<Output<'transfer.submit'>> {
  const preview = await client.call('transfer.preview', { draft: asked });
  const expectedSentence = preview.intent.sentence.map(({ text }) => text).join('');
  return client.call('transfer.submit', { draft: asked, expectedSentence, commandId: commandId() });
}

/** @returns whether something was done; otherwise the next event may change that. */
async function act(step: Step, request: Summary): Promise<boolean> {
  const { host, ledger, endpoints } = step;
  const { requestId, status } = request;
  if (status === 'approved') {
    const outcome = await outcomeOf(host.treasurer.call('session.start', { requestId, commandId: commandId() }));
    if (outcome !== 'EARLIER_ATTEMPT_LIVE' || chainOf(request) !== 'solana') return outcome === 'OK';
    return (await orNothing(devChainRpc(endpoints.rpcUrl).expireBlockhashes())) !== null;
  }
  for (const client of [host.treasurer, host.cfo]) {
    const detail = await orNothing(client.call('request.get', { requestId }));
    if (detail === null || !detail.can.approve) continue;
    const { intentHash } = detail.intent;
    const done = await orNothing(client.call('request.approve', { requestId, intentHash, commandId: commandId() }));
    if (done !== null) ledger.acknowledged.push({ type: 'request.approved', requestId, logIndex: done.logIndex });
    return done !== null;
  }
  return false;
}

/** What fails because something was killed is tried again later; only the console's own end ends the work. */
async function orNothing<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof HostGone) throw error;
    return null;
  }
}
