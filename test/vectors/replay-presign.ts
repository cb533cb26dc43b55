/** Replays presigning of `transcript-2of3.json` with the very checks that a signer and a third party run. */
import { z } from 'zod';
import { bytesEqual, bytesFromHex, bytesToHex } from '../../src/base/bytes.ts';
import type { TlvCodec } from '../../src/base/tlv-decode.ts';
import { inverse, mod } from '../../src/engine/crypto/integers.ts';
import { paillierPrivateKey } from '../../src/engine/crypto/paillier.ts';
import { profileOf } from '../../src/engine/crypto/parameters.ts';
import { multiplyPublic, pointToBytes, q, type Point } from '../../src/engine/crypto/secp256k1.ts';
import { ECDSA, keyMaterialHashOf } from '../../src/engine/mpc/cggmp24/key-share.ts';
import {
  codeOfPs1,
  codeOfPs2,
  codeOfPs3,
  errorCaseOf,
  sumOfDeltas,
  sumOfGammas,
} from '../../src/engine/mpc/cggmp24/presign-checks.ts';
import { presignRounds } from '../../src/engine/mpc/cggmp24/presign-messages.ts';
import { signingPlanOf } from '../../src/engine/mpc/cggmp24/signing-plan.ts';
import { memberOf, setUpSigning, type SigningSetup } from '../../src/engine/mpc/cggmp24/signing-setup.ts';
import { echoOf } from '../../src/engine/mpc/cggmp24/wire.ts';
import { payloadHashOf } from '../../src/engine/mpc/protocol/envelope.ts';
import { partyIdOf, type PartyId } from '../../src/engine/mpc/protocol/party.ts';
import { deriveSid } from '../../src/engine/mpc/protocol/plan.ts';
import { once, type Finding, type VectorRun } from './protocol-run.ts';
import { integer, same } from './replaying.ts';

const hexes = z.array(z.string());
const mta = z.object({ peer: z.number(), y: integer, yh: integer });
const secrets = z.object({
  p: integer,
  q: integer,
  w: integer.optional(),
  k: integer.optional(),
  gamma: integer.optional(),
  deltaInt: integer.optional(),
  chiInt: integer.optional(),
  mta: z.array(mta).optional(),
});
const part = z.object({
  keygen: z.object({ outputs: z.object({ X: z.string(), Xs: hexes, chainCode: z.string() }) }),
  aux: z.object({
    sid: z.string(),
    outputs: z.object({
      rid: z.string(),
      N: z.array(integer),
      Nh: z.array(integer),
      s: z.array(integer),
      t: z.array(integer),
    }),
  }),
  presign: z.object({
    S: z.array(z.number()),
    path: z.array(z.number()),
    shift: z.string(),
    childKey: z.string(),
    W: hexes,
    keyMaterialHash: z.string(),
    nonces: hexes,
    ssid: z.string(),
    outputs: z.object({ Gamma: z.string(), delta: z.string(), Dt: hexes, St: hexes, echo3: z.string() }),
  }),
  secrets: z.array(secrets),
});

/** Everything public about the presigning run of the file. */
export function presigning({ file, raw }: VectorRun) {
  const { keygen, aux, presign, secrets: known } = part.parse(raw);
  const { outputs: key } = keygen;
  const publics = aux.outputs.N.map((N, i) => ({
    N,
    Nh: aux.outputs.Nh[i] ?? 0n,
    s: aux.outputs.s[i] ?? 0n,
    t: aux.outputs.t[i] ?? 0n,
  }));
  const signers = presign.S.map((place) => partyIdOf(file.pids[place] ?? new Uint8Array()));
  const setup = setUpSigning({
    signers,
    path: presign.path,
    key: {
      scheme: ECDSA,
      profile: profileOf(file.profile).name,
      keyId: file.keyId,
      epoch: file.epoch,
      minSigners: file.t,
      parties: file.pids.map((pid, place) => ({ pid, id: file.ids[place] ?? 0n })),
      groupKey: bytesFromHex(key.X),
      publicShares: key.Xs.map((X) => bytesFromHex(X)),
      chainCode: bytesFromHex(key.chainCode),
      aux: { rid: bytesFromHex(aux.outputs.rid), publics },
    },
  });
  const rounds = presignRounds(setup.profile, signers.length);
  return { setup, rounds, sid: bytesFromHex(presign.ssid), places: presign.S, vector: presign, secrets: known };
}

