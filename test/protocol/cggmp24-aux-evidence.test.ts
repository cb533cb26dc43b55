/** Evidence about an auxiliary run: every code of the proofs can be shown to a third party, and honest messages prove nothing. */
import { describe, expect, it } from 'vitest';
import { decodeWith, encodeWith } from '../../src/base/tlv-decode.ts';
import { isqrt } from '../../src/engine/crypto/integers.ts';
import { auxCommitment } from '../../src/engine/mpc/cggmp24/aux-checks.ts';
import { defineAux } from '../../src/engine/mpc/cggmp24/aux-definition.ts';
import type { Ax2, Ax3, Ax3p } from '../../src/engine/mpc/cggmp24/aux-messages.ts';
import { CONFIRM, type Confirm } from '../../src/engine/mpc/protocol/confirm.ts';
import { MAX_PAYLOAD_BYTES } from '../../src/engine/mpc/protocol/envelope.ts';
import { partyIdOf } from '../../src/engine/mpc/protocol/party.ts';
import { verifyEvidence } from '../../src/engine/mpc/verify-evidence.ts';
import { AX1, AX2, AX3, AX3P, broadcastOf, isPrivate, profile } from './cggmp24-aux-cheater.ts';
import { auxNet, makeEcdsaKey } from './ecdsa-runs.ts';
import { bundleOf } from './evidence-bundles.ts';
import { verifyWithOpenSsl, type Device } from './party.ts';
import { resultsOf } from './runs.ts';
import { resign, type Delivery } from './sim-net.ts';

const { all, shares } = makeEcdsaKey(2, 2);
const [alice, carol] = all as [Device, Device];
const { net, nodes } = auxNet({ all, shares });
net.run();
resultsOf(nodes);

const { keyId, epoch, minSigners, parties } = shares[0]!;
const definition = defineAux({ profile: 'TEST', keyId, epoch, minSigners, parties, earlier: [] });
const opening = broadcastOf(net.sent, carol, 2);
const own = decodeWith(AX2.codec, opening.envelope.payload);
const proofs = broadcastOf(net.sent, carol, 3);
const proven = decodeWith(AX3.codec, proofs.envelope.payload);
const toAlice = net.sent.find((d) => d.from === carol && d.envelope.round === 3 && isPrivate(d))!;
const noFactor = decodeWith(AX3P.codec, toAlice.envelope.payload);
const openings = [broadcastOf(net.sent, alice, 2), opening];

const verdict = (code: string, messages: readonly Delivery[]): string => {
  const { party, code: found } = verifyEvidence(
    bundleOf(definition, net.sent, carol, code, messages),
    verifyWithOpenSsl,
  );
  return party === carol.hex ? found : 'another party';
};
const expectRefused = (code: string, messages: readonly Delivery[]): void => {
  expect(() => verdict(code, messages)).toThrow(expect.objectContaining({ code: 'EVIDENCE_INVALID' }));
};

/** Carol's commitment and opening with other content, as she could have sent them. */
function openedAs(change: Partial<Ax2>): Delivery[] {
  const other = { ...own, ...change };
  const V = auxCommitment(profile, opening.envelope.sid, partyIdOf(carol.pid), other);
  return [
    resign(broadcastOf(net.sent, carol, 1), { payload: encodeWith(AX1.codec, { V }) }),
    resign(opening, { payload: encodeWith(AX2.codec, other) }),
  ];
}
const replaced = <T>(items: readonly T[], first: T): T[] => [first, ...items.slice(1)];

describe('Pi-prm, from the two messages of the accused', () => {
  const { A, z } = own.psi_prm;
  it.each<[string, Partial<Ax2>]>([
    ['ax.prm.1', { s: own.t }],
    ['ax.prm.1', { t: 1n }],
    ['ax.prm.2', { psi_prm: { A: replaced(A, 0n), z } }],
    ['ax.prm.3', { psi_prm: { A, z: replaced(z, own.Nh) } }],
    ['ax.prm.4', { psi_prm: { A, z: replaced(z, z[0]! + 1n) } }],
    ['ax.modulus', { Nh: own.Nh + 1n }],
  ])('%s', (code, change) => {
    const messages = openedAs(change);
    expect(verdict(code, messages)).toBe(code);
    expectRefused('ax.open', messages);
  });
});

