/** From an approved intent to a settled request on a real chain: log, judge, chain facts and adapter together; only the key is local. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { assembleEvmTransaction } from '../../../src/adapters/chains/evm/assemble.ts';
import {
  createSessionStore,
  sessionMigrations,
  type SessionStore,
} from '../../../src/adapters/storage/session-store.ts';
import type { Attempt, ChainFacts } from '../../../src/apps/cosigner/chain-facts.ts';
import { createEvmFacts } from '../../../src/apps/cosigner/evm-facts.ts';
import { bytesFromHex } from '../../../src/base/bytes.ts';
import { judge } from '../../../src/treasury/judge/judge.ts';
import type { EntryOf } from '../../../src/treasury/workspace/entry.ts';
import { scratchDatabase } from '../../unit/adapters/storage/scratch.ts';
import {
  ETH,
  ETHER_ADDRESS,
  EVM_NETWORK,
  EvmWorkspace,
  shipyard,
  signEther,
} from '../../unit/treasury/evm-workspace.ts';
import { verify } from '../../unit/treasury/test-people.ts';
import { cfo, hsm, START, treasurer } from '../../unit/treasury/test-workspace.ts';
import { openEvmChain, type EvmFixture } from './evm-fixture.ts';

let chain: EvmFixture;
let workspace: EvmWorkspace;
let sessions: SessionStore;
let facts: ChainFacts;

beforeAll(async () => {
  chain = await openEvmChain();
});
afterAll(() => chain.close());
beforeEach(async () => {
  await chain.endow(ETHER_ADDRESS, 20n * ETH);
  workspace = EvmWorkspace.open();
  sessions = createSessionStore(scratchDatabase(sessionMigrations));
  facts = createEvmFacts(chain.client, { sessions, now: () => START });
});

type Proposal = EntryOf<'session.proposed'>;

function approvedRequest(amount = ETH): string {
  const intent = workspace.etherIntent({ amount });
  workspace.add(treasurer, { type: 'request.created', intent });
  workspace.approve(cfo, intent.requestId);
  return intent.requestId;
}

function attemptOf({ sessionId, unsignedTransaction, lifetime }: Proposal): Attempt {
  return { sessionId, unsigned: bytesFromHex(unsignedTransaction), account: ETHER_ADDRESS, lifetime };
}

/** Proposes with the chain's next nonce, or another. */
async function propose(requestId: string, nonce?: bigint): Promise<Proposal> {
  const next = nonce ?? (await chain.client.nextNonce(ETHER_ADDRESS));
  const proposal = workspace.etherProposal(requestId, next);
  workspace.add(treasurer, proposal);
  return proposal;
}

/** What the HSM's co-signer says, by its own endpoint and its own records. */
async function verdict(proposal: Proposal): Promise<string[]> {
  const attempt = attemptOf(proposal);
  const judgement = judge({
    state: workspace.now,
    sessionId: proposal.sessionId,
    reading: facts.read(proposal.unsignedTransaction),
    now: START + 60_000n,
    self: hsm.pid,
    ownEpoch: 0,
    earlier: await facts.settleEarlier(proposal.requestId, EVM_NETWORK, []),
    lifetimeValid: await facts.isLifetimeValid(attempt),
    network: await facts.network(),
    verify,
  });
  return judgement.answer === 'contribute' ? [] : judgement.reasons.map(({ code }) => code);
}

async function release(proposal: Proposal): Promise<void> {
  const attempt = attemptOf(proposal);
  const lifetime = await facts.ownLifetime(attempt);
  if (lifetime === null || lifetime === 'unknown') throw new Error('The endpoint does not take the bytes now.');
  sessions.markReleased({
    sessionId: proposal.sessionId,
    requestId: proposal.requestId,
    vaultId: 'ether',
    account: ETHER_ADDRESS,
    message: attempt.unsigned,
    lifetime: lifetime.text,
    turn: lifetime.turn,
    releasedAt: START,
  });
}

async function send({ unsignedTransaction }: Proposal): Promise<string> {
  const unsigned = bytesFromHex(unsignedTransaction);
  const { wire, transactionId } = await assembleEvmTransaction(unsigned, signEther(unsigned), ETHER_ADDRESS);
  await chain.client.sendTransaction(wire);
  return transactionId;
}

