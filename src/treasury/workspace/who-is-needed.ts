/** Whom a request waits for. Derived from the verdict's open seats, so it can never name somebody whose approval would not count. */
import { openMembers } from '../policy/evaluate.ts';
import { isTerminal } from './find-request.ts';
import type { RequestState, WorkspaceState } from './state.ts';

export interface Needed {
  readonly by: 'needs-you' | 'needs-others' | 'machine' | 'nobody';
  /** Ids of the members whose approval would count now, in the order of the stages. */
  readonly members: readonly string[];
  /** Their names, in the same order. */
  readonly names: readonly string[];
}

/** Whom a request waits for, seen by one member. `now` in milliseconds: an expired request waits for nobody. */
export function whoIsNeeded(state: WorkspaceState, request: RequestState, viewer: string, now: bigint): Needed {
  const isWaiting = request.status === 'pending' || request.status === 'approved';
  if (isTerminal(request.status) || (isWaiting && request.intent.expiresAt <= now))
    return { by: 'nobody', members: [], names: [] };
  if (request.status !== 'pending') return { by: 'machine', members: [], names: [] };
  const members = openMembers(request.verdict);
  return {
    by: members.includes(viewer) ? 'needs-you' : 'needs-others',
    members,
    names: members.map((memberId) => state.members.get(memberId)?.name ?? memberId),
  };
}
