/**
 * Every check of the error round on the messages of one real run (cggmp24.md 7): PS-S, then what its signers could have sent instead, judged by the functions
 * that signers and third parties share. Whole runs of these are in test/full.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { codeOf } from '../../src/base/errors.ts';
import { decodeWith, encodeWith } from '../../src/base/tlv-decode.ts';
import { G } from '../../src/engine/crypto/secp256k1.ts';
import { codeOfEr, judgeErrorRound, type ErrorView } from '../../src/engine/mpc/cggmp24/error-round-checks.ts';
import { definePresign } from '../../src/engine/mpc/cggmp24/presign-definition.ts';
import { presignRounds, type Er } from '../../src/engine/mpc/cggmp24/presign-messages.ts';
import { setUpSigning, signingKeyOf } from '../../src/engine/mpc/cggmp24/signing-setup.ts';
import { sealEnvelope } from '../../src/engine/mpc/protocol/envelope.ts';
import { partyIdOf, type PartyId } from '../../src/engine/mpc/protocol/party.ts';
import type { Round } from '../../src/engine/mpc/protocol/protocol.ts';
import { verifyEvidence } from '../../src/engine/mpc/verify-evidence.ts';
import { cheatedPresign, lieInPs3 } from './ecdsa-cheaters.ts';
import { makeSigningKey, type Net } from './ecdsa-signing-runs.ts';
import { bundleOf } from './evidence-bundles.ts';
import { verifyWithOpenSsl, type Device } from './party.ts';
import type { Delivery } from './sim-net.ts';
import { expectProven } from './verdicts.ts';

const key = makeSigningKey(2, 3);
const [alice, , carol] = key.all as [Device, Device, Device];
const signers = [alice, carol];
const setup = setUpSigning({
  key: signingKeyOf(key.shares[0]!),
  signers: signers.map(({ pid }) => partyIdOf(pid)),
  path: [],
});
const { PS1, PS2, PS3, ER } = presignRounds(setup.profile, 2);

let run: Net<unknown>;
let sent: readonly Delivery[];
let view: ErrorView;
let ers: ReadonlyMap<PartyId, Er>;

beforeAll(() => {
  const falseS = lieInPs3({ errorCase: 'X', ps3: (m) => ({ ...m, S: m.S.add(G) }) });
  run = cheatedPresign({ ...key, signers, cheater: carol, cheat: falseS });
  run.net.run();
  ({ sent } = run.net);
  view = { setup, sid: broadcast(alice, 1).envelope.sid, ps1: all(PS1), ps2: all(PS2), ps3: all(PS3) };
  ers = all(ER);
});

const broadcast = (from: Device, round: number): Delivery =>
  sent.find((d) => d.from === from && d.envelope.round === round && d.envelope.to.length === 0)!;

function all<M>({ id, codec }: Round<M>): Map<PartyId, M> {
  return new Map(
    signers.map((each) => [partyIdOf(each.pid), decodeWith(codec, broadcast(each, id).envelope.payload)] as const),
  );
}

const idOf = ({ pid }: Device): PartyId => partyIdOf(pid);
const erOf = (device: Device): Er => ers.get(idOf(device))!;

/** The error round of a signer as it could have signed it otherwise. */
function otherwise(device: Device, change: (er: Er) => Er): Delivery {
  const genuine = broadcast(device, ER.id);
  const payload = encodeWith(ER.codec, change(erOf(device)));
  const { envelope, bytes } = sealEnvelope({ ...genuine.envelope, payload }, device.signer);
  return { ...genuine, envelope, bytes };
}

/** What a third party makes of an accusation with the true messages of the run and these ER. */
function verdictOn(accused: Device, code: string, ...own: readonly Delivery[]): string {
  const ofAll = [1, 2, 3].flatMap((round) => signers.map((each) => broadcast(each, round)));
  const bundle = bundleOf(definePresign(setup), sent, accused, code, [...ofAll, broadcast(accused, 101), ...own]);
  try {
    return verifyEvidence(bundle, verifyWithOpenSsl).code;
  } catch (error) {
    return codeOf(error) ?? 'unexpected';
  }
}

const revealOther = (er: Er): Er => ({ ...er, revealed: er.revealed.map((mta) => ({ ...mta, Dh: mta.Dh + 1n })) });
const proveOther = (er: Er): Er => ({ ...er, proofs: er.proofs.map((items) => items.toReversed()) });

describe('PS-S: S_j + G', () => {
  it('fails E2, and error round X names exactly j (er.dec)', () => {
    expect(erOf(alice).case).toBe(1);
    expectProven(run.nodes, [{ cheater: carol, code: 'er.dec' }]);
  });
});

describe('a third party', () => {
  it('convicts who reveals other ciphertexts (er.digest)', () => {
    expect(verdictOn(carol, 'er.digest', otherwise(carol, revealOther))).toBe('er.digest');
  });

  it('convicts who proves a multiplication wrongly (er.aff)', () => {
    expect(verdictOn(carol, 'er.aff', otherwise(carol, proveOther))).toBe('er.aff');
  });

  it('convicts who answers under another case (er.case)', () => {
    const other = otherwise(carol, (er) => ({ ...er, case: 0 }));
    expect(verdictOn(carol, 'er.case', other)).toBe('er.case');
  });

  it('evidence-forgery: convicts nobody of what true messages do not show', () => {
    for (const code of ['er.case', 'er.digest', 'er.aff'])
      expect([code, verdictOn(alice, code, broadcast(alice, ER.id))]).toEqual([code, 'EVIDENCE_INVALID']);
    // Ciphertexts that Carol reveals falsely are not charged to Alice, whose statement nobody can form then
    const around = [broadcast(alice, ER.id), otherwise(carol, revealOther)];
    expect(verdictOn(alice, 'er.dec', ...around)).toBe('EVIDENCE_INVALID');
    // Another echo of PS3 in her ER is no admission of these PS3
    const elsewhere = otherwise(alice, (er) => ({ ...revealOther(er), echo3: new Uint8Array(32) }));
    expect(verdictOn(alice, 'er.digest', elsewhere)).toBe('EVIDENCE_INVALID');
  });
});

describe('every signer', () => {
  it('names two liars at once: er.aff of one, er.dec of the other', () => {
    const both = new Map([...ers, [idOf(alice), proveOther(erOf(alice))] as const]);
    expect(judgeErrorRound(view, both)).toEqual([
      { party: idOf(alice), code: 'er.aff' },
      { party: idOf(carol), code: 'er.dec' },
    ]);
  });

  it('looks at the case first, then at what is revealed, before any proof', () => {
    const bad = (er: Er): Er => proveOther(revealOther(er));
    const judged = (er: Er) => codeOfEr(view, new Map([...ers, [idOf(carol), er] as const]), idOf(carol));
    expect(judged({ ...bad(erOf(carol)), case: 0 })).toBe('er.case');
    expect(judged(bad(erOf(carol)))).toBe('er.digest');
  });
});
