/** Cheating in an auxiliary run (cggmp24.md 4): every honest party names the cheater, and a third party agrees from the evidence. */
import { describe, expect, it } from 'vitest';
import { bytesToHex } from '../../src/base/bytes.ts';
import { decodeWith, encodeWith } from '../../src/base/tlv-decode.ts';
import { bitLength } from '../../src/engine/crypto/integers.ts';
import { modulusHash } from '../../src/engine/mpc/cggmp24/aux-checks.ts';
import type { Ax2 } from '../../src/engine/mpc/cggmp24/aux-messages.ts';
import { auxNet, makeEcdsaKey } from './ecdsa-runs.ts';
import { AX1, AX2, AX3, AX3P, broadcastOf, isPrivate, openOther } from './cggmp24-aux-cheater.ts';
import { fixtures } from './fixture-moduli.ts';
import type { Device } from './party.ts';
import { cheat, resign, type Hook } from './sim-net.ts';
import { expectProven } from './verdicts.ts';

const two = makeEcdsaKey(2, 2);
const three = makeEcdsaKey(2, 3);
const earlierModuli = [fixtures.P112.paillier[5]!.N];
/** Of an epoch before the last one only hashes are known. */
const oldest = fixtures.P112.paillier[4]!.N;
const earlierHashes = [modulusHash(oldest)];

type Committee = typeof two;

function run(hooks: readonly Hook[], { all, shares }: Committee = two) {
  const made = auxNet({ all, shares, hooks, change: () => ({ earlierModuli, earlierHashes }) });
  made.net.run();
  return made;
}

/** What everybody sends up to round 2 without cheating: runs are deterministic. */
const openings = (committee: Committee) => run([(d) => (d.envelope.round === 2 ? [] : [d])], committee).net.sent;

/** Most checks need two parties, which is faster: proofs about moduli cost a second a run. */
const [alice, carol] = two.all as [Device, Device];
const honest = openings(two);
const ofAlice = decodeWith(AX2.codec, broadcastOf(honest, alice, 2).envelope.payload);
const expected = (code: string, cheater = carol) => [{ cheater, code }];
const opens = (change: (own: Ax2) => Partial<Ax2>) => run(openOther(two.all, carol, honest, change)).nodes;

describe('round 1', () => {
  it('names who commits to different things before different parties', () => {
    const third = three.all as [Device, Device, Device];
    const split = cheat(third[2], 1, (d) =>
      d.to === third[1] ? [resign(d, { payload: encodeWith(AX1.codec, { V: new Uint8Array(32) }) })] : [d],
    );
    expectProven(run([split], three).nodes, expected('EQUIVOCATION', third[2]));
  });
});

