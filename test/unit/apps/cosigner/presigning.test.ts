/** Presignatures in the making: in order, one at a time, never while this co-signer signs, and never with who is gone or guilty. */
import { describe, expect, it } from 'vitest';
import { Presigning } from '../../../../src/apps/cosigner/presigning.ts';
import { RunAborted, type RunHost } from '../../../../src/apps/cosigner/run-host.ts';
import type { ProtocolJob } from '../../../../src/apps/cosigner/run-task.ts';
import { bytesToHex } from '../../../../src/base/bytes.ts';
import { presignatureRun } from '../../../../src/treasury/workspace/admit-presign.ts';
import type { WorkspaceState } from '../../../../src/treasury/workspace/state.ts';
import { EVM_PATH, EvmWorkspace } from '../../treasury/evm-workspace.ts';
import { keyOf, seedOf } from '../../treasury/test-people.ts';
import { cfo, compliance, endpoint, found, hsm, treasurer } from '../../treasury/test-workspace.ts';

type Context = ConstructorParameters<typeof Presigning>[0];
interface Removed {
  readonly epoch: number;
  readonly signers: readonly string[];
  readonly vaultId: string;
}

/** The HSM's co-signer, whose runs end when the test says. */
function presigner(room = 100) {
  const workspace = EvmWorkspace.open();
  const signers = [endpoint.pid, hsm.pid].toSorted();
  const listeners = new Set<(state: WorkspaceState) => void>();
  const jobs: ProtocolJob[] = [];
  const made: string[] = [];
  const removed: string[] = [];
  const cancelled: string[] = [];
  const offline = new Set<string>();
  const facts = { epoch: 0, isStopped: false };
  let end = Promise.withResolvers<unknown>();
  const missing = (): never => {
    throw new Error('not part of this test');
  };
  const run = (job: ProtocolJob): Promise<unknown> => {
    jobs.push(job);
    end = Promise.withResolvers();
    return end.promise;
  };
  const held: Removed = { vaultId: 'ether', epoch: 0, signers };
  const context: Context = {
    home: {
      pid: hsm.pid,
      signer: keyOf('any'),
      identitySecret: () => new Uint8Array(64),
      passphrase: () => Uint8Array.of(1),
      sealCost: { log2N: 12, r: 8, p: 1 },
      sharePath: (vaultId, epoch) => `${vaultId}.${epoch}`,
    },
    clock: { now: () => 1_000n },
    epochs: {
      active: (vaultId) => ({
        ...{ vaultId, epoch: facts.epoch, state: 'ACTIVE', publicData: seedOf('public'), ownAnswer: 'ack' },
        changedAt: 1n,
      }),
      ...{ get: missing, list: missing, prepare: missing, recordAnswer: missing, confirm: missing },
      ...{ confirmations: missing, activate: missing, markErased: missing },
    },
    errorRounds: { isStopped: () => facts.isStopped, record: missing, name: () => undefined },
    isOnline: (pid) => !offline.has(pid),
    report: () => undefined,
    replica: {
      get state() {
        return workspace.now;
      },
      onAdmitted: (listener) => {
        const told = (state: WorkspaceState): void => listener({} as never, state);
        listeners.add(told);
        return () => listeners.delete(told);
      },
    },
    runs: { run: run as RunHost['run'], cancel: (runId) => void cancelled.push(runId) },
    sessions: { useRun: () => undefined },
    stock: {
      room: () => Promise.resolve(room - made.length),
      key: () => new Uint8Array(64),
      presignaturePath: (runId) => bytesToHex(runId),
      addPresignature: ({ runId }) => void made.push(bytesToHex(runId)),
      remove: (matches, reason) => {
        if (matches({ ...held, path: [...EVM_PATH], presigId: seedOf('a'), runId: seedOf('b'), madeAt: 1n }))
          removed.push(reason);
        return Promise.resolve();
      },
    },
  };
  const presigning = new Presigning(context, () => undefined);
  const settle = async (): Promise<void> => {
    for (let i = 0; i < 20; i += 1) await Promise.resolve();
  };
  return {
    ...{ workspace, presigning, jobs, made, removed, cancelled, offline, facts, signers, settle },
    /** Admits an order; tells its hash. */
    order: async (
      count: number,
      pids: readonly string[] = signers,
      path: readonly number[] = EVM_PATH,
    ): Promise<string> => {
      workspace.add(treasurer, {
        ...{
          type: 'presignatures.ordered',
          vaultId: 'ether',
          epoch: 0,
          signers: [...pids],
          path: [...path],
          count,
        },
      });
      const hash = found([...workspace.now.presignOrders.keys()].at(-1));
      presigning.order(workspace.now, hash);
      await settle();
      return hash;
    },
    admit: async (): Promise<void> => {
      for (const listener of [...listeners]) listener(workspace.now);
      await settle();
    },
    succeed: async (): Promise<void> => {
      end.resolve({ type: 'presigned', presigId: seedOf(`presig ${jobs.length}`) });
      await settle();
    },
    fail: async (error: Error): Promise<void> => {
      end.reject(error);
      await settle();
    },
  };
}

