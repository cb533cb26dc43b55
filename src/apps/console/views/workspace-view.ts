/** The frame of every screen: workspace, people, co-signers, log and checkpoint. */
import { AppError } from '../../../base/errors.ts';
import type { CheckpointView, CoSignerView, MemberView, WorkspaceView } from '../../../contract/views.ts';
import { policySentences } from '../../../treasury/policy/policy-sentence.ts';
import type { CheckpointRecord, ViewContext } from './context.ts';
import { needsOf } from './request-views.ts';
import { clipped } from './sentence.ts';

/** @throws AppError `MEMBER_UNKNOWN` (a bug) when the context's `me` is not in the workspace. */
export function workspaceView(context: ViewContext): WorkspaceView {
  const { state } = context;
  const newest = context.checkpoints.at(-1);
  return {
    workspaceId: state.workspaceId,
    name: state.name,
    kind: state.kind,
    network: state.network,
    me: memberView(context, context.me),
    isHost: context.isHost,
    members: [...state.members.keys()].map((memberId) => memberView(context, memberId)),
    coSigners: [...state.coSigners.keys()].map((pid) => coSignerView(context, pid)),
    policy: {
      version: state.policy.version,
      hash: state.policyHash,
      rules: policySentences(state.policy).map((rule) => clipped(rule, 400)),
    },
    log: { size: state.size, head: state.head, rootHash: context.rootHash, syncedAt: context.syncedAt },
    checkpoint: newest === undefined ? null : checkpointView(context, newest),
    needsMe: [...state.requests.values()].filter((request) => needsOf(context, request) === 'you').length,
    now: context.now,
  };
}

/** @throws AppError `CO_SIGNER_UNKNOWN` (a bug) for a pid that is no co-signer of the workspace. */
export function coSignerView(context: ViewContext, pid: string): CoSignerView {
  const coSigner = context.state.coSigners.get(pid);
  if (coSigner === undefined) {
    throw new AppError({
      code: 'CO_SIGNER_UNKNOWN',
      kind: 'bug',
      message: 'A view names a co-signer that is not in the workspace.',
      details: { pid },
    });
  }
  const report = context.reports.get(pid);
  return {
    pid,
    name: coSigner.name,
    kind: coSigner.kind,
    site: coSigner.site,
    isOnline: context.online.has(pid),
    logSize: report?.logSize ?? null,
    lastSeenAt: report?.at ?? null,
  };
}

/** @throws AppError `MEMBER_UNKNOWN` (a bug) for an id that is no member of the workspace. */
export function memberView(context: ViewContext, memberId: string): MemberView {
  const member = context.state.members.get(memberId);
  if (member === undefined) {
    throw new AppError({
      code: 'MEMBER_UNKNOWN',
      kind: 'bug',
      message: 'A view names a member who is not in the workspace.',
      details: { memberId },
    });
  }
  const { tokenId, kind, canShow } = member.token;
  return {
    memberId,
    name: member.name,
    isMe: memberId === context.me,
    token: { tokenId, kind, canShow },
    isOnline: context.online.has(member.device.pid),
  };
}

/** A checkpoint with who has signed it, of all co-signers. */
export function checkpointView(context: ViewContext, checkpoint: CheckpointRecord): CheckpointView {
  return {
    size: checkpoint.size,
    rootHash: checkpoint.rootHash,
    time: checkpoint.time,
    signedBy: [...checkpoint.signedBy],
    coSignerCount: context.state.coSigners.size,
  };
}

/**
 * Number of log entries that count as included: the size of the newest checkpoint that every co-signer has signed, and
 * 0 before the first one.
 */
export function includedSize(context: ViewContext): number {
  const signers = [...context.state.coSigners.keys()];
  const full = context.checkpoints.findLast(({ signedBy }) => signers.every((pid) => signedBy.includes(pid)));
  return full?.size ?? 0;
}
