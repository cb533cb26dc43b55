/** Replays the online round and the error round of the vectors with the very checks that a signer and a third party run. */
import { z } from 'zod';
import { bytesEqual, bytesFromHex, bytesToHex } from '../../src/base/bytes.ts';
import { encodeTlv, tlv } from '../../src/base/tlv.ts';
import { SecretInteger } from '../../src/engine/crypto/secret-integer.ts';
import { assembleSignature } from '../../src/engine/mpc/cggmp24/ecdsa-signature.ts';
import {
  isCaseFalse,
  isMultiplicationFalse,
  isPlaintextFalse,
  isRevealFalse,
  type ErrorView,
} from '../../src/engine/mpc/cggmp24/error-round-checks.ts';
import { ON, type On } from '../../src/engine/mpc/cggmp24/online-definition.ts';
import { sumOfDeltas, sumOfGammas } from '../../src/engine/mpc/cggmp24/presign-checks.ts';
import type { Er } from '../../src/engine/mpc/cggmp24/presign-messages.ts';
import { dividedBy, isSignatureShare, makeSignatureShare } from '../../src/engine/mpc/cggmp24/signature-share.ts';
import { echoOf } from '../../src/engine/mpc/cggmp24/wire.ts';
import type { PartyId } from '../../src/engine/mpc/protocol/party.ts';
import { once, type Finding, type VectorRun } from './protocol-run.ts';
import { messagesOf, partyAt, payloadHashes, presigning } from './replay-presign.ts';
import { same } from './replaying.ts';

const part = z.object({
  sign: z.object({
    presigId: z.string(),
    messageHash: z.string(),
    r: z.string(),
    s: z.string(),
    recoveryId: z.number(),
  }),
});

/** What the signer at `receiver` finds in the online round. */
export function checkSign(run: VectorRun, receiver: number): readonly Finding[] {
  const { sign } = part.parse(run.raw);
  const peers = presigning(run).places.filter((place) => place !== receiver);
  const received = peers.map((from) => ({ from, on: run.decode(ON.codec, 'ON', from) }));
  const bad = received.filter(({ on }) => on === undefined);
  if (bad.length > 0) return bad.map(({ from }) => ({ code: 'decode', blamed: from }));
  const isOurs = ({ presigId, messageHash }: On): boolean =>
    bytesEqual(presigId, bytesFromHex(sign.presigId)) && bytesEqual(messageHash, bytesFromHex(sign.messageHash));
  if (!received.every(({ on }) => isOurs(on!))) return [{ code: 'CONFIG_MISMATCH', blamed: null }];
  return received.flatMap(({ from, on }) => (isShareOf(run, from, on!) ? [] : [{ code: 'on.sigma', blamed: from }]));
}

function isShareOf(run: VectorRun, from: number, { messageHash, sigma }: On): boolean {
  const { ps2, ps3 } = messagesOf(run);
  const { Delta, S } = ps3.get(partyAt(run, from))!;
  return isSignatureShare({ Gamma: sumOfGammas(ps2), Delta, S, delta: sumOfDeltas(ps3) }, messageHash, sigma);
}

/** sigma of every signer from its secrets, and the signature. */
export function checkSignOutputs(run: VectorRun): readonly (string | null)[] {
  const { sign } = part.parse(run.raw);
  const { setup, places, secrets } = presigning(run);
  const { ps2, ps3 } = messagesOf(run);
  const Gamma = sumOfGammas(ps2);
  const delta = sumOfDeltas(ps3);
  const messageHash = bytesFromHex(sign.messageHash);
  const sigmas = places.flatMap((from) => run.decode(ON.codec, 'ON', from)?.sigma ?? []);
  const make = (place: number): bigint => {
    const { k, chiInt } = secrets[place]!;
    const share = (value: bigint): SecretInteger => dividedBy(SecretInteger.of(value), delta);
    return makeSignatureShare({ kt: share(k!), chit: share(chiInt!) }, Gamma, messageHash);
  };
  const whole = () => assembleSignature({ Gamma, childKey: setup.childKey, sigmas, messageHash, preimage: undefined });
  return [
    ...places.map((place, i) => same(`sign sigma_${place}`, () => make(place), sigmas[i] ?? -1n)),
    same('sign r', () => bytesToHex(whole().r), sign.r),
    same('sign s', () => bytesToHex(whole().s), sign.s),
    same('sign recoveryId', () => whole().recoveryId, sign.recoveryId),
  ];
}

/** The verdict of the error round over all signers, the receiver's own message included; its PS3 are those of the run that failed. */
export function checkError(run: VectorRun, receiver: number): readonly Finding[] {
  const { setup, rounds, sid, places } = presigning(run);
  const view: ErrorView = { setup, sid, ...messagesOf(run) };
  const decoded = places.map((from) => ({ from, er: run.decode(rounds.ER.codec, 'ER', from) }));
  const bad = decoded.filter(({ er }) => er === undefined);
  if (bad.length > 0) return bad.map(({ from }) => ({ code: 'decode', blamed: from }));
  const echo3 = echoOf(sid, 3, payloadHashes(run, 'PS3'));
  const others = decoded.filter(({ from }) => from !== receiver);
  if (others.some(({ er }) => !bytesEqual(er!.echo3, echo3))) return [{ code: 'echo', blamed: null }];
  const ers = new Map(decoded.map(({ from, er }) => [partyAt(run, from), er!]));
  return decoded.flatMap(({ from }) => {
    const code = codeOf(run, view, ers, from);
    return code === undefined ? [] : [{ code, blamed: from }];
  });
}

/** `codeOfEr` with the two expensive checks remembered: tampered runs share most proofs. */
function codeOf(run: VectorRun, view: ErrorView, ers: ReadonlyMap<PartyId, Er>, from: number): string | undefined {
  const party = partyAt(run, from);
  const er = ers.get(party)!;
  if (isCaseFalse(view, er)) return 'er.case';
  if (isRevealFalse(view, er, party)) return 'er.digest';
  const revealed = [...ers.values()].flatMap((each) => each.revealed.flatMap(({ D, F, Dh, Fh }) => [D, F, Dh, Fh]));
  const bound = [run.payload('ER', from), encodeTlv(tlv.list(revealed.map(tlv.integer)))];
  if (once(`dec ${from}`, bound, () => isPlaintextFalse(view, ers, party))) return 'er.dec';
  return once(`aff ${from}`, bound, () => isMultiplicationFalse(view, er, party)) ? 'er.aff' : undefined;
}
