/** The grid of one signing attempt: judging from the log, protocol rounds from live progress or, after a restart, from the log alone. */
import type { RoundView } from '../../../contract/views.ts';
import type { SessionState } from '../../../treasury/workspace/state.ts';
import type { ViewContext } from './context.ts';
import type { CellFacts } from './observations.ts';
import { ECDSA_FULL_SIGN, ECDSA_ONLINE, FROST_SIGN, type RoundSpec } from './protocol-rounds.ts';
import { roundGrid, type RoundFacts } from './round-grid.ts';
import { allVerified, jobRounds, type Job } from './run-stages.ts';

/** Judging is no protocol round; it comes before them. */
export const JUDGE_ROUND = -1;

/** The rounds that sign a proposal: of its key's scheme, after a presignature or without one. */
export function signingRounds({ proposal }: SessionState): readonly RoundSpec[] {
  if ('blockhash' in proposal.lifetime) return FROST_SIGN;
  return proposal.presignature === undefined ? ECDSA_FULL_SIGN : ECDSA_ONLINE;
}

/** Rows Judge and those of the protocol over all holders, in their order. */
export function sessionRounds(context: ViewContext, session: SessionState, holders: readonly string[]): RoundView[] {
  const { signers } = session.proposal;
  const stage = { label: '', rounds: signingRounds(session), parties: signers };
  const job: Job = { runId: session.entryHash, stages: [stage], shown: holders };
  const judge: RoundFacts = {
    round: JUDGE_ROUND,
    name: 'Judge',
    purpose: 'decode, policy, approvals',
    stage: '',
    isRelease: false,
    cells: holders.map((pid) => judgeCell(session, pid)),
    participants: signers,
    startedAt: session.time,
  };
  // A signature that the log admitted cannot exist without every round: it stands for all of them, without times.
  const proven = session.outcome.type === 'signed' ? allVerified(job) : [];
  const protocol = jobRounds(context, job, { proven });
  return roundGrid([judge, ...protocol], { now: context.now, isLive: isLive(session) });
}

/**
 * Whether a cancel can still take everything back: no signature share can have left a machine. One can from the moment a
 * signer has accepted every other signer's messages of the round before it. After a restart a running protocol cannot be known to be
 * that early.
 */
export function canStillCancel(context: ViewContext, session: SessionState): boolean {
  if (session.outcome.type === 'judging') return true;
  if (session.outcome.type !== 'agreed') return false;
  const events = context.runs.get(session.entryHash)?.events;
  const rounds = signingRounds(session);
  const release = rounds.findIndex(({ isRelease }) => isRelease === true);
  const before = rounds[release - 1]?.round;
  // With a presignature the first message is the share.
  if (events === undefined || before === undefined) return false;
  const late = new Set(rounds.slice(release).map(({ round }) => round));
  if (events.some(({ round }) => late.has(round))) return false;
  const { signers } = session.proposal;
  const accepted = (observer: string, party: string): boolean =>
    events.some((e) => e.observer === observer && e.party === party && e.round === before && e.state === 'verified');
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
