/** As many runs as a co-signer bears: further ones wait, keys do not stand in each other's way, and nobody is blamed. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RunHost, type RunHostOptions } from '../../../../src/apps/cosigner/run-host.ts';
import { MAX_RUNS, MAX_RUNS_OF_KEY, PATIENCE_MS } from '../../../../src/apps/cosigner/run-places.ts';
import type { RunOutput, SignJob } from '../../../../src/apps/cosigner/run-task.ts';
import { bytesToHex } from '../../../../src/base/bytes.ts';
import { AppError } from '../../../../src/base/errors.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const fill = (byte: number): Uint8Array => new Uint8Array(32).fill(byte);

/** A host whose runs end when the test says; `run` begins one of the given key. */
function hosted() {
  const begun: string[] = [];
  const ends: (() => void)[] = [];
  const startRun: RunHostOptions['startRun'] = (job, onMessage: (message: RunOutput) => void) => {
    begun.push(job.vaultId);
    const { promise: result, resolve } = Promise.withResolvers<null>();
    ends.push(() => {
      onMessage({ type: 'ended', result: { type: 'signed', signature: new Uint8Array(64) } });
      resolve(null);
    });
    return { result, post: () => undefined, cancel: () => Promise.resolve(), terminate: () => Promise.resolve() };
  };
  const host = new RunHost({ startRun, sendDirect: () => undefined, onProgress: () => undefined });
  let runs = 0;
  const run = (vaultId: string) => {
    runs += 1;
    const job: SignJob = {
      ...{ kind: 'sign', runId: fill(runs), self: fill(250), identitySecret: fill(7), passphrase: Uint8Array.of(7) },
      ...{ sealCost: { log2N: 12, r: 8, p: 1 }, sharePath: 'share', vaultId, epoch: 0, deadline: 1n },
      signers: [250, 251].map((byte) => ({ pid: fill(byte), identityKey: fill(byte) })),
      message: Uint8Array.of(1),
    };
    const ended = host
      .run(job, () => undefined)
      .then(
        () => 'signed',
        // A session blames its own co-signer for faults of the kinds `bug` and `storage`.
        (error: unknown) => (error instanceof AppError ? `${error.code}, ${error.kind}` : 'unknown'),
      );
    return { ended, job, runId: bytesToHex(job.runId) };
  };
  const end = async (index: number): Promise<void> => {
    ends[index]?.();
    await vi.advanceTimersByTimeAsync(0);
  };
  return { host, begun, run, end };
}

const times = (count: number) => Array.from({ length: count });

describe('runs at a time', () => {
  it('are limited for one key, and the next of it begins when one has ended', async () => {
    const { begun, run, end } = hosted();
    const all = times(MAX_RUNS_OF_KEY + 2).map(() => run('main'));
    expect(begun).toHaveLength(MAX_RUNS_OF_KEY);
    await end(0);
    expect(begun).toHaveLength(MAX_RUNS_OF_KEY + 1);
    await end(1);
    await end(MAX_RUNS_OF_KEY);
    expect(await all[MAX_RUNS_OF_KEY]?.ended).toBe('signed');
  });

  it('of one key leave places for another', () => {
    const { begun, run } = hosted();
    for (const _ of times(20)) run('main');
    run('other');
    expect(begun.filter((vaultId) => vaultId === 'other')).toHaveLength(1);
  });

  it('are limited in all', async () => {
    const { begun, run, end } = hosted();
    for (let vault = 0; vault < MAX_RUNS + 3; vault += 1) run(`vault-${vault}`);
    expect(begun).toHaveLength(MAX_RUNS);
    for (let done = 0; done < 3; done += 1) await end(done);
    expect(begun).toHaveLength(MAX_RUNS + 3);
  });
});

describe('a run without a place', () => {
  it('is refused after a while, with its secrets wiped and nobody to blame', async () => {
    const { begun, run } = hosted();
    for (const _ of times(MAX_RUNS_OF_KEY)) run('main');
    const late = run('main');
    await vi.advanceTimersByTimeAsync(PATIENCE_MS - 1);
    expect(late.job.identitySecret[0]).toBe(7);
    await vi.advanceTimersByTimeAsync(1);
    expect(await late.ended).toBe('RUN_LIMIT, policy');
    expect([late.job.identitySecret.every((byte) => byte === 0), late.job.passphrase[0]]).toEqual([true, 0]);
    expect(begun).toHaveLength(MAX_RUNS_OF_KEY);
  });

  it('ends when it is cancelled, and takes no place then', async () => {
    const { host, begun, run, end } = hosted();
    for (const _ of times(MAX_RUNS_OF_KEY)) run('main');
    const [first, second] = [run('main'), run('main')];
    host.cancel(first.runId);
    expect(await first.ended).toBe('RUN_NOT_WANTED, policy');
    await end(0);
    expect(begun).toHaveLength(MAX_RUNS_OF_KEY + 1);
    await end(MAX_RUNS_OF_KEY);
    expect(await second.ended).toBe('signed');
    host.cancelAll();
  });
});
