/** One co-signer with real keys cheats in the signing run: the honest ones name exactly it, and the vault still pays. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { approve, commandId, draft, startDemo, submit, type DemoConsole } from '../../apps-harness/demo-console.ts';
import type { Misdeed } from '../../apps-harness/evil-run.ts';
import { launchEvil, type Evil } from '../../apps-harness/launch.ts';
import { outcomeOf } from '../../apps-harness/codes.ts';
import { honestProposal, refusalsOf } from '../../apps-harness/propose.ts';
import type { Client } from '../../../src/contract/client.ts';

const evil: Evil = new Map();
let demo: DemoConsole;
let cfo: Client;

beforeAll(async () => {
  demo = await startDemo({ launch: launchEvil(evil) });
  cfo = await demo.openCfo();
});
afterAll(() => demo.dispose());

/** The HSM's machine falls to an attacker: it dies, and what starts again in its place cheats. */
async function turn(misdeed: Misdeed): Promise<void> {
  evil.set('hsm', misdeed);
  await demo.crashAndReturn('hsm');
}

/** A transfer until its first signing session has failed. */
async function failedTransfer() {
  const requestId = await submit(cfo, draft('1'));
  await approve(demo.treasurer, requestId);
  const session = await demo.seen('the first session to fail', (state) => {
    const first = state.requests.get(requestId)?.sessions[0];
    return first?.outcome.type === 'failed' ? first : undefined;
  });
  if (session.outcome.type !== 'failed') throw new Error('The session did not fail.');
  return { requestId, session, failure: session.outcome.failure };
}

const retry = (requestId: string) => demo.treasurer.call('session.start', { requestId, commandId: commandId() });

/** Nobody knows whether the cheater finished the signature for itself: until its bytes have died, no holder signs others. */
async function refusedUntilExpired(requestId: string): Promise<void> {
  expect(await outcomeOf(retry(requestId))).toBe('EARLIER_ATTEMPT_LIVE');
  // A console that does not care proposes all the same.
  const second = await honestProposal(demo, requestId);
  await demo.officer.replica.append(second);
  const refusals = await refusalsOf(demo, second.sessionId);
  expect(refusals).toMatchObject({ endpoint: ['EARLIER_ATTEMPT_LIVE'], compliance: ['EARLIER_ATTEMPT_LIVE'] });
  await demo.chain.expireBlockhashes();
}

async function paidOnce(requestId: string): Promise<void> {
  const request = await demo.reached(requestId, 'confirmed', 'failed', 'locked');
  expect(request.status).toBe('confirmed');
  const signers = request.sessions.at(-1)?.proposal.signers;
  expect(signers).toEqual([demo.pidOf('endpoint'), demo.pidOf('compliance')].toSorted());
  const paid = await demo.chain.transactionsOf(request.intent.to);
  const confirmed = [...demo.state.requests.values()].flatMap(({ transactionId }) => transactionId ?? []);
  expect([...paid].toSorted()).toEqual(confirmed.toSorted());
}

describe('a co-signer that', () => {
  it('sends two different nonce commitments is named, with proof; the next attempt works with the other holder', async () => {
    await turn('equivocates');
    const { requestId, failure } = await failedTransfer();
    expect(failure).toMatchObject({
      code: 'PROTOCOL_FAULT',
      blame: [{ pid: demo.pidOf('hsm'), code: 'EQUIVOCATION', certainty: 'proven' }],
    });
    // The other holder cannot know what the first signers released: it waits until those bytes are dead.
    await demo.chain.expireBlockhashes();
    await retry(requestId);
    await paidOnce(requestId);
  });

  it('sends a wrong signature share is named, with proof; what was released blocks until it has expired', async () => {
    await turn('wrong-share');
    const { requestId, failure } = await failedTransfer();
    expect(failure).toMatchObject({
      code: 'PROTOCOL_FAULT',
      blame: [{ pid: demo.pidOf('hsm'), code: 'ss.share', certainty: 'proven' }],
    });
    await refusedUntilExpired(requestId);
    await retry(requestId);
    await paidOnce(requestId);
  });

  it('falls silent is suspected, and nothing is released to it', async () => {
    await turn('silent');
    const { requestId, failure } = await failedTransfer();
    expect(failure).toMatchObject({
      code: 'UNRESPONSIVE',
      blame: [{ pid: demo.pidOf('hsm'), certainty: 'suspected' }],
    });
    // The other holder cannot know what the first signers released: it waits until those bytes are dead.
    await demo.chain.expireBlockhashes();
    await retry(requestId);
    await paidOnce(requestId);
  });
});
