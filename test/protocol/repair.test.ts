/** Repair of a lost share (reshare.md 4): it equals the lost one, and every deviation names its author. */
import { ed25519 } from '@noble/curves/ed25519.js';
import { describe, expect, it } from 'vitest';
import { decodeWith } from '../../src/base/tlv-decode.ts';
import { encodeTlv, tlv } from '../../src/base/tlv.ts';
import { sharedKeyOf } from '../../src/engine/mpc/reshare/index.ts';
import { setUpRepair, type RepairSetup } from '../../src/engine/mpc/reshare/repair-messages.ts';
import type { KeyScheme } from '../../src/engine/mpc/reshare/scheme.ts';
import { devices, type Device } from './party.ts';
import { dealtKey, repairNet, SCHEMES, secretOf, shareOf } from './reshare-runs.ts';
import { resultsOf } from './runs.ts';
import { secretlyRewrite } from './secret-rewrite.ts';
import { cheat, resign, type Hook } from './sim-net.ts';
import { expectProven, expectUnresponsive } from './verdicts.ts';

const all = devices(4);
const [alice, bob, carol, dave] = all as [Device, Device, Device, Device];
const helpers = [alice, bob, carol];
const TORSION = ed25519.Point.fromHex('c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a');

/** Alice, Bob and Carol help Dave. */
function run(scheme: KeyScheme, hooksFor: (setup: RepairSetup) => readonly Hook[] = () => []) {
  const shares = dealtKey(scheme, 3, all);
  const plan = { key: sharedKeyOf(shares[0]!), helpers: helpers.map(({ pid }) => pid), lost: dave.pid };
  const made = repairNet({ shares, helpers, lost: dave, hooks: hooksFor(setUpRepair(plan)) });
  made.net.run();
  return { ...made, shares };
}

/** Carol commits to other parts, and sends the ones that its node made. */
function commits(change: (setup: RepairSetup, Dp: readonly Uint8Array[]) => readonly Uint8Array[]) {
  return (setup: RepairSetup): Hook[] => [
    secretlyRewrite(carol, helpers, 1, ({ envelope }) => {
      const { Dp } = decodeWith(setup.RP1.codec, envelope.payload);
      return encodeTlv(tlv.list([tlv.list(change(setup, Dp).map(tlv.point))]));
    }),
  ];
}

/** Carol sends another scalar in a private round. */
function sends(round: number, to: Device, scalar: (group: RepairSetup['group']) => Uint8Array) {
  return ({ group }: RepairSetup): Hook[] => [
    cheat(carol, round, (d) =>
      d.to === to && d.envelope.to.length > 0
        ? [resign(d, { payload: encodeTlv(tlv.list([tlv.scalar(scalar(group))])) })]
        : [d],
    ),
  ];
}

const byCarol = (code: string) => [{ cheater: carol, code }];

describe.each(SCHEMES)('repair of a share of a %s key', (scheme) => {
  it('gives the lost share again, in every field', () => {
    const { nodes, shares } = run(scheme);
    const results = resultsOf(nodes);
    const lost = shareOf(shares, dave)!;
    expect(results.slice(0, 3).map(({ share }) => share)).toEqual([undefined, undefined, undefined]);
    const repaired = results[3]!.share!;
    expect(secretOf(repaired)).toBe(secretOf(lost));
    expect({ ...repaired, secret: null }).toEqual({ ...lost, secret: null });
  });

  it('shows no helper anything of the share', () => {
    const { net, shares } = run(scheme);
    const secrets = shares.map(({ secret }) => secret.use((bytes) => Buffer.from(bytes).toString('hex')));
    for (const { bytes } of net.sent) {
      for (const secret of secrets) expect(Buffer.from(bytes).toString('hex')).not.toContain(secret);
    }
  });

  it('rp.1: blames who splits another value than its weighted share', () => {
    const other = commits(({ group }, Dp) => [group.add(Dp[0]!, Dp[1]!), ...Dp.slice(1)]);
    expectProven(run(scheme, other).nodes, byCarol('rp.1'));
  });

  it('blames who commits to a part too few', () => {
    expectProven(
      run(
        scheme,
        commits((_, Dp) => Dp.slice(1)),
      ).nodes,
      byCarol('decode'),
    );
  });

  it('rp.2: blames who sends a helper another part than it committed to', () => {
    const { nodes } = run(
      scheme,
      sends(2, alice, (group) => group.scalarToBytes(7n)),
    );
    // Bob got a good part, and may be done by then.
    expectProven([nodes[0]!, nodes[2]!, nodes[3]!], byCarol('rp.2'));
  });

  it('rp.2: blames who exchanges two commitments', () => {
    const swapped = commits((_, Dp) => [Dp[1]!, Dp[0]!, Dp[2]!]);
    expectProven(run(scheme, swapped).nodes, byCarol('rp.2'));
  });

  it('rp.3: blames who sends the repaired member another sum', () => {
    const { nodes, shares } = run(
      scheme,
      sends(3, dave, (group) => group.scalarToBytes(7n)),
    );
    // The other helpers are done by then; they cannot see the sums.
    expectProven([nodes[3]!, nodes[2]!], byCarol('rp.3'));
    expect(shares.every(({ secret }) => !secret.isWiped)).toBe(true);
  });

  it('suspects a silent helper', () => {
    const silence: Hook = (d) => (d.from === carol && d.envelope.round > 1 && d.envelope.round !== 101 ? [] : [d]);
    const { net, nodes } = run(scheme, () => [silence]);
    expectUnresponsive(net, nodes, carol);
  });
});

it('rp.1: blames who commits with a point of mixed order', () => {
  const mixed = commits((_, Dp) => [ed25519.Point.fromBytes(Dp[0]!).add(TORSION).toBytes(), ...Dp.slice(1)]);
  expectProven(run('ed25519', mixed).nodes, byCarol('rp.1.group'));
});
