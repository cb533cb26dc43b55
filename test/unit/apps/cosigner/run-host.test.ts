/** What the host of a run lets out, and what it keeps for a run that has not begun. */
import { describe, expect, it } from 'vitest';
import { MAX_ENVELOPES, MAX_MESSAGES, PeerBudget } from '../../../../src/apps/cosigner/peer-budget.ts';
import { RunHost, type RunHostOptions } from '../../../../src/apps/cosigner/run-host.ts';
import type { ProtocolJob, RunOutput, RunResult, SignJob } from '../../../../src/apps/cosigner/run-task.ts';
import { stageRunId } from '../../../../src/apps/direct/run-ids.ts';
import { AppError, codeOf } from '../../../../src/base/errors.ts';
import { bytesToHex } from '../../../../src/base/bytes.ts';

const pid = (byte: number): Uint8Array => new Uint8Array(32).fill(byte);
const hex = (byte: number): string => bytesToHex(pid(byte));
const [SELF, PEER, FLOODER, RUN] = [1, 2, 3, 9] as const;

const party = (byte: number) => ({ pid: pid(byte), identityKey: pid(byte) });

function jobOf(signers: readonly number[]): SignJob {
  return {
    kind: 'sign',
    runId: pid(RUN),
    self: pid(SELF),
    identitySecret: new Uint8Array(64),
    passphrase: Uint8Array.of(1),
    sealCost: { log2N: 12, r: 8, p: 1 },
    sharePath: 'share',
    vaultId: 'main',
    epoch: 0,
    deadline: 1n,
    signers: signers.map(party),
    message: Uint8Array.of(7),
  };
}

/** Jobs of the other kinds, for two parties. */
function jobsOf(): readonly Exclude<ProtocolJob, SignJob>[] {
  const { kind: _kind, signers, message, ...setup } = jobOf([SELF, PEER]);
  const oneTime = { path: [], oneTimeKey: new Uint8Array(64), presignaturePath: 'presignature' };
  const pair = { path: 'primes', pairId: new Uint8Array(16) };
  const primes = { oneTimeKey: new Uint8Array(64), paillier: pair, ringPedersen: pair };
  const signable = { hash: 'keccak256', bytes: message } as const;
  const reshare = {
    oldPublic: message,
    oldEpoch: 0,
    oldSharePath: 'old',
    statements: [],
    newMinSigners: 2,
    idCounter: 2n,
  };
  return [
    { ...setup, kind: 'keygen', minSigners: 2, parties: signers },
    { ...setup, kind: 'ecdsa-keygen', profile: 'P112', minSigners: 2, parties: signers, primes },
    { ...setup, kind: 'presign', signers, ...oneTime },
    { ...setup, kind: 'online', signers, ...oneTime, message: signable, presigId: pid(4) },
    { ...setup, kind: 'ecdsa-sign', signers, path: [], message: signable },
    {
      ...{ ...setup, ...reshare, kind: 'reshare', scheme: 'ecdsa-secp256k1', parties: signers, primes },
      dealers: signers.map((one) => one.pid),
      members: signers.map((one, i) => ({ pid: one.pid, id: BigInt(i + 1) })),
    },
  ];
}

const jobOfKind = (kind: string): ProtocolJob => {
  const job = jobsOf().find((one) => one.kind === kind);
  if (job === undefined) throw new Error(`no job ${kind}`);
  return job;
};

/** A host whose worker is driven by the test. */
function hosted(onErrorRound?: RunHostOptions['onErrorRound']) {
  const sent: { to: string; type: string; runId: string }[] = [];
  const posted: { from: string; envelope: number[] }[] = [];
  const stages: number[] = [];
  let terminated = 0;
  let emit: (message: RunOutput) => void = () => undefined;
  const startRun: RunHostOptions['startRun'] = (_job, onMessage) => {
    emit = onMessage;
    const { promise: result, resolve } = Promise.withResolvers<null>();
    const end = (): Promise<void> => {
      terminated += 1;
      resolve(null);
      return Promise.resolve();
    };
    return {
      result,
      post: ({ from, stage, envelope }) => {
        posted.push({ from: bytesToHex(from), envelope: [...envelope] });
        stages.push(stage);
      },
      cancel: end,
      terminate: end,
    };
  };
  const host = new RunHost({
    startRun,
    sendDirect: (to, message) => {
      if ('runId' in message) sent.push({ to, type: message.type, runId: message.runId });
    },
    onProgress: () => undefined,
    ...(onErrorRound === undefined ? {} : { onErrorRound }),
  });
  const send = (round: number, stage = 0): void =>
    emit({ type: 'send', stage, to: 'all', round, envelope: Uint8Array.of(round % 256) });
  return {
    host,
    sent,
    posted,
    stages,
    terminated: () => terminated,
    send,
    end: (outcome: RunResult = { type: 'signed', signature: new Uint8Array(64) }) =>
      emit({ type: 'ended', result: outcome }),
  };
}

