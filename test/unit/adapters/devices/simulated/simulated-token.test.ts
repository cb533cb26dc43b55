import { describe, expect, test } from 'vitest';
import type { TokenScreen } from '../../../../../src/treasury/ports/token.ts';
import {
  openSimulatedToken,
  type PromptAnswer,
  type TokenPrompt,
} from '../../../../../src/adapters/devices/simulated/simulated-token.ts';
import { secureRandom } from '../../../../../src/adapters/identity/secure-random.ts';
import { createEd25519Verifier } from '../../../../../src/adapters/identity/verify-ed25519.ts';
import { createFileSecretStore } from '../../../../../src/adapters/keystore/file/file-secret-store.ts';
import { MAX_TOKEN_SCREENS } from '../../../../../src/treasury/workspace/wire.ts';
import { scratchFolder } from '../../storage/scratch.ts';

const digest = new Uint8Array(32).fill(9);
const screens: readonly TokenScreen[] = [
  { title: 'Send', text: '2.5 SOL' },
  { title: 'To', text: 'Acme Supplies' },
];
const verify = createEd25519Verifier();

function setUp(prompt: TokenPrompt = async () => 'touched', workspaceKind = 'demo') {
  const passphrase = async () => new TextEncoder().encode('a passphrase');
  const cost = { log2N: 12, r: 8, p: 1 };
  const store = createFileSecretStore({ directory: scratchFolder(), passphrase, random: secureRandom, cost });
  return { workspaceKind, store, name: 'token', random: secureRandom, prompt };
}

describe('a simulated token', () => {
  test('signs the digest after the touch, having shown every screen', async () => {
    const shown: (readonly TokenScreen[])[] = [];
    const token = await openSimulatedToken(
      setUp(async (given) => {
        shown.push(given);
        return 'touched';
      }),
    );
    const signature = await token.sign({ digest, screens });
    expect(verify(token.publicKey, digest, signature)).toBe(true);
    expect(shown).toEqual([screens]);
    expect(token).toMatchObject({
      kind: 'simulated',
      canShow: true,
      tokenId: expect.stringMatching(/^sim-[0-9a-f]{24}$/),
    });
  });

  test('is the same token after a restart', async () => {
    const options = setUp();
    const [first, second] = [await openSimulatedToken(options), await openSimulatedToken(options)];
    expect([second.tokenId, second.publicKey]).toEqual([first.tokenId, first.publicKey]);
  });

  test.each(['production', 'Demo', ''])(
    'refuses to exist in a workspace of kind %j, and makes no key',
    async (kind) => {
      const options = setUp(undefined, kind);
      await expect(openSimulatedToken(options)).rejects.toMatchObject({
        code: 'TOKEN_SIMULATED_REFUSED',
        kind: 'policy',
      });
      expect(await options.store.has('token')).toBe(false);
    },
  );

  test.each([
    ['refused', 'TOKEN_REFUSED'],
    ['cancelled', 'TOKEN_CANCELLED'],
  ] as const)('does not sign when it is %s, and works the next time', async (answer, code) => {
    const answers: PromptAnswer[] = [answer, 'touched'];
    const token = await openSimulatedToken(setUp(async () => answers.shift() ?? 'refused'));
    await expect(token.sign({ digest, screens })).rejects.toMatchObject({ code, safe: 'Nothing was signed.' });
    expect(verify(token.publicKey, digest, await token.sign({ digest, screens }))).toBe(true);
  });

  test('does not sign for a touch that came after the cancel', async () => {
    const cancel = new AbortController();
    const token = await openSimulatedToken(
      setUp(async () => {
        cancel.abort();
        return 'touched';
      }),
    );
    await expect(token.sign({ digest, screens, signal: cancel.signal })).rejects.toMatchObject({
      code: 'TOKEN_CANCELLED',
    });
  });

  test('shows nothing for a request that was cancelled before', async () => {
    let prompts = 0;
    const token = await openSimulatedToken(
      setUp(async () => {
        prompts += 1;
        return 'touched';
      }),
    );
    const signal = AbortSignal.abort();
    await expect(token.sign({ digest, screens, signal })).rejects.toMatchObject({ code: 'TOKEN_CANCELLED' });
    expect(prompts).toBe(0);
  });

  test('shows one request at a time', async () => {
    const touch = Promise.withResolvers<PromptAnswer>();
    const token = await openSimulatedToken(setUp(() => touch.promise));
    const first = token.sign({ digest, screens });
    await expect(token.sign({ digest, screens })).rejects.toMatchObject({ code: 'TOKEN_BUSY' });
    touch.resolve('touched');
    expect(verify(token.publicKey, digest, await first)).toBe(true);
  });

  test.each([
    ['a short digest', { digest: new Uint8Array(31), screens }],
    ['a long digest', { digest: new Uint8Array(33), screens }],
    ['no screen', { digest, screens: [] }],
    [
      'too many screens',
      { digest, screens: Array.from({ length: MAX_TOKEN_SCREENS + 1 }, () => ({ title: 'a', text: 'b' })) },
    ],
    ['a text that nobody would read', { digest, screens: [{ title: 'a', text: 'b'.repeat(257) }] }],
  ])('refuses %s', async (_, request) => {
    const token = await openSimulatedToken(setUp());
    await expect(token.sign(request)).rejects.toMatchObject({ code: 'TOKEN_REQUEST_INVALID', kind: 'bug' });
  });
});
