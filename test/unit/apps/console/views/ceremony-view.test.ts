import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { CEREMONY_CANCELLED, ceremonyView } from '../../../../../src/apps/console/views/ceremony-view.ts';
import type { RunEvent } from '../../../../../src/apps/console/views/context.ts';
import { keyFingerprint } from '../../../../../src/apps/console/views/key-fingerprint.ts';
import { CeremonyView } from '../../../../../src/contract/views.ts';
import { COMPLIANCE, ENDPOINT, GROUP_KEY, HSM, OWN_ADDRESS, World } from './world.ts';

const HOLDERS = [ENDPOINT, HSM, COMPLIANCE];
const READY: CeremonyView['preflight'] = [{ label: 'All three machines online', state: 'done', detail: '' }];

/** Everybody verified everybody in the round. */
const all = (round: number): Omit<RunEvent, 'at'>[] =>
  HOLDERS.flatMap((observer) =>
    HOLDERS.filter((party) => party !== observer).map((party) => ({
      observer,
      party,
      round,
      state: 'verified' as const,
    })),
  );

function view(world: World, preflight = READY): CeremonyView {
  const ceremony = ceremonyView(world.context(), world.vault, preflight);
  z.encode(CeremonyView, ceremony);
  return ceremony;
}

const grid = (ceremony: CeremonyView): string[] =>
  ceremony.rounds.map(
    ({ name, cells, isCurrent }) => `${name}${isCurrent ? '*' : ''}: ${cells.map(({ state }) => state).join(' ')}`,
  );

function proposed(): World {
  const world = World.make({ vault: false });
  world.proposeVault();
  return world;
}

describe('ceremony', () => {
  it('is prepared until the first message, and says what is missing', () => {
    const waiting: CeremonyView['preflight'] = [
      { label: 'Three machines online', state: 'waiting', detail: 'HSM-to-be is starting' },
    ];
    const ceremony = view(proposed(), waiting);
    expect(ceremony).toMatchObject({
      state: 'preparing',
      fingerprint: null,
      address: null,
      startedAt: null,
      elapsed: null,
    });
    expect(ceremony.waitingFor).toBe('Three machines online: HSM-to-be is starting');
    expect(ceremony.parties.map(({ name }) => name)).toEqual(['Endpoint', 'HSM-to-be', 'Compliance']);
  });

  it('shows a message as received until every other holder verified it', () => {
    const world = proposed();
    world.observe(world.vault.runId, 30n, ...all(0));
    world.observe(world.vault.runId, 80n, { observer: ENDPOINT, party: HSM, round: 1, state: 'verified' });
    world.now += 100n;
    expect(view(world).state).toBe('running');
    expect(grid(view(world))[1]).toBe('Round 1*: waiting received waiting');
    world.observe(world.vault.runId, 90n, { observer: COMPLIANCE, party: HSM, round: 1, state: 'verified' });
    const ceremony = view(world);
    expect(grid(ceremony)[1]).toBe('Round 1*: waiting verified waiting');
    expect(ceremony.rounds[1]?.cells[1]?.elapsed).toBe(60);
    expect(ceremony.waitingFor).toBe('Waiting for Endpoint and Compliance: Round 1, commitments.');
    expect(ceremony.elapsed).toBe(100);
  });

  it('confirms holder by holder and shows the key only when all have', () => {
    const world = proposed();
    for (const round of [0, 1, 2]) world.observe(world.vault.runId, BigInt(round * 10), ...all(round));
    world.observe(world.vault.runId, 40n, ...all(200));
    expect(grid(view(world))[4]).toBe('Confirm*: received received received');
    world.confirmVault('endpoint');
    world.confirmVault('hsm');
    const ceremony = view(world);
    expect(ceremony).toMatchObject({
      state: 'confirming',
      fingerprint: null,
      confirmedBy: expect.arrayContaining([ENDPOINT, HSM]),
    });
    expect(grid(ceremony)[4]).toBe('Confirm*: verified verified received');
    world.confirmVault('compliance');
    expect(view(world)).toMatchObject({
      state: 'done',
      fingerprint: keyFingerprint(GROUP_KEY),
      address: null,
      waitingFor: '',
    });
    expect(view(World.make()).address).toBe(OWN_ADDRESS);
  });

  it('reads from a later message that its author accepted the rounds before, and computed the key', () => {
    const world = proposed();
    const own = (party: string, round: number) => ({ observer: party, party, round, state: 'verified' as const });
    world.observe(world.vault.runId, 10n, own(ENDPOINT, 1), own(HSM, 1));
    // Compliance has not gone on: it is the one that has not accepted the others' Ready.
    expect(grid(view(world))[0]).toBe('Ready*: received received verified');
    world.observe(world.vault.runId, 25n, own(COMPLIANCE, 1));
    expect(grid(view(world))[0]).toBe('Ready: verified verified verified');
    expect(view(world).rounds[0]?.elapsed).toBe(25);
    for (const round of [1, 2]) world.observe(world.vault.runId, 30n, ...all(round));
    world.observe(world.vault.runId, 50n, own(HSM, 200));
    expect(grid(view(world)).slice(3)).toEqual([
      'Round 3*: waiting verified waiting',
      'Confirm: waiting waiting waiting',
    ]);
    expect(view(world).state).toBe('confirming');
  });

  it('after a restart shows what the confirmations prove', () => {
    const world = proposed();
    world.confirmVault('endpoint');
    expect(grid(view(world))).toEqual([
      'Ready: verified verified verified',
      'Round 1: verified verified verified',
      'Round 2: verified verified verified',
      'Round 3: verified verified verified',
      'Confirm*: verified waiting waiting',
    ]);
    world.confirmVault('hsm');
    world.confirmVault('compliance');
    expect(grid(view(world))).toEqual(
      ['Ready', 'Round 1', 'Round 2', 'Round 3', 'Confirm'].map((name) => `${name}: verified verified verified`),
    );
  });

  it('names who is at fault', () => {
    const world = proposed();
    const { runId } = world.vault;
    world.append('endpoint', {
      type: 'vault.failed',
      vaultId: 'main',
      runId,
      code: 'BAD_SHARE',
      text: 'HSM-to-be dealt a wrong share.',
      blame: [{ pid: HSM, code: 'BAD_SHARE', certainty: 'suspected' }],
    });
    const ceremony = view(world);
    expect(ceremony).toMatchObject({ state: 'failed', error: { code: 'BAD_SHARE', kind: 'peer' }, waitingFor: '' });
    expect(ceremony.blamed).toEqual([{ pid: HSM, code: 'BAD_SHARE', certainty: 'suspected' }]);
  });

  it('tells a stop from a failure', () => {
    const world = proposed();
    const { runId } = world.vault;
    const body = {
      type: 'vault.failed' as const,
      vaultId: 'main',
      runId,
      text: 'The Treasurer stopped it.',
      blame: [],
    };
    world.append('treasurer', { ...body, code: CEREMONY_CANCELLED });
    expect(view(world)).toMatchObject({ state: 'cancelled', error: { kind: 'input' } });
  });
});

describe('fingerprint', () => {
  it('is eight bytes in groups of four, and another one for another key', () => {
    expect(keyFingerprint(GROUP_KEY)).toMatch(/^(?:[0-9a-f]{4} ){3}[0-9a-f]{4}$/);
    expect(keyFingerprint(new Uint8Array(32))).not.toBe(keyFingerprint(GROUP_KEY));
  });
});