describe('a signature share', () => {
  it('leaves after the release is on record, once', async () => {
    const { host, sent, send, end } = hosted();
    const story: string[] = [];
    const run = host.run(jobOf([SELF, PEER]), () => void story.push(`release after ${sent.length}`));
    for (const round of [0, 100, 1, 2, 301, 400]) send(round);
    end();
    await run;
    expect(story).toEqual(['release after 3']);
    expect(sent).toHaveLength(6);
  });

  it('does not leave when the release is refused, nor in a dispute that repeats it', async () => {
    const { host, sent, send, end } = hosted();
    const refusal = new AppError({ code: 'SESSION_ATTEMPT_OPEN', kind: 'policy', message: 'No.' });
    const run = host.run(jobOf([SELF, PEER]), () => {
      throw refusal;
    });
    send(1);
    expect(() => send(2)).toThrow(refusal);
    for (const round of [301, 2, 400]) send(round);
    expect(sent).toHaveLength(1);
    end();
    await run;
  });
});

describe('messages for a run that has not begun', () => {
  it('wait for it, and a flood by one peer costs no other peer its place', async () => {
    const { host, posted, end } = hosted();
    host.deliver(hex(PEER), hex(RUN), Uint8Array.of(42));
    for (let i = 0; i < 1000; i += 1) host.deliver(hex(FLOODER), hex(RUN), Uint8Array.of(i % 256));
    for (let run = 0; run < 1000; run += 1)
      host.deliver(hex(FLOODER), run.toString(16).padStart(64, 'f'), Uint8Array.of(1));
    const run = host.run(jobOf([SELF, PEER, FLOODER]), () => undefined);
    expect(posted.filter(({ from }) => from === hex(PEER))).toEqual([{ from: hex(PEER), envelope: [42] }]);
    expect(posted.filter(({ from }) => from === hex(FLOODER)).length).toBeLessThanOrEqual(8);
    end();
    await run;
  });

  it('are not handed to a run their sender takes no part in', async () => {
    const { host, posted, end } = hosted();
    host.deliver(hex(FLOODER), hex(RUN), Uint8Array.of(1));
    const run = host.run(jobOf([SELF, PEER]), () => undefined);
    host.deliver(hex(FLOODER), hex(RUN), Uint8Array.of(2));
    expect(posted).toEqual([]);
    end();
    await run;
  });
});

describe('what each kind of job gives away', () => {
  const generated: RunResult = {
    ...{ type: 'generated', groupKey: pid(1), chainCode: pid(1), transcriptHash: pid(1), sid: pid(1) },
    ...{ auxHash: null, publicData: Uint8Array.of(1) },
  };
  const signed: RunResult = { type: 'signed', signature: new Uint8Array(65) };

  it.each<[string, RunResult, number[], number | null]>([
    ['keygen', generated, [0, 1, 2, 3, 200], null],
    ['ecdsa-keygen', generated, [0, 1, 2, 3, 200], null],
    ['presign', { type: 'presigned', presigId: pid(4) }, [0, 1, 2, 3, 4, 103], null],
    ['reshare', { type: 'dealt', transcriptHash: pid(1), sid: pid(1) }, [0, 1, 2, 3], null],
    // The share is the first thing that leaves.
    ['online', signed, [1], 0],
    // Rounds 1 to 4 are presigning and its error round; ONF is round 5.
    ['ecdsa-sign', signed, [0, 1, 2, 3, 4, 104, 5], 6],
  ])('%s', async (kind, result, rounds, releasedAfter) => {
    const { host, sent, send, end } = hosted();
    const story: number[] = [];
    const run = host.run(jobOfKind(kind), () => void story.push(sent.length));
    for (const round of rounds) send(round);
    end(result);
    await run;
    expect(story).toEqual(releasedAfter === null ? [] : [releasedAfter]);
    expect(sent).toHaveLength(rounds.length);
  });
});

describe('an error round', () => {
  it.each([
    ['presign', 1],
    ['ecdsa-sign', 1],
    // Their fourth rounds are something else, or nothing.
    ['online', 0],
    ['reshare', 0],
  ])('of %s is told before it opens: %i times', (kind, times) => {
    const story: string[] = [];
    const { host, sent, send } = hosted((job) => story.push(`${job.kind} after ${sent.length}`));
    void host.run(jobOfKind(kind), () => undefined);
    for (const round of [1, 4, 104]) send(round);
    expect(story).toEqual(times === 0 ? [] : [`${kind} after 1`]);
  });

  it('does not open when that cannot be written down', () => {
    const full = new AppError({ code: 'STORAGE_IO', kind: 'storage', message: 'The disk is full.' });
    const { host, sent, send } = hosted(() => {
      throw full;
    });
    void host.run(jobOfKind('presign'), () => undefined);
    expect(() => send(4)).toThrow(full);
    expect(sent).toEqual([]);
  });
});

