/** The longest messages of the largest committees at 3072 bits, against every limit on their way: an honest message or proof is never too long. */
import { describe, expect, it } from 'vitest';
import { envelopeLimit } from '../../src/apps/direct/envelope-limit.ts';
import { MAX_ENVELOPE } from '../../src/apps/direct/envelope-pieces.ts';
import { encodeWith } from '../../src/base/tlv-decode.ts';
import { K_IA, MAX_PARTIES, profileOf } from '../../src/engine/crypto/parameters.ts';
import { G } from '../../src/engine/crypto/secp256k1.ts';
import { auxRounds } from '../../src/engine/mpc/cggmp24/aux-messages.ts';
import { definePresign } from '../../src/engine/mpc/cggmp24/presign-definition.ts';
import { presignRounds, type Er } from '../../src/engine/mpc/cggmp24/presign-messages.ts';
import { setUpSigning, signingKeyOf } from '../../src/engine/mpc/cggmp24/signing-setup.ts';
import { MAX_PAYLOAD_BYTES } from '../../src/engine/mpc/protocol/envelope.ts';
import { MAX_PROOF_ENVELOPES } from '../../src/engine/mpc/protocol/evidence.ts';
import { partyIdOf } from '../../src/engine/mpc/protocol/party.ts';
import { MAX_CO_SIGNERS } from '../../src/treasury/workspace/admit-co-signer.ts';
import { makeSigningKey } from './ecdsa-signing-runs.ts';

const profile = profileOf('P128');
const nu = profile.modulusBytes;
/** What envelope, list and field headers add to a payload, and the hashes in it. */
const ENVELOPE = 512;

/** The largest integer of so many bytes: no honest value takes more. */
const longest = (bytes: number): bigint => (1n << BigInt(8 * bytes)) - 1n;

/** An ER with every integer as long as its field may be. */
function longestEr(signers: number): Er {
  const others = Array.from({ length: signers - 1 });
  const [N, NN] = [longest(nu), longest(2 * nu)];
  const dec = { A: NN, B: G, C: G, z: longest(97), w: longest(246), nu: N };
  const affG = { A: NN, R: G, B: NN, z: longest(97), zp: longest(225), w: N, lam: N };
  return {
    ...{ case: 1, echo3: new Uint8Array(32), psi: Array.from({ length: K_IA }, () => dec) },
    revealed: others.map(() => ({ D: NN, F: NN, Dh: NN, Fh: NN })),
    proofs: others.map(() => Array.from({ length: K_IA }, () => affG)),
  };
}

const measured = [2, 3].map((t) => encodeWith(presignRounds(profile, t).ER.codec, longestEr(t)).length);
const [ofTwo = 0, ofThree = 0] = measured;
/** Bytes of an ER of so many signers: each further one adds the same. */
const erOf = (signers: number): number => ofTwo + (signers - 2) * (ofThree - ofTwo);
/** Evidence for `er.dec`: ER of all, PS1 to PS3 of all, one echo, the plan. */
const proofOf = (signers: number): number => signers * (erOf(signers) + 3 * 4096 + 4 * ENVELOPE + 2048) + 8 * ENVELOPE;

describe('the error round', () => {
  it('has messages that every channel takes, for the largest committee of the protocol and of this program', () => {
    expect(encodeWith(presignRounds(profile, 5).ER.codec, longestEr(5))).toHaveLength(erOf(5));
    expect(erOf(MAX_PARTIES)).toBeLessThan(MAX_PAYLOAD_BYTES);
    expect(erOf(MAX_CO_SIGNERS) + ENVELOPE).toBeLessThan(MAX_ENVELOPE);
    for (let t = 2; t <= MAX_CO_SIGNERS; t += 1) expect(erOf(t) + ENVELOPE).toBeLessThan(envelopeLimit('presign', t));
  });

  it('has evidence that fits an abort notice up to eight signers, and five on the channel; above, each signer keeps its own', () => {
    expect(proofOf(8)).toBeLessThan(MAX_PAYLOAD_BYTES - 65536);
    expect(proofOf(9)).toBeGreaterThan(MAX_PAYLOAD_BYTES - 65536);
    expect(proofOf(5)).toBeLessThan(MAX_ENVELOPE);
    for (let t = 2; t <= 5; t += 1) expect(proofOf(t)).toBeLessThan(envelopeLimit('presign', t));
  });

  it('has no proof with more messages than evidence may have', () => {
    const { shares, all } = makeSigningKey(2, 2);
    const setup = setUpSigning({
      ...{ key: signingKeyOf(shares[0]!), path: [] },
      signers: all.map(({ pid }) => partyIdOf(pid)),
    });
    const counts = [undefined, new Uint8Array(32)].flatMap((hash) =>
      Object.values(definePresign(setup, hash).checks).map(({ needs }) =>
        needs.reduce((sum, { from }) => sum + (from === 'accused' ? 1 : MAX_PARTIES), 0),
      ),
    );
    expect(Math.max(...counts)).toBe(MAX_PROOF_ENVELOPES);
  });
});

it('the openings of an auxiliary run of the largest committee fit one dispute and one proof', () => {
  // Pi-prm has 128 pairs of integers, Pi-mod 129 of two integers and two bits (protocol README, section 10)
  const { AX2, AX3 } = auxRounds(profile);
  const prm = Array.from({ length: 128 }, () => longest(nu));
  const item = { x: longest(nu), a: 1, b: 1, z: longest(nu) } as const;
  const moduli = { N: longest(nu), Nh: longest(nu), s: longest(nu), t: longest(nu) };
  const ax2 = encodeWith(AX2.codec, {
    ...{ ...moduli, rid: new Uint8Array(32), u: new Uint8Array(32) },
    psi_prm: { A: prm, z: prm },
  }).length;
  const psi_mod = { w: longest(nu), items: Array.from({ length: 129 }, () => item) };
  const ax3 = encodeWith(AX3.codec, { psi_mod, echo2: new Uint8Array(32) }).length;
  expect(MAX_PARTIES * (ax2 + ENVELOPE) + ax3).toBeLessThan(MAX_PAYLOAD_BYTES - 65536);
  for (let n = 2; n <= MAX_CO_SIGNERS; n += 1)
    expect(n * (ax2 + ENVELOPE) + ax3 + ENVELOPE).toBeLessThan(envelopeLimit('aux', n));
});
