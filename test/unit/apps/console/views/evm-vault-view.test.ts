import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { announcedView } from '../../../../../src/apps/console/views/announced-view.ts';
import { ceremonyView } from '../../../../../src/apps/console/views/ceremony-view.ts';
import type { RunEvent } from '../../../../../src/apps/console/views/context.ts';
import { preflightOf } from '../../../../../src/apps/console/views/preflight.ts';
import { vaultView } from '../../../../../src/apps/console/views/vault-view.ts';
import { stageRunId } from '../../../../../src/apps/direct/run-ids.ts';
import { CeremonyView, VaultView } from '../../../../../src/contract/views.ts';
import {
  acknowledgeShares,
  approveShares,
  confirmEvmVault,
  EVM_ADDRESS,
  evmVault,
  openEvmVault,
  proposeEvmVault,
  proposeShares,
  reshareOf,
} from './evm-vault.ts';
import { COMPLIANCE, ENDPOINT, HSM, World } from './world.ts';

const KEPT_BY = { endpoint: 'a', hsm: 'b', compliance: 'c', guardian: 'd' };
const HOLDERS = [ENDPOINT, HSM, COMPLIANCE];
const IN_ORDER = HOLDERS.toSorted();

function view(world: World): VaultView {
  const shown = vaultView(world.context(), evmVault(world), { entries: world.entries, keptBy: KEPT_BY, preflight: [] });
  z.encode(VaultView, shown);
  return shown;
}

/** Everybody verified everybody in the round. */
const all = (round: number, parties = HOLDERS): Omit<RunEvent, 'at'>[] =>
  parties.flatMap((observer) =>
    parties
      .filter((party) => party !== observer)
      .map((party) => ({ observer, party, round, state: 'verified' as const })),
  );

const grid = (rounds: VaultView['epochs'] | NonNullable<VaultView['ceremony']>['rounds']): string[] =>
  (rounds as NonNullable<VaultView['ceremony']>['rounds']).map(
    ({ stage, name, cells, isCurrent }) =>
      `${stage} ${name}${isCurrent ? '*' : ''}: ${cells.map(({ state }) => state).join(' ')}`,
  );

const primes = (ready: number) => ({
  presignatures: [],
  primes: [{ profile: 'P112' as const, ready, target: 1 }],
  at: 0n,
});
const PLAN = {
  ...{ vaultId: 'evm', name: 'EVM vault', scheme: 'ecdsa-secp256k1' as const, profile: 'P112' as const },
  ...{ minSigners: 2, holders: HOLDERS },
};

describe('an announced vault', () => {
  it('says how many co-signers have their primes', () => {
    const world = World.make();
    world.stocks.set(ENDPOINT, primes(1)).set(HSM, primes(1)).set(COMPLIANCE, primes(0));
    const shown = announcedView(world.context(), PLAN, KEPT_BY);
    z.encode(VaultView, shown);
    expect(shown).toMatchObject({ status: 'announced', createdAt: null, parameters: 'P112, 2048-bit moduli, demo' });
    expect(shown.ceremony?.preflight.at(-1)).toEqual({
      label: 'Primes ready',
      state: 'running',
      detail: '2 of 3 co-signers',
    });
    expect(shown.ceremony?.waitingFor).toBe('Primes ready: 2 of 3 co-signers');
    expect(shown.holders.map((holder) => holder.primes)).toEqual([
      { ready: 1, target: 1, isGenerating: false },
      { ready: 1, target: 1, isGenerating: false },
      { ready: 0, target: 1, isGenerating: true },
    ]);
  });

  it('waits for machines before it waits for primes', () => {
    const world = World.make();
    world.online.delete(HSM);
    const steps = preflightOf(world.context(), PLAN, false);
    expect(steps.map(({ label, state }) => `${label}: ${state}`)).toEqual([
      'Endpoint online: done',
      'HSM-to-be online: waiting',
      'Compliance online: done',
      'Primes ready: running',
    ]);
  });
});

