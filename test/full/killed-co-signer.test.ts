/** A co-signer is killed in each round of a key ceremony and of a signing session. What was begun ends by name; the next try works. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { latestVault } from '../../src/apps/console/vault-setup.ts';
import type { Client } from '../../src/contract/client.ts';
import type { CoSignerKind } from '../../src/treasury/workspace/entry.ts';
import { outcomeOf } from '../apps-harness/codes.ts';
import { approve, commandId, DemoConsole, draft, startDemo, submit } from '../apps-harness/demo-console.ts';

/** Rounds of key generation and of signing, their echoes from 100, the confirmation (protocol README, section 7). */
const KEYGEN_ROUNDS = [0, 100, 1, 101, 2, 200];
const SIGNING_ROUNDS = [0, 100, 1, 2];

/** Kills the co-signer as soon as it reports that it has seen something of this round of this run. */
async function killInRound(
  demo: DemoConsole,
  kind: CoSignerKind,
  run: { readonly runId: string; readonly round: number },
) {
  const pid = demo.pidOf(kind);
  await demo.observed(`${kind} in round ${run.round}`, () => {
    const events = demo.officer.progress.runs.get(run.runId)?.events ?? [];
    return events.some(({ observer, round }) => observer === pid && round === run.round) ? true : undefined;
  });
  demo.kill(kind);
}

describe('in a key ceremony', () => {
  let demo: DemoConsole;

  beforeAll(async () => {
    demo = new DemoConsole();
    await demo.phase('ceremony');
  });
  afterAll(() => demo.dispose());

  it.each(KEYGEN_ROUNDS)(
    'round %i: it fails by name, or all have confirmed; the next ceremony works',
    async (round) => {
      const vault = await demo.seen('a ceremony', (state) => latestVault(state) ?? undefined);
      if (vault.status === 'active') return;
      await killInRound(demo, 'hsm', { runId: vault.runId, round });
      const ended = await demo.seen('the ceremony to end', (state) => {
        const found = state.vaults.get(vault.vaultId);
        return found?.status === 'ceremony' ? undefined : found;
      });
      expect(ended.status === 'failed' ? ended.failure?.code : ended.status).toMatch(/^(CEREMONY_ABANDONED|active)$/);
      await demo.coSignersOnline();
      if (ended.status === 'failed') await demo.treasurer.call('ceremony.retry', { commandId: commandId() });
    },
  );

  it('afterwards the vault has one key, held by all three, and pays', async () => {
    await demo.ready();
    const vault = latestVault(demo.state);
    expect(vault).toMatchObject({ status: 'active', minSigners: 2 });
    expect(vault?.confirmations.size).toBe(3);
    const requestId = await submit(await demo.openCfo(), draft('1'));
    await approve(demo.treasurer, requestId);
    expect((await demo.reached(requestId, 'confirmed', 'failed', 'locked')).status).toBe('confirmed');
  });
});

describe('in a signing session', () => {
  let demo: DemoConsole;
  let cfo: Client;

  beforeAll(async () => {
    demo = await startDemo();
    cfo = await demo.openCfo();
  });
  afterAll(() => demo.dispose());

  it.each(SIGNING_ROUNDS)('round %i: it fails by name or completes; the next try pays, and once', async (round) => {
    await demo.coSignersOnline();
    const requestId = await submit(cfo, draft('1'));
    await approve(demo.treasurer, requestId);
    const session = await demo.seen('the session', (state) => state.requests.get(requestId)?.sessions[0]);
    await killInRound(demo, 'hsm', { runId: session.entryHash, round });
    const ended = await demo.seen('the session to end', (state) => {
      const outcome = state.requests.get(requestId)?.sessions[0]?.outcome;
      return outcome?.type === 'failed' || outcome?.type === 'signed' ? outcome : undefined;
    });
    if (ended.type === 'failed') {
      expect(ended.failure.code).toBe('SESSION_ABANDONED');
      await demo.chain.expireBlockhashes();
      await demo.coSignersOnline();
      expect(await outcomeOf(demo.treasurer.call('session.start', { requestId, commandId: commandId() }))).toBe('OK');
    }
    const request = await demo.reached(requestId, 'confirmed', 'failed', 'locked');
    expect(request.status).toBe('confirmed');
    const paid = await demo.chain.transactionsOf(request.intent.to);
    const confirmed = [...demo.state.requests.values()].flatMap(({ transactionId }) => transactionId ?? []);
    expect([...paid].toSorted()).toEqual(confirmed.toSorted());
  });
});
