/** What the log may end: a resharing's run, as long as nothing of it is PREPARED here (reshare.md 6.7). */
import { expect, it } from 'vitest';
import { KeyDuties } from '../../../../src/apps/cosigner/key-duties.ts';
import type { ReshareState } from '../../../../src/treasury/workspace/epoch-state.ts';
import type { WorkspaceState } from '../../../../src/treasury/workspace/state.ts';

const SELF = 'aa'.repeat(32);
const RUN = 'bb'.repeat(32);

/** Runs that a co-signer ends when its log says so of a resharing. */
function cancelledFor(status: ReshareState['status'], epochs: readonly { epoch: number; answer?: string }[]): string[] {
  const cancelled: string[] = [];
  const reshare = {
    ...{ runId: RUN, status, startedAt: 3, acknowledgements: new Map() },
    proposal: { nextEpoch: 1, dealers: [], holders: [{ pid: SELF, id: 1 }] },
  };
  const state = { vaults: new Map([['main', { vaultId: 'main', sharing: { reshares: [reshare] } }]]) };
  const context = {
    home: { pid: SELF },
    replica: { state: null },
    activation: { state: () => ({ epochs, certified: undefined }) },
    runs: { cancel: (runId: string) => void cancelled.push(runId) },
    report: () => undefined,
  };
  new KeyDuties(context as never, () => undefined).onReshare(state as unknown as WorkspaceState, 'main');
  return cancelled;
}

it.each<[ReshareState['status'], string[]]>([
  ['pending', []],
  ['failed', [RUN]],
  // One holder's word is enough for it: no certificate can exist any more, and this holder said nothing yet.
  ['impossible', [RUN]],
])('a run with nothing PREPARED, of a change that is %s', (status, expected) => {
  expect(cancelledFor(status, [])).toEqual(expected);
  expect(cancelledFor(status, [{ epoch: 0 }])).toEqual(expected);
});

it.each<ReshareState['status']>(['failed', 'impossible'])(
  'nothing is ended after PREPARED, acknowledged or not, by a change that is %s',
  (status) => {
    expect(cancelledFor(status, [{ epoch: 1 }])).toEqual([]);
    expect(cancelledFor(status, [{ epoch: 1, answer: 'ack' }])).toEqual([]);
  },
);