describe('an ECDSA ceremony', () => {
  const shown = (world: World): CeremonyView => {
    const ceremony = ceremonyView(world.context(), evmVault(world), []);
    z.encode(CeremonyView, ceremony);
    return ceremony;
  };

  it('has a grid of two runs, and a sign of the second ends the first', () => {
    const world = World.make();
    proposeEvmVault(world);
    const { runId } = evmVault(world);
    world.observe(runId, 10n, ...all(0));
    world.observe(stageRunId(runId, 1), 900n, ...all(0), {
      observer: HSM,
      party: ENDPOINT,
      round: 1,
      state: 'verified',
    });
    const ceremony = shown(world);
    expect(ceremony.state).toBe('running');
    expect(grid(ceremony.rounds)).toEqual([
      'Key generation Ready: verified verified verified',
      'Key generation Round 1: verified verified verified',
      'Key generation Round 2: verified verified verified',
      'Key generation Round 3: verified verified verified',
      'Key generation Confirm: verified verified verified',
      'Auxiliary information Ready: verified verified verified',
      'Auxiliary information Round 1*: received waiting waiting',
      'Auxiliary information Round 2: waiting waiting waiting',
      'Auxiliary information Round 3: waiting waiting waiting',
      'Auxiliary information Confirm: waiting waiting waiting',
    ]);
    expect(new Set(ceremony.rounds.map(({ round }) => round)).size).toBe(10);
    expect(ceremony.rounds.some(({ isRelease }) => isRelease)).toBe(false);
  });

  it('is confirmed by the log alone, holder by holder', () => {
    const world = World.make();
    proposeEvmVault(world);
    confirmEvmVault(world, 'hsm');
    const ceremony = shown(world);
    expect(ceremony).toMatchObject({ state: 'confirming', fingerprint: null, confirmedBy: [HSM] });
    expect(grid(ceremony.rounds).slice(-2)).toEqual([
      'Auxiliary information Round 3: verified verified verified',
      'Auxiliary information Confirm*: waiting verified waiting',
    ]);
    expect(ceremony.waitingFor).toBe('Waiting for Endpoint and Compliance: Confirm, same moduli, share stored.');
  });
});

describe('an ECDSA vault', () => {
  it('shows scheme, parameters, account and first epoch', () => {
    const world = World.make();
    openEvmVault(world);
    expect(view(world)).toMatchObject({
      schemeId: 'ecdsa-secp256k1',
      parameters: 'P112, 2048-bit moduli, demo',
      chain: 'evm',
      accounts: [{ accountId: 'operating-eth', address: EVM_ADDRESS, chainName: 'the development chain 31337' }],
      epochs: [{ epoch: 0, minSigners: 2, partyCount: 3, state: 'active', erased: 0, of: 3 }],
      ceremony: null,
      reshare: null,
      can: { refresh: true, reshare: true, order: true, why: '' },
    });
  });

  it('shows which holder is slow and why, by its own report', () => {
    const world = World.make();
    openEvmVault(world);
    world.stocks.set(HSM, { ...primes(1), slowBecause: 'no result' }).set(ENDPOINT, primes(1));
    const shown = new Map(view(world).holders.map(({ coSigner, slowBecause }) => [coSigner.pid, slowBecause]));
    expect([HSM, ENDPOINT, COMPLIANCE].map((pid) => shown.get(pid))).toEqual(['no result', null, null]);
  });

  it('counts presignatures that every signer of the next set has and no session named', () => {
    const world = World.make();
    openEvmVault(world);
    const signers = [ENDPOINT, HSM].toSorted();
    const order = world.append('treasurer', {
      ...{ type: 'presignatures.ordered', vaultId: 'evm', epoch: 0, signers, path: [60, 0], count: 4 },
    }).hash;
    const has = (...indexes: number[]) => ({ ...primes(1), presignatures: [{ vaultId: 'evm', order, indexes }] });
    world.stocks
      .set(ENDPOINT, has(0, 1, 2))
      .set(HSM, has(1, 2, 3))
      .set(COMPLIANCE, has(0, 1, 2, 3));
    expect(view(world).presignatures).toEqual({ available: 2, target: 4, underWay: 2, why: '', signers });
    world.online.delete(HSM);
    expect(view(world).presignatures).toMatchObject({ available: 0, underWay: 0 });
  });
});

