import { describe, expect, it } from 'vitest';
import { openSimulatedToken } from '../../../../src/adapters/devices/simulated/simulated-token.ts';
import { secureRandom } from '../../../../src/adapters/identity/secure-random.ts';
import { createFileSecretStore } from '../../../../src/adapters/keystore/file/file-secret-store.ts';
import { TokenPrompts } from '../../../../src/apps/console/token-prompts.ts';
import type { ConsoleEvent } from '../../../../src/contract/contract.ts';
import { encodeEvent } from '../../../../src/contract/serve.ts';
import { ReshareView, TokenPromptView } from '../../../../src/contract/views.ts';
import type { TokenScreen } from '../../../../src/treasury/ports/token.ts';
import { reshareScreens } from '../../../../src/treasury/workspace/reshare-approval.ts';
import { MAX_TOKEN_SCREENS } from '../../../../src/treasury/workspace/wire.ts';
import { scratchFolder } from '../../adapters/storage/scratch.ts';
import { World } from './views/world.ts';

const MAX_HOLDERS = 16;

/** Sixteen holders with the longest names give their shares to sixteen others. */
function longestChange(): TokenScreen[] {
  const { state, vault } = World.make();
  const pids = Array.from({ length: 2 * MAX_HOLDERS }, (_, index) => index.toString(16).padStart(64, '0'));
  const [coSigner] = state.coSigners.values();
  if (coSigner === undefined) throw new Error('no co-signer');
  const coSigners = new Map(pids.map((pid) => [pid, { ...coSigner, pid, name: 'N'.repeat(40) }]));
  const joins = pids.slice(MAX_HOLDERS).map((pid, index) => ({ pid, id: index + 100 }));
  const screens = reshareScreens(
    { coSigners },
    { ...vault, name: 'V'.repeat(40), minSigners: MAX_HOLDERS, holders: pids.slice(0, MAX_HOLDERS) },
    {
      ...{ type: 'vault.reshare-proposed', vaultId: 'main', epoch: 0, nextEpoch: 1, reason: 'reshare' },
      ...{ dealers: pids.slice(0, MAX_HOLDERS), holders: joins, minSigners: MAX_HOLDERS },
    },
  );
  return screens.map(({ title, lines }) => ({ title, text: lines.join('\n') }));
}

/** A token that is shown through the console's prompts, as the window gets them, and touched at once. */
async function sign(screens: readonly TokenScreen[]) {
  const shown: unknown[] = [];
  const onEvent = (event: ConsoleEvent): void => {
    const { payload } = encodeEvent(event) as { payload: { prompt: { promptId: string } | null } };
    if (payload.prompt === null) return;
    shown.push(payload.prompt);
    const { promptId } = payload.prompt;
    queueMicrotask(() => prompts.answer(promptId, 'approve'));
  };
  const prompts = new TokenPrompts(onEvent, secureRandom);
  const passphrase = () => Promise.resolve(new TextEncoder().encode('a passphrase'));
  const store = createFileSecretStore({
    ...{ directory: scratchFolder(), passphrase, random: secureRandom },
    cost: { log2N: 12, r: 8, p: 1 },
  });
  const token = await openSimulatedToken({
    ...{ workspaceKind: 'demo', store, name: 'token', random: secureRandom, prompt: prompts.prompt },
  });
  return { signature: await token.sign({ digest: new Uint8Array(32), screens }), shown };
}

describe('the longest approval there is', () => {
  it('is a change of sixteen holders to sixteen others, and below what every part of the way takes', () => {
    expect(longestChange()).toHaveLength(2 * MAX_HOLDERS + 3);
    expect(longestChange().length).toBeLessThanOrEqual(MAX_TOKEN_SCREENS);
  });

  it('is shown whole and signed', async () => {
    const screens = longestChange();
    const { signature, shown } = await sign(screens);
    expect(signature).toHaveLength(64);
    expect(shown).toMatchObject([{ screens: screens.map(({ title }) => ({ title })) }]);
  });

  it('as many screens as the limit are shown and signed; one more is asked of no window', async () => {
    const one: TokenScreen = { title: 'Joins', text: 'Spare HSM' };
    const limit = Array.from({ length: MAX_TOKEN_SCREENS }, () => one);
    const { shown } = await sign(limit);
    expect((shown as { screens: unknown[] }[])[0]?.screens).toHaveLength(MAX_TOKEN_SCREENS);
    await expect(sign([...limit, one])).rejects.toMatchObject({ code: 'TOKEN_REQUEST_INVALID' });
    const view = { title: 'Joins', lines: ['Spare HSM'] };
    for (const schema of [TokenPromptView.shape.screens, ReshareView.shape.tokenScreens]) {
      expect(schema.safeParse(limit.map(() => view)).success).toBe(true);
      expect(schema.safeParse([...limit, one].map(() => view)).success).toBe(false);
    }
  });
});