describe('a job of two stages', () => {
  it('is two runs on the wire, each with its own id', async () => {
    const { host, sent, posted, stages, send } = hosted();
    const second = stageRunId(hex(RUN), 1);
    // The peer is ahead of us: it is in its second stage before we have begun.
    host.deliver(hex(PEER), second, Uint8Array.of(2));
    void host.run(jobOfKind('ecdsa-keygen'), () => undefined).catch(() => undefined);
    host.deliver(hex(PEER), hex(RUN), Uint8Array.of(1));
    send(0);
    send(0, 1);
    expect(posted.map(({ envelope }) => envelope)).toEqual([[2], [1]]);
    expect(stages).toEqual([1, 0]);
    expect(sent.map(({ runId }) => runId)).toEqual([hex(RUN), second]);
    await Promise.resolve();
  });
});

describe('an envelope longer than its protocol has any', () => {
  it.each([
    ['sign', 128 * 1024, false],
    ['ecdsa-sign', 600_000, true],
    ['ecdsa-sign', 4_000_000, false],
  ])('%s, %i bytes: handed on %s', (kind, byteLength, isHandedOn) => {
    const { host, posted } = hosted();
    const job = kind === 'sign' ? jobOf([SELF, PEER]) : jobOfKind(kind);
    void host.run(job, () => undefined).catch(() => undefined);
    const deliver = (): void => host.deliver(hex(PEER), hex(RUN), new Uint8Array(byteLength));
    if (isHandedOn) deliver();
    else expect(deliver).toThrow(expect.objectContaining({ code: 'ENVELOPE_TOO_LONG', details: { from: hex(PEER) } }));
    expect(posted.length).toBe(isHandedOn ? 1 : 0);
  });
});

describe('a flood for a run that is under way', () => {
  it('is cut off, told once, and costs no other peer anything', () => {
    const { host, posted } = hosted();
    void host.run(jobOf([SELF, PEER, FLOODER]), () => undefined).catch(() => undefined);
    const refusals: unknown[] = [];
    for (let i = 0; i < 1000; i += 1) {
      try {
        host.deliver(hex(FLOODER), hex(RUN), Uint8Array.of(1));
      } catch (error) {
        refusals.push(codeOf(error));
      }
    }
    expect([posted.length, refusals]).toEqual([MAX_MESSAGES, ['RUN_FLOODED']]);
    host.deliver(hex(PEER), hex(RUN), Uint8Array.of(42));
    expect(posted.at(-1)).toEqual({ from: hex(PEER), envelope: [42] });
  });

  it('is measured in bytes too', () => {
    const longest = 64 * 1024 + 2 * 8 * 1024;
    const budget = new PeerBudget(longest);
    const verdicts = Array.from({ length: MAX_ENVELOPES + 2 }, () => budget.take(hex(FLOODER), longest));
    expect(verdicts.slice(0, MAX_ENVELOPES)).toEqual(Array(MAX_ENVELOPES).fill('taken'));
    expect(verdicts[MAX_ENVELOPES]).toMatchObject({ code: 'RUN_FLOODED' });
    expect(verdicts[MAX_ENVELOPES + 1]).toBe('refused');
    expect(budget.take(hex(PEER), longest)).toBe('taken');
  });

  it('has a budget for each stage', () => {
    const { host, stages } = hosted();
    void host.run(jobOfKind('ecdsa-keygen'), () => undefined).catch(() => undefined);
    const fill = (runId: string): void => {
      for (let i = 0; i < MAX_MESSAGES; i += 1) host.deliver(hex(PEER), runId, Uint8Array.of(1));
    };
    fill(hex(RUN));
    fill(stageRunId(hex(RUN), 1));
    expect(stages).toHaveLength(2 * MAX_MESSAGES);
  });
});

describe('after a good end', () => {
  it('the thread still gets what peers send, and later jobs take its place', async () => {
    const { host, posted, end, terminated } = hosted();
    for (let n = 0; n < 6; n += 1) {
      const run = host.run({ ...jobOf([SELF, PEER]), runId: pid(20 + n) }, () => undefined);
      end();
      await run;
    }
    host.deliver(hex(PEER), hex(25), Uint8Array.of(7));
    host.deliver(hex(PEER), hex(20), Uint8Array.of(8));
    expect(posted.map(({ envelope }) => envelope)).toEqual([[7]]);
    expect(terminated()).toBe(2);
  });

  it('a job that ends as something else is a fault', async () => {
    const { host, end } = hosted();
    const run = host.run(jobOf([SELF, PEER]), () => undefined);
    end({ type: 'presigned', presigId: pid(1) });
    await expect(run).rejects.toThrow('ended as something else');
  });
});