describe('new shares', () => {
  it('of a refresh begin at once and are in force when every holder stored its own', () => {
    const world = World.make();
    openEvmVault(world);
    proposeShares(world, { holders: HOLDERS, minSigners: 2 });
    const { runId } = reshareOf(world);
    world.observe(runId, 20n, ...all(0), { observer: COMPLIANCE, party: ENDPOINT, round: 1, state: 'verified' });
    const running = view(world);
    expect(running.can).toMatchObject({ refresh: false, reshare: false });
    expect(running.reshare).toMatchObject({
      ...{ reason: 'refresh', status: 'running', needed: 0, epoch: 0, nextEpoch: 1, approveBy: null },
      can: { approve: false, cancel: true, why: 'The run is under way; it ends by itself.' },
    });
    // Only two deal; the third watches.
    expect(grid(running.reshare?.rounds ?? []).slice(0, 4)).toEqual([
      'New shares Ready: verified verified verified',
      'New shares Round 1*: received waiting standing-by',
      'New shares Round 2: waiting waiting standing-by',
      'New shares Round 3: waiting waiting waiting',
    ]);
    for (const holder of ['endpoint', 'hsm', 'compliance'] as const) acknowledgeShares(world, holder);
    const after = view(world);
    expect(after).toMatchObject({
      epoch: 1,
      epochs: [
        { epoch: 1, state: 'active' },
        { epoch: 0, state: 'retired' },
      ],
    });
    expect(after.reshare).toMatchObject({
      status: 'active',
      acknowledgedBy: IN_ORDER,
      unchanged: { fingerprint: after.fingerprint, addresses: [EVM_ADDRESS], confirmedBy: IN_ORDER },
    });
    world.append('hsm', { type: 'vault.epoch-erased', vaultId: 'evm', epoch: 0 });
    expect(view(world).epochs[1]).toMatchObject({ epoch: 0, erased: 1, of: 3 });
    expect(view(world).holders.map(({ logIndex }) => logIndex)).toEqual(
      HOLDERS.map(
        (pid) =>
          world.entries.findLast(({ entry }) => entry.author === pid && entry.body.type === 'vault.epoch-acknowledged')
            ?.index,
      ),
    );
  });

  it('of other holders wait for a majority, and say who may still approve', () => {
    const world = World.make();
    openEvmVault(world);
    proposeShares(world, { holders: [ENDPOINT, COMPLIANCE], minSigners: 2 });
    const pending = view(world).reshare;
    expect(pending).toMatchObject({
      ...{ reason: 'reshare', status: 'pending', needed: 2, approvals: [], rounds: [] },
      before: { minSigners: 2, holders: IN_ORDER },
      after: { minSigners: 2, holders: [ENDPOINT, COMPLIANCE].toSorted() },
      can: { approve: true, cancel: true, why: '' },
      waitingFor: 'Waiting for 2 of Treasurer, CFO or Controller to approve.',
    });
    expect(pending?.tokenScreens.map(({ title }) => title)).toEqual(['Change shares', 'Leaves', 'Who signs', 'Sign?']);
    approveShares(world, 'cfo');
    expect(view(world).reshare).toMatchObject({
      approvals: [{ name: 'CFO' }],
      can: { approve: false, why: 'You have approved it already.' },
      waitingFor: 'Waiting for 1 of Treasurer or Controller to approve.',
    });
    approveShares(world, 'treasurer');
    expect(view(world).reshare?.status).toBe('running');
  });

  it('that were given up keep their reason', () => {
    const world = World.make();
    openEvmVault(world);
    const { runId } = proposeShares(world, { holders: HOLDERS, minSigners: 3 });
    world.append('cfo', {
      ...{ type: 'vault.reshare-failed', vaultId: 'evm', runId, code: 'CANCELLED', text: 'Given up.', blame: [] },
    });
    expect(view(world).reshare).toMatchObject({
      status: 'impossible',
      error: { code: 'CANCELLED', message: 'Given up.', next: 'Propose it anew.' },
      can: { approve: false, cancel: false, why: 'It is over.' },
    });
    expect(view(world).can.refresh).toBe(true);
  });
});
