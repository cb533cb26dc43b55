/** The public description of an online run: one message per signer, bound to a presignature by `sid = presigId` (cggmp24.md 8.1). */
import { bytesEqual } from '../../../base/bytes.ts';
import { bytesCodec, decodeWith, DecodeError, encodeWith, listCodec, structCodec } from '../../../base/tlv-decode.ts';
import { scalarCodec } from '../../crypto/secp256k1.ts';
import { defineProtocol, type EvidenceFacts, type ProtocolDefinition } from '../protocol/definition.ts';
import { envelopeDigest, parseEnvelope } from '../protocol/envelope.ts';
import { partyIdOf, type PartyId } from '../protocol/party.ts';
import { deriveSid } from '../protocol/plan.ts';
import type { Round } from '../protocol/protocol.ts';
import { MAX_PARTY_COUNT } from './key-share.ts';
import { sumOfDeltas, sumOfGammas } from './presign-checks.ts';
import { presignRounds } from './presign-messages.ts';
import type { PresignTranscript } from './presignature.ts';
import { isSignatureShare, type ShareKey } from './signature-share.ts';
import { decodeSigningPlan, PRESIGN, presigningPlanBytes, signingPlanOf } from './signing-plan.ts';
import { setUpSigning, type SigningSetup } from './signing-setup.ts';
import { b32, echoOf } from './wire.ts';

export const ONLINE = 'online';

/** A share of the signature. */
export type On = { readonly presigId: Uint8Array; readonly messageHash: Uint8Array; readonly sigma: bigint };

export const ON: Round<On> = {
  id: 1,
  label: 'Signature shares',
  kind: 'broadcast',
  codec: structCodec<On>({ presigId: b32, messageHash: b32, sigma: scalarCodec }),
};

type OnlinePlan = { readonly plan: Uint8Array } & {
  readonly [K in keyof PresignTranscript]: PresignTranscript[K];
};

const perSigner = { min: 2, max: MAX_PARTY_COUNT };
const envelopes = listCodec(bytesCodec({ max: 4096 }), perSigner);
/** What evidence about an online run carries as its plan. */
export const onlinePlanCodec = structCodec<OnlinePlan>({
  plan: bytesCodec({ max: 1 << 18 }),
  nonces: listCodec(b32, perSigner),
  ps2: envelopes,
  ps3: envelopes,
  echo3: envelopes,
});

/**
 * An online run with the presignature of `transcript`. There is no Ready round: `presigId` follows from the presigning plan and its nonces, and
 * is used once.
 */
export function defineOnline(setup: SigningSetup, transcript: PresignTranscript): ProtocolDefinition {
  const plan = signingPlanOf(setup, undefined);
  const { nonces, ps2, ps3, echo3 } = transcript;
  const sid = deriveSid(plan, nonces);
  return defineProtocol({
    plan: { ...plan, protocol: ONLINE, purpose: [] },
    planBytes: encodeWith(onlinePlanCodec, { plan: presigningPlanBytes(setup), nonces, ps2, ps3, echo3 }),
    sid,
    // `sid` binds plan and nonces, not the presigning messages: one payload has many valid signatures. Evidence of another signer is judged by the
    // messages that it shows itself.
    ofSameRun: (planBytes) => {
      const other = readOnlinePlan(planBytes);
      if (other.sid === undefined || !bytesEqual(other.sid, sid)) throw new DecodeError('a plan of another run');
      return other;
    },
    rounds: [ON],
    checks: {
      'on.sigma': {
        needs: [{ round: ON, from: 'accused' }],
        isFault: (facts) => isShareProvenFalse(setup, transcript, facts),
      },
    },
  });
}

/** @throws AppError for a malformed plan */
export function readOnlinePlan(bytes: Uint8Array): ProtocolDefinition {
  const { plan, nonces, ps2, ps3, echo3 } = decodeWith(onlinePlanCodec, bytes);
  const { messageHash, ...request } = decodeSigningPlan(plan);
  if (messageHash !== undefined || nonces.length !== request.signers.length) {
    throw new DecodeError('a plan belongs to another protocol');
  }
  return defineOnline(setUpSigning(request), { nonces, ps2, ps3, echo3 });
}

/** Fair because the presigning messages inside are those that the accused has echoed, signed by their authors. */
function isShareProvenFalse(setup: SigningSetup, transcript: PresignTranscript, facts: EvidenceFacts): boolean {
  const { presigId, messageHash, sigma } = facts.message(ON, facts.accused);
  const key = shareKeyOf(setup, transcript, facts);
  return key !== undefined && bytesEqual(presigId, facts.sid) && !isSignatureShare(key, messageHash, sigma);
}

/** What the accused's share must fit, from the signed messages of the presigning run; `undefined` if they are not what it has echoed. */
function shareKeyOf(setup: SigningSetup, transcript: PresignTranscript, facts: EvidenceFacts): ShareKey | undefined {
  const { PS2, PS3, ECHO3 } = presignRounds(setup.profile, setup.signers.length);
  const ps2 = openAll(setup, facts, PS2, transcript.ps2);
  const ps3 = openAll(setup, facts, PS3, transcript.ps3);
  const echoes = openAll(setup, facts, ECHO3, transcript.echo3);
  const [own, echo] = [ps3?.messages.get(facts.accused), echoes?.messages.get(facts.accused)];
  if (ps2 === undefined || ps3 === undefined || own === undefined || echo === undefined) return undefined;
  const isEchoed =
    bytesEqual(own.echo2, echoOf(facts.sid, PS2.id, ps2.hashes)) &&
    bytesEqual(echo.h, echoOf(facts.sid, PS3.id, ps3.hashes));
  const delta = sumOfDeltas(ps3.messages);
  if (!isEchoed || delta === 0n) return undefined;
  return { Gamma: sumOfGammas(ps2.messages), Delta: own.Delta, S: own.S, delta };
}

interface Opened<M> {
  readonly messages: ReadonlyMap<PartyId, M>;
  readonly hashes: readonly Uint8Array[];
}

/** The broadcasts of one presigning round, one of each signer in order, validly signed in that run; otherwise `undefined`. */
function openAll<M>(
  setup: SigningSetup,
  facts: EvidenceFacts,
  round: Round<M>,
  sealed: readonly Uint8Array[],
): Opened<M> | undefined {
  const messages = new Map<PartyId, M>();
  const hashes: Uint8Array[] = [];
  for (const [index, bytes] of sealed.entries()) {
    const { envelope, payloadHash } = parseEnvelope(bytes);
    const author = partyIdOf(envelope.from);
    const isExpected =
      author === setup.signers[index] &&
      envelope.protocol === PRESIGN &&
      envelope.round === round.id &&
      envelope.to.length === 0 &&
      bytesEqual(envelope.sid, facts.sid);
    if (!isExpected || !facts.isSignedBy(author, envelopeDigest(envelope), envelope.sig)) return undefined;
    messages.set(author, decodeWith(round.codec, envelope.payload));
    hashes.push(payloadHash);
  }
  return messages.size === setup.signers.length ? { messages, hashes } : undefined;
}