describe('the opening', () => {
  it('names who opens something else than it committed to (ax.open)', () => {
    const hook = cheat(carol, 2, (d) => {
      const opening = decodeWith(AX2.codec, d.envelope.payload);
      return [resign(d, { payload: encodeWith(AX2.codec, { ...opening, u: new Uint8Array(32) }) })];
    });
    expectProven(run([hook]).nodes, expected('ax.open'));
  });

  it('names who copies the commitment and the opening of another party, and not the copied one', () => {
    expectProven(
      opens(() => ofAlice),
      expected('ax.prm.4'),
    );
    const copied = cheat(carol, 2, (d) => [resign(d, { payload: broadcastOf(honest, alice, 2).envelope.payload })]);
    expectProven(run([copied]).nodes, expected('ax.open'));
  });

  it('AX-LEN: names who opens a modulus one bit short', () => {
    expectProven(
      opens(() => ({ N: fixtures.bad['short2047']!.N })),
      expected('ax.modulus'),
    );
  });

  it('AX-LEN: names who opens a modulus that is longer than its field', () => {
    const hook = cheat(carol, 2, (d) => {
      const payload = Buffer.from(d.envelope.payload);
      // N is the first field: type, length 257, sign byte, magnitude.
      const longer = Buffer.concat([payload.subarray(0, 6), Buffer.from([0, 0, 1, 2, 0, 1]), payload.subarray(11)]);
      return [resign(d, { payload: new Uint8Array(longer) })];
    });
    expectProven(run([hook]).nodes, expected('decode'));
  });

  it('AX-REUSE: names who opens a modulus of an earlier epoch, the last or one before, in either place', () => {
    expectProven(
      opens(() => ({ N: earlierModuli[0]! })),
      expected('ax.modulus'),
    );
    expectProven(
      opens(() => ({ Nh: oldest })),
      expected('ax.modulus'),
    );
  });

  describe('between parties', () => {
    const [first, , cheater] = three.all as [Device, Device, Device];
    const sent = openings(three);
    const ofFirst = decodeWith(AX2.codec, broadcastOf(sent, first, 2).envelope.payload);
    const verdicts = (N: bigint) => {
      const { nodes } = run(
        openOther(three.all, cheater, sent, () => ({ N })),
        three,
      );
      return nodes.slice(0, 2).map(({ session }) => {
        if (session.state.type !== 'aborted') throw new Error('not aborted');
        expect(session.evidence()).toHaveLength(0);
        const { code, blame } = session.state.error;
        return { code, blame: blame.map((each) => [bytesToHex(each.party), each.code, each.certainty]) };
      });
    };
    const suspected = { code: 'PROTOCOL_FAULT', blame: [[cheater.hex, 'ax.repeat', 'suspected']] };

    it('AX-REUSE: suspects who opens the modulus of another party; there is no proof of it', () => {
      expect(verdicts(ofFirst.N)).toEqual([suspected, suspected]);
    });

    it('blames nobody for a factor that two others share; its owner suspects the other', () => {
      const { p, q } = fixtures.P112.paillier[0]!;
      expect(p * q).toBe(ofFirst.N);
      const products = [fixtures.P112.paillier[3]!, fixtures.P112.paillier[4]!].flatMap((other) => [
        p * other.p,
        p * other.q,
      ]);
      const N = products.find((product) => bitLength(product) === 2048);
      expect(verdicts(N!)).toEqual([suspected, { code: 'UNATTRIBUTED', blame: [] }]);
    });
  });

  it('AX-SWAP: names who exchanges its moduli, and who uses one modulus for both', () => {
    expectProven(
      opens(({ N, Nh }) => ({ N: Nh, Nh: N })),
      expected('ax.prm.1'),
    );
    expectProven(
      opens(({ Nh }) => ({ N: Nh })),
      expected('ax.modulus'),
    );
  });

  it('names who does not prove its ring-Pedersen parameters (ax.prm.4)', () => {
    const nodes = opens(({ s, Nh }) => ({ s: (s * s) % Nh }));
    expectProven(nodes, expected('ax.prm.4'));
    for (const { session } of nodes) expect(session.prepared).toBeUndefined();
  });
});

describe('the proofs', () => {
  const changeAx3 = (change: (message: ReturnType<typeof decodeAx3>) => ReturnType<typeof decodeAx3>): Hook =>
    cheat(carol, 3, (d) =>
      isPrivate(d) ? [d] : [resign(d, { payload: encodeWith(AX3.codec, change(decodeAx3(d.envelope.payload))) })],
    );
  const decodeAx3 = (payload: Uint8Array) => decodeWith(AX3.codec, payload);

  it('names who does not prove its Paillier modulus (ax.mod.6)', () => {
    const hook = changeAx3(({ psi_mod: { w, items }, echo2 }) => {
      const [first, ...rest] = items;
      return { psi_mod: { w, items: [{ ...first!, a: first!.a === 0 ? 1 : 0 }, ...rest] }, echo2 };
    });
    expectProven(run([hook]).nodes, expected('ax.mod.6'));
  });

  it('names who does not prove that its modulus has no small factor (ax.fac.4), and all failures of a round', () => {
    const [first, second, cheater] = three.all as [Device, Device, Device];
    const wrong = cheat(cheater, 3, (d) => {
      if (!isPrivate(d) || d.to !== first) return [d];
      const proof = decodeWith(AX3P.codec, d.envelope.payload);
      return [resign(d, { payload: encodeWith(AX3P.codec, { ...proof, z1: proof.z1 + 1n }) })];
    });
    const malformed = cheat(second, 3, (d) =>
      isPrivate(d) && d.to === first ? [resign(d, { payload: new Uint8Array(3) })] : [d],
    );
    const { nodes } = run([wrong, malformed], three);
    expectProven(nodes, [
      { cheater: second, code: 'decode' },
      { cheater, code: 'ax.fac.4' },
    ]);
  });
});
