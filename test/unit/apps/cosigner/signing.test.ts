/** Approvals end by the clock of whoever signs, at every step until the first share leaves. */
import { describe, expect, it } from 'vitest';
import { giveVerdict, runSession } from '../../../../src/apps/cosigner/signing.ts';
import type { EntryBody } from '../../../../src/treasury/workspace/entry.ts';
import { verify } from '../../treasury/test-people.ts';
import { cfo, found, hsm, NETWORK, TestWorkspace } from '../../treasury/test-workspace.ts';

/** The HSM's co-signer and an approved payment under way, all of it dated before its expiry; its own clock says what it says. */
function signer(clock: { now: bigint }) {
  const workspace = TestWorkspace.ready();
  const requestId = workspace.request();
  workspace.approve(cfo, requestId);
  const sessionId = workspace.propose(requestId);
  const judged = { state: workspace.now, session: found(workspace.requestState(requestId).sessions[0]) };
  workspace.agree(sessionId);
  const { expiresAt } = workspace.requestState(requestId).intent;
  const said: EntryBody[] = [];
  const released: string[] = [];
  let runs = 0;
  const chain = {
    ...{ decoder: 'test', hash: null, read: () => ({ type: 'unreadable', reason: 'not looked at here' }) },
    ...{ network: () => Promise.resolve(NETWORK), isLifetimeValid: () => Promise.resolve(true) },
    ...{ ownLifetime: () => Promise.resolve({ text: 'block 9' }), settleEarlier: () => Promise.resolve([]) },
    noteLifetime: () => Promise.resolve(),
  };
  const context = {
    home: {
      ...{ pid: hsm.pid, identitySecret: () => new Uint8Array(64), passphrase: () => Uint8Array.of(1) },
      ...{ sealCost: {}, sharePath: () => 'share' },
    },
    replica: { state: judged.state, append: (body: EntryBody) => Promise.resolve(void said.push(body)) },
    sessions: {
      ...{ recordProposal: () => undefined, recordAnswer: () => undefined, proposal: () => undefined },
      ...{ useRun: () => undefined, markReleased: () => void released.push(sessionId) },
    },
    epochs: { active: () => ({ epoch: 0 }) },
    errorRounds: { isStopped: () => false, name: () => undefined },
    stock: { remove: () => Promise.resolve() },
    // Its shares are ready to leave only after a minute.
    runs: {
      run: (_job: unknown, release: () => void) => {
        runs += 1;
        clock.now += 60_000n;
        return Promise.resolve().then(() => {
          release();
          return { type: 'signed', signature: new Uint8Array(64) };
        });
      },
    },
    chains: { solana: chain, evm: chain },
    clock: { now: () => clock.now },
    verify,
    report: () => undefined,
  };
  return {
    ...{ said, released, expiresAt },
    runs: () => runs,
    judge: () => giveVerdict(context as never, judged.session),
    run: () => {
      context.replica.state = workspace.now;
      return runSession(context as never, workspace.now, found(workspace.requestState(requestId).sessions[0]));
    },
    codes: () => said.map((body) => ('code' in body ? body.code : body.type)),
  };
}

describe('a request whose approvals have expired by the own clock', () => {
  const clockAt = (): { now: bigint } => ({ now: 0n });

  it('is refused by the verdict, whatever its entries say of the time', async () => {
    const clock = clockAt();
    const it = signer(clock);
    for (const [now, isExpired] of [[it.expiresAt - 1n, false] as const, [it.expiresAt, true] as const]) {
      clock.now = now;
      await it.judge();
      const verdict = found(it.said.at(-1));
      const reasons = verdict.type === 'verdict.given' ? verdict.reasons.map(({ code }) => code) : [];
      expect(reasons.includes('EXPIRED')).toBe(isExpired);
    }
  });

  it('is not signed after a verdict that was given in time: no run begins', async () => {
    const clock = clockAt();
    const it = signer(clock);
    clock.now = it.expiresAt;
    await it.run();
    expect([it.runs(), it.codes(), it.released]).toEqual([0, ['REQUEST_EXPIRED'], []]);
  });

  it('is not signed in a run that began in time: no share leaves', async () => {
    const clock = clockAt();
    const it = signer(clock);
    clock.now = it.expiresAt - 60_000n;
    await it.run();
    expect([it.runs(), it.codes(), it.released]).toEqual([1, ['REQUEST_EXPIRED'], []]);
  });

  it('is signed until its last millisecond', async () => {
    const clock = clockAt();
    const it = signer(clock);
    clock.now = it.expiresAt - 60_001n;
    await it.run();
    expect([it.runs(), it.codes(), it.released.length]).toEqual([1, ['session.signed'], 1]);
  });
});

describe('an earlier attempt that this co-signer agreed to sign', () => {
  const [AGREED_AT, STARTED_AT] = [1_000n, 2_000n];
  const agreed = { answer: 'contribute' as const, seenAt: AGREED_AT };

  /** Attempts that the judge is told of before the second one, by what the own records say of the first. */
  async function earlierAttempts(records: {
    readonly known?: { readonly answer: 'contribute' | 'refuse'; readonly seenAt: bigint };
  }): Promise<string[]> {
    const { known } = records;
    const workspace = TestWorkspace.ready();
    const requestId = workspace.request();
    workspace.approve(cfo, requestId);
    const first = workspace.propose(requestId);
    workspace.agree(first);
    workspace.add(hsm, { type: 'session.failed', sessionId: first, code: 'UNRESPONSIVE', text: 'Silent.', blame: [] });
    const second = workspace.propose(requestId, { attempt: 2 });
    const told: string[] = [];
    const chain = {
      ...{ decoder: 'test', hash: null, read: () => ({ type: 'unreadable', reason: 'not looked at here' }) },
      ...{ network: () => Promise.resolve(NETWORK), isLifetimeValid: () => Promise.resolve(true) },
      noteLifetime: () => Promise.resolve(),
      settleEarlier: (_request: string, _network: string, attempts: readonly { sessionId: string }[]) => {
        told.push(...attempts.map(({ sessionId }) => sessionId));
        return Promise.resolve([]);
      },
    };
    const context = {
      home: { pid: hsm.pid },
      replica: { state: workspace.now, append: () => Promise.resolve() },
      sessions: {
        ...{ recordProposal: () => undefined, recordAnswer: () => undefined, proposal: () => known },
        releases: () => [],
      },
      epochs: { active: () => ({ epoch: 0 }) },
      errorRounds: { isStopped: () => false },
      chains: { solana: chain, evm: chain },
      clock: { now: () => STARTED_AT },
      verify,
    };
    const session = found(workspace.requestState(requestId).sessions.find((one) => one.proposal.sessionId === second));
    await giveVerdict(context as never, session);
    return told.map((id) => (id === first ? 'the first' : id));
  }

  it.each<[string, Parameters<typeof earlierAttempts>[0], string[]]>([
    ['of which the records say that no share left', { known: agreed }, []],
    ['whose record is missing', {}, ['the first']],
    ['whose record has another answer', { known: { answer: 'refuse', seenAt: AGREED_AT } }, ['the first']],
  ])('%s', async (_, records, expected) => {
    expect(await earlierAttempts(records)).toEqual(expected);
  });
});
