/** Replays the auxiliary run of `transcript-2of3.json` with the very checks that a party and a third party run. */
import { z } from 'zod';
import { bytesEqual, bytesFromHex, bytesToHex } from '../../src/base/bytes.ts';
import { profileOf } from '../../src/engine/crypto/parameters.ts';
import {
  auxTranscriptHash,
  facCode,
  modCode,
  modulusCode,
  openingCode,
  repeatedModuli,
} from '../../src/engine/mpc/cggmp24/aux-checks.ts';
import { auxRounds, auxSessionPlan } from '../../src/engine/mpc/cggmp24/aux-messages.ts';
import { echoOf, xorAll } from '../../src/engine/mpc/cggmp24/wire.ts';
import { payloadHashOf } from '../../src/engine/mpc/protocol/envelope.ts';
import { partyIdOf } from '../../src/engine/mpc/protocol/party.ts';
import { deriveSid } from '../../src/engine/mpc/protocol/plan.ts';
import { once, type Finding, type VectorRun } from './protocol-run.ts';
import { integer, same } from './replaying.ts';

const part = z.object({
  aux: z.object({
    sid: z.string(),
    nonces: z.array(z.string()),
    outputs: z.object({
      rid: z.string(),
      transcriptHash: z.string(),
      N: z.array(integer),
      Nh: z.array(integer),
      s: z.array(integer),
      t: z.array(integer),
    }),
  }),
});

function setUp({ file, raw }: VectorRun) {
  const { aux } = part.parse(raw);
  const { profile, keyId, epoch, t, pids, ids } = file;
  const plan = auxSessionPlan({
    ...{ profile, keyId, epoch, minSigners: t, earlier: [] },
    parties: pids.map((pid, place) => ({ pid, id: ids[place] ?? 0n })),
  });
  const places = pids.map((_, place) => place);
  return {
    plan,
    places,
    sid: bytesFromHex(aux.sid),
    rounds: auxRounds(profileOf(profile)),
    profile: profileOf(profile),
    aux,
  };
}

/** What the party at `receiver` finds; rounds after the one with a finding are not looked at. */
export function checkAux(run: VectorRun, receiver: number): readonly Finding[] {
  const { places, rounds } = setUp(run);
  const peers = places.filter((place) => place !== receiver);
  const first = peers.filter((from) => run.decode(rounds.AX1.codec, 'AX1', from) === undefined);
  if (first.length > 0) return first.map(malformed);
  const second = checkOpenings(run, receiver, peers);
  return second.length > 0 ? second : checkProofs(run, receiver, peers);
}

function checkOpenings(run: VectorRun, receiver: number, peers: readonly number[]): readonly Finding[] {
  const { plan, places, sid, rounds, profile } = setUp(run);
  const sound = places.flatMap((place) => {
    const ax2 = run.decode(rounds.AX2.codec, 'AX2', place);
    const isSound = ax2 !== undefined && modulusCode(profile, [], ax2) === undefined;
    return isSound ? [[partyAt(run, place), ax2] as const] : [];
  });
  const { suspects } = repeatedModuli(partyAt(run, receiver), new Map(sound), []);
  return peers.flatMap((from): Finding[] => {
    const ax1 = run.decode(rounds.AX1.codec, 'AX1', from);
    const ax2 = run.decode(rounds.AX2.codec, 'AX2', from);
    if (ax1 === undefined || ax2 === undefined) return [malformed(from)];
    const party = partyAt(run, from);
    const inputs = [sid, ...[run.payload('AX1', from), run.payload('AX2', from)]];
    const code = once(`opening ${from}`, inputs, () => openingCode(plan, [], sid, party, ax1, ax2));
    // A session calls a clash between parties `ax.repeat`: a third party cannot tell whose fault it is. The vectors have one code for 4.3.
    const found = code ?? (suspects.has(party) ? 'ax.modulus' : undefined);
    return found === undefined ? [] : [{ code: found, blamed: from }];
  });
}

function checkProofs(run: VectorRun, receiver: number, peers: readonly number[]): readonly Finding[] {
  const { places, sid, rounds, profile } = setUp(run);
  const third = peers.map((from) => {
    const ax3 = run.decode(rounds.AX3.codec, 'AX3', from);
    return { from, ax3, ax3p: run.decode(rounds.AX3P.codec, 'AX3p', from, receiver) };
  });
  const bad = third.flatMap(({ from, ax3, ax3p }) =>
    ax3 === undefined || ax3p === undefined ? [malformed(from)] : [],
  );
  if (bad.length > 0) return bad;
  const own = echoOf(sid, rounds.AX2.id, ax2Hashes(run, places));
  if (third.some(({ ax3 }) => ax3 !== undefined && !bytesEqual(ax3.echo2, own)))
    return [{ code: 'echo', blamed: null }];
  const rid = ridOf(run);
  const RP = run.decode(rounds.AX2.codec, 'AX2', receiver);
  return third.flatMap(({ from, ax3, ax3p }): Finding[] => {
    const ax2 = run.decode(rounds.AX2.codec, 'AX2', from);
    if (ax2 === undefined || ax3 === undefined || ax3p === undefined || RP === undefined) return [malformed(from)];
    const party = partyAt(run, from);
    const ofN = [sid, rid, run.payload('AX2', from)];
    const mod = once(`mod ${from}`, [...ofN, run.payload('AX3', from)], () =>
      modCode(profile, sid, party, rid, ax2, ax3),
    );
    const toOwn = [...ofN, run.payload('AX2', receiver), run.payload('AX3p', from, receiver)];
    const code =
      mod ??
      once(`fac ${from} ${receiver}`, toOwn, () =>
        facCode(sid, party, rid, ax2, ax3p, { party: partyAt(run, receiver), RP }),
      );
    return code === undefined ? [] : [{ code, blamed: from }];
  });
}

/** `sid` and the public outputs. */
export function checkAuxOutputs(run: VectorRun): readonly (string | null)[] {
  const { plan, places, sid, rounds, aux } = setUp(run);
  const { outputs } = aux;
  const nonces = aux.nonces.map((nonce) => bytesFromHex(nonce));
  const ax1 = places.flatMap((from) => run.decode(rounds.AX1.codec, 'AX1', from) ?? []);
  const hash = (): string => bytesToHex(auxTranscriptHash(sid, ax1, ax2Hashes(run, places), ridOf(run)));
  return [
    same('aux sid', () => bytesToHex(deriveSid(plan, nonces)), aux.sid),
    same('aux rid', () => bytesToHex(ridOf(run)), outputs.rid),
    same('aux transcriptHash', hash, outputs.transcriptHash),
    ...places.flatMap((from) =>
      (['N', 'Nh', 's', 't'] as const).map((name) =>
        same(
          `aux ${name}_${from}`,
          () => run.decode(rounds.AX2.codec, 'AX2', from)?.[name] ?? 0n,
          outputs[name][from] ?? -1n,
        ),
      ),
    ),
  ];
}

function ridOf(run: VectorRun): Uint8Array {
  const { places, rounds } = setUp(run);
  return xorAll(places.flatMap((from) => run.decode(rounds.AX2.codec, 'AX2', from)?.rid ?? []));
}

function ax2Hashes(run: VectorRun, places: readonly number[]): readonly Uint8Array[] {
  return places.map((from) => payloadHashOf(run.payload('AX2', from)));
}

function partyAt(run: VectorRun, place: number) {
  return partyIdOf(run.file.pids[place] ?? new Uint8Array());
}

function malformed(from: number): Finding {
  return { code: 'decode', blamed: from };
}
