/** The frame of every screen: the application, people, machines, the log they share. */
import { z } from 'zod';
import { Hash, Pid, slug } from '../../treasury/workspace/wire.ts';
import { text, time } from './scalars.ts';
import { WireError } from './wire-error.ts';

export const AppStatusView = z.strictObject({
  version: text(40),
  buildHash: text(64),
  shell: z.enum(['electron', 'browser']),
  /** `starting` names the step under way; `first-run`: no workspace here; `locked`: a passphrase is needed. */
  phase: z.enum(['starting', 'first-run', 'locked', 'ceremony', 'ready', 'failed']),
  step: text(160),
  error: WireError.nullable(),
  /** What does not work on this machine although the workspace does; empty when everything works. */
  notice: text(400),
  now: time,
});
export type AppStatusView = z.output<typeof AppStatusView>;

export const CoSignerView = z.strictObject({
  pid: Pid,
  name: text(40),
  kind: z.enum(['endpoint', 'hsm', 'compliance', 'guardian']),
  site: text(40),
  isOnline: z.boolean(),
  /** Log size this co-signer last reported; `null` before the first report. */
  logSize: z.int().nullable(),
  lastSeenAt: time.nullable(),
});
export type CoSignerView = z.output<typeof CoSignerView>;

export const MemberView = z.strictObject({
  memberId: slug,
  name: text(40),
  isMe: z.boolean(),
  token: z.strictObject({ tokenId: slug, kind: z.enum(['simulated', 'ledger', 'fido2']), canShow: z.boolean() }),
  /** Whether that officer's console is attached to the relay now. */
  isOnline: z.boolean(),
});
export type MemberView = z.output<typeof MemberView>;

export const CheckpointView = z.strictObject({
  size: z.int(),
  rootHash: Hash,
  time,
  /** Who has signed, of all co-signers of the workspace. */
  signedBy: z.array(Pid).max(16),
  coSignerCount: z.int(),
});
export type CheckpointView = z.output<typeof CheckpointView>;

export const WorkspaceView = z.strictObject({
  workspaceId: Hash,
  name: text(60),
  kind: z.enum(['demo', 'production']),
  network: z.enum(['test', 'main']),
  me: MemberView,
  /** Whether this console hosts the workspace's processes: only then can it start a further co-signer. */
  isHost: z.boolean(),
  members: z.array(MemberView).max(32),
  coSigners: z.array(CoSignerView).max(16),
  policy: z.strictObject({ version: z.int(), hash: Hash, rules: z.array(text(400)).max(65) }),
  log: z.strictObject({ size: z.int(), head: Hash, rootHash: Hash, syncedAt: time }),
  checkpoint: CheckpointView.nullable(),
  /** Requests that wait for me. */
  needsMe: z.int(),
  now: time,
});
export type WorkspaceView = z.output<typeof WorkspaceView>;
