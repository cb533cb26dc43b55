import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeEntry, openEntry, sealEntry } from '../../../../src/treasury/log/entry-codec.ts';
import { admit, admitSealed } from '../../../../src/treasury/workspace/admit.ts';
import type { LogEntry } from '../../../../src/treasury/workspace/entry.ts';
import { reservedOn } from '../../../../src/treasury/workspace/reserved.ts';
import type { WorkspaceState } from '../../../../src/treasury/workspace/state.ts';
import { whoIsNeeded } from '../../../../src/treasury/workspace/who-is-needed.ts';
import { logWorkload } from '../../../bench/log-workload.ts';
import { HOUR, SOL, verify } from '../test-people.ts';
import { cfo, controller, endpoint, found, hsm, START, TestWorkspace, treasurer } from '../test-workspace.ts';

/** What every replica does with the relay's stream. */
function fold(candidates: readonly LogEntry[]): { state: WorkspaceState | null; admitted: LogEntry[] } {
  let state: WorkspaceState | null = null;
  const admitted: LogEntry[] = [];
  for (const candidate of candidates) {
    const admission = admitSealed(state, sealEntry(candidate), verify);
    if (admission.type === 'skipped') continue;
    state = admission.state;
    admitted.push(candidate);
  }
  return { state, admitted };
}

const workspace = TestWorkspace.ready();
workspace.transfer();
const second = workspace.request({ amount: 20n * SOL });
workspace.approve(cfo, second);
const log = workspace.log;

describe('fold', () => {
  it('comes to the same state whatever stale, forged and repeated candidates stand between the entries', () => {
    const stray = [
      workspace.entry(cfo, { type: 'request.rejected', requestId: second, reason: 'no' }, { index: 3 }),
      workspace.entry(hsm, { type: 'request.cancelled', requestId: second }),
      {
        ...workspace.entry(treasurer, { type: 'request.cancelled', requestId: second }),
        signature: new Uint8Array(64),
      },
      ...log,
    ];
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(log.length), fc.nat(stray.length - 1)), { maxLength: 25 }), (insertions) => {
        const stream = log.flatMap((entry, position) => {
          const before = insertions.filter(([at]) => at === position).map(([, which]) => found(stray[which]));
          // What is admissible here is the log itself; anything else has to fall away.
          return [...before.filter((candidate) => candidate !== entry), entry];
        });
        const result = fold(stream);
        expect(result.admitted).toEqual(log);
        expect(result.state).toEqual(workspace.state);
      }),
      { numRuns: 12 },
    );
  });

  it('lets exactly the first of two entries on the same head in; the second is told that the head moved', () => {
    const [one, two] = [
      workspace.entry(treasurer, { type: 'request.cancelled', requestId: second }),
      workspace.entry(controller, workspace.approval(controller, second)),
    ];
    for (const [first, late] of [
      [one, two],
      [two, one],
    ] as const) {
      const { state, admitted } = fold([...log, first, late]);
      expect(admitted).toEqual([...log, first]);
      expect(admit(state, late, verify)).toMatchObject({ type: 'skipped', code: 'LOG_HEAD_MOVED' });
    }
  });

  it('keeps every earlier state as it was', () => {
    const states: WorkspaceState[] = [];
    const copies: string[] = [];
    const print = (value: unknown) =>
      JSON.stringify(value, (_, part: unknown) =>
        typeof part === 'bigint' ? part.toString() : part instanceof Map ? [...part] : part,
      );
    let state: WorkspaceState | null = null;
    for (const entry of log) {
      const admission = admit(state, entry, verify);
      if (admission.type === 'skipped') throw new Error(admission.code);
      state = admission.state;
      states.push(state);
      copies.push(print(state));
    }
    expect(states.map(print)).toEqual(copies);
  });

  it('replays a workload and counts its transfers', () => {
    let state: WorkspaceState | null = null;
    for (const bytes of logWorkload(6 + 8 * 20)) {
      const admission = admitSealed(state, openEntry(bytes), verify);
      if (admission.type === 'skipped') throw new Error(admission.code);
      state = admission.state;
    }
    expect([...found(state ?? undefined).requests.values()].map((request) => request.status)).toEqual(
      Array.from({ length: 20 }, () => 'confirmed'),
    );
    expect(decodeEntry(found(logWorkload(1)[0])).body.type).toBe('workspace.created');
  });
});

