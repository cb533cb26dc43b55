/** The public description of an ECDSA key generation: plan, message slots, and the checks that evidence repeats (cggmp24.md 7, codes). */
import { bytesEqual } from '../../../base/bytes.ts';
import { decodeWith, encodeWith } from '../../../base/tlv-decode.ts';
import { assertParameters, profileOf } from '../../crypto/parameters.ts';
import { CONFIRM, confirmDigest } from '../protocol/confirm.ts';
import { defineProtocol, type EvidenceFacts, type ProtocolDefinition } from '../protocol/definition.ts';
import type { PartyId } from '../protocol/party.ts';
import type { SessionPlan } from '../protocol/plan.ts';
import { echoRound, type Round } from '../protocol/protocol.ts';
import { jointKey, openingCode, responseCode, subShareCode, type JointKey } from './keygen-checks.ts';
import {
  keygenPlanCodec,
  keygenRounds,
  keygenSessionPlan,
  type KeygenPlan,
  type KeygenRounds,
} from './keygen-messages.ts';
import { echoOf } from './wire.ts';

/** @throws AppError `PROFILE_UNKNOWN`, `PROFILE_TEST_ONLY`, `COMMITTEE_SIZE` */
export function defineEcdsaKeygen(plan: KeygenPlan): ProtocolDefinition {
  assertParameters(profileOf(plan.profile), plan.parties.length, plan.minSigners);
  const rounds = keygenRounds(plan.minSigners);
  const { KG1, KG2, KG2P, KG3 } = rounds;
  const ofAccused = (round: Round<unknown>) => ({ round, from: 'accused' }) as const;
  const ofAll = (round: Round<unknown>) => ({ round, from: 'participants' }) as const;
  const responses = (code: 'kg.psi' | 'kg.psi0') => ({
    needs: [ofAll(KG1), ofAll(KG2), ofAccused(echoRound(KG1)), ofAccused(KG3)],
    isFault: (facts: EvidenceFacts) => responseFault(rounds, facts) === code,
  });
  return defineProtocol({
    plan: keygenSessionPlan(plan),
    planBytes: encodeWith(keygenPlanCodec, plan),
    rounds: [KG1, KG2, KG2P, KG3, CONFIRM],
    checks: {
      'kg.2': {
        needs: [ofAccused(KG1), ofAccused(KG2)],
        isFault: ({ plan: agreed, sid, accused, message }) =>
          openingCode(agreed, sid, accused, message(KG1, accused), message(KG2, accused)) !== undefined,
      },
      'kg.3': {
        needs: [ofAccused(KG2), ofAccused(KG2P)],
        isFault: ({ plan: agreed, accused, message, recipient }) => {
          const id = idIn(agreed, recipient(KG2P, accused));
          return subShareCode(message(KG2, accused), id, message(KG2P, accused).sigma) !== undefined;
        },
      },
      'kg.psi': responses('kg.psi'),
      'kg.psi0': responses('kg.psi0'),
      'confirm.transcript': {
        needs: [ofAll(KG1), ofAll(KG2), ofAccused(echoRound(KG1)), ofAccused(KG3), ofAccused(CONFIRM)],
        isFault: (facts) => {
          const joint = echoedJointKey(rounds, facts);
          const confirmed = facts.message(CONFIRM, facts.accused).transcriptHash;
          return joint !== undefined && !bytesEqual(joint.transcriptHash, confirmed);
        },
      },
      'confirm.signature': {
        needs: [ofAccused(CONFIRM)],
        isFault: (facts) => {
          const { transcriptHash, sig } = facts.message(CONFIRM, facts.accused);
          return !facts.isSignedBy(facts.accused, confirmDigest(facts.sid, transcriptHash), sig);
        },
      },
    },
  });
}

/** @throws AppError for a malformed plan or one that cannot be run */
export function readEcdsaKeygenPlan(bytes: Uint8Array): ProtocolDefinition {
  return defineEcdsaKeygen(decodeWith(keygenPlanCodec, bytes));
}

/** The Shamir id of a party of the committee; 0, which is nobody's, for any other. */
export function idIn(plan: SessionPlan, party: PartyId): bigint {
  return plan.committee.find((member) => member.party === party)?.id ?? 0n;
}

/**
 * The joint key of the KG1 and KG2 messages, provided that the accused has echoed these very messages: that is what makes a verdict about
 * its later messages fair.
 */
function echoedJointKey({ KG1, KG2, KG3 }: KeygenRounds, facts: EvidenceFacts): JointKey | undefined {
  const { plan, sid, accused } = facts;
  const hashes = (round: Round<unknown>) => plan.participants.map((party) => facts.payloadHash(round, party));
  const isEchoed =
    bytesEqual(facts.message(echoRound(KG1), accused).h, echoOf(sid, KG1.id, hashes(KG1))) &&
    bytesEqual(facts.message(KG3, accused).echo2, echoOf(sid, KG2.id, hashes(KG2)));
  if (!isEchoed) return undefined;
  const messages = <M>(round: Round<M>): M[] => plan.participants.map((party) => facts.message(round, party));
  return jointKey(plan, sid, messages(KG1), messages(KG2), hashes(KG2));
}

function responseFault(rounds: KeygenRounds, facts: EvidenceFacts): string | undefined {
  const { plan, sid, accused } = facts;
  const joint = echoedJointKey(rounds, facts);
  if (joint === undefined) return undefined;
  const { KG2, KG3 } = rounds;
  const index = plan.participants.indexOf(accused);
  return responseCode(sid, accused, index, joint, facts.message(KG2, accused), facts.message(KG3, accused));
}
