/** What a joining co-signer is told of a key is held against the log, value by value. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isAsLogged } from '../../../../src/apps/cosigner/logged-key.ts';
import { auxHashOf, encodePublic, publicHash } from '../../../../src/apps/cosigner/runs/share-on-disk.ts';
import { bytesFromHex, bytesToHex } from '../../../../src/base/bytes.ts';
import * as ecdsa from '../../../../src/engine/mpc/cggmp24/key-share-codec.ts';
import * as frost from '../../../../src/engine/mpc/frost/index.ts';
import type { AnyKeyShare } from '../../../../src/engine/mpc/reshare/index.ts';
import type { VaultState } from '../../../../src/treasury/workspace/state.ts';

const OTHER = 'ab'.repeat(32);

/** The first share of a stored key. */
function stored(name: string, decode: (bytes: Uint8Array) => AnyKeyShare): AnyKeyShare {
  const file = join(import.meta.dirname, '../../../fixtures/key-shares', `${name}.json`);
  const { shares } = JSON.parse(readFileSync(file, 'utf8')) as { shares: string[] };
  return decode(bytesFromHex(shares[0] ?? ''));
}

const KEYS = {
  'ecdsa-secp256k1': stored('ecdsa-v1-2of3-aux', ecdsa.decodeKeyShare),
  ed25519: stored('frost-v1-ed25519-2of3', frost.decodeKeyShare),
};

/** What the holders of a ceremony confirmed about it. */
function confirmedBy(share: AnyKeyShare, change: Record<string, unknown> = {}): VaultState {
  const auxHash = auxHashOf(share);
  const confirmed = {
    groupKey: share.groupKey,
    chainCode: share.chainCode,
    sid: bytesToHex(share.sid),
    transcriptHash: bytesToHex(share.transcriptHash),
    ...(auxHash === null ? {} : { auxHash: bytesToHex(auxHash) }),
    ...change,
  };
  return { scheme: share.scheme, confirmations: new Map([['holder', confirmed]]) } as unknown as VaultState;
}

describe.each(Object.entries(KEYS))('the first shares of an %s key', (_, share) => {
  it('are known by the run, the key and the auxiliary data that were confirmed', () => {
    expect(isAsLogged(confirmedBy(share), 0, encodePublic(share))).toBe(true);
  });

  it.each([
    ['key', { groupKey: bytesFromHex(`02${OTHER}`) }],
    ['chain code', { chainCode: bytesFromHex(OTHER) }],
    ['run', { sid: OTHER }],
    ['transcript', { transcriptHash: OTHER }],
    ['auxiliary data', { auxHash: OTHER }],
  ])('are refused with another %s', (_what, change) => {
    expect(isAsLogged(confirmedBy(share, change), 0, encodePublic(share))).toBe(false);
  });

  it('are refused where nobody confirmed any, and when they are no public part', () => {
    const nobody = { ...confirmedBy(share), confirmations: new Map() };
    expect(isAsLogged(nobody, 0, encodePublic(share))).toBe(false);
    expect(isAsLogged(confirmedBy(share), 0, Uint8Array.of(1, 2, 3))).toBe(false);
  });
});

it('of a later epoch, the bytes are known by the hash that every holder acknowledged', () => {
  const publicData = encodePublic(KEYS.ed25519);
  const certificate = new Map([['holder', { publicHash: bytesToHex(publicHash(publicData)) }]]);
  const vault = { sharing: { epochs: [{ epoch: 3, certificate }] } } as unknown as VaultState;
  expect(isAsLogged(vault, 3, publicData)).toBe(true);
  expect(isAsLogged(vault, 2, publicData)).toBe(false);
  // One bit of one public share.
  for (let at = 0; at < publicData.length; at += 97)
    expect(
      isAsLogged(
        vault,
        3,
        publicData.map((byte, index) => (index === at ? byte ^ 1 : byte)),
      ),
    ).toBe(false);
});