describe('Pi-mod, from the openings of all', () => {
  const { w, items } = proven.psi_mod;
  const [first] = items;
  const { N } = own;
  it.each<[string, Ax3['psi_mod']]>([
    ['ax.mod.2', { w: 0n, items }],
    ['ax.mod.4', { w, items: replaced(items, { ...first!, x: 0n }) }],
    ['ax.mod.5', { w, items: replaced(items, { ...first!, z: N - first!.z }) }],
    ['ax.mod.6', { w, items: replaced(items, { ...first!, x: (2n * first!.x) % N }) }],
  ])('%s', (code, psi_mod) => {
    const ax3 = resign(proofs, { payload: encodeWith(AX3.codec, { ...proven, psi_mod }) });
    expect(verdict(code, [...openings, ax3])).toBe(code);
  });
});

describe('Pi-fac, from the openings of all and the private message', () => {
  const { w1, v } = noFactor;
  const { Nh } = decodeWith(AX2.codec, openings[0]!.envelope.payload);
  it.each<[string, Partial<Ax3p>]>([
    ['ax.fac.1', { P: 0n }],
    ['ax.fac.2', { z1: (isqrt(own.N) << 768n) + 1n }],
    ['ax.fac.3', { w1: Nh << 770n }],
    ['ax.fac.4', { w1: w1 + 1n }],
    ['ax.fac.5', { v: v + 1n }],
  ])('%s', (code, change) => {
    const ax3p = resign(toAlice, { payload: encodeWith(AX3P.codec, { ...noFactor, ...change }) });
    expect(verdict(code, [...openings, proofs, ax3p])).toBe(code);
  });
});

describe('the confirmation, from commitments and openings of all and the echoes of the accused', () => {
  const commitments = all.map((party) => broadcastOf(net.sent, party, 1));
  const agreed = [...commitments, ...openings, broadcastOf(net.sent, carol, 101), proofs];
  const confirmation = broadcastOf(net.sent, carol, 200);
  const confirmedAs = (change: Partial<Confirm>): Delivery => {
    const message = decodeWith(CONFIRM.codec, confirmation.envelope.payload);
    return resign(confirmation, { payload: encodeWith(CONFIRM.codec, { ...message, ...change }) });
  };

  it('confirm.transcript', () => {
    const other = confirmedAs({ transcriptHash: new Uint8Array(32) });
    expect(verdict('confirm.transcript', [...agreed, other])).toBe('confirm.transcript');
    expectRefused('confirm.transcript', [...agreed, confirmation]);
  });

  it('confirm.signature', () => {
    expect(verdict('confirm.signature', [confirmedAs({ sig: new Uint8Array(64) })])).toBe('confirm.signature');
    expectRefused('confirm.signature', [confirmation]);
  });
});

describe('evidence-forgery: what an accuser can make up', () => {
  const ax1 = broadcastOf(net.sent, carol, 1);

  it('honest messages prove nothing', () => {
    for (const code of ['ax.open', 'ax.modulus', 'ax.prm.4']) expectRefused(code, [ax1, opening]);
    expectRefused('ax.mod.6', [...openings, proofs]);
    expectRefused('ax.fac.4', [...openings, proofs, toAlice]);
  });

  it('another opening of the accuser, with another rid or other parameters, does not make honest proofs false', () => {
    const mine = decodeWith(AX2.codec, openings[0]!.envelope.payload);
    for (const change of [{ rid: new Uint8Array(32) }, { s: mine.t, t: mine.s }]) {
      const forged = resign(openings[0]!, { payload: encodeWith(AX2.codec, { ...mine, ...change }) });
      expectRefused('ax.mod.5', [forged, opening, proofs]);
      expectRefused('ax.fac.4', [forged, opening, proofs, toAlice]);
    }
  });

  it('a clash between parties is never evidence', () => {
    const messages = openedAs({ N: decodeWith(AX2.codec, openings[0]!.envelope.payload).N });
    expectRefused('ax.modulus', messages);
    expectRefused('ax.repeat', messages);
  });
});

it('fits into a message', () => {
  // The largest: the openings of all parties, Pi-mod, Pi-fac. P128 has half as much again, and grows by 100 KB a party.
  const bundle = bundleOf(definition, net.sent, carol, 'ax.fac.4', [...openings, proofs, toAlice]);
  expect(bundle.length).toBeGreaterThan(200_000);
  expect(bundle.length).toBeLessThan(MAX_PAYLOAD_BYTES);
});
