/** Honest reshares for keys of every scheme: the key stays, every new signing set has it, and no mixture of epochs has. */
import { describe, expect, it } from 'vitest';
import { bytesToHex, utf8ToBytes } from '../../src/base/bytes.ts';
import type { FrostKeyShare } from '../../src/engine/mpc/frost/index.ts';
import { sharedKeyOf, type AnyKeyShare } from '../../src/engine/mpc/reshare/index.ts';
import { devices, type Device } from './party.ts';
import { dealtKey, interpolatedKey, reshareNet, SCHEMES, secretOf, type ReshareSetupOptions } from './reshare-runs.ts';
import { makeKey, resultsOf, signNet, subsets } from './runs.ts';

const all = devices(6);
const [d0, d1, d2, d3, d4, d5] = all as [Device, Device, Device, Device, Device, Device];

/** Runs a reshare and returns the new shares, in pid order. */
function reshared(options: ReshareSetupOptions): AnyKeyShare[] {
  const made = reshareNet(options);
  made.net.run();
  const results = resultsOf(made.nodes);
  const [first] = results;
  for (const { key, idCounter } of results)
    expect({ key, idCounter }).toEqual({ key: first!.key, idCounter: first!.idCounter });
  for (const [i, { share }] of results.entries()) {
    expect(share !== undefined).toBe(options.members.includes(made.nodes[i]!.device));
    if (share !== undefined) expect(sharedKeyOf(share)).toEqual(first!.key);
  }
  return results.flatMap(({ share }) => share ?? []);
}

/** Every signing set has the key; sets that are one short or mix epochs do not. */
function expectSameKey(old: readonly AnyKeyShare[], fresh: readonly AnyKeyShare[]): void {
  const { groupKey, chainCode, minSigners } = fresh[0]!;
  const X = bytesToHex(groupKey);
  expect([X, bytesToHex(chainCode)]).toEqual([bytesToHex(old[0]!.groupKey), bytesToHex(old[0]!.chainCode)]);
  for (const set of subsets(fresh, minSigners)) expect(interpolatedKey(set)).toBe(X);
  for (const set of subsets(fresh, minSigners - 1)) expect(interpolatedKey(set)).not.toBe(X);
  for (const set of subsets(fresh, minSigners - 1)) {
    for (const stale of old.filter(({ ownId }) => set.every((share) => share.ownId !== ownId))) {
      expect(interpolatedKey([...set, stale])).not.toBe(X);
    }
  }
}

const CHANGES: [string, Omit<ReshareSetupOptions, 'shares'>, (string | number)[]][] = [
  ['refresh', { members: [d0, d1, d2], newMinSigners: 2, dealers: [d0, d2] }, [1, 2, 3]],
  ['addition', { members: [d0, d1, d2, d3], newMinSigners: 2, dealers: [d1, d2], observers: [d0] }, [1, 2, 3, 4]],
  [
    'removal of a device that is there',
    { members: [d0, d2], newMinSigners: 2, dealers: [d0, d2], observers: [d1] },
    [1, 3],
  ],
  ['removal of a device that is gone', { members: [d0, d2], newMinSigners: 2, dealers: [d0, d2] }, [1, 3]],
  ['removal of a device that deals', { members: [d0, d2], newMinSigners: 2, dealers: [d0, d1] }, [1, 3]],
  ['a higher threshold', { members: [d0, d1, d2], newMinSigners: 3, dealers: [d0, d1] }, [1, 2, 3]],
  ['a new committee', { members: [d3, d4, d5], newMinSigners: 3, dealers: [d0, d2], observers: [d1] }, [4, 5, 6]],
];

