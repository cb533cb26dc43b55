import { beforeAll, describe, expect, it } from 'vitest';
import { bytesToHex } from '../../../../../src/base/bytes.ts';
import { codeOf } from '../../../../../src/base/errors.ts';
import { Secret } from '../../../../../src/base/secret.ts';
import {
  decodeKeyShare,
  decodePublicShare,
  encodeKeyShare,
  encodePublicShare,
  type FrostKeyShare,
  type FrostScheme,
} from '../../../../../src/engine/mpc/frost/index.ts';
import { assertOwnShareFits } from '../../../../../src/engine/mpc/frost/key-share.ts';
import { suiteOf } from '../../../../../src/engine/mpc/frost/suite.ts';
import { makeKey } from '../../../../protocol/runs.ts';

describe.each<FrostScheme>(['ed25519', 'bip340'])('a key share, %s', (scheme) => {
  let shares: FrostKeyShare[];
  let encoded: Uint8Array;

  beforeAll(() => {
    ({ shares } = makeKey(scheme, 2, 3));
    encoded = encodeKeyShare(shares[1]!);
  });

  it('is the same after it was stored', () => {
    const { secret, ...known } = decodeKeyShare(encoded);
    const { secret: original, ...expected } = shares[1]!;
    expect(known).toEqual(expected);
    expect(secret.use(bytesToHex)).toBe(original.use(bytesToHex));
    expect(known.parties.map(({ id }) => id)).toEqual([1, 2, 3]);
    expect(known.ownId).toBe(2);
  });

  it('has a public part without the secret', () => {
    const bytes = encodePublicShare(shares[1]!);
    expect(bytesToHex(bytes)).not.toContain(shares[1]!.secret.use(bytesToHex));
    const { secret: _secret, self: _self, ownId: _ownId, ...known } = shares[1]!;
    expect(decodePublicShare(bytes)).toEqual(known);
  });

  it('signs only if its secret is the one behind its public share', () => {
    const suite = suiteOf(scheme);
    const [one, two] = shares as [FrostKeyShare, FrostKeyShare];
    for (let i = 0; i < 2; i += 1) expect(() => assertOwnShareFits(suite, one)).not.toThrow();
    for (const changed of [
      { ...one, secret: new Secret(two.secret.use((bytes) => bytes.slice())) },
      { ...one, secret: new Secret(new Uint8Array(32)) },
      { ...one, verifyingShares: one.verifyingShares.toReversed() },
    ]) {
      expect(() => assertOwnShareFits(suite, changed)).toThrow(/does not belong/);
    }
  });

  it('is refused with any other secret, holder, point or number', () => {
    const outcomes = new Set<string>();
    for (let at = 0; at < encoded.length; at += 1) {
      const changed = encoded.map((byte, index) => (index === at ? byte ^ 1 : byte));
      try {
        const share = decodeKeyShare(changed);
        // Names, counters and hashes are free text here; the keystore's seal protects them.
        const { keyId, epoch, chainCode, transcriptHash, sid, parties } = share;
        const free = JSON.stringify([
          keyId,
          epoch,
          bytesToHex(chainCode),
          bytesToHex(transcriptHash),
          bytesToHex(sid),
          parties.map(({ pid }) => bytesToHex(pid)),
        ]);
        expect(free).not.toBe(
          JSON.stringify([
            shares[1]!.keyId,
            shares[1]!.epoch,
            bytesToHex(shares[1]!.chainCode),
            bytesToHex(shares[1]!.transcriptHash),
            bytesToHex(shares[1]!.sid),
            shares[1]!.parties.map(({ pid }) => bytesToHex(pid)),
          ]),
        );
        expect(bytesToHex(encodeKeyShare(share))).toBe(bytesToHex(changed));
        outcomes.add('free');
      } catch (error) {
        outcomes.add(codeOf(error) ?? `unexpected ${String(error)}`);
      }
    }
    expect([...outcomes].sort()).toEqual(['KEY_SHARE_INVALID', 'free']);
  }, 20_000);

  it('is refused when it is cut or continued', () => {
    for (const bytes of [encoded.slice(0, -1), Uint8Array.of(...encoded, 0), new Uint8Array()]) {
      expect(() => decodeKeyShare(bytes)).toThrow(
        expect.objectContaining({ code: 'KEY_SHARE_INVALID', kind: 'storage' }),
      );
    }
  });
});
