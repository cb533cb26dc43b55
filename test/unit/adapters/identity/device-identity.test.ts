import { describe, expect, test } from 'vitest';
import { bytesFromHex } from '../../../../src/base/bytes.ts';
import { pidOf } from '../../../../src/base/identity.ts';
import {
  createDeviceIdentity,
  identityFromSeeds,
  loadDeviceIdentity,
  x25519Agreement,
} from '../../../../src/adapters/identity/device-identity.ts';
import { secureRandom } from '../../../../src/adapters/identity/secure-random.ts';
import { createFileSecretStore } from '../../../../src/adapters/keystore/file/file-secret-store.ts';
import { scratchFolder, thrownBy } from '../storage/scratch.ts';

function secretStore() {
  const passphrase = async () => new TextEncoder().encode('a passphrase');
  return createFileSecretStore({
    directory: scratchFolder(),
    passphrase,
    random: secureRandom,
    cost: { log2N: 12, r: 8, p: 1 },
  });
}

describe('a device identity', () => {
  test('is the same after it was sealed and loaded', async () => {
    const store = secretStore();
    const made = await createDeviceIdentity(store, 'device', secureRandom);
    const loaded = await loadDeviceIdentity(store, 'device');
    expect(loaded.pid).toEqual(made.pid);
    expect(loaded.pid).toEqual(pidOf(made.signer.publicKey));
    expect(loaded.channel.publicKey).toEqual(made.channel.publicKey);
    expect(loaded.signer.sign(made.pid)).toEqual(made.signer.sign(made.pid));
  });

  test('is never replaced', async () => {
    const store = secretStore();
    await createDeviceIdentity(store, 'device', secureRandom);
    await expect(createDeviceIdentity(store, 'device', secureRandom)).rejects.toMatchObject({
      code: 'KEYSTORE_EXISTS',
    });
  });

  test('wipes the seeds it was made from', async () => {
    const drawn: Uint8Array[] = [];
    const random = (byteLength: number) => {
      const bytes = secureRandom(byteLength);
      drawn.push(bytes);
      return bytes;
    };
    await createDeviceIdentity(secretStore(), 'device', random);
    expect(drawn).toEqual([new Uint8Array(64)]);
  });

  test('refuses stored content of another kind', async () => {
    const store = secretStore();
    await store.seal('device', new Uint8Array(63), { purpose: 'device-identity', subject: ['device'] });
    await expect(loadDeviceIdentity(store, 'device')).rejects.toMatchObject({ code: 'IDENTITY_CORRUPT' });
    await expect(loadDeviceIdentity(store, 'other')).rejects.toMatchObject({ code: 'KEYSTORE_NOT_FOUND' });
  });
});

describe('X25519', () => {
  test('agrees as Bob does in RFC 7748, section 6.1', () => {
    const bob = x25519Agreement(bytesFromHex('5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb'));
    const alice = bytesFromHex('8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a');
    const shared = '4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742';
    expect(bob.publicKey).toEqual(bytesFromHex('de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f'));
    expect(bob.agree(alice)).toEqual(bytesFromHex(shared));
  });

  test('gives both sides the same secret', () => {
    const [a, b] = [identityFromSeeds(secureRandom(64)).channel, identityFromSeeds(secureRandom(64)).channel];
    expect(a.agree(b.publicKey)).toEqual(b.agree(a.publicKey));
  });

  test.each([
    ['zero', '00'.repeat(32)],
    ['one', `01${'00'.repeat(31)}`],
    ['of order 8', 'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800'],
    ['p', 'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f'],
    ['too short', '09'.repeat(31)],
    ['too long', '09'.repeat(33)],
  ])('refuses a peer key that is %s', (_, key) => {
    const own = identityFromSeeds(secureRandom(64)).channel;
    expect(thrownBy(() => own.agree(bytesFromHex(key)))).toMatchObject({ code: 'KEY_AGREEMENT_FAILED', kind: 'peer' });
  });
});