/** The place in the file of a signer. */
export function partyAt(run: VectorRun, place: number): PartyId {
  return partyIdOf(run.file.pids[place] ?? new Uint8Array());
}

/** What the signer at `receiver` finds; rounds after the one with a finding are not looked at. */
export function checkPresign(run: VectorRun, receiver: number): readonly Finding[] {
  const rounds = [checkRoundOne, checkRoundTwo, checkRoundThree];
  for (const check of rounds) {
    const findings = check(run, receiver);
    if (findings.length > 0) return findings;
  }
  return [];
}

function peersOf(run: VectorRun, receiver: number): readonly number[] {
  return presigning(run).places.filter((place) => place !== receiver);
}

function checkRoundOne(run: VectorRun, receiver: number): readonly Finding[] {
  const { setup, rounds, sid } = presigning(run);
  return peersOf(run, receiver).flatMap((from) => {
    const ps1 = run.decode(rounds.PS1.codec, 'PS1', from);
    const ps1p = run.decode(rounds.PS1P.codec, 'PS1p', from, receiver);
    if (ps1 === undefined || ps1p === undefined) return [{ code: 'decode', blamed: from }];
    const inputs = [run.payload('PS1', from), run.payload('PS1p', from, receiver)];
    const exchange = { setup, sid, sender: partyAt(run, from), receiver: partyAt(run, receiver) };
    const code = once(`ps1 ${from} ${receiver}`, inputs, () => codeOfPs1(exchange, ps1, ps1p));
    return code === undefined ? [] : [{ code, blamed: from }];
  });
}

function checkRoundTwo(run: VectorRun, receiver: number): readonly Finding[] {
  const { setup, rounds, sid } = presigning(run);
  const ofReceiver = run.decode(rounds.PS1.codec, 'PS1', receiver);
  return peersOf(run, receiver).flatMap((from) => {
    const ps1 = run.decode(rounds.PS1.codec, 'PS1', from);
    const ps2 = run.decode(rounds.PS2.codec, 'PS2', from);
    const ps2p = run.decode(rounds.PS2P.codec, 'PS2p', from, receiver);
    if ([ps1, ps2, ps2p, ofReceiver].includes(undefined)) return [{ code: 'decode', blamed: from }];
    const inputs = ['PS1', 'PS2'].map((type) => run.payload(type, from));
    const exchange = { setup, sid, sender: partyAt(run, from), receiver: partyAt(run, receiver) };
    const code = once(`ps2 ${from} ${receiver}`, [...inputs, run.payload('PS2p', from, receiver)], () =>
      codeOfPs2(exchange, { sender: ps1!, receiver: ofReceiver! }, ps2!, ps2p!),
    );
    return code === undefined ? [] : [{ code, blamed: from }];
  });
}

function checkRoundThree(run: VectorRun, receiver: number): readonly Finding[] {
  const { setup, rounds, sid } = presigning(run);
  const peers = peersOf(run, receiver);
  const bad = peers.filter((from) => run.decode(rounds.PS3.codec, 'PS3', from) === undefined);
  if (bad.length > 0) return bad.map((from) => ({ code: 'decode', blamed: from }));
  const { ps1, ps2, ps3 } = messagesOf(run);
  const echo2 = echoOf(sid, 2, payloadHashes(run, 'PS2'));
  const ofPeers = peers.map((from) => ({ from, party: partyAt(run, from), message: ps3.get(partyAt(run, from))! }));
  if (ofPeers.some(({ message }) => !bytesEqual(message.echo2, echo2))) return [{ code: 'echo', blamed: null }];
  const findings = ofPeers.flatMap(({ from, party, message }) => {
    const code = codeOfPs3(sid, party, ps1.get(party)!, sumOfGammas(ps2), message);
    return code === undefined ? [] : [{ code, blamed: from }];
  });
  if (findings.length > 0) return findings;
  const errorCase = errorCaseOf(setup, ps3);
  return errorCase === undefined ? [] : [{ code: errorCase === 'N' ? 'e1' : 'e2', blamed: null }];
}

