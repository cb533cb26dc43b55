/** One test per check of frost.md 4: the deviating signer is named by every honest signer, with evidence. */
import { ed25519 } from '@noble/curves/ed25519.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { beforeAll, describe, expect, it } from 'vitest';
import { bytesFromHex, bytesToHex, utf8ToBytes } from '../../src/base/bytes.ts';
import { bytesCodec, decodeWith, encodeWith, structCodec } from '../../src/base/tlv-decode.ts';
import { encodeTlv, tlv } from '../../src/base/tlv.ts';
import type { FrostKeyShare, FrostScheme, SignOptions } from '../../src/engine/mpc/frost/index.ts';
import type { Nc, Ss } from '../../src/engine/mpc/frost/sign-messages.ts';
import { suiteOf } from '../../src/engine/mpc/frost/suite.ts';
import { dispute } from '../../src/engine/mpc/protocol/dispute-message.ts';
import { parseEnvelope } from '../../src/engine/mpc/protocol/envelope.ts';
import { READY } from '../../src/engine/mpc/protocol/ready.ts';
import type { Device } from './party.ts';
import { makeKey, resultsOf, signNet } from './runs.ts';
import { cheat, resign, type Hook } from './sim-net.ts';
import { expectBlameless, expectProven, expectUnresponsive } from './verdicts.ts';

export const message = sha256(utf8ToBytes('a transaction'));
const ssCodec = structCodec<Ss>({ ctxHash: bytesCodec({ exact: 32 }), z: bytesCodec({ exact: 32 }) });
export const TORSION = ed25519.Point.fromHex('c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a');
/** The codec of disputes does not depend on the round's own messages. */
const disputeCodec = dispute(READY).codec;

