import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { RunEvent } from '../../../../../src/apps/console/views/context.ts';
import { requestSummary } from '../../../../../src/apps/console/views/request-views.ts';
import { sessionView } from '../../../../../src/apps/console/views/session-view.ts';
import { SessionView } from '../../../../../src/contract/views.ts';
import { COMPLIANCE, ENDPOINT, HSM, STRANGER_ADDRESS, World } from './world.ts';

type Seen = Omit<RunEvent, 'at'>;
const seen = (observer: string, party: string, round: number, state: Seen['state'] = 'verified'): Seen => ({
  observer,
  party,
  round,
  state,
});
/** Both signers verified each other in the round. */
const both = (round: number): Seen[] => [seen(ENDPOINT, HSM, round), seen(HSM, ENDPOINT, round)];

function view(world: World, requestId: string): SessionView {
  const session = sessionView(world.context(), world.session(requestId), world.vault);
  z.encode(SessionView, session);
  return session;
}

/** One line per round: name, then each holder's state in the order Endpoint, HSM-to-be, Compliance. */
function grid(session: SessionView): string[] {
  return session.rounds.map(
    ({ name, cells, isCurrent }) => `${name}${isCurrent ? '*' : ''}: ${cells.map(({ state }) => state).join(' ')}`,
  );
}

const run = (world: World, requestId: string): string => world.session(requestId).entryHash;

describe('judging', () => {
  it('shows every holder in the order of the workspace, waiting until it has judged', () => {
    const world = World.make();
    const requestId = world.approved();
    world.propose(requestId);
    world.contribute(requestId, 'hsm');
    const session = view(world, requestId);
    expect(session.state).toBe('judging');
    expect(session.verdicts.map(({ coSigner, answer }) => `${coSigner.name} ${answer}`)).toEqual([
      'Endpoint waiting',
      'HSM-to-be contribute',
      'Compliance waiting',
    ]);
    expect(grid(session)).toEqual([
      'Judge*: waiting verified standing-by',
      'Ready: waiting waiting standing-by',
      'Round 1: waiting waiting standing-by',
      'Round 2: waiting waiting standing-by',
      'Check: waiting waiting standing-by',
    ]);
    expect(session.rounds[0]?.cells[1]?.elapsed).toBe(1000);
    expect(session.waitingFor).toBe('Waiting for Endpoint to judge the transaction.');
    expect(session.canCancel).toBe(true);
    expect(session.agreed.map(({ agree, of }) => `${agree} of ${of}`)).toEqual(Array(5).fill('1 of 2'));
  });

  it('names an offline co-signer and turns its cell slow after five seconds', () => {
    const world = World.make();
    const requestId = world.approved();
    world.propose(requestId);
    world.online.delete(HSM);
    world.now += 5000n;
    expect(view(world, requestId).rounds[0]?.cells[1]).toEqual({ pid: HSM, state: 'waiting', elapsed: null });
    world.now += 1n;
    const session = view(world, requestId);
    expect(session.rounds[0]?.cells[1]).toEqual({ pid: HSM, state: 'slow', elapsed: 5001 });
    expect(session.waitingFor).toBe('Waiting for Endpoint and HSM-to-be (offline) to judge the transaction.');
  });

  it('shows a dissent with both readings, its reason and no way on', () => {
    const world = World.make();
    const requestId = world.approved();
    world.propose(requestId);
    world.contribute(requestId, 'endpoint');
    world.refuse(requestId, 'hsm');
    const session = view(world, requestId);
    expect(session.state).toBe('refused');
    expect(session.verdicts.map(({ reading }) => reading)).toEqual([
      expect.stringContaining('Transfer 5 SOL'),
      `Transfer 5 SOL to ${STRANGER_ADDRESS}.`,
      '',
    ]);
    expect(session.verdicts[1]?.reasons).toEqual([
      { code: 'RECIPIENT_DIFFERS', text: 'The bytes pay another address than the intent.' },
    ]);
    expect(session.error).toMatchObject({
      code: 'RECIPIENT_DIFFERS',
      kind: 'policy',
      message: 'HSM-to-be refuses: The bytes pay another address than the intent.',
      safe: 'Nothing was signed and no funds moved.',
    });
    expect(session.endedAt).toBe(world.now);
    expect(session.waitingFor).toBe('');
    expect(session.canCancel).toBe(false);
    expect(grid(session)[0]).toBe('Judge: verified rejected standing-by');
    const summary = requestSummary(world.context(), world.request(requestId));
    expect(summary).toMatchObject({ hasDissent: true, attempts: 1, status: 'approved' });
  });

  it('keeps the dissent of a holder that does not sign, which stops nobody', () => {
    const world = World.make();
    const requestId = world.approved();
    world.propose(requestId);
    world.refuse(requestId, 'compliance');
    world.contribute(requestId, 'endpoint');
    world.contribute(requestId, 'hsm');
    const session = view(world, requestId);
    expect(session.state).toBe('running');
    expect(session.error).toBeNull();
    expect(grid(session)[0]).toBe('Judge: verified verified rejected');
    expect(requestSummary(world.context(), world.request(requestId)).hasDissent).toBe(true);
  });
});

