/** Test signatures of a new epoch: who asks whom, what is signed, and what others can make this co-signer sign. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EpochProof, type EpochProofOptions } from '../../../../src/apps/cosigner/epoch-proof.ts';
import { RunAborted, type RunHost } from '../../../../src/apps/cosigner/run-host.ts';
import type { ProtocolJob } from '../../../../src/apps/cosigner/run-task.ts';
import type { DirectMessage } from '../../../../src/apps/direct/direct-message.ts';
import { bytesToHex } from '../../../../src/base/bytes.ts';
import { NO_AUX, testSignatureMessage, type ActivationState } from '../../../../src/engine/mpc/reshare/index.ts';
import { keyOf, seedOf } from '../../treasury/test-people.ts';
import { compliance, endpoint, found, HOLDERS, hsm, TestWorkspace } from '../../treasury/test-workspace.ts';

type Asked = Extract<DirectMessage, { type: 'epoch.test' }>;

const terms = { sid: seedOf('sid 1'), transcriptHash: seedOf('T 1'), epoch: 1, auxHash: NO_AUX };
const ready = TestWorkspace.ready();
const vault = { ...ready.vault(), epoch: 1 };
const workspace = { ...ready.now, vaults: new Map([['main', vault]]) };
const holders = vault.holders;
const unproven: ActivationState = {
  epochs: [{ epoch: 1, state: 'ACTIVE', terms, isSelfTested: true, answer: 'ack' }],
  certified: terms,
  isProven: false,
  abandoned: [],
};

/** One holder, by its place in the committee; runs end when the test says. */
function holderAt(place: number, change: Partial<ActivationState> = {}, isStopped = false) {
  const self = found(holders[place]);
  const sent: { to: string; message: DirectMessage }[] = [];
  const jobs: ProtocolJob[] = [];
  const proven: number[] = [];
  const removed: string[] = [];
  let state: ActivationState = { ...unproven, ...change };
  let end = Promise.withResolvers<unknown>();
  const run = (job: ProtocolJob): Promise<unknown> => {
    jobs.push(job);
    end = Promise.withResolvers();
    return end.promise;
  };
  const active = {
    vaultId: 'main',
    epoch: 1,
    state: 'ACTIVE',
    publicData: NO_AUX,
    ownAnswer: 'ack',
    changedAt: 1n,
  } as const;
  const missing = (): never => {
    throw new Error('not part of this test');
  };
  const context: EpochProofOptions['context'] = {
    home: {
      pid: self,
      signer: keyOf('any'),
      identitySecret: () => new Uint8Array(64),
      passphrase: () => Uint8Array.of(1),
      sealCost: { log2N: 12, r: 8, p: 1 },
      sharePath: (vaultId, epoch) => `${vaultId}.${epoch}`,
    },
    clock: { now: () => 1_000n },
    activation: { state: () => state, apply: missing, adoptTerms: missing, certificate: missing, vaults: missing },
    epochs: {
      ...{ active: () => active, get: missing, list: missing, prepare: missing, recordAnswer: missing },
      ...{ confirm: missing, confirmations: missing, activate: missing, markErased: missing },
    },
    errorRounds: { isStopped: () => isStopped, record: missing, name: () => undefined },
    replica: { state: workspace },
    runs: { run: run as RunHost['run'] },
    stock: {
      remove: (matches) => {
        for (const pid of holders) {
          const signers = [self, pid];
          const of = { vaultId: 'main', epoch: 1, signers, path: [], presigId: NO_AUX, runId: NO_AUX, madeAt: 1n };
          if (matches(of)) removed.push(pid);
        }
        return Promise.resolve();
      },
    },
    sendDirect: (to, message) => void sent.push({ to, message }),
    report: () => undefined,
  };
  const proof = new EpochProof({
    context,
    onStock: () => undefined,
    onProven: (_, epoch) => {
      proven.push(epoch);
      state = { ...state, isProven: true };
    },
  });
  return {
    ...{ self, proof, sent, jobs, proven, removed },
    succeed: async () => {
      end.resolve({ type: 'signed', signature: new Uint8Array(64) });
      await vi.advanceTimersByTimeAsync(0);
    },
    fail: async (error = new Error('nobody answers')) => {
      end.reject(error);
      await vi.advanceTimersByTimeAsync(0);
    },
  };
}

const request = (signers: readonly string[], change: Partial<Asked> = {}): Asked => ({
  ...{ type: 'epoch.test', vaultId: 'main', epoch: 1, nonce: '11'.repeat(32) },
  ...{ signers: [...signers], ...change },
});

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('a holder without a proof', () => {
  it('asks the next one in the committee, and signs what follows from the run of the epoch', async () => {
    const { self, proof, sent, jobs, proven, succeed } = holderAt(0);
    proof.pursue('main');
    await vi.advanceTimersByTimeAsync(0);
    const asked = found(sent[0]).message as Asked;
    expect([sent.length, sent[0]?.to]).toEqual([1, holders[1]]);
    expect(asked).toMatchObject({ epoch: 1, signers: [self, found(holders[1])].toSorted() });
    expect(jobs).toHaveLength(1);
    expect(jobs[0]).toMatchObject({
      kind: 'sign',
      epoch: 1,
      sharePath: 'main.1',
      message: testSignatureMessage(terms),
    });
    await succeed();
    expect(proven).toEqual([1]);
    await vi.advanceTimersByTimeAsync(600_000);
    expect(jobs).toHaveLength(1);
  });

  it('waits for its turn, and asks somebody else when nobody answered', async () => {
    const { proof, sent, fail } = holderAt(1);
    proof.pursue('main');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(sent).toEqual([]);
    await vi.advanceTimersByTimeAsync(500);
    await fail();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(sent.map(({ to }) => to)).toEqual([holders[2], holders[0]]);
    const runs = sent.map(({ message }) => (message as Asked).nonce);
    expect(new Set(runs).size).toBe(2);
    proof.stop();
  });

  it.each<[string, Partial<ActivationState>]>([
    ['it has one', { isProven: true }],
    [
      'its epoch is the first',
      { certified: { ...terms, epoch: 0 }, epochs: [{ ...found(unproven.epochs[0]), epoch: 0 }] },
    ],
    ['it holds no share', { epochs: [] }],
  ])('asks nobody when %s', async (_, change) => {
    const { proof, sent, jobs } = holderAt(0, change);
    proof.pursue('main');
    await vi.advanceTimersByTimeAsync(600_000);
    expect([sent, jobs]).toEqual([[], []]);
  });
});

