/** What the host of a run lets out, and what it keeps for a run that has not begun. */
import { describe, expect, it } from 'vitest';
import { RunHost, type RunHostOptions } from '../../../../src/apps/cosigner/run-host.ts';
import type { RunOutput, RunResult, SignJob } from '../../../../src/apps/cosigner/run-task.ts';
import { AppError } from '../../../../src/base/errors.ts';
import { bytesToHex } from '../../../../src/base/bytes.ts';

const pid = (byte: number): Uint8Array => new Uint8Array(32).fill(byte);
const hex = (byte: number): string => bytesToHex(pid(byte));
const [SELF, PEER, FLOODER, RUN] = [1, 2, 3, 9] as const;

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
    signers: signers.map((byte) => ({ pid: pid(byte), identityKey: pid(byte) })),
    message: Uint8Array.of(7),
  };
}

/** A host whose worker is driven by the test. */
function hosted() {
  const sent: { to: string; type: string }[] = [];
  const posted: { from: string; envelope: number[] }[] = [];
  const { promise: result, resolve } = Promise.withResolvers<RunResult>();
  let emit: (message: RunOutput) => void = () => undefined;
  const startRun: RunHostOptions['startRun'] = (_job, onMessage) => {
    emit = onMessage;
    const end = (): Promise<void> => Promise.resolve();
    return {
      result,
      post: ({ from, envelope }) => void posted.push({ from: bytesToHex(from), envelope: [...envelope] }),
      cancel: end,
      terminate: end,
    };
  };
  const host = new RunHost({
    startRun,
    sendDirect: (to, { type }) => void sent.push({ to, type }),
    onProgress: () => undefined,
  });
  const send = (round: number): void => emit({ type: 'send', to: 'all', round, envelope: Uint8Array.of(round % 256) });
  return { host, sent, posted, send, end: () => resolve({ type: 'signed', signature: new Uint8Array(64) }) };
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
