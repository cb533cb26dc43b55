/** The public description of a RESHARE run, from which anybody repeats its checks. */
import { bytesEqual } from '../../../base/bytes.ts';
import { taggedHash } from '../../../base/tagged-hash.ts';
import { tlv } from '../../../base/tlv.ts';
import { defineProtocol, type EvidenceFacts, type ProtocolDefinition } from '../protocol/definition.ts';
import type { PartyId } from '../protocol/party.ts';
import { echoRound, type Round } from '../protocol/protocol.ts';
import {
  isInGroup,
  isOwnShare,
  isSubShare,
  newPublicShare,
  newSharing,
  openingHash,
  setUpReshare,
  type ReshareSetup,
} from './messages.ts';
import { decodeResharePlan, encodeResharePlan, sessionPlanOf } from './plan.ts';
import { isShareProof } from './share-proof.ts';

const ofAccused = (round: Round<unknown>) => ({ round, from: 'accused' }) as const;
const ofAll = (round: Round<unknown>) => ({ round, from: 'participants' }) as const;

export function defineReshare(setup: ReshareSetup): ProtocolDefinition {
  const { RS1, RS2, RS2P, RS3 } = setup.rounds;
  return defineProtocol({
    plan: sessionPlanOf(setup.plan),
    planBytes: encodeResharePlan(setup.plan),
    rounds: [RS1, RS2, RS2P, RS3],
    checks: {
      'rs.1.group': {
        needs: [ofAccused(RS2)],
        isFault: (facts) => isDealer(setup, facts) && !isInGroup(setup, facts.message(RS2, facts.accused)),
      },
      'rs.1.open': {
        needs: [ofAccused(RS1), ofAccused(RS2)],
        isFault: (facts) => {
          const { sid, accused } = facts;
          const expected = openingHash(setup, sid, accused, facts.message(RS2, accused));
          return isDealer(setup, facts) && !bytesEqual(facts.message(RS1, accused).V, expected);
        },
      },
      'rs.2': {
        needs: [ofAccused(RS2)],
        isFault: (facts) =>
          isDealer(setup, facts) && !isOwnShare(setup, facts.accused, facts.message(RS2, facts.accused)),
      },
      'rs.3': {
        needs: [ofAccused(RS2), ofAccused(RS2P)],
        isFault: (facts) => {
          const { accused } = facts;
          const id = setup.members.get(facts.recipient(RS2P, accused));
          if (id === undefined || !isDealer(setup, facts)) return false;
          return !isSubShare(setup, facts.message(RS2, accused), id, facts.message(RS2P, accused).sigma);
        },
      },
      'rs.psi': {
        needs: [ofAll(RS1), ofAll(RS2), ofAccused(echoRound(RS1)), ofAccused(RS3)],
        isFault: (facts) => isProofFalse(setup, facts),
      },
    },
  });
}

/** @throws AppError for a malformed plan */
export function readResharePlan(bytes: Uint8Array): ProtocolDefinition {
  return defineReshare(setUpReshare(decodeResharePlan(bytes)));
}

function isDealer({ dealers }: ReshareSetup, { accused }: EvidenceFacts): boolean {
  return dealers.includes(accused);
}

/**
 * Whether the proof of a new member fails for the dealer messages that it echoed itself. The echoes are what makes this fair: they
 * prove that the accused saw these very messages, so that an equivocating dealer cannot make an honest proof look false.
 */
function isProofFalse(setup: ReshareSetup, facts: EvidenceFacts): boolean {
  const { RS1, RS2, RS3 } = setup.rounds;
  const { sid, accused } = facts;
  const proof = facts.message(RS3, accused);
  const hashesOf = (round: Round<unknown>): Uint8Array[] =>
    setup.dealers.map((dealer: PartyId) => facts.payloadHash(round, dealer));
  const isEchoed = (round: Round<unknown>, h: Uint8Array): boolean => {
    const echo = taggedHash('echo', tlv.bytes(sid), tlv.u32(round.id), tlv.list(hashesOf(round).map(tlv.bytes)));
    return bytesEqual(echo, h);
  };
  if (!isEchoed(RS1, facts.message(echoRound(RS1), accused).h) || !isEchoed(RS2, proof.echo2)) return false;
  const sharing = newSharing(setup, {
    sid,
    Vs: setup.dealers.map((dealer) => facts.message(RS1, dealer).V),
    openings: setup.dealers.map((dealer) => facts.message(RS2, dealer)),
    payloadHashes: hashesOf(RS2),
  });
  const X = sharing === undefined ? undefined : newPublicShare(setup, sharing, accused);
  if (sharing === undefined || X === undefined) return false;
  const ctx = { group: setup.group, sid, prover: accused, transcriptHash: sharing.transcriptHash };
  return !isShareProof(ctx, X, proof);
}
