/** The grid of one signing attempt: judging from the log, protocol rounds from live progress or, after a restart, from the log alone. */
import type { RoundView } from '../../../contract/views.ts';
import type { SessionState } from '../../../treasury/workspace/state.ts';
import type { ViewContext } from './context.ts';
import { cellFacts, observationsOf, startOf, type CellFacts, type Observation } from './observations.ts';
import { roundGrid, type RoundFacts } from './round-grid.ts';

/** Judging is no protocol round; it comes before them. */
export const JUDGE_ROUND = -1;

const PROTOCOL_ROUNDS = [
  { round: 0, name: 'Ready', purpose: 'fresh session nonces' },
  { round: 1, name: 'Round 1', purpose: 'nonce commitments' },
  { round: 2, name: 'Round 2', purpose: 'signature shares' },
  { round: 200, name: 'Check', purpose: 'second library' },
] as const;

/** Rows Judge, Ready, Round 1, Round 2 and Check over all holders, in their order. */
export function sessionRounds(context: ViewContext, session: SessionState, holders: readonly string[]): RoundView[] {
  const run = context.runs.get(session.entryHash);
  const { signers } = session.proposal;
  const rounds = PROTOCOL_ROUNDS.map(({ round }) => round);
  const observations = [...observationsOf(run, rounds, signers), ...provenBySignature(session)];
  const judge: RoundFacts = {
    round: JUDGE_ROUND,
    name: 'Judge',
    purpose: 'decode, policy, approvals',
    cells: holders.map((pid) => judgeCell(session, pid)),
    participants: signers,
    startedAt: session.time,
  };
  const protocol = PROTOCOL_ROUNDS.map((round): RoundFacts => ({
    ...round,
    cells: holders.map((pid) => cellFacts(pid, round.round, signers, observations)),
    participants: signers,
    ...(round.round === 0 ? { startedAt: startOf(run) } : {}),
  }));
  return roundGrid([judge, ...protocol], { now: context.now, isLive: isLive(session) });
}

/**
 * Whether a cancel can still take everything back: no signature share can have left a machine. One can from the moment a
 * signer has accepted every other signer's commitments. After a restart a running protocol cannot be known to be that early.
 */
export function canStillCancel(context: ViewContext, session: SessionState): boolean {
  if (session.outcome.type === 'judging') return true;
  if (session.outcome.type !== 'agreed') return false;
  const events = context.runs.get(session.entryHash)?.events;
  if (events === undefined || events.some(({ round }) => round === 2 || round === 200)) return false;
  const { signers } = session.proposal;
  const accepted = (observer: string, party: string): boolean =>
    events.some((e) => e.observer === observer && e.party === party && e.round === 1 && e.state === 'verified');
  return !signers.some((observer) => signers.every((party) => party === observer || accepted(observer, party)));
}

export function isLive({ outcome }: SessionState): boolean {
  return outcome.type === 'judging' || outcome.type === 'agreed';
}

function judgeCell({ proposal, verdicts }: SessionState, pid: string): CellFacts {
  const verdict = verdicts.get(pid);
  if (verdict !== undefined) {
    return { pid, state: verdict.answer === 'contribute' ? 'verified' : 'rejected', at: verdict.time };
  }
  return { pid, state: proposal.signers.includes(pid) ? 'waiting' : 'standing-by', at: null };
}

/** A signature that the log admitted cannot exist without every round: it stands for all of them, without times. */
function provenBySignature({ outcome, proposal: { signers } }: SessionState): Observation[] {
  if (outcome.type !== 'signed') return [];
  return PROTOCOL_ROUNDS.flatMap(({ round }) =>
    signers.flatMap((party) =>
      signers.map((observer): Observation => ({ observer, party, round, state: 'verified', at: null })),
    ),
  );
}
