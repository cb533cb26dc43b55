/** New shares become active in two phases: whatever a device does when it dies, a key that signs is left (reshare.md 6). */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createActivationStore, type ActivationStore } from '../../../../src/adapters/storage/activation-store.ts';
import { openDatabase, type Database } from '../../../../src/adapters/storage/database.ts';
import { epochMigrations } from '../../../../src/adapters/storage/epoch-store.ts';
import { EpochChange, GRACE_MS } from '../../../../src/apps/cosigner/epoch-change.ts';
import { AppError } from '../../../../src/base/errors.ts';
import { NO_AUX, type ActivationTerms } from '../../../../src/engine/mpc/reshare/index.ts';
import type { EntryOf } from '../../../../src/treasury/workspace/entry.ts';
import { scratchFolder } from '../../adapters/storage/scratch.ts';
import { seedOf, verify, type TestCoSigner } from '../../treasury/test-people.ts';
import {
  cfo,
  compliance,
  endpoint,
  found,
  HOLDERS,
  hsm,
  START,
  TestWorkspace,
  treasurer,
  vaultKey,
} from '../../treasury/test-workspace.ts';

const terms = (epoch: number): ActivationTerms => ({
  sid: seedOf(`sid ${epoch}`),
  transcriptHash: seedOf(`T ${epoch}`),
  epoch,
  auxHash: NO_AUX,
});

class Crash extends Error {}

/** One co-signer with its own database and its own disk. A crash loses everything but those two. */
class Device {
  readonly holder: TestCoSigner;
  readonly points: string[] = [];
  /** Share files by epoch. */
  readonly disk = new Set<number>();
  readonly presignatures = new Set<number>([0]);
  crashAt: number | null = null;
  now = START;
  readonly #folder = scratchFolder();
  readonly #workspace: TestWorkspace;
  #database: Database;
  store: ActivationStore;
  change: EpochChange;

