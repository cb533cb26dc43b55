/** Stored key shares of earlier versions load for ever: a treasury must not lose its keys to an update. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { bytesFromHex, bytesToHex } from '../../../../src/base/bytes.ts';
import { integerFromBytes } from '../../../../src/engine/crypto/integers.ts';
import { commitPublic } from '../../../../src/engine/crypto/ring-pedersen.ts';
import { multiplyBaseSecret, pointToBytes, q } from '../../../../src/engine/crypto/secp256k1.ts';
import { SecretInteger } from '../../../../src/engine/crypto/secret-integer.ts';
import { lagrange } from '../../../../src/engine/crypto/shamir.ts';
import * as ecdsa from '../../../../src/engine/mpc/cggmp24/key-share-codec.ts';
import * as frost from '../../../../src/engine/mpc/frost/index.ts';
import { suiteOf } from '../../../../src/engine/mpc/frost/suite.ts';

const folder = join(import.meta.dirname, '../../../fixtures/key-shares');
const schema = z.object({
  what: z.string(),
  format: z.enum(['ecdsa', 'frost']),
  version: z.number(),
  groupKey: z.string(),
  keyId: z.string(),
  epoch: z.number(),
  minSigners: z.number(),
  shares: z.array(z.string()),
});
const files = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name) => ({ name, ...schema.parse(JSON.parse(readFileSync(join(folder, name), 'utf8'))) }));

it('are there for both formats', () => {
  expect(files.map(({ name }) => name)).toEqual([
    'ecdsa-v1-2of3-aux.json',
    'ecdsa-v1-2of3.json',
    'frost-v1-bip340-2of3.json',
    'frost-v1-ed25519-2of3.json',
  ]);
});

/** The public key of the first `minSigners` secrets together. */
function ecdsaKeyOf(shares: readonly ReturnType<typeof ecdsa.decodeKeyShare>[]): string {
  const ids = shares.map(({ ownId }) => ownId);
  const sum = shares.reduce(
    (total, share) => (total + lagrange(ids, share.ownId) * share.secret.use(integerFromBytes)) % q,
    0n,
  );
  return bytesToHex(pointToBytes(multiplyBaseSecret(SecretInteger.of(sum))));
}

describe.each(files.filter(({ format }) => format === 'ecdsa'))('$name', (file) => {
  it('loads, encodes to the same bytes and is the same key', () => {
    const shares = file.shares.map((hex) => ecdsa.decodeKeyShare(bytesFromHex(hex)));
    expect(shares.map((share) => bytesToHex(ecdsa.encodeKeyShare(share)))).toEqual(file.shares);
    for (const share of shares) {
      const { groupKey, keyId, epoch, minSigners } = share;
      expect({ groupKey: bytesToHex(groupKey), keyId, epoch, minSigners }).toEqual({
        groupKey: file.groupKey,
        keyId: file.keyId,
        epoch: file.epoch,
        minSigners: file.minSigners,
      });
    }
    expect(ecdsaKeyOf(shares.slice(0, file.minSigners))).toBe(file.groupKey);
    expect(ecdsaKeyOf(shares.slice(-file.minSigners))).toBe(file.groupKey);
  });

  it('has auxiliary keys that belong together, if it has any', () => {
    for (const hex of file.shares) {
      const { aux } = ecdsa.decodeKeyShare(bytesFromHex(hex));
      expect(aux !== undefined).toBe(file.name.includes('aux'));
      if (aux === undefined) continue;
      const c = aux.paillier.encrypt(SecretInteger.of(-7n), SecretInteger.of(3n));
      expect(aux.paillier.decrypt(c).use((m) => m)).toBe(-7n);
      expect(aux.ringPedersen.commit(2n, 3n)).toBe(commitPublic(aux.ringPedersen.parameters, 2n, 3n));
    }
  });
});

describe.each(files.filter(({ format }) => format === 'frost'))('$name', (file) => {
  it('loads, encodes to the same bytes and is the same key', () => {
    for (const hex of file.shares) {
      const share = frost.decodeKeyShare(bytesFromHex(hex));
      expect(bytesToHex(frost.encodeKeyShare(share))).toBe(hex);
      const { groupKey, keyId, epoch, minSigners } = share;
      expect({ groupKey: bytesToHex(groupKey), keyId, epoch, minSigners }).toEqual({
        groupKey: file.groupKey,
        keyId: file.keyId,
        epoch: file.epoch,
        minSigners: file.minSigners,
      });
      const { group } = suiteOf(share.scheme);
      const own = share.secret.use((bytes) => group.multiplyBase(group.parseScalar(bytes)!));
      expect(own).toEqual(share.verifyingShares[share.ownId - 1]);
    }
  });
});