/** The decoded broadcasts of all signers. */
export function messagesOf(run: VectorRun) {
  const { rounds, places } = presigning(run);
  const read = <M>(round: { codec: TlvCodec<M> }, type: string): Map<PartyId, M> =>
    new Map(places.map((from) => [partyAt(run, from), run.decode(round.codec, type, from)!]));
  return { ps1: read(rounds.PS1, 'PS1'), ps2: read(rounds.PS2, 'PS2'), ps3: read(rounds.PS3, 'PS3') };
}

export function payloadHashes(run: VectorRun, type: string): readonly Uint8Array[] {
  return presigning(run).places.map((from) => payloadHashOf(run.payload(type, from)));
}

/** `sid`, public outputs, and what every signer computes from its secrets. */
export function checkPresignOutputs(run: VectorRun): readonly (string | null)[] {
  const { setup, sid, vector, places } = presigning(run);
  const { ps2, ps3 } = messagesOf(run);
  const nonces = vector.nonces.map((nonce) => bytesFromHex(nonce));
  const { outputs } = vector;
  const di = inverse(sumOfDeltas(ps3), q);
  const divided = (point: Point | undefined): string => hexOf(multiplyPublic(point!, di));
  return [
    same('presign shift', () => setup.shift, BigInt(`0x${vector.shift}`)),
    same('presign childKey', () => hexOf(setup.childKey), vector.childKey),
    same('presign keyMaterialHash', () => bytesToHex(keyMaterialHashOf(asShare(setup))), vector.keyMaterialHash),
    same('presign ssid', () => bytesToHex(deriveSid(signingPlanOf(setup, undefined), nonces)), vector.ssid),
    same('presign Gamma', () => hexOf(sumOfGammas(ps2)), outputs.Gamma),
    same('presign delta', () => sumOfDeltas(ps3), BigInt(`0x${outputs.delta}`)),
    same('presign echo3', () => bytesToHex(echoOf(sid, 3, payloadHashes(run, 'PS3'))), outputs.echo3),
    ...places.flatMap((place, i) => {
      const party = partyAt(run, place);
      return [
        same(`presign W_${place}`, () => hexOf(memberOf(setup, party).W), vector.W[i] ?? ''),
        same(`presign Dt_${place}`, () => divided(ps3.get(party)?.Delta), outputs.Dt[i] ?? ''),
        same(`presign St_${place}`, () => divided(ps3.get(party)?.S), outputs.St[i] ?? ''),
        ...localOutputs(run, place),
      ];
    }),
  ];
}

/** deltaInt and chiInt from the received ciphertexts, and delta as it was published. */
function localOutputs(run: VectorRun, place: number): (string | null)[] {
  const { rounds, secrets: known } = presigning(run);
  const own = known[place]!;
  const key = paillierPrivateKey(own.p, own.q);
  const sum = (x: bigint, field: 'D' | 'Dh', mask: 'y' | 'yh'): bigint =>
    own.mta!.reduce((total, entry) => {
      const received = run.decode(rounds.PS2P.codec, 'PS2p', entry.peer, place)!;
      return total + key.decrypt(received[field]).use((alpha) => alpha) - entry[mask];
    }, x * own.k!);
  return [
    same(`presign deltaInt_${place}`, () => sum(own.gamma!, 'D', 'y'), own.deltaInt!),
    same(`presign chiInt_${place}`, () => sum(own.w!, 'Dh', 'yh'), own.chiInt!),
    same(
      `presign delta_${place}`,
      () => mod(own.deltaInt!, q),
      messagesOf(run).ps3.get(partyAt(run, place))?.delta ?? -1n,
    ),
  ];
}

function asShare({ key }: SigningSetup) {
  const unused = new Uint8Array(32);
  return { ...key, aux: { ...key.aux, sid: unused, transcriptHash: unused } };
}

function hexOf(point: Point): string {
  return bytesToHex(pointToBytes(point));
}