export function describeSignFaults(scheme: FrostScheme): void {
  describe(`signing, ${scheme}, three of three`, () => {
    const suite = suiteOf(scheme);
    const { group } = suite;
    let all: Device[];
    let alice: Device;
    let bob: Device;
    let carol: Device;
    let shares: FrostKeyShare[];

    beforeAll(() => {
      ({ all, shares } = makeKey(scheme, 3, 3));
      [alice, bob, carol] = all as [Device, Device, Device];
    });

    function run(hooks: readonly Hook[], change?: (device: Device) => Partial<SignOptions>) {
      const made = signNet({ shares, signers: all, message, hooks, ...(change === undefined ? {} : { change }) });
      made.net.run();
      return made;
    }

    const expected = (code: string) => [{ cheater: carol, code }];

    function changeNc(change: (nc: Nc) => Partial<Nc>, to: (device: Device) => boolean = () => true): Hook {
      const codec = structCodec<Nc>({
        poolId: bytesCodec({ exact: 32 }),
        hiding: group.pointCodec,
        binding: group.pointCodec,
      });
      return cheat(carol, 1, (d) => {
        if (!to(d.to)) return [d];
        const nc = decodeWith(codec, d.envelope.payload);
        const { poolId, hiding, binding } = { ...nc, ...change(nc) };
        return [
          resign(d, { payload: encodeTlv(tlv.list([tlv.bytes(poolId), tlv.point(hiding), tlv.point(binding)])) }),
        ];
      });
    }

    function changeSs(change: (ss: Ss) => Partial<Ss>, to: (device: Device) => boolean = () => true): Hook {
      return cheat(carol, 2, (d) => {
        if (!to(d.to)) return [d];
        const ss = decodeWith(ssCodec, d.envelope.payload);
        return [resign(d, { payload: encodeWith(ssCodec, { ...ss, ...change(ss) }) })];
      });
    }

    it('FR-NONCANON: blames who commits to a point off the curve', () => {
      const offCurve =
        scheme === 'ed25519' ? bytesFromHex('02'.padEnd(64, '0')) : bytesFromHex(`02${'05'.padStart(64, '0')}`);
      expectProven(run([changeNc(() => ({ binding: offCurve }))]).nodes, expected('decode'));
    });

    it('FR-NONCANON, low-order: blames who commits to the identity', () => {
      const identity = scheme === 'ed25519' ? ed25519.Point.ZERO.toBytes() : Uint8Array.of(0);
      expectProven(run([changeNc(() => ({ hiding: identity }))]).nodes, expected('decode'));
    });

    it('blames who commits for another pool than this session', () => {
      expectProven(run([changeNc(() => ({ poolId: new Uint8Array(32) }))]).nodes, expected('nc.pool'));
    });

    it('FR-FRAME: blames who sends different nonce commitments to different signers, not who signed for them', () => {
      const other = changeNc(
        ({ hiding }) => ({ hiding: group.add(hiding, group.multiplyBase(1n)) }),
        (to) => to === bob,
      );
      expectProven(run([other]).nodes, expected('EQUIVOCATION'));
    });

    it('FR-FRAME: blames who claims to have signed for another list of commitments', () => {
      const hide: Hook = (d) => {
        if (d.from !== carol || d.envelope.round !== 301) return [d];
        const answer = decodeWith(disputeCodec, d.envelope.payload);
        const carriers = answer.carriers.filter(
          (bytes) => bytesToHex(parseEnvelope(bytes).envelope.from) !== carol.hex,
        );
        return [resign(d, { payload: encodeWith(disputeCodec, { ...answer, carriers }) })];
      };
      const lie = changeSs(() => ({ ctxHash: new Uint8Array(32) }));
      expectProven(run([lie, hide]).nodes, expected('ECHO_LIST'));
      expectProven(run([lie]).nodes, expected('EQUIVOCATION'));
    });

    it('helps the others to their verdict even when it is done itself', () => {
      const lie = changeSs(
        () => ({ ctxHash: new Uint8Array(32) }),
        (to) => to === bob,
      );
      const { nodes } = run([lie]);
      expect(nodes[0]!.session.state.type).toBe('done');
      expectProven([nodes[1]!, nodes[2]!], expected('EQUIVOCATION'));
    });

    it('FR-NONCANON: blames who sends a share that is not canonical', () => {
      const order = bytesFromHex(group.order.toString(16).padStart(64, '0'));
      const z = scheme === 'ed25519' ? order.reverse() : order;
      expectProven(run([changeSs(() => ({ z }))]).nodes, expected('ss.canonical'));
      expectProven(run([changeSs(() => ({ z: new Uint8Array(32).fill(255) }))]).nodes, expected('ss.canonical'));
    });

    it('blames who sends a wrong share', () => {
      const plusOne = changeSs(({ z }) => ({ z: group.scalarToBytes(group.parseScalar(z)! + 1n) }));
      expectProven(run([plusOne]).nodes, expected('ss.share'));
      expectProven(run([changeSs(() => ({ z: new Uint8Array(32) }))]).nodes, expected('ss.share'));
    });

    it('blames who sends a share of another length', () => {
      const short = cheat(carol, 2, (d) => {
        const { ctxHash, z } = decodeWith(ssCodec, d.envelope.payload);
        return [resign(d, { payload: encodeTlv(tlv.list([tlv.bytes(ctxHash), tlv.bytes(z.slice(1))])) })];
      });
      expectProven(run([short]).nodes, expected('decode'));
    });

    it('names two cheaters at once', () => {
      const bobToo = cheat(bob, 2, (d) => {
        const { ctxHash } = decodeWith(ssCodec, d.envelope.payload);
        return [resign(d, { payload: encodeWith(ssCodec, { ctxHash, z: new Uint8Array(32).fill(255) }) })];
      });
      // Held back, so that Alice judges both shares before Bob and Carol say anything about each other.
      const { nodes } = run([
        bobToo,
        changeSs(() => ({ z: new Uint8Array(32) })),
        (d) => (d.envelope.round === 400 && d.to === alice ? [] : [d]),
      ]);
      expectProven(nodes, [
        { cheater: bob, code: 'ss.canonical' },
        { cheater: carol, code: 'ss.share' },
      ]);
    });

    it('names two whose errors make up for each other, although the signature verifies', () => {
      const moved = (by: bigint) => (d: Parameters<typeof resign>[0]) => {
        const { ctxHash, z } = decodeWith(ssCodec, d.envelope.payload);
        const other = group.scalarToBytes(group.parseScalar(z)! + by);
        return [resign(d, { payload: encodeWith(ssCodec, { ctxHash, z: other }) })];
      };
      const { nodes } = run([
        cheat(bob, 2, moved(1n)),
        cheat(carol, 2, moved(-1n)),
        (d) => (d.envelope.round === 400 && d.to === alice ? [] : [d]),
      ]);
      expectProven(nodes, [
        { cheater: bob, code: 'ss.share' },
        { cheater: carol, code: 'ss.share' },
      ]);
    });

    it('does not take nonce commitments or shares of another session', () => {
      const earlier = signNet({ shares, signers: all, message, name: 'earlier' });
      earlier.net.run();
      for (const round of [1, 2]) {
        const old = earlier.net.sent.find(({ from, envelope }) => from === carol && envelope.round === round)!;
        const { net, nodes } = run([
          cheat(carol, round, (d) => [{ ...d, bytes: old.bytes }]),
          cheat(carol, 400, () => []),
        ]);
        expectUnresponsive(net, nodes, carol);
      }
    });

    it('blames who puts an earlier share into this session', () => {
      const earlier = signNet({ shares, signers: all, message, name: 'earlier' });
      earlier.net.run();
      const old = earlier.net.sent.find(({ from, envelope }) => from === carol && envelope.round === 2)!;
      const { z } = decodeWith(ssCodec, old.envelope.payload);
      expectProven(run([changeSs(() => ({ z }))]).nodes, expected('ss.share'));
    });

    it.each([1, 2])('suspects who keeps silent in round %i', (round) => {
      const { net, nodes } = run([
        (d) => (d.from === carol && d.envelope.round >= round && d.envelope.round !== 100 ? [] : [d]),
      ]);
      expectUnresponsive(net, nodes, carol);
    });

    it.each<[string, (device: Device) => Partial<SignOptions>]>([
      ['message', (each) => (each === carol ? { message: sha256(utf8ToBytes('another transaction')) } : {})],
      ['path', (each) => (each === carol ? { path: [0] } : {})],
    ])('signs nothing when one signer was asked for another %s', (_what, change) => {
      const { net, nodes } = run([], change);
      expectBlameless(nodes, 'CONFIG_MISMATCH');
      expect(net.sent.filter(({ envelope }) => envelope.round === 1)).toEqual([]);
    });

    it('ends as a bug of its own when the second verifier rejects the signature', () => {
      const { nodes } = run([], (each) => (each === carol ? { verifySecond: () => false } : {}));
      if (scheme === 'bip340') expect(resultsOf(nodes)).toHaveLength(3);
      else expectBlameless([nodes[2]!], 'LOCAL_BUG');
    });
  });
}
