/** What authenticates the messages of one run: its definition, what they are bound to, and the identity keys. */
import type { VerifyEd25519 } from '../../../base/signatures.ts';
import { bytesEqual } from '../../../base/bytes.ts';
import { DecodeError } from '../../../base/tlv-decode.ts';
import type { ProtocolDefinition } from './definition.ts';
import { isSignedBy, parseEnvelope, type SealedEnvelope } from './envelope.ts';
import { NOTICE } from './notice.ts';
import { partyIdOf, type PartyId } from './party.ts';

/**
 * Intentional divergence: before `sid` exists (Ready, its echo, its dispute) and in abort notices, envelopes are bound to `runId` in its place.
 * README 7 binds every envelope to `sid`, which nobody can know before all nonces are there; without any binding a Ready of
 * another run could be replayed. `runId` names the log entry that ordered the run, so it is agreed and never used twice.
 */
export interface RunFrame {
  readonly definition: ProtocolDefinition;
  readonly runId: Uint8Array;
  readonly sid: Uint8Array | undefined;
  /** Identity keys (32 bytes) of the participants. */
  readonly keys: ReadonlyMap<PartyId, Uint8Array>;
  readonly verify: VerifyEd25519;
}

/** Whether messages of this round code are bound to `runId` instead of `sid`. */
export function isBoundToRun(roundId: number): boolean {
  return roundId === 0 || roundId === 100 || roundId === 300 || roundId === NOTICE.id;
}

/** What a message of this round code is bound to; `undefined` while `sid` is unknown. */
export function bindingOf(frame: Pick<RunFrame, 'runId' | 'sid'>, roundId: number): Uint8Array | undefined {
  return isBoundToRun(roundId) ? frame.runId : frame.sid;
}

/** A received envelope whose author is certain. */
export interface AuthenticEnvelope extends SealedEnvelope {
  readonly author: PartyId;
}

export type RefusalCode =
  | 'ENVELOPE_INVALID'
  | 'PROTOCOL_OTHER'
  | 'SENDER_UNKNOWN'
  | 'IMPERSONATION'
  | 'RECIPIENT_OTHER'
  | 'SIGNATURE_INVALID'
  | 'SESSION_OTHER'
  | 'FLOODING';

/** Why an envelope counts as not received; blames nobody by itself, since anyone could have made it. */
export type Authentication =
  | { readonly type: 'authentic'; readonly sealed: AuthenticEnvelope }
  | { readonly type: 'refused'; readonly code: RefusalCode };

const refused = (code: RefusalCode): Authentication => ({ type: 'refused', code });

/** Checks shape, protocol, author, binding and signature of one envelope. A sid-bound one passes unchecked for its binding while `sid` is unknown. */
export function authenticate(frame: RunFrame, bytes: Uint8Array): Authentication {
  let sealed: SealedEnvelope;
  try {
    sealed = parseEnvelope(bytes);
  } catch (error) {
    if (error instanceof DecodeError) return refused('ENVELOPE_INVALID');
    throw error;
  }
  const { envelope } = sealed;
  if (envelope.protocol !== frame.definition.plan.protocol) return refused('PROTOCOL_OTHER');
  const author = partyIdOf(envelope.from);
  const key = frame.keys.get(author);
  if (key === undefined) return refused('SENDER_UNKNOWN');
  const binding = bindingOf(frame, envelope.round);
  if (binding !== undefined && !bytesEqual(binding, envelope.sid)) return refused('SESSION_OTHER');
  if (!isSignedBy(sealed, key, frame.verify)) return refused('SIGNATURE_INVALID');
  return { type: 'authentic', sealed: { ...sealed, author } };
}

/** As `authenticate`, for envelopes inside other messages: strict about the binding, `undefined` for anything refused. */
export function openAuthentic(frame: RunFrame, bytes: Uint8Array): AuthenticEnvelope | undefined {
  const result = authenticate(frame, bytes);
  if (result.type === 'refused' || bindingOf(frame, result.sealed.envelope.round) === undefined) return undefined;
  return result.sealed;
}