  constructor(holder: TestCoSigner, workspace: TestWorkspace) {
    this.holder = holder;
    this.#workspace = workspace;
    this.#database = this.#open();
    this.store = createActivationStore(this.#database);
    this.change = this.#start();
  }

  /** A share of the epoch that the log calls active already, as after its ceremony. */
  own(epoch: number): this {
    this.disk.add(epoch);
    const at = START;
    this.store.apply('main', { type: 'prepared', terms: terms(epoch) }, { publicData: Uint8Array.of(epoch), at });
    this.store.apply('main', { type: 'self-tested', epoch }, { at });
    this.store.apply('main', { type: 'acknowledged', epoch }, { at });
    this.store.apply('main', { type: 'certified', terms: terms(epoch) }, { at });
    return this;
  }

  /** What the run's end does: the file first, then the record. */
  prepare(epoch: number): void {
    this.#point(`seal ${epoch}`);
    this.disk.add(epoch);
    this.#point(`sealed ${epoch}`);
    this.change.prepared('main', terms(epoch), Uint8Array.of(epoch));
  }

  async advance(): Promise<void> {
    await this.change.advance('main', this.#workspace.now);
  }

  restart(): void {
    this.#database.close();
    this.#database = this.#open();
    this.store = createActivationStore(this.#database);
    this.change = this.#start();
  }

  close(): void {
    this.#database.close();
  }

  states(): string[] {
    return this.store.state('main').epochs.map(({ epoch, state }) => `${epoch} ${state}`);
  }

  #open(): Database {
    return openDatabase(join(this.#folder, 'cosigner.db'), epochMigrations);
  }

  #point(name: string): void {
    this.points.push(name);
    if (this.crashAt !== null && this.points.length > this.crashAt) {
      this.crashAt = null;
      throw new Crash(name);
    }
  }

  #start(): EpochChange {
    return new EpochChange({
      self: this.holder.pid,
      signer: this.holder.key,
      verify,
      store: this.store,
      files: {
        test: (_, epoch) => {
          if (!this.disk.has(epoch))
            throw new AppError({ code: 'KEYSTORE_NOT_FOUND', kind: 'storage', message: 'gone' });
          return Promise.resolve(Uint8Array.of(epoch));
        },
        erase: (_, epoch) => Promise.resolve(void this.disk.delete(epoch)),
      },
      clock: { now: () => this.now },
      publicOf: (_, epoch) => ({ hash: seedOf(`public ${epoch}`), groupKey: vaultKey.publicKey }),
      append: (body) => {
        this.#point(`append ${body.type}`);
        this.#workspace.add(this.holder, body);
        this.#point(`appended ${body.type}`);
        return Promise.resolve();
      },
      deletePresignaturesBelow: (_, epoch) => {
        for (const one of this.presignatures) if (one < epoch) this.presignatures.delete(one);
        return Promise.resolve();
      },
      report: (_, error) => {
        if (error instanceof Crash) throw error;
      },
      atPoint: (name) => this.#point(name),
    });
  }
}

const refresh = (nextEpoch = 1, epoch = 0): EntryOf<'vault.reshare-proposed'> => ({
  type: 'vault.reshare-proposed',
  vaultId: 'main',
  epoch,
  nextEpoch,
  dealers: [endpoint.pid, hsm.pid],
  holders: HOLDERS.toSorted((a, b) => (a.pid < b.pid ? -1 : 1)).map(({ pid }, i) => ({ pid, id: i + 1 })),
  minSigners: 2,
  reason: 'refresh',
});

function setUp(): { workspace: TestWorkspace; devices: [Device, Device, Device] } {
  const workspace = TestWorkspace.ready();
  workspace.add(treasurer, refresh());
  const devices = HOLDERS.map((holder) => new Device(holder, workspace).own(0)) as [Device, Device, Device];
  return { workspace, devices };
}

/** A transfer in the epoch in force, signed by endpoint and HSM. */
function sign(workspace: TestWorkspace): void {
  const requestId = workspace.request();
  workspace.approve(cfo, requestId);
  const sessionId = workspace.propose(requestId, { epoch: workspace.vault().epoch });
  workspace.agree(sessionId);
  workspace.add(hsm, workspace.signed(sessionId));
}

/** Nobody may ever be left without enough shares of one epoch: all hold the old one, or all hold the new one. */
function expectKeyIsSafe(devices: readonly Device[]): void {
  const complete = [0, 1].some((epoch) => devices.every(({ disk }) => disk.has(epoch)));
  expect(complete).toBe(true);
}

/** Runs a device's part; a crash is followed by a restart, and nothing of the first life is left. */
async function survive(device: Device, devices: readonly Device[], part: () => Promise<void> | void): Promise<boolean> {
  try {
    await part();
    return false;
  } catch (error) {
    if (!(error instanceof Crash)) throw error;
    expectKeyIsSafe(devices);
    device.restart();
    return true;
  }
}

/** The whole change with a crash of the first device at one point. @returns the points that it passed */
async function change(crashAt: number | null): Promise<{ points: string[]; hasCrashed: boolean; atRest: string[][] }> {
  const { workspace, devices } = setUp();
  const [first] = devices;
  first.crashAt = crashAt;
  let hasCrashed = false;
  const part = async (device: Device, work: () => Promise<void> | void): Promise<void> => {
    const died = await survive(device, devices, work);
    hasCrashed ||= died;
    // A share that was not recorded belongs to a run that is over: only its owner's record makes it one.
    if (
      died &&
      !device.states().includes('1 PREPARED') &&
      workspace.vault().epoch === 0 &&
      device.store.state('main').epochs.length === 1
    )
      device.disk.delete(1);
  };
  for (const device of devices) await part(device, () => device.prepare(1));
  if (first.store.state('main').epochs.length === 1) {
    // It died before its share was on record: the change cannot succeed, and the old shares stay.
    workspace.add(treasurer, giveUp(workspace));
  }
  const settle = async (): Promise<void> => {
    for (let round = 0; round < 4; round += 1) for (const device of devices) await part(device, () => device.advance());
  };
  await settle();
  sign(workspace);
  await settle();
  for (const device of devices) device.now += GRACE_MS + 1n;
  await settle();
  expectKeyIsSafe(devices);
  const atRest = devices.map((device) => [...device.states(), `files ${[...device.disk].join()}`]);
  for (const device of devices) device.close();
  return { points: first.points, hasCrashed, atRest };
}

const giveUp = (workspace: TestWorkspace): EntryOf<'vault.reshare-failed'> => ({
  type: 'vault.reshare-failed',
  vaultId: 'main',
  runId: found(workspace.vault().sharing.reshares.at(-1)).runId,
  code: 'UNRESPONSIVE',
  text: 'A co-signer did not answer.',
  blame: [],
});

const changed = ['0 ERASED', '1 ACTIVE', 'files 1'];

describe('new shares', () => {
  it('are acknowledged by all, come into force, and the old ones are destroyed after the first signature', async () => {
    const { workspace, devices } = setUp();
    for (const device of devices) device.prepare(1);
    for (const device of devices) await device.advance();
    expect(workspace.vault().epoch).toBe(1);
    for (const device of devices) {
      await device.advance();
      expect(device.states()).toEqual(['0 RETIRED', '1 ACTIVE']);
      expect([...device.presignatures]).toEqual([]);
    }
    sign(workspace);
    for (const device of devices) await device.advance();
    expect(devices.map((device) => device.states()[0])).toEqual(['0 ERASED', '0 ERASED', '0 RETIRED']);
    expect([...(workspace.vault().sharing.epochs[0]?.erasedBy.keys() ?? [])]).toEqual([endpoint.pid, hsm.pid]);
    const last = found(devices[2]);
    last.now += GRACE_MS + 1n;
    await last.advance();
    expect(last.states()).toEqual(['0 ERASED', '1 ACTIVE']);
    expect([...last.disk]).toEqual([1]);
    for (const device of devices) device.close();
  });

  it('survive a crash of a device at every single point', async () => {
    const clean = await change(null);
    expect(clean.atRest).toEqual([changed, changed, changed]);
    expect(clean.points.length).toBeGreaterThan(12);
    for (let at = 0; at < clean.points.length; at += 1) {
      const { hasCrashed, atRest } = await change(at);
      expect(hasCrashed).toBe(true);
      // Before its record the device has no part in the new epoch: everybody stays on the old one.
      const isBeforeRecord = ['seal 1', 'sealed 1'].includes(clean.points[at] ?? '');
      if (isBeforeRecord) expect(atRest.every((states) => states.includes('0 ACTIVE'))).toBe(true);
      else expect([clean.points[at], atRest]).toEqual([clean.points[at], [changed, changed, changed]]);
    }
  }, 60_000);
});

describe('a change that one device never acknowledges', () => {
  it('leaves the old epoch in force, and both shares with whoever acknowledged', async () => {
    const { workspace, devices } = setUp();
    const [one, two, three] = devices;
    one.prepare(1);
    two.prepare(1);
    await one.advance();
    await two.advance();
    workspace.add(treasurer, giveUp(workspace));
    for (const device of devices) await device.advance();
    expect(one.states()).toEqual(['0 ACTIVE', '1 PREPARED']);
    expect([...one.disk]).toEqual([0, 1]);
    // The third one's share was still to be recorded when the operators gave up: it refuses, and forgets it.
    three.prepare(1);
    await three.advance();
    expect(three.states()).toEqual(['0 ACTIVE', '1 ERASED']);
    expect([...three.disk]).toEqual([0]);
    expect(found(workspace.vault().sharing.reshares.at(-1)).status).toBe('impossible');
    for (const device of devices) device.close();
  });

  it('and that it acknowledges after all, moves everybody: the certificate is obeyed also when it is late', async () => {
    const { workspace, devices } = setUp();
    const [one, two, three] = devices;
    for (const device of devices) device.prepare(1);
    await three.advance();
    await one.advance();
    workspace.add(treasurer, giveUp(workspace));
    // The second had its acknowledgement on disk, but not in the log, when the change was given up.
    two.store.apply('main', { type: 'self-tested', epoch: 1 }, { at: START });
    two.store.apply('main', { type: 'acknowledged', epoch: 1 }, { at: START });
    await two.advance();
    for (const device of devices) await device.advance();
    expect(workspace.vault().epoch).toBe(1);
    expect(devices.map((device) => device.states())).toEqual([
      ['0 RETIRED', '1 ACTIVE'],
      ['0 RETIRED', '1 ACTIVE'],
      ['0 RETIRED', '1 ACTIVE'],
    ]);
    for (const device of devices) device.close();
  });

  it('is followed by one with the next number, which retires what was prepared before', async () => {
    const { workspace, devices } = setUp();
    const [one, two] = devices;
    one.prepare(1);
    await one.advance();
    workspace.add(treasurer, giveUp(workspace));
    workspace.add(treasurer, refresh(2));
    for (const device of devices) {
      await device.advance();
      device.prepare(2);
      await device.advance();
    }
    for (const device of devices) await device.advance();
    expect(one.states()).toEqual(['0 RETIRED', '1 RETIRED', '2 ACTIVE']);
    expect(two.states()).toEqual(['0 RETIRED', '2 ACTIVE']);
    sign(workspace);
    await one.advance();
    expect(one.states()).toEqual(['0 ERASED', '1 ERASED', '2 ACTIVE']);
    for (const device of devices) device.close();
  });
});

it('a device that got no new share destroys the old one as soon as it sees the certificate', async () => {
  const { workspace, devices } = setUp();
  workspace.add(treasurer, giveUp(workspace));
  const leaving = { ...refresh(2), reason: 'reshare' as const };
  const body = { ...leaving, holders: leaving.holders.filter(({ pid }) => pid !== compliance.pid) };
  workspace.add(treasurer, body);
  const reshare = found(workspace.vault().sharing.reshares.at(-1));
  expect(reshare.needed).toBe(2);
  const { reshareDigest } = await import('../../../../src/treasury/workspace/reshare-approval.ts');
  for (const member of [treasurer, cfo]) {
    const { memberId, token } = member.record;
    const subject = { workspaceId: workspace.now.workspaceId, runId: reshare.runId, memberId, tokenId: token.tokenId };
    const tokenSignature = member.token.sign(reshareDigest(subject));
    workspace.add(member, {
      ...{ type: 'vault.reshare-approved', vaultId: 'main', runId: reshare.runId },
      ...{ tokenId: token.tokenId, tokenSignature },
    });
  }
  const [one, two, left] = devices;
  for (const device of [one, two]) {
    device.prepare(2);
    await device.advance();
  }
  await left.advance();
  expect(left.states()).toEqual(['0 ERASED']);
  expect([...(workspace.vault().sharing.epochs[0]?.erasedBy.keys() ?? [])]).toEqual([compliance.pid]);
  expect([...left.disk]).toEqual([]);
  for (const device of devices) device.close();
});