describe('running', () => {
  it('goes through the rounds by what the signers saw of each other', () => {
    const world = World.make();
    const requestId = world.agreed();
    world.observe(run(world, requestId), 40n, ...both(0));
    world.observe(run(world, requestId), 90n, seen(ENDPOINT, HSM, 1, 'received'));
    world.now += 200n;
    const session = view(world, requestId);
    expect(grid(session)).toEqual([
      'Judge: verified verified standing-by',
      'Ready: verified verified standing-by',
      'Round 1*: waiting received standing-by',
      'Round 2: waiting waiting standing-by',
      'Check: waiting waiting standing-by',
    ]);
    expect(session.rounds.map(({ elapsed }) => elapsed)).toEqual([2000, 40, 160, null, null]);
    expect(session.rounds[2]?.cells[1]?.elapsed).toBe(50);
    expect(session.waitingFor).toBe('Waiting for Endpoint and HSM-to-be: Round 1, nonce commitments.');
    expect(session.agreed.every(({ agree, of }) => agree === 2 && of === 2)).toBe(true);
  });

  it('lets nobody cancel once a signer may have released its share', () => {
    const world = World.make();
    const requestId = world.agreed();
    world.observe(run(world, requestId), 40n, ...both(0), seen(ENDPOINT, HSM, 1, 'received'));
    expect(view(world, requestId).canCancel).toBe(true);
    world.observe(run(world, requestId), 50n, seen(ENDPOINT, HSM, 1));
    expect(view(world, requestId).canCancel).toBe(false);
  });

  it('marks a rejected message', () => {
    const world = World.make();
    const requestId = world.agreed();
    world.observe(run(world, requestId), 10n, ...both(0), ...both(1), seen(ENDPOINT, HSM, 2, 'rejected'));
    expect(grid(view(world, requestId))[3]).toBe('Round 2*: waiting rejected standing-by');
  });

  it('does not count what a party says of itself', () => {
    const world = World.make();
    const requestId = world.agreed();
    world.observe(run(world, requestId), 10n, seen(HSM, HSM, 0));
    expect(grid(view(world, requestId))[1]).toBe('Ready*: waiting waiting standing-by');
  });

  it('after a restart shows only what the log proves, and offers no cancel', () => {
    const world = World.make();
    const requestId = world.agreed();
    const session = view(world, requestId);
    expect(grid(session)).toEqual([
      'Judge: verified verified standing-by',
      'Ready*: waiting waiting standing-by',
      'Round 1: waiting waiting standing-by',
      'Round 2: waiting waiting standing-by',
      'Check: waiting waiting standing-by',
    ]);
    expect(session.canCancel).toBe(false);
    expect(session.waitingFor).toMatch(/does not see their rounds live/);
  });
});

describe('the end', () => {
  it('takes a signature in the log as proof of every round, with no times after a restart', () => {
    const world = World.make();
    const requestId = world.agreed();
    world.sign(requestId);
    const session = view(world, requestId);
    expect(session.state).toBe('signed');
    expect(session.endedAt).toBe(world.now);
    expect(grid(session)[4]).toBe('Check: verified verified standing-by');
    expect(session.rounds.map(({ elapsed }) => elapsed)).toEqual([2000, null, null, null, null]);
  });

  it('keeps the known times of a signed run', () => {
    const world = World.make();
    const requestId = world.agreed();
    world.observe(run(world, requestId), 40n, ...both(0));
    world.observe(run(world, requestId), 100n, ...both(1));
    world.sign(requestId);
    expect(view(world, requestId).rounds.map(({ elapsed }) => elapsed)).toEqual([2000, 40, 60, null, null]);
  });

  it('names who is at fault when an attempt failed, and the next attempt', () => {
    const world = World.make();
    const requestId = world.agreed();
    world.fail(requestId);
    const session = view(world, requestId);
    expect(session).toMatchObject({ state: 'failed', attempt: 1, maxAttempts: 3, canCancel: false, waitingFor: '' });
    expect(session.blamed).toEqual([{ pid: HSM, code: 'BAD_SHARE', certainty: 'proven' }]);
    expect(session.error).toMatchObject({ code: 'BAD_SHARE', kind: 'peer', next: 'Start attempt 2 of 3.' });
  });

  it('keeps who judged it when the vault has other holders since', () => {
    const world = World.make();
    const requestId = world.agreed();
    const { vault } = world;
    const session = sessionView(world.context(), world.session(requestId), {
      ...vault,
      epoch: 1,
      holders: [ENDPOINT, HSM],
    });
    expect(session.verdicts.map(({ coSigner }) => coSigner.name)).toEqual(['Endpoint', 'HSM-to-be', 'Compliance']);
    expect(session.rounds[0]?.cells).toHaveLength(3);
  });

  it('gives other hashes for other signer sets', () => {
    const hashOf = (signers: string[]): string | undefined => {
      const world = World.make();
      const requestId = world.approved();
      world.propose(requestId, signers);
      return view(world, requestId).agreed.find(({ label }) => label === 'Signer set')?.hash;
    };
    expect(hashOf([ENDPOINT, HSM])).toBe(hashOf([HSM, ENDPOINT]));
    expect(hashOf([ENDPOINT, HSM])).not.toBe(hashOf([ENDPOINT, COMPLIANCE]));
  });
});