describe('reserved', () => {
  const cost = (5n * SOL) / 2n + 10_000n;

  it('holds amount and fee ceiling back as long as the request may still move money', () => {
    const w = TestWorkspace.ready();
    const requestId = w.request();
    const { expiresAt } = w.requestState(requestId).intent;
    const at = (time: bigint) => reservedOn(w.now, 'operating', time);
    expect([at(START), at(expiresAt - 1n), at(expiresAt), reservedOn(w.now, 'reserve', START)]).toEqual([
      cost,
      cost,
      0n,
      0n,
    ]);
    const sessionId = w.agreedSession(requestId);
    expect(at(expiresAt + HOUR)).toBe(cost);
    w.add(hsm, w.signed(sessionId));
    w.add(treasurer, w.broadcast(requestId, sessionId));
    expect(at(expiresAt + HOUR)).toBe(cost);
    w.request();
    expect(at(START)).toBe(2n * cost);
    w.add(treasurer, { type: 'request.settled', requestId, sessionId, outcome: 'confirmed', slot: 1n });
    expect(at(START)).toBe(cost);
  });

  it('holds nothing back for what was blocked, rejected or cancelled', () => {
    const w = TestWorkspace.ready();
    w.request({ amount: 51n * SOL });
    w.add(cfo, { type: 'request.rejected', requestId: w.request(), reason: 'no' });
    w.add(treasurer, { type: 'request.cancelled', requestId: w.request() });
    expect(reservedOn(w.now, 'operating', START)).toBe(0n);
  });
});

describe('who is needed', () => {
  it('names exactly those whose approval the log would admit', () => {
    const w = TestWorkspace.ready();
    const requestId = w.request({ amount: 20n * SOL });
    const people = [treasurer, cfo, controller];
    const check = (expected: readonly string[]) => {
      const needed = whoIsNeeded(w.now, w.requestState(requestId), 'cfo', START);
      expect(needed.members).toEqual(expected);
      const admissible = people.filter((person) => w.offer(person, w.approval(person, requestId)).type === 'admitted');
      expect(new Set(needed.members)).toEqual(new Set(admissible.map((person) => person.record.memberId)));
    };
    check(['cfo', 'controller']);
    w.approve(controller, requestId);
    check(['cfo']);
    expect(whoIsNeeded(w.now, w.requestState(requestId), 'cfo', START)).toEqual({
      by: 'needs-you',
      members: ['cfo'],
      names: ['CFO'],
    });
    expect(whoIsNeeded(w.now, w.requestState(requestId), 'treasurer', START)).toMatchObject({
      by: 'needs-others',
      names: ['CFO'],
    });
    w.approve(cfo, requestId);
    check([]);
  });

  it('is the machine from approval to settlement, and nobody when it is over or expired', () => {
    const w = TestWorkspace.ready();
    const requestId = w.request();
    const { expiresAt } = w.requestState(requestId).intent;
    const by = (time = START) => whoIsNeeded(w.now, w.requestState(requestId), 'cfo', time).by;
    expect([by(), by(expiresAt)]).toEqual(['needs-you', 'nobody']);
    w.approve(cfo, requestId);
    expect([by(), by(expiresAt)]).toEqual(['machine', 'nobody']);
    const sessionId = w.propose(requestId);
    expect(by(expiresAt)).toBe('machine');
    w.add(endpoint, w.verdict(sessionId, 'refuse'));
    expect(by()).toBe('machine');
    w.add(treasurer, { type: 'request.cancelled', requestId });
    expect(by()).toBe('nobody');
  });
});
