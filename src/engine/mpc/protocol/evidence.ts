/**
 * Evidence bundles: everything a third party needs to repeat one check (protocol README, section 8, rule 4) and nothing it has to
 * believe. The only assumption is that the pids of the plan name the accused and that honest devices use a `runId` once.
 */
import { bytesEqual } from '../../../base/bytes.ts';
import { AppError } from '../../../base/errors.ts';
import { pidOf } from '../../../base/identity.ts';
import type { VerifyEd25519 } from '../../../base/signatures.ts';
import {
  bytesCodec,
  decodeWith,
  DecodeError,
  encodeWith,
  listCodec,
  structCodec,
  textCodec,
  u32Codec,
} from '../../../base/tlv-decode.ts';
import { MAX_PARTIES } from './dispute-message.ts';
import type { ProtocolDefinition } from './definition.ts';
import { MAX_ENVELOPE_BYTES } from './envelope.ts';
import { isCodeKnown, isFaultProven, isPlanDependent } from './evidence-check.ts';
import type { Fault } from './fault.ts';
import { NOTICE } from './notice.ts';
import { partyIdOf, pidBytes, type PartyId } from './party.ts';
import { deriveSid, paramsHash } from './plan.ts';
import { READY } from './ready.ts';
import { openAuthentic, type AuthenticEnvelope, type RunFrame } from './run-frame.ts';

const EVIDENCE_VERSION = 1;

type Evidence = {
  readonly version: number;
  readonly protocol: string;
  readonly runId: Uint8Array;
  readonly plan: Uint8Array;
  /** Of the participants, in plan order. */
  readonly identityKeys: readonly Uint8Array[];
  /** Of the participants, in plan order; empty if the fault came before `sid`. */
  readonly nonces: readonly Uint8Array[];
  readonly code: string;
  readonly accused: Uint8Array;
  /** The Ready message of the accused: it ties the accused to `runId`, to the plan and to its nonce. Absent only if it never sent one. */
  readonly consent: readonly Uint8Array[];
  /** The messages that prove the fault. */
  readonly envelopes: readonly Uint8Array[];
};

/** Largest encoded plan in bytes: the auxiliary keys of 64 parties, or the signed presigning messages behind a presignature. */
const MAX_PLAN_BYTES = 1 << 20;

/** Most messages of a proof: in an error round all of PS1, PS2, PS3 and ER, and one echo. */
export const MAX_PROOF_ENVELOPES = 4 * MAX_PARTIES + 1;

const b32s = listCodec(bytesCodec({ exact: 32 }), { min: 0, max: MAX_PARTIES });

const codec = structCodec<Evidence>({
  version: u32Codec,
  protocol: textCodec(32),
  runId: bytesCodec({ exact: 32 }),
  plan: bytesCodec({ max: MAX_PLAN_BYTES }),
  identityKeys: b32s,
  nonces: b32s,
  code: textCodec(32),
  accused: bytesCodec({ exact: 32 }),
  consent: listCodec(bytesCodec({ max: MAX_ENVELOPE_BYTES }), { min: 0, max: 1 }),
  envelopes: listCodec(bytesCodec({ max: MAX_ENVELOPE_BYTES }), { min: 1, max: MAX_PROOF_ENVELOPES }),
});

/** What a valid bundle proves. */
export interface Verdict {
  readonly protocol: string;
  readonly runId: Uint8Array;
  readonly sid: Uint8Array | undefined;
  readonly planBytes: Uint8Array;
  /** pid, 32 bytes. */
  readonly accused: Uint8Array;
  readonly party: PartyId;
  readonly code: string;
  readonly messageIds: readonly string[];
}

/** Rebuilds a definition from a plan. @throws AppError for an unknown protocol or a malformed plan. */
export type ResolveDefinition = (protocol: string, planBytes: Uint8Array) => ProtocolDefinition;

/** Encodes the evidence for a proven fault of a run. `consent` is the Ready message of the accused, if there is one. */
export function encodeEvidence(
  frame: RunFrame,
  nonces: readonly Uint8Array[],
  fault: Fault,
  consent?: AuthenticEnvelope,
): Uint8Array {
  const { plan, planBytes } = frame.definition;
  return encodeWith(codec, {
    version: EVIDENCE_VERSION,
    protocol: plan.protocol,
    runId: frame.runId,
    plan: planBytes,
    identityKeys: plan.participants.map((party) => frame.keys.get(party) ?? new Uint8Array()),
    nonces,
    code: fault.code,
    accused: pidBytes(fault.party),
    consent: consent === undefined ? [] : [consent.bytes],
    envelopes: fault.envelopes.map((sealed) => sealed.bytes),
  });
}

/**
 * Repeats the check of an evidence bundle from the bundle alone.
 * @throws AppError `EVIDENCE_INVALID` unless the signed messages inside prove the fault.
 */
export function checkEvidence(bundle: Uint8Array, resolve: ResolveDefinition, verify: VerifyEd25519): Verdict {
  try {
    return check(decodedEvidence(bundle), resolve, verify);
  } catch (error) {
    if (error instanceof AppError && error.code === 'EVIDENCE_INVALID') throw error;
    if (error instanceof AppError) throw invalid(`a part of it is malformed (${error.code})`, error);
    throw error;
  }
}

