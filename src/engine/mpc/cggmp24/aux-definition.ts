/** The public description of an auxiliary run: plan, message slots, and the checks that evidence repeats (cggmp24.md 7, codes). */
import { bytesEqual } from '../../../base/bytes.ts';
import { decodeWith, encodeWith } from '../../../base/tlv-decode.ts';
import { assertParameters, profileOf } from '../../crypto/parameters.ts';
import { assertIds } from '../../crypto/shamir.ts';
import { CONFIRM, confirmDigest } from '../protocol/confirm.ts';
import {
  defineProtocol,
  type EvidenceCheck,
  type EvidenceFacts,
  type ProtocolDefinition,
} from '../protocol/definition.ts';
import { echoRound, type Round } from '../protocol/protocol.ts';
import { auxTranscriptHash, facCode, modCode, openingCode } from './aux-checks.ts';
import { auxPlanCodec, auxRounds, auxSessionPlan, type AuxPlan, type AuxRounds } from './aux-messages.ts';
import { echoOf, xorAll } from './wire.ts';

/** @throws AppError `PROFILE_UNKNOWN`, `PROFILE_TEST_ONLY`, `COMMITTEE_SIZE`, `SHAMIR_IDS` */
export function defineAux(plan: AuxPlan): ProtocolDefinition {
  const profile = profileOf(plan.profile);
  assertParameters(profile, plan.parties.length, plan.minSigners);
  assertIds(plan.parties.map(({ id }) => id));
  const rounds = auxRounds(profile);
  const { AX1, AX2, AX3, AX3P } = rounds;
  return defineProtocol({
    plan: auxSessionPlan(plan),
    planBytes: encodeWith(auxPlanCodec, plan),
    rounds: [AX1, AX2, AX3, AX3P, CONFIRM],
    checks: { ...openingChecks(rounds, plan), ...proofChecks(rounds), ...confirmationChecks(rounds) },
  });
}

/** @throws AppError for a malformed plan or one that cannot be run */
export function readAuxPlan(bytes: Uint8Array): ProtocolDefinition {
  return defineAux(decodeWith(auxPlanCodec, bytes));
}

const ofAccused = (round: Round<unknown>) => ({ round, from: 'accused' }) as const;
const ofAll = (round: Round<unknown>) => ({ round, from: 'participants' }) as const;

/** One entry per code: `prefix.1` to `prefix.count`. */
function numbered(
  prefix: string,
  count: number,
  check: (code: string) => EvidenceCheck,
): Record<string, EvidenceCheck> {
  const codes = Array.from({ length: count }, (_, index) => `${prefix}.${index + 1}`);
  return Object.fromEntries(codes.map((code) => [code, check(code)]));
}

/** Round 3: `ax.open`, `ax.modulus`, `ax.prm.1` to `.4`, from the two messages of the accused. */
function openingChecks({ AX1, AX2 }: AuxRounds, { earlier }: AuxPlan): Record<string, EvidenceCheck> {
  const check = (code: string): EvidenceCheck => ({
    needs: [ofAccused(AX1), ofAccused(AX2)],
    isFault: ({ plan, sid, accused, message }) =>
      openingCode(plan, earlier, sid, accused, message(AX1, accused), message(AX2, accused)) === code,
  });
  return { 'ax.open': check('ax.open'), 'ax.modulus': check('ax.modulus'), ...numbered('ax.prm', 4, check) };
}

/** Output: `ax.mod.1` to `.6` and `ax.fac.1` to `.5`. They depend on `rid`, to which every AX2 contributes. */
function proofChecks(rounds: AuxRounds): Record<string, EvidenceCheck> {
  const { AX2, AX3, AX3P } = rounds;
  return {
    ...numbered('ax.mod', 6, (code) => ({
      needs: [ofAll(AX2), ofAccused(AX3)],
      isFault: (facts) => {
        const { plan, sid, accused, message } = facts;
        const rid = echoedRid(rounds, facts);
        if (rid === undefined) return false;
        const profile = profileOf(plan.profile);
        return modCode(profile, sid, accused, rid, message(AX2, accused), message(AX3, accused)) === code;
      },
    })),
    ...numbered('ax.fac', 5, (code) => ({
      needs: [ofAll(AX2), ofAccused(AX3), ofAccused(AX3P)],
      isFault: (facts) => {
        const { sid, accused, message, recipient } = facts;
        const rid = echoedRid(rounds, facts);
        if (rid === undefined) return false;
        const party = recipient(AX3P, accused);
        const receiver = { party, RP: message(AX2, party) };
        return facCode(sid, accused, rid, message(AX2, accused), message(AX3P, accused), receiver) === code;
      },
    })),
  };
}

function confirmationChecks(rounds: AuxRounds): Record<string, EvidenceCheck> {
  const { AX1, AX2, AX3 } = rounds;
  return {
    'confirm.transcript': {
      needs: [ofAll(AX1), ofAll(AX2), ofAccused(echoRound(AX1)), ofAccused(AX3), ofAccused(CONFIRM)],
      isFault: (facts) => {
        const { plan, sid, accused, message, payloadHash } = facts;
        const hashes = (round: Round<unknown>) => plan.participants.map((party) => payloadHash(round, party));
        if (!bytesEqual(message(echoRound(AX1), accused).h, echoOf(sid, AX1.id, hashes(AX1)))) return false;
        const rid = echoedRid(rounds, facts);
        if (rid === undefined) return false;
        const ax1 = plan.participants.map((party) => message(AX1, party));
        return !bytesEqual(auxTranscriptHash(sid, ax1, hashes(AX2), rid), message(CONFIRM, accused).transcriptHash);
      },
    },
    'confirm.signature': {
      needs: [ofAccused(CONFIRM)],
      isFault: ({ sid, accused, message, isSignedBy }) => {
        const { transcriptHash, sig } = message(CONFIRM, accused);
        return !isSignedBy(accused, confirmDigest(sid, transcriptHash), sig);
      },
    },
  };
}

/** `rid` of the AX2 messages, provided that the accused has echoed these very messages: only then does it bind the accused. */
function echoedRid({ AX2, AX3 }: AuxRounds, facts: EvidenceFacts): Uint8Array | undefined {
  const { plan, sid, accused, message, payloadHash } = facts;
  const hashes = plan.participants.map((party) => payloadHash(AX2, party));
  if (!bytesEqual(message(AX3, accused).echo2, echoOf(sid, AX2.id, hashes))) return undefined;
  return xorAll(plan.participants.map((party) => message(AX2, party).rid));
}