it('whoever provably cheats in a test makes no signature with what was prepared', async () => {
  const { proof, removed, fail } = holderAt(0);
  const other = found(holders[1]);
  proof.pursue('main');
  await vi.advanceTimersByTimeAsync(0);
  await fail(new RunAborted('PROTOCOL_FAULT', 'It cheated.', [{ pid: other, code: 's2', certainty: 'proven' }]));
  expect(removed).toEqual([other]);
  proof.stop();
});

describe('a holder that is asked', () => {
  it('signs the message that it computes for itself, with a proof of its own or without', async () => {
    const { self, proof, jobs, proven, succeed } = holderAt(1);
    const other = found(holders[0]);
    proof.asked(other, request([other, self]));
    await vi.advanceTimersByTimeAsync(0);
    expect(jobs[0]).toMatchObject({ message: testSignatureMessage(terms) });
    await succeed();
    expect(proven).toEqual([1]);
  });

  it.each<[string, (self: string, other: string) => readonly [string, Asked]]>([
    ['somebody who does not sign', (self, other) => [compliance.pid === self ? hsm.pid : other, request([self, self])]],
    ['a signing set without itself', (self, other) => [other, request(holders.filter((pid) => pid !== self))]],
    ['too many signers', (_, other) => [other, request(holders)]],
    ['an epoch that is not in force', (self, other) => [other, request([self, other], { epoch: 2 })]],
    ['the first epoch', (self, other) => [other, request([self, other], { epoch: 0 })]],
    ['another vault', (self, other) => [other, request([self, other], { vaultId: 'none' })]],
    ['a stranger', (self) => ['ee'.repeat(32), request([self, 'ee'.repeat(32)])]],
  ])('does nothing for %s', async (_, make) => {
    const { self, proof, jobs } = holderAt(1);
    proof.asked(...make(self, found(holders[0])));
    await vi.advanceTimersByTimeAsync(0);
    expect(jobs).toEqual([]);
  });

  it('signs nothing with shares that failed too often, and not for ever', async () => {
    const stopped = holderAt(1, {}, true);
    const other = found(holders[0]);
    stopped.proof.asked(other, request([other, stopped.self]));
    await vi.advanceTimersByTimeAsync(0);
    expect(stopped.jobs).toEqual([]);
    const flooded = holderAt(1);
    for (let i = 0; i < 70; i += 1) {
      flooded.proof.asked(other, request([other, flooded.self]));
      await vi.advanceTimersByTimeAsync(0);
      await flooded.succeed();
    }
    expect(flooded.jobs).toHaveLength(64);
    // What one has used up costs another nothing.
    const third = found(holders[2]);
    flooded.proof.asked(third, request([third, flooded.self]));
    await vi.advanceTimersByTimeAsync(0);
    expect(flooded.jobs).toHaveLength(65);
  });

  it('serves each holder once at a time: a flood of one does not come before another', async () => {
    const { self, proof, jobs, fail } = holderAt(1);
    const [other, third] = [found(holders[0]), found(holders[2])];
    for (let i = 0; i < 20; i += 1) proof.asked(other, request([other, self]));
    proof.asked(third, request([third, self]));
    await vi.advanceTimersByTimeAsync(0);
    await fail();
    const signersOf = (job: ProtocolJob | undefined) =>
      job?.kind === 'sign' ? job.signers.map(({ pid }) => bytesToHex(pid)) : [];
    expect(jobs.map(signersOf)).toEqual([[other, self].toSorted(), [third, self].toSorted()]);
  });

  it('runs the test under an id that follows from the word of the asker, and is never that word', async () => {
    const word = 'ab'.repeat(32);
    const asker = holderAt(0);
    asker.proof.pursue('main');
    await vi.advanceTimersByTimeAsync(0);
    const { nonce } = found(asker.sent[0]).message as Asked;
    const asked = holderAt(1);
    asked.proof.asked(asker.self, request([asker.self, asked.self], { nonce }));
    const hostile = holderAt(1);
    hostile.proof.asked(asker.self, request([asker.self, hostile.self], { nonce: word }));
    await vi.advanceTimersByTimeAsync(0);
    expect(found(asked.jobs[0]).runId).toEqual(found(asker.jobs[0]).runId);
    expect(bytesToHex(found(hostile.jobs[0]).runId)).not.toBe(word);
    asker.proof.stop();
  });
});

it('the committee of these tests is the one of the workspace', () => {
  expect(holders).toEqual(HOLDERS.map(({ pid }) => pid).toSorted());
  expect(holders).toContain(endpoint.pid);
});