function check(evidence: Evidence, resolve: ResolveDefinition, verify: VerifyEd25519): Verdict {
  if (evidence.version !== EVIDENCE_VERSION) throw invalid('its version is unknown');
  const definition = resolve(evidence.protocol, evidence.plan);
  const { participants } = definition.plan;
  const keys = new Map(evidence.identityKeys.map((key) => [partyIdOf(pidOf(key)), key]));
  if (keys.size !== participants.length || participants.some((party) => !keys.has(party))) {
    throw invalid('its identity keys are not those of the participants');
  }
  if (evidence.nonces.length !== 0 && evidence.nonces.length !== participants.length)
    throw invalid('nonces are missing');
  const party = partyIdOf(evidence.accused);
  // What costs nothing to see comes before signatures, and those before proofs
  if (!participants.includes(party) || !isCodeKnown(definition, evidence.code))
    throw invalid('it accuses nobody of the run, or of nothing that can be shown');
  const sid = sidOf(definition, evidence);
  const frame: RunFrame = { definition, runId: evidence.runId, sid, keys, verify };
  const envelopes = evidence.envelopes.map((bytes) => {
    const sealed = openAuthentic(frame, bytes);
    if (sealed === undefined)
      throw invalid('it contains a message that is not of this run or not signed by its author');
    return sealed;
  });
  const claim = { party, code: evidence.code, envelopes };
  const [consent] = evidence.consent;
  const isConsentNeeded =
    definition.sid === undefined && (isPlanDependent(claim.code) || sid !== undefined || consent !== undefined);
  if (isConsentNeeded && !isConsent(frame, evidence, consent))
    throw invalid('the accused has not signed up for this run');
  const isProven = claim.code === 'FALSE_ACCUSATION' ? isAccusationFalse(frame, claim) : isFaultProven(frame, claim);
  if (!isProven) throw invalid('its messages do not prove the fault');
  const messageIds = envelopes.map((sealed) => sealed.messageId);
  const { protocol, runId, plan: planBytes, accused, code } = evidence;
  return { protocol, runId, sid, planBytes, accused, party, code, messageIds };
}

/** The `sid` of the messages inside. Where it is given by the plan, every message of the run is bound to the plan through it: that is consent. */
function sidOf(definition: ProtocolDefinition, { nonces, runId }: Evidence): Uint8Array | undefined {
  if (definition.sid === undefined) return nonces.length === 0 ? undefined : deriveSid(definition.plan, nonces);
  if (nonces.length > 0 || !bytesEqual(runId, definition.sid)) throw invalid('its session identifier is another');
  return definition.sid;
}

/** Whether the accused has signed up for this run: its own Ready, with this plan and (once `sid` exists) this nonce. */
function isConsent(frame: RunFrame, { accused, nonces }: Evidence, consent: Uint8Array | undefined): boolean {
  const { plan } = frame.definition;
  const party = partyIdOf(accused);
  const sealed = consent === undefined ? undefined : openAuthentic(frame, consent);
  if (sealed?.author !== party || sealed.envelope.round !== READY.id || sealed.envelope.to.length > 0) return false;
  const ready = decodeWith(READY.codec, sealed.envelope.payload);
  const nonce = nonces[plan.participants.indexOf(party)];
  return bytesEqual(ready.paramsHash, paramsHash(plan)) && (nonce === undefined || bytesEqual(ready.nonce, nonce));
}

/** What a bundle of an abort notice proves. */
export interface Proof {
  readonly bundle: Uint8Array;
  readonly verdict: Verdict;
}

/**
 * What the bundles of an abort notice prove in this very run. One that does not is a false accusation. Further bundles about a party that is convicted already
 * are left out: proofs can take minutes, and a cheat could repeat its own conviction.
 */
export function readNoticeEvidence(frame: RunFrame, bundles: readonly Uint8Array[]): Proof[] | 'false' {
  const proofs: Proof[] = [];
  for (const bundle of bundles) {
    try {
      const accused = decodedEvidence(bundle).accused;
      if (proofs.some(({ verdict }) => bytesEqual(verdict.accused, accused))) continue;
      const verdict = checkEvidence(bundle, ownDefinition(frame), frame.verify);
      // A false accusation is shown by forwarding it, never as evidence: nesting would have no end.
      if (!bytesEqual(verdict.runId, frame.runId) || verdict.code === 'FALSE_ACCUSATION') return 'false';
      proofs.push({ bundle, verdict });
    } catch (error) {
      if (error instanceof AppError && error.code === 'EVIDENCE_INVALID') return 'false';
      throw error;
    }
  }
  return proofs;
}

function decodedEvidence(bundle: Uint8Array): Evidence {
  try {
    return decodeWith(codec, bundle);
  } catch (error) {
    if (error instanceof AppError) throw invalid(`a part of it is malformed (${error.code})`, error);
    throw error;
  }
}

/** A false accusation is proven by the abort notice that makes it. */
function isAccusationFalse(frame: RunFrame, claim: Omit<Fault, 'certainty'>): boolean {
  const [sealed] = claim.envelopes;
  if (sealed?.author !== claim.party || sealed.envelope.round !== NOTICE.id || sealed.envelope.to.length > 0)
    return false;
  return readNoticeEvidence(frame, decodeWith(NOTICE.codec, sealed.envelope.payload).evidence) === 'false';
}

function ownDefinition(frame: RunFrame): ResolveDefinition {
  return (protocol, planBytes) => {
    const { definition } = frame;
    if (protocol !== definition.plan.protocol) throw new DecodeError('another protocol');
    if (bytesEqual(planBytes, definition.planBytes)) return definition;
    if (definition.ofSameRun === undefined) throw new DecodeError('another plan');
    return definition.ofSameRun(planBytes);
  };
}

function invalid(reason: string, cause?: unknown): AppError {
  return new AppError({
    code: 'EVIDENCE_INVALID',
    kind: 'peer',
    message: `The evidence proves nothing: ${reason}.`,
    safe: 'Nobody is blamed by it.',
    cause,
  });
}