describe('a transfer of ether', () => {
  it('is judged, signed into the log, sent and settled', async () => {
    const before = (await chain.client.getBalance(shipyard.address)).wei;
    const requestId = approvedRequest();
    const proposal = await propose(requestId);
    expect(await verdict(proposal)).toEqual([]);
    workspace.agree(proposal.sessionId);
    await release(proposal);
    workspace.add(hsm, workspace.etherSigned(proposal.sessionId));
    const broadcast = workspace.etherBroadcast(requestId, proposal.sessionId);
    expect(await send(proposal)).toBe(broadcast.transactionId);
    workspace.add(treasurer, broadcast);
    await chain.mine(3);
    const status = await chain.client.transactionStatus(broadcast.transactionId);
    expect(status).toMatchObject({ confirmation: 'final', hasFailed: false });
    const { sessionId } = proposal;
    workspace.add(treasurer, {
      type: 'request.settled',
      requestId,
      sessionId,
      outcome: 'confirmed',
      slot: status?.block ?? 0n,
    });
    expect(workspace.requestState(requestId).status).toBe('confirmed');
    expect((await chain.client.getBalance(shipyard.address)).wei - before).toBe(ETH);
    expect(await facts.settleEarlier(requestId, EVM_NETWORK, [])).toMatchObject([
      { lifetime: 'expired', wasIncluded: true },
    ]);
    expect(sessions.releases(requestId)).toMatchObject([{ outcome: 'included' }]);
  });

  it('is refused with a nonce that is spent, or one that leaves a gap', async () => {
    const next = await chain.client.nextNonce(ETHER_ADDRESS);
    expect(await verdict(await propose(approvedRequest(), next + 1n))).toEqual(['LIFETIME_INVALID']);
    expect(await verdict(await propose(approvedRequest(), next - 1n))).toEqual(['LIFETIME_INVALID']);
  });
});

describe('after an attempt that failed with shares released', () => {
  /** A released attempt whose signature somebody may hold, and the next proposal of the same request. */
  async function failedOnce(): Promise<{ requestId: string; first: Proposal }> {
    const requestId = approvedRequest();
    const first = await propose(requestId);
    workspace.agree(first.sessionId);
    await release(first);
    workspace.add(hsm, workspace.failed(first.sessionId));
    return { requestId, first };
  }

  it('the same nonce may be signed again at once, and pays once', async () => {
    const before = (await chain.client.getBalance(shipyard.address)).wei;
    const { requestId, first } = await failedOnce();
    const second = await propose(requestId);
    expect(await verdict(second)).toEqual([]);
    await release(second);
    // Whoever kept the first signature sends it, too.
    await send(second);
    await chain.mine(3);
    await expect(send(first)).rejects.toMatchObject({ code: 'CHAIN_NONCE_USED' });
    await chain.mine(3);
    expect((await chain.client.getBalance(shipyard.address)).wei - before).toBe(ETH);
    // The bytes of both attempts are the same, so both releases are on the chain.
    expect(await facts.settleEarlier(requestId, EVM_NETWORK, [])).toMatchObject([
      { wasIncluded: true },
      { wasIncluded: true },
    ]);
    expect(sessions.unsettled()).toEqual([]);
  });

  it('another nonce may not, before the first one is spent for good by another payment', async () => {
    const { requestId } = await failedOnce();
    const other = await propose(approvedRequest(2n * ETH));
    await send(other);
    await chain.mine(1);
    const early = await propose(requestId);
    expect(await verdict(early)).toEqual(['EARLIER_ATTEMPT_LIVE']);
    workspace.add(hsm, workspace.failed(early.sessionId));
    await chain.mine(2);
    const late = await propose(requestId);
    expect(await verdict(late)).toEqual([]);
    expect(sessions.releases(requestId)).toMatchObject([{ outcome: 'expired' }]);
  });

  it('no attempt may, once the first one is in a block, however it got there', async () => {
    const { requestId, first } = await failedOnce();
    await send(first);
    await chain.mine(1);
    const second = await propose(requestId);
    expect(await verdict(second)).toEqual(['EARLIER_ATTEMPT_LIVE']);
    await chain.mine(2);
    expect(await verdict(second)).toEqual(['EARLIER_ATTEMPT_LIVE']);
    await expect(release(second)).rejects.toMatchObject({ code: 'SESSION_ATTEMPT_OPEN' });
  });
});
