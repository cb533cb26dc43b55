/** What a console just saw in the log, by names that a plan of kills can wait for. */
import { z } from 'zod';
import type { LogEntry } from '../../src/treasury/workspace/entry.ts';
import type { SessionState, WorkspaceState } from '../../src/treasury/workspace/state.ts';
import { findSession } from './demo-console.ts';

export const MomentName = z.enum([
  'ceremony', // a key ceremony begins
  'evm ceremony',
  'confirmed', // a holder has its share of a new key
  'asked',
  'approved',
  'proposed', // a signing session
  'agreed', // every signer said yes: FROST runs
  'agreed in full', // the same, and threshold ECDSA runs in full
  'agreed online', // the same, with a presignature
  'running', // a co-signer says that it has got further in a signing run
  'presigning', // presignatures were ordered
  'signed',
  'failed', // the session
  'broadcast',
  'settled',
  'other',
]);
export type MomentName = z.output<typeof MomentName>;

export const Moment = z.strictObject({
  name: MomentName,
  /** Hash of the entry that ordered the signing run this is about. */
  runId: z.string().nullable(),
  /** Process names of its signers. */
  signers: z.array(z.string()),
});
export type Moment = z.output<typeof Moment>;

/** Signing runs that every signer has agreed to and that have not ended, each with the processes that sign. */
export function runsUnderWay(state: WorkspaceState): readonly Moment[] {
  return [...state.requests.values()].flatMap(({ status, sessions }) => {
    const session = sessions.at(-1);
    if (status !== 'signing' || session?.outcome.type !== 'agreed') return [];
    return [{ name: 'running', runId: session.entryHash, signers: namesOf(state, session.proposal.signers) }];
  });
}

/** Entries that come late, after a start, speak of what is over: they are `other`. */
export function momentOf({ body }: LogEntry, state: WorkspaceState): Moment {
  const plain = (name: MomentName): Moment => ({ name, runId: null, signers: [] });
  switch (body.type) {
    case 'vault.proposed':
      return plain(body.scheme === 'ed25519' ? 'ceremony' : 'evm ceremony');
    case 'vault.confirmed':
      return plain('confirmed');
    case 'request.created':
      return plain('asked');
    case 'request.approved':
      return plain('approved');
    case 'presignatures.ordered':
      return { ...plain('presigning'), signers: namesOf(state, body.signers) };
    case 'request.broadcast':
      return plain('broadcast');
    case 'request.settled':
      return plain('settled');
    case 'session.proposed':
    case 'session.signed':
    case 'session.failed':
    case 'verdict.given': {
      const session = findSession(state, body.sessionId);
      if (session === undefined) return plain('other');
      const name = sessionMoment(body.type, session);
      return { name, runId: session.entryHash, signers: namesOf(state, session.proposal.signers) };
    }
    default:
      return plain('other');
  }
}

function sessionMoment(type: LogEntry['body']['type'], { outcome, proposal }: SessionState): MomentName {
  if (type === 'session.proposed') return outcome.type === 'judging' ? 'proposed' : 'other';
  if (type === 'session.signed') return 'signed';
  if (type === 'session.failed') return 'failed';
  if (type !== 'verdict.given' || outcome.type !== 'agreed') return 'other';
  if (!('nonce' in proposal.lifetime)) return 'agreed';
  return proposal.presignature === undefined ? 'agreed in full' : 'agreed online';
}

/** A demo's co-signers have their kind as their folder's name. */
function namesOf(state: WorkspaceState, pids: readonly string[]): string[] {
  return pids.flatMap((pid) => state.coSigners.get(pid)?.kind ?? []);
}
