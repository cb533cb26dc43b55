import { describe, expect, test } from 'vitest';
import { secureRandom } from '../../../../../src/adapters/identity/secure-random.ts';
import { createFileSecretStore } from '../../../../../src/adapters/keystore/file/file-secret-store.ts';
import { scratchFolder } from '../../storage/scratch.ts';

const binding = { purpose: 'test', subject: ['one'] };
const secret = Uint8Array.of(1, 2, 3);

function store() {
  const copies: Uint8Array[] = [];
  const passphrase = async () => {
    const copy = new TextEncoder().encode('a passphrase');
    copies.push(copy);
    return copy;
  };
  const options = { directory: scratchFolder(), passphrase, random: secureRandom, cost: { log2N: 12, r: 8, p: 1 } };
  return { secrets: createFileSecretStore(options), copies };
}

describe('the file secret store', () => {
  test('keeps a secret under a name until it is erased', async () => {
    const { secrets } = store();
    expect(await secrets.has('one')).toBe(false);
    await secrets.seal('one', secret, binding);
    expect(await secrets.has('one')).toBe(true);
    expect(await secrets.open('one', binding)).toEqual(secret);
    await expect(secrets.seal('one', secret, binding)).rejects.toMatchObject({ code: 'KEYSTORE_EXISTS' });
    await secrets.erase('one');
    await expect(secrets.open('one', binding)).rejects.toMatchObject({ code: 'KEYSTORE_NOT_FOUND' });
  });

  test('wipes every copy of the passphrase, also after a failure', async () => {
    const { secrets, copies } = store();
    await secrets.seal('one', secret, binding);
    await secrets.open('one', binding);
    await expect(secrets.open('one', { ...binding, purpose: 'other' })).rejects.toMatchObject({
      code: 'KEYSTORE_WRONG_BINDING',
    });
    expect(copies).toEqual([new Uint8Array(12), new Uint8Array(12), new Uint8Array(12)]);
  });

  test.each(['', '../one', 'a/b', 'One', '.hidden', 'x'.repeat(101)])('refuses the name %j', async (name) => {
    await expect(store().secrets.open(name, binding)).rejects.toMatchObject({ code: 'KEYSTORE_NAME', kind: 'bug' });
  });
});
