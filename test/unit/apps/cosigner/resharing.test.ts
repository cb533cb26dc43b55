/** Taking part in a resharing: what is left on disk when it comes to nothing, and by whose clock it was approved in time. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { eraseUnrecorded, takePartInReshare } from '../../../../src/apps/cosigner/resharing.ts';
import { AppError } from '../../../../src/base/errors.ts';
import type { EntryBody, EntryOf } from '../../../../src/treasury/workspace/entry.ts';
import type { ReshareState } from '../../../../src/treasury/workspace/epoch-state.ts';
import { scratchFolder } from '../../adapters/storage/scratch.ts';
import { seedOf } from '../../treasury/test-people.ts';
import { endpoint, found, HOLDERS, hsm, START, TestWorkspace, treasurer } from '../../treasury/test-workspace.ts';

const HOUR = 3_600_000n;
const refresh: EntryOf<'vault.reshare-proposed'> = {
  ...{ type: 'vault.reshare-proposed', vaultId: 'main', epoch: 0, nextEpoch: 1, minSigners: 2, reason: 'refresh' },
  dealers: [endpoint.pid, hsm.pid],
  holders: HOLDERS.map(({ pid }) => pid)
    .toSorted()
    .map((pid, i) => ({ pid, id: i + 1 })),
};
const cancelled = new AppError({ code: 'WORKER_CANCELLED', kind: 'input', message: 'Cancelled.' });

/** The HSM's co-signer in a refresh whose run ends as told, with a sealed share of the new epoch on its disk. */
function holder(options: { isRecorded?: boolean; isAcknowledged?: boolean; wasBegun?: boolean; now?: bigint } = {}) {
  const { isRecorded = false, isAcknowledged = false, wasBegun = false, now = START } = options;
  const workspace = TestWorkspace.ready();
  workspace.add(treasurer, refresh);
  const vault = workspace.vault();
  const proposed = found(vault.sharing.reshares[0]);
  const acknowledgements = isAcknowledged ? new Map([[hsm.pid, {} as EntryOf<'vault.epoch-acknowledged'>]]) : new Map();
  const reshare: ReshareState = { ...proposed, acknowledgements };
  const sharing = { ...vault.sharing, reshares: [reshare] };
  const state = { ...workspace.now, vaults: new Map([['main', { ...vault, sharing }]]) };
  const path = join(scratchFolder(), 'main.1.share');
  writeFileSync(path, 'sealed');
  const said: EntryBody[] = [];
  let isBegun = wasBegun;
  let runs = 0;
  const context = {
    home: {
      ...{ pid: hsm.pid, identitySecret: () => new Uint8Array(64), passphrase: () => Uint8Array.of(1) },
      ...{ sealCost: {}, sharePath: () => path },
    },
    replica: { state, append: (body: EntryBody) => Promise.resolve(void said.push(body)) },
    sessions: { isRunUsed: () => isBegun, useRun: () => void (isBegun = true) },
    epochs: { get: () => ({ state: 'ACTIVE', publicData: seedOf('public') }) },
    activation: { state: () => ({ epochs: isRecorded ? [{ epoch: 1 }] : [] }) },
    errorRounds: { name: () => undefined },
    stock: { remove: () => Promise.resolve() },
    runs: {
      run: () => {
        runs += 1;
        return Promise.reject(cancelled);
      },
    },
    clock: { now: () => now },
    report: () => undefined,
  };
  return {
    context: context as never,
    codes: () => said.map((body) => ('code' in body ? body.code : body.type)),
    reshare,
    runs: () => runs,
    isOnDisk: () => existsSync(path),
    takePart: (change: Partial<ReshareState> = {}) =>
      takePartInReshare(context as never, state, { ...vault, sharing }, { ...reshare, ...change }),
  };
}

describe('a share that was sealed when its run was ended', () => {
  it('is gone when nothing recorded it: nobody acknowledged it', async () => {
    const { takePart, isOnDisk, codes } = holder();
    await takePart();
    expect([isOnDisk(), codes()]).toEqual([false, ['WORKER_CANCELLED']]);
  });

  it('is gone after a restart too, also when the change was given up meanwhile', async () => {
    const restarted = holder({ wasBegun: true });
    await restarted.takePart();
    expect([restarted.isOnDisk(), restarted.codes()]).toEqual([false, ['RESHARE_ABANDONED']]);
    const { context, reshare, isOnDisk } = holder({ wasBegun: true });
    await eraseUnrecorded(context, 'main', { ...reshare, status: 'failed' });
    expect(isOnDisk()).toBe(false);
  });

  it.each<[string, Parameters<typeof holder>[0]]>([
    ['it is PREPARED', { wasBegun: true, isRecorded: true }],
    ['the log has our acknowledgement, and the record was lost', { wasBegun: true, isAcknowledged: true }],
    ['the records know nothing of the run: they are older', { wasBegun: false }],
  ])('stays when %s', async (_, options) => {
    const { context, reshare, isOnDisk } = holder(options);
    await eraseUnrecorded(context, 'main', reshare);
    expect(isOnDisk()).toBe(true);
  });
});

describe('approvals of other holders', () => {
  it.each([
    ['a day and more ago', 24n * HOUR + 120_001n],
    ['in the future', -120_001n],
  ])('that are dated %s by the own clock are not acted on, whatever the log took', async (_, age) => {
    const { takePart, runs, codes } = holder({ now: START + age });
    await takePart({ needed: 2, time: START });
    expect([runs(), codes()]).toEqual([0, ['RESHARE_EXPIRED']]);
  });

  it.each([24n * HOUR + 120_000n, -120_000n])('count within the tolerance of two minutes: %i ms', async (age) => {
    const { takePart, runs } = holder({ now: START + age });
    await takePart({ needed: 2, time: START });
    expect(runs()).toBe(1);
  });

  it('are not needed for a refresh, which has no end', async () => {
    const { takePart, runs } = holder({ now: START + 100n * HOUR });
    await takePart();
    expect(runs()).toBe(1);
  });
});