const runOf = (order: string, index: number): string => bytesToHex(presignatureRun({ order, index }));

describe('an order of presignatures', () => {
  it('is made one after the other, the next order after it', async () => {
    const { order, jobs, made, succeed } = presigner();
    const first = await order(2);
    const second = await order(1);
    const expected = [runOf(first, 0), runOf(first, 1), runOf(second, 0)];
    for (let done = 1; done <= 3; done += 1) {
      expect(jobs.map(({ runId }) => bytesToHex(runId))).toEqual(expected.slice(0, done));
      await succeed();
    }
    expect(made).toEqual(expected);
    expect(jobs[0]).toMatchObject({ kind: 'presign', epoch: 0, path: [60, 0], sharePath: 'ether.0' });
  });

  it('for others is not looked at', async () => {
    const { order, jobs } = presigner();
    await order(1, [endpoint.pid, compliance.pid]);
    expect(jobs).toEqual([]);
  });

  it('for a path of no account is not looked at', async () => {
    const { order, jobs, signers } = presigner();
    await order(1, signers, [60, 7]);
    await order(1, signers, []);
    expect(jobs).toEqual([]);
  });

  it('waits while this co-signer signs', async () => {
    const { order, jobs, workspace, admit } = presigner();
    const intent = workspace.etherIntent();
    workspace.add(treasurer, { type: 'request.created', intent });
    workspace.approve(cfo, intent.requestId);
    const proposal = workspace.etherProposal(intent.requestId);
    workspace.add(treasurer, proposal);
    await order(1);
    await admit();
    expect(jobs).toEqual([]);
    workspace.add(hsm, workspace.verdict(proposal.sessionId, 'refuse'));
    await admit();
    expect(jobs).toHaveLength(1);
  });

  it.each<[string, (it: ReturnType<typeof presigner>) => void]>([
    ['a signer is away', ({ offline }) => void offline.add(endpoint.pid)],
    ['its epoch is over', ({ facts }) => void (facts.epoch = 1)],
    ['signing with the shares is stopped', ({ facts }) => void (facts.isStopped = true)],
  ])('is dropped when %s', async (_, change) => {
    const made = presigner();
    change(made);
    await made.order(1);
    expect(made.jobs).toEqual([]);
  });

  it('ends where the stock is full', async () => {
    const { order, jobs, succeed } = presigner(2);
    await order(5);
    for (let i = 0; i < 4; i += 1) await succeed();
    expect(jobs).toHaveLength(2);
  });

  it('is given up when a run fails, and the next one begins', async () => {
    const { order, jobs, removed, fail } = presigner();
    await order(3);
    const second = await order(1);
    await fail(new RunAborted('UNRESPONSIVE', 'Nobody answers.', [blame(endpoint.pid, 'suspected')]));
    expect(jobs.map(({ runId }) => bytesToHex(runId)).slice(1)).toEqual([runOf(second, 0)]);
    expect(removed).toEqual([]);
  });
});

const blame = (pid: string, certainty: 'proven' | 'suspected') => ({ pid, code: 'ps1.psi0', certainty });

describe('what was made before', () => {
  it('with a signer that provably cheated is removed', async () => {
    const { order, removed, fail } = presigner();
    await order(1);
    await fail(new RunAborted('PROTOCOL_FAULT', 'It cheated.', [blame(endpoint.pid, 'proven')]));
    expect(removed).toEqual(['blame']);
  });

  it('stays when the culprit had no part in it', async () => {
    const { order, removed, fail } = presigner();
    await order(1);
    await fail(new RunAborted('PROTOCOL_FAULT', 'It cheated.', [blame(compliance.pid, 'proven')]));
    expect(removed).toEqual([]);
  });

  it('of an epoch that ended during a run goes with the one that the run made', async () => {
    const { order, removed, facts, succeed } = presigner();
    await order(1);
    facts.epoch = 1;
    await succeed();
    expect(removed).toEqual(['epoch']);
  });
});

it('a run whose signer leaves is given up at once', async () => {
  const { order, presigning, cancelled, offline } = presigner();
  const hash = await order(1);
  presigning.onPresence();
  expect(cancelled).toEqual([]);
  offline.add(endpoint.pid);
  presigning.onPresence();
  expect(cancelled).toEqual([runOf(hash, 0)]);
});
