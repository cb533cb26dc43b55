/** The states before there is a workspace, and the faults. */
import type { AppStatusView, CeremonyView, RoundView, WireError } from '../../src/contract/views.ts';
import { accountAddress, coSigners, NOW, pids } from './cast.ts';

export const scenes = [
  'ready',
  'empty',
  'faults',
  'tampered',
  'first-run',
  'ceremony',
  'ceremony-done',
  'ceremony-failed',
  'locked',
  'starting',
  'failed',
  'evm:preparing',
  'evm:running',
  'evm:failed',
  'evm:cancelled',
  'reshare:pending',
  'reshare:running',
  'reshare:failed',
  'reshare:active',
  'reshare:refresh',
] as const;
export type Scene = (typeof scenes)[number];

export const fault: WireError = {
  code: 'CHAIN_UNREACHABLE',
  kind: 'chain',
  message: 'The Solana node did not answer for 10 s.',
  safe: 'Nothing was signed; approvals stay.',
  next: 'Try again when the node is back.',
  details: { timeoutSeconds: 10 },
};

const phases: Partial<Record<Scene, AppStatusView['phase']>> = {
  'first-run': 'first-run',
  ceremony: 'ceremony',
  'ceremony-done': 'ceremony',
  'ceremony-failed': 'ceremony',
  locked: 'locked',
  starting: 'starting',
  failed: 'failed',
};

export function statusOf(scene: string): AppStatusView {
  const phase = phases[scene as Scene] ?? 'ready';
  return {
    version: '0.1.0',
    buildHash: '4be177c0a90155d2',
    shell: 'browser',
    phase,
    step: 'Starting three co-signers: endpoint done, HSM done',
    error:
      phase === 'failed'
        ? {
            ...fault,
            code: 'DATABASE_CORRUPT',
            kind: 'storage',
            message: 'The log’s database on this machine is damaged.',
            safe: 'The co-signers have the log; no share is lost.',
            next: 'Restore the database, or join again from a co-signer.',
          }
        : null,
    notice: '',
    now: NOW,
  };
}

type CellState = RoundView['cells'][number]['state'];
const round = (
  code: number,
  name: string,
  purpose: string,
  states: readonly CellState[],
  elapsed: number | null,
  isCurrent = false,
): RoundView => ({
  round: code,
  name,
  purpose,
  stage: '',
  isCurrent,
  isRelease: false,
  elapsed,
  cells: states.map((state, index) => ({
    pid: pids[index]!,
    state,
    elapsed: state === 'waiting' ? null : 60 + index * 31,
  })),
});
const all = (state: CellState): CellState[] => [state, state, state];

const running: RoundView[] = [
  round(0, 'Ready', 'fresh session nonces', all('verified'), 120),
  round(1, 'Round 1', 'commitments', all('verified'), 900),
  round(2, 'Round 2', 'shares', ['verified', 'received', 'slow'], 6_800, true),
  round(3, 'Round 3', 'public key', all('waiting'), null),
  round(200, 'Confirm', 'same key, share stored', all('waiting'), null),
];
const finished = running.map((row, index) => ({
  ...row,
  isCurrent: false,
  elapsed: 400 + index * 210,
  cells: row.cells.map((cell) => ({ ...cell, state: 'verified' as const, elapsed: 90 })),
}));

export function ceremonyOf(scene: string): CeremonyView | null {
  const state =
    scene === 'ceremony'
      ? 'running'
      : scene === 'ceremony-done'
        ? 'done'
        : scene === 'ceremony-failed'
          ? 'failed'
          : null;
  if (state === null) return null;
  return {
    vaultId: 'main',
    vaultName: 'Main vault',
    scheme: 'FROST, Ed25519',
    schemeId: 'ed25519',
    parameters: '',
    minSigners: 2,
    state,
    preflight: [
      { label: 'All three machines online', state: 'done', detail: '' },
      { label: 'Clocks within 0.2 s', state: 'done', detail: '' },
      { label: 'Same protocol', state: 'done', detail: 'v1' },
      { label: 'Same build', state: 'done', detail: '4be1 77c0' },
    ],
    parties: coSigners,
    rounds: state === 'done' ? finished : running,
    waitingFor: state === 'running' ? 'Waiting for HSM-to-be and Compliance: Round 2, shares.' : '',
    startedAt: NOW - 8_000n,
    elapsed: state === 'done' ? 3_100 : 7_900,
    fingerprint: state === 'done' ? '83ad 41f0 7c92 e610' : null,
    address: state === 'done' ? accountAddress : null,
    confirmedBy: state === 'done' ? pids : [],
    error:
      state === 'failed'
        ? {
            ...fault,
            code: 'SHARE_INVALID',
            kind: 'peer',
            message: 'Compliance sent a share that does not match its commitment.',
            safe: 'Nothing half-made was kept: there is no key, no address and no money at stake.',
            next: 'Look at who is named, then try again.',
          }
        : null,
    blamed: state === 'failed' ? [{ pid: pids[2]!, code: 'BAD_SHARE', certainty: 'proven' }] : [],
  };
}