describe.each(SCHEMES)('reshare of a %s key', (scheme) => {
  it.each(CHANGES)('%s', (_name, change, ids) => {
    const shares = dealtKey(scheme, 2, [d0, d1, d2]);
    const fresh = reshared({ shares, ...change });
    expect(fresh.map(({ ownId }) => Number(ownId))).toEqual(ids);
    expect(fresh.map(({ epoch, minSigners }) => [epoch, minSigners])).toEqual(ids.map(() => [1, change.newMinSigners]));
    expectSameKey(shares, fresh);
  });

  it('a lower threshold', () => {
    const shares = dealtKey(scheme, 3, [d0, d1, d2, d3]);
    expectSameKey(shares, reshared({ shares, members: [d0, d1, d2], newMinSigners: 2, dealers: [d0, d1, d3] }));
  });

  it('ten times with changing committees', () => {
    const first = dealtKey(scheme, 2, [d0, d1, d2]);
    let shares: AnyKeyShare[] = first;
    let idCounter = 3n;
    const committees: [Device[], number][] = [
      [[d0, d1, d2], 2],
      [[d0, d1, d2, d3], 3],
      [[d1, d2, d3], 2],
      [[d1, d2, d3, d4, d5], 4],
      [[d0, d4, d5], 2],
      [[d0, d5], 2],
      [[d0, d1, d2], 3],
      [[d3, d4, d5], 2],
      [[d0, d3, d5], 2],
      [[d0, d1, d2], 2],
    ];
    const ids = new Set(first.map(({ ownId }) => Number(ownId)));
    for (const [round, [members, newMinSigners]] of committees.entries()) {
      const holders = all.filter(({ hex }) => shares.some(({ self }) => bytesToHex(self) === hex));
      const dealers = holders.slice(-shares[0]!.minSigners);
      const options = { shares, members, newMinSigners, dealers, wish: { idCounter }, name: `chain/${round}` };
      const fresh = reshared(options);
      expect(fresh[0]!.epoch).toBe(round + 1);
      for (const { self, ownId } of fresh) {
        const stays = shares.some((share) => bytesToHex(share.self) === bytesToHex(self));
        expect(stays || Number(ownId) > Number(idCounter)).toBe(true);
        ids.add(Number(ownId));
      }
      idCounter = BigInt(Math.max(...ids));
      expect(interpolatedKey(fresh.slice(0, newMinSigners))).toBe(bytesToHex(first[0]!.groupKey));
      shares = fresh;
    }
    expectSameKey(first, shares);
    expect(secretOf(shares[0]!)).not.toBe(secretOf(first[0]!));
  });
});

describe.each(['ed25519', 'bip340'] as const)('a reshared %s key', (scheme) => {
  it('signs with every set of the new committee, and with no mixture of epochs', () => {
    const made = makeKey(scheme, 2, 3);
    const [a, b, c, d] = devices(4) as [Device, Device, Device, Device];
    expect(made.all.map(({ name }) => name)).toEqual(devices(3).map(({ name }) => name));
    const holders = made.all;
    const added = [a, b, c, d].find(({ hex }) => !holders.some((holder) => holder.hex === hex))!;
    const members = [holders[0]!, holders[1]!, added].sort((x, y) => (x.hex < y.hex ? -1 : 1));
    const fresh = reshared({ shares: made.shares, members, newMinSigners: 2, dealers: [holders[1]!, holders[2]!] });
    const message = scheme === 'bip340' ? new Uint8Array(32).fill(7) : utf8ToBytes('after the reshare');
    for (const signers of subsets(members, 2)) {
      const { net, nodes } = signNet({ shares: fresh as FrostKeyShare[], signers, message });
      net.run();
      const keys = resultsOf(nodes).map(({ publicKey }) => bytesToHex(publicKey));
      expect(new Set(keys).size).toBe(1);
    }
    const mixed = [fresh[0]!, made.shares.find(({ self }) => bytesToHex(self) === holders[1]!.hex)!] as FrostKeyShare[];
    const { net, nodes } = signNet({ shares: mixed, signers: [members[0]!, holders[1]!], message });
    net.run();
    for (const { session } of nodes)
      expect(session.state).toMatchObject({ type: 'aborted', error: { code: 'CONFIG_MISMATCH' } });
  });
});
