/** Two officers who ask, approve and sign, life after life, and write down what was acknowledged to them. */
import type { Client } from '../../src/contract/client.ts';
import type { Output } from '../../src/contract/contract.ts';
import { outcomeOf } from './codes.ts';
import { commandId, draft } from './demo-console.ts';
import { devChainRpc } from './dev-chain-rpc.ts';
import { HostGone, type KillableHost } from './killable-host.ts';
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

type Summary = Output<'request.list'>[number];

const OPEN: ReadonlySet<Summary['status']> = new Set(['pending', 'approved', 'signing', 'signed', 'broadcast']);

/** Works until the console is gone. */
export async function workUntilGone(host: KillableHost, ledger: Ledger, random: Seeded): Promise<void> {
  try {
    const rpcUrl = await bringUp(host);
    await host.openCfo();
    while (!host.isGone) await oneStep({ host, ledger, random, rpcUrl, mayAsk: true });
  } catch (error) {
    if (error instanceof HostGone) return;
    ledger.failedStarts.push(error instanceof Error ? error.message : String(error));
    await host.end();
  }
}

/** Works until no request is open; asks for nothing new. @returns the chain's URL */
export async function finishEverything(host: KillableHost, ledger: Ledger, random: Seeded): Promise<string> {
  const rpcUrl = await bringUp(host);
  await host.openCfo();
  while ((await openRequests(host)).length > 0) await oneStep({ host, ledger, random, rpcUrl, mayAsk: false });
  return rpcUrl;
}

/** From a start to a workspace with a funded account; a ceremony that a kill interrupted is begun again. */
async function bringUp(host: KillableHost): Promise<string> {
  let isReady = false;
  const ready = host.ready.then((url) => {
    isReady = true;
    return url;
  });
  while (!isReady) {
    const ceremony = await host.treasurer.call('ceremony.get', {});
    if (ceremony?.state === 'failed')
      await outcomeOf(host.treasurer.call('ceremony.retry', { commandId: commandId() }));
    await Promise.race([ready, host.nextEvent()]);
  }
  return ready;
}

interface Step {
  readonly host: KillableHost;
  readonly ledger: Ledger;
  readonly random: Seeded;
  readonly rpcUrl: string;
  readonly mayAsk: boolean;
}

async function openRequests({ treasurer }: KillableHost): Promise<readonly Summary[]> {
  return (await treasurer.call('request.list', {})).filter(({ status }) => OPEN.has(status));
}

async function oneStep(step: Step): Promise<void> {
  const { host, random, mayAsk } = step;
  const open = await openRequests(host);
  if (mayAsk && (open.length === 0 || (open.length < 3 && random.below(4) === 0))) return ask(step);
  const actionable = open.filter(({ status }) => status === 'pending' || status === 'approved');
  const request = actionable.length === 0 ? undefined : random.pick(actionable);
  const isDone = request === undefined ? false : await act(step, request);
  if (!isDone) await host.nextEvent();
}

async function ask({ host, ledger, random }: Step): Promise<void> {
  const client = random.pick([host.treasurer, host.cfo]);
  const asked = draft(`0.${String(1 + random.below(99)).padStart(2, '0')}`, {
    payeeId: random.pick(['aurelia', 'borealis', 'castell']),
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
async function act(step: Step, { requestId, status }: Summary): Promise<boolean> {
  const { host, ledger, rpcUrl } = step;
  if (status === 'approved') {
    const outcome = await outcomeOf(host.treasurer.call('session.start', { requestId, commandId: commandId() }));
    if (outcome !== 'EARLIER_ATTEMPT_LIVE') return outcome === 'OK';
    return (await orNothing(devChainRpc(rpcUrl).expireBlockhashes())) !== null;
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
