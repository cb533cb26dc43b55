/** The four clocks of a request: approval, MPC, broadcast, confirm. Times are those that the log's authors claimed. */
import type { z } from 'zod';
import type { PhaseView } from '../../../contract/views.ts';
import type { Chain } from '../../../treasury/chains/chain.ts';
import { MAX_ATTEMPTS } from '../../../treasury/workspace/admit-session.ts';
import type { RequestState, SessionState } from '../../../treasury/workspace/state.ts';
import type { ViewContext } from './context.ts';
import { authorOf, listOfNames, memberName, positionName } from './names.ts';
import { statusOf } from './request-views.ts';
import { clipped } from './sentence.ts';
import { endOf } from './session-view.ts';

type Phase = z.output<typeof PhaseView>;

/** Approval, MPC, broadcast and confirm, always all four and in this order. */
export function requestPhases(context: ViewContext, request: RequestState): Phase[] {
  return [approval(context, request), mpc(context, request), broadcast(context, request), confirm(context, request)];
}

/** When the newest attempt's transaction was sent, by the log; null before. */
export function broadcastAt(context: ViewContext, request: RequestState): bigint | null {
  const sessionId = request.sessions.at(-1)?.proposal.sessionId;
  const sent = context
    .entriesOf(request.requestId)
    .find(({ entry: { body } }) => body.type === 'request.broadcast' && body.sessionId === sessionId);
  return sent?.entry.time ?? null;
}

function approval(context: ViewContext, request: RequestState): Phase {
  const status = statusOf(context, request);
  const { verdict, approvals, rejection } = request;
  const last = approvals.at(-1);
  const phase = { phase: 'approval' as const, startedAt: request.time };
  if (verdict.type === 'denied')
    return { ...phase, state: 'failed', endedAt: request.time, detail: 'blocked by policy' };
  if (verdict.isComplete && last !== undefined) {
    const who = memberName(context.state, last.memberId);
    return { ...phase, state: 'done', endedAt: last.time, detail: `${stageCount(request)}, last by ${who}` };
  }
  if (rejection !== null) {
    const detail = `rejected by ${memberName(context.state, rejection.memberId)}`;
    return { ...phase, state: 'failed', endedAt: rejection.time, detail };
  }
  if (status === 'cancelled')
    return { ...phase, state: 'failed', endedAt: cancelledAt(context, request), detail: 'withdrawn' };
  if (status === 'expired')
    return { ...phase, state: 'failed', endedAt: request.intent.expiresAt, detail: 'time ran out' };
  return { ...phase, state: 'running', endedAt: null, detail: stageCount(request) };
}

function mpc(context: ViewContext, request: RequestState): Phase {
  const session = request.sessions.at(-1);
  if (session === undefined) return { phase: 'mpc', state: 'waiting', startedAt: null, endedAt: null, detail: '' };
  const { outcome, proposal } = session;
  const signers = listOfNames(proposal.signers.map((pid) => authorOf(context.state, pid).name));
  const attempt = `attempt ${proposal.attempt} of ${MAX_ATTEMPTS}`;
  return {
    phase: 'mpc',
    state: outcome.type === 'signed' ? 'done' : isUnderWay(session) ? 'running' : 'failed',
    startedAt: session.time,
    endedAt: endOf(session),
    detail: clipped(`${attempt}, ${outcome.type === 'refused' ? 'refused' : `signers ${signers}`}`, 160),
  };
}

function broadcast(context: ViewContext, request: RequestState): Phase {
  const signed = request.sessions.at(-1);
  if (signed?.outcome.type !== 'signed')
    return { phase: 'broadcast', state: 'waiting', startedAt: null, endedAt: null, detail: '' };
  const sent = broadcastAt(context, request);
  const phase = { phase: 'broadcast' as const, startedAt: endOf(signed), endedAt: sent };
  if (isOver(request)) return { ...phase, state: 'failed', detail: OVER[request.intent.chain] };
  return { ...phase, state: request.transactionId === null ? 'running' : 'done', detail: 'own endpoint' };
}

/** Whether the newest signature came to nothing: its bytes can never be included any more. */
function isOver({ status, sessions }: RequestState): boolean {
  return (status === 'approved' || status === 'locked') && sessions.at(-1)?.outcome.type === 'signed';
}

const OVER: Readonly<Record<Chain, string>> = {
  solana: 'too late: its blockhash expired, nothing was paid',
  evm: 'replaced: another transaction used its nonce; look whether an earlier attempt has paid',
};

function confirm(context: ViewContext, request: RequestState): Phase {
  const { settled, transactionId } = request;
  if (transactionId === null) return { phase: 'confirm', state: 'waiting', startedAt: null, endedAt: null, detail: '' };
  const startedAt = broadcastAt(context, request);
  if (settled === null)
    return { phase: 'confirm', state: 'running', startedAt, endedAt: null, detail: whatItWaitsFor(context, request) };
  const isConfirmed = settled.outcome === 'confirmed';
  return {
    phase: 'confirm',
    state: isConfirmed ? 'done' : 'failed',
    startedAt,
    endedAt: settled.time,
    detail: `${isConfirmed ? 'final' : 'failed'} in ${positionName(request.intent.chain)} ${settled.slot}`,
  };
}

function whatItWaitsFor({ unsettled }: ViewContext, { requestId }: RequestState): string {
  const code = unsettled.get(requestId);
  if (code === undefined) return 'waiting for the chain';
  return code === 'CHAIN_UNREACHABLE'
    ? 'the endpoint does not answer; it is asked again by itself'
    : `not found out yet (${code}); it is looked at again by itself`;
}

function isUnderWay({ outcome }: SessionState): boolean {
  return outcome.type === 'judging' || outcome.type === 'agreed';
}

function stageCount({ verdict }: RequestState): string {
  if (verdict.type === 'denied') return '';
  const met = verdict.stages.filter(({ isMet }) => isMet).length;
  return `${met} of ${verdict.stages.length} ${verdict.stages.length === 1 ? 'stage' : 'stages'}`;
}

function cancelledAt(context: ViewContext, request: RequestState): bigint | null {
  const entry = context.entriesOf(request.requestId).find(({ entry: { body } }) => body.type === 'request.cancelled');
  return entry?.entry.time ?? null;
}
