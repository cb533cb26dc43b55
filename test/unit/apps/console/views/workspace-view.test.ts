import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { payeeViews } from '../../../../../src/apps/console/views/payee-view.ts';
import { vaultView } from '../../../../../src/apps/console/views/vault-view.ts';
import { coSignerView, includedSize, workspaceView } from '../../../../../src/apps/console/views/workspace-view.ts';
import { balanceView } from '../../../../../src/apps/console/views/balance-view.ts';
import { BalanceView, PayeeView, VaultView, WorkspaceView } from '../../../../../src/contract/views.ts';
import { ACTORS, COMPLIANCE, ENDPOINT, GROUP_KEY, HSM, OWN_ADDRESS, SOL, START, World } from './world.ts';
import { bytesToHex } from '../../../../../src/base/bytes.ts';

const KEPT_BY = { endpoint: 'sealed file', hsm: 'sealed file, HSM later', compliance: 'sealed file', guardian: '' };

describe('workspace', () => {
  it('shows people, co-signers, policy and what waits for me', () => {
    const world = World.make();
    world.ask('treasurer');
    world.online.delete(ACTORS.controller.pid);
    const view = workspaceView(world.context('cfo'));
    z.encode(WorkspaceView, view);
    expect(view.me).toMatchObject({ memberId: 'cfo', isMe: true, isOnline: true });
    expect(view.members.map(({ name, isMe, isOnline }) => `${name} ${isMe} ${isOnline}`)).toEqual([
      'Treasurer false true',
      'CFO true true',
      'Controller false false',
    ]);
    expect(view.coSigners.map(({ name, logSize }) => `${name} ${logSize}`)).toEqual([
      'Endpoint 7',
      'HSM-to-be null',
      'Compliance null',
    ]);
    expect(view.needsMe).toBe(1);
    expect(workspaceView(world.context('treasurer')).needsMe).toBe(0);
    expect(view.policy.rules[0]).toMatch(/^T-1: Up to 10 SOL/);
    expect(view.policy.rules.at(-1)).toBe('Everything else is denied.');
  });

  it('shows the newest checkpoint, and counts as included what the newest full one covers', () => {
    const world = World.make();
    expect(workspaceView(world.context()).checkpoint).toBeNull();
    expect(includedSize(world.context())).toBe(0);
    world.checkpoint(ENDPOINT, HSM, COMPLIANCE);
    world.ask('treasurer');
    world.checkpoint(HSM);
    expect(workspaceView(world.context()).checkpoint).toMatchObject({ size: 7, signedBy: [HSM], coSignerCount: 3 });
    expect(includedSize(world.context())).toBe(6);
  });

  it('refuses to invent a co-signer', () => {
    const world = World.make();
    expect(() => coSignerView(world.context(), ACTORS.cfo.pid)).toThrow(
      expect.objectContaining({ code: 'CO_SIGNER_UNKNOWN' }),
    );
  });
});

describe('vault', () => {
  it('lists holders, every signing set and what may be lost', () => {
    const world = World.make();
    const view = vaultView(world.context(), world.vault, { entries: world.entries, keptBy: KEPT_BY, preflight: [] });
    z.encode(VaultView, view);
    expect(view).toMatchObject({
      status: 'active',
      minSigners: 2,
      partyCount: 3,
      canLose: 1,
      createdAt: START + 2000n,
    });
    expect(view.groupKey).toBe(bytesToHex(GROUP_KEY));
    expect(view.accounts).toEqual([
      { accountId: 'operating', name: 'Operating', address: OWN_ADDRESS, chainName: 'Solana' },
    ]);
    expect(
      view.holders.map(({ coSigner, confirmedAt, logIndex, keptBy }) => [coSigner.name, confirmedAt, logIndex, keptBy]),
    ).toEqual([
      ['Endpoint', START + 3000n, 2, 'sealed file'],
      ['HSM-to-be', START + 4000n, 3, 'sealed file, HSM later'],
      ['Compliance', START + 5000n, 4, 'sealed file'],
    ]);
    expect(view.signingSets).toEqual([
      [ENDPOINT, HSM],
      [ENDPOINT, COMPLIANCE],
      [HSM, COMPLIANCE],
    ]);
  });

  it('has no key and no confirmation before the ceremony', () => {
    const world = World.make({ vault: false });
    world.proposeVault();
    const view = vaultView(world.context(), world.vault, { entries: world.entries, keptBy: KEPT_BY, preflight: [] });
    z.encode(VaultView, view);
    expect(view).toMatchObject({ status: 'ceremony', fingerprint: '', groupKey: '' });
    expect(view.holders.map(({ confirmedAt }) => confirmedAt)).toEqual([null, null, null]);
  });
});

describe('balance', () => {
  const read = (world: World, value: bigint | null, age = 0n) => {
    const account = world.state.accounts.get('operating');
    if (account === undefined) throw new Error('no account');
    const error = value === null ? { code: 'CHAIN_UNREADABLE', kind: 'chain' as const, message: 'No answer.' } : null;
    const view = balanceView(world.context(), account, {
      value,
      sourceName: 'dev chain',
      readAt: world.now - age,
      error,
      usualFee: 100_000n,
    });
    z.encode(BalanceView, view);
    return view;
  };

  it('subtracts what open requests reserve, with their fee ceiling', () => {
    const world = World.make();
    world.ask('treasurer');
    const view = read(world, 20n * SOL);
    expect(view.reserved.value).toBe(5n * SOL + 10_000n);
    expect(view.available?.value).toBe(15n * SOL - 10_000n);
    expect(read(world, SOL).available?.value).toBe(0n);
  });

  it('is stale after two minutes', () => {
    const world = World.make();
    expect(read(world, SOL, 120_000n).source.isStale).toBe(false);
    expect(read(world, SOL, 120_001n).source.isStale).toBe(true);
  });

  it('shows an error, not a zero, when the source cannot be read', () => {
    expect(read(World.make(), null)).toMatchObject({
      total: null,
      available: null,
      error: { code: 'CHAIN_UNREADABLE' },
    });
  });
});

describe('payees', () => {
  it('counts confirmed payments only', () => {
    const world = World.make();
    world.confirmed();
    world.ask('treasurer');
    const views = payeeViews(world.context());
    z.encode(z.array(PayeeView), views);
    expect(views.map(({ name, payments }) => `${name} ${payments}`)).toEqual(['Aurelia Shipyards GmbH 1']);
  });
});
