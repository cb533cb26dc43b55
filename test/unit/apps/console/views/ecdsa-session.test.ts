import { describe, expect, it } from 'vitest';
import { canStillCancel, sessionRounds } from '../../../../../src/apps/console/views/session-rounds.ts';
import { sessionView } from '../../../../../src/apps/console/views/session-view.ts';
import type { SessionState } from '../../../../../src/treasury/workspace/state.ts';
import { evmVault, openEvmVault } from './evm-vault.ts';
import { COMPLIANCE, ENDPOINT, HSM, World } from './world.ts';

const HOLDERS = [ENDPOINT, HSM, COMPLIANCE];

/** A session as an EVM proposal has it, agreed to by its signers. */
function setUp(hasPresignature: boolean): { world: World; session: SessionState } {
  const world = World.make();
  openEvmVault(world);
  const requestId = world.approved();
  world.propose(requestId);
  world.contribute(requestId, 'endpoint');
  world.contribute(requestId, 'hsm');
  const session = world.session(requestId);
  const presignature = hasPresignature ? { presignature: { order: '0a'.repeat(32), index: 0 } } : {};
  const proposal = { ...session.proposal, lifetime: { nonce: 7n, feeCap: 21_000n }, ...presignature };
  return { world, session: { ...session, proposal } };
}

const names = (world: World, session: SessionState): string[] =>
  sessionRounds(world.context(), session, HOLDERS).map(
    ({ name, cells, isCurrent, isRelease }) =>
      `${name}${isCurrent ? '*' : ''}${isRelease ? '!' : ''}: ${cells.map(({ state }) => state).join(' ')}`,
  );

describe('signing in ECDSA', () => {
  it('has one round after a presignature, and no way back once everybody agreed', () => {
    const { world, session } = setUp(true);
    expect(names(world, session)).toEqual([
      'Judge: verified verified standing-by',
      'Online*!: waiting waiting standing-by',
    ]);
    expect(canStillCancel(world.context(), session)).toBe(false);
    expect(sessionView(world.context(), session, evmVault(world))).toMatchObject({
      lifetime: { label: 'Nonce', value: '7' },
      protocol: 'CGGMP24, one round after a presignature',
    });
  });

  it('without one can be cancelled until a signer has every presignature share', () => {
    const { world, session } = setUp(false);
    const seen = (observer: string, party: string, round: number) => ({
      ...{ observer, party, round, state: 'verified' as const },
    });
    world.observe(session.entryHash, 10n, seen(ENDPOINT, HSM, 2), seen(HSM, ENDPOINT, 2));
    expect(names(world, session)).toEqual([
      'Judge: verified verified standing-by',
      'Ready: verified verified standing-by',
      'Round 1: verified verified standing-by',
      'Round 2: verified verified standing-by',
      'Round 3*: waiting waiting standing-by',
      'Round 4!: waiting waiting standing-by',
    ]);
    expect(canStillCancel(world.context(), session)).toBe(true);
    world.observe(session.entryHash, 20n, seen(ENDPOINT, HSM, 3));
    expect(canStillCancel(world.context(), session)).toBe(false);
  });

  it('shows every round as done when the log has the signature', () => {
    const { world, session } = setUp(false);
    const outcome = { type: 'signed', signature: new Uint8Array(65), by: HSM, index: 9, time: world.now } as const;
    expect(new Set(names(world, { ...session, outcome }).map((row) => row.replace(/^.*: /, '')))).toEqual(
      new Set(['verified verified standing-by']),
    );
  });
});
