/** A further co-signer that cannot be had: what happened, what is safe, what to do next, and what is left behind. */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { CoSignerFleet } from '../../../../../src/apps/console/host/co-signer-fleet.ts';
import { KeptProfile } from '../../../../../src/apps/console/host/kept-profile.ts';
import { foldersOf } from '../../../../../src/apps/console/host/profile.ts';
import { proposeCommittee } from '../../../../../src/apps/console/reshare-proposal.ts';
import type { OfficerConsole } from '../../../../../src/apps/console/officer-console.ts';
import type { ChildHandle } from '../../../../../src/apps/processes/child-port.ts';
import { ChildMessage } from '../../../../../src/apps/processes/parent-messages.ts';
import { refusedEntry } from '../../../../../src/apps/replica/refused-entry.ts';
import { AppError } from '../../../../../src/base/errors.ts';
import { scratchFolder } from '../../../adapters/storage/scratch.ts';
import { evmVault, openEvmVault } from '../views/evm-vault.ts';
import { ENDPOINT, HSM, World } from '../views/world.ts';

type Word = z.output<typeof ChildMessage>;
const open: Word = {
  ...{ type: 'cosigner.open', kind: 'hsm', joined: null },
  ...{ identityKey: new Uint8Array(32).fill(1), channelKey: new Uint8Array(32).fill(2) },
};
const corrupt: Word = { type: 'failed', code: 'STORAGE_CORRUPT', message: 'A stored record is damaged.' };

/** A fleet whose next co-signer answers `open` and `join` with these words, in a log that answers like this. */
async function fleet(words: { open: Word | 'ends'; join?: Word }, append: () => Promise<{ index: number }>) {
  const root = scratchFolder();
  const profile = new KeptProfile(foldersOf(root));
  await profile.keep({ version: 1, protection: 'sealing-key' });
  const killed: string[] = [];
  const launch = (): ChildHandle => {
    const listeners: ((message: unknown) => void)[] = [];
    const ends: (() => void)[] = [];
    const say = (word: Word | 'ends' | undefined): void => {
      if (word === 'ends') return queueMicrotask(() => ends.forEach((end) => end()));
      const message = word && { control: z.encode(ChildMessage, word) };
      if (message !== undefined) queueMicrotask(() => listeners.forEach((listener) => listener(message)));
    };
    return {
      processId: 1,
      send: (message) => {
        const type = (message as { control?: { type: string } }).control?.type;
        if (type === 'open') say(words.open);
        if (type === 'join') say(words.join);
      },
      onMessage: (listener) => void listeners.push(listener),
      onClose: (listener) => void ends.push(listener),
      kill: () => {
        killed.push('killed');
        queueMicrotask(() => ends.forEach((end) => end()));
      },
    };
  };
  const made = new CoSignerFleet({
    ...{ launch, folder: root, profile, onChange: () => undefined, report: () => undefined },
    hub: () => ({ attach: () => undefined }) as never,
    endpoints: () => ({ rpcUrl: 'http://127.0.0.1:1', evmRpcUrl: undefined }),
  });
  const { state } = World.make();
  const officer = { state: () => state, replica: { append } } as unknown as OfficerConsole;
  const joined = { workspaceId: '00'.repeat(32), logKey: new Uint8Array(32) };
  const error: unknown = await made.add('hsm', officer, joined).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  await Promise.all(made.children.map((child) => child.stop()));
  return { error, left: made.children.length, remembered: profile.furtherCoSigners.length, killed: killed.length };
}

const enrols = () => Promise.resolve({ index: 7 });

describe('a further co-signer', () => {
  it('whose stores fail is not added, and leaves nothing behind', async () => {
    const { error, ...rest } = await fleet({ open: corrupt }, enrols);
    expect(error).toMatchObject({
      code: 'STORAGE_CORRUPT',
      message: 'HSM-to-be 2 was not added: A stored record is damaged.',
      safe: 'It is not in the log and holds no share. The other co-signers are as they were.',
      next: 'Start it again.',
    });
    expect(rest).toEqual({ left: 0, remembered: 0, killed: 1 });
  });

  it('whose process ends is not said to come back by itself', async () => {
    const { error, left } = await fleet({ open: 'ends' }, enrols);
    expect(error).toMatchObject({ code: 'CO_SIGNER_DIED', next: 'Start it again.' });
    expect(left).toBe(0);
  });

  it('that the log refuses is not added, and says what the rules want', async () => {
    const refused = () => Promise.reject(refusedEntry('TOO_MANY', 'A workspace has at most 16 co-signers.'));
    const { error, ...rest } = await fleet({ open }, refused);
    expect(error).toMatchObject({
      code: 'TOO_MANY',
      message: 'HSM-to-be 2 was not added: A workspace has at most 16 co-signers.',
      next: 'Use one that is there.',
    });
    expect(rest).toMatchObject({ left: 0, remembered: 0 });
  });

  it('that may be in the log is kept: nobody else could ever act for it', async () => {
    const lost = new AppError({ code: 'LOG_UNREACHABLE', kind: 'peer', message: 'The relay is silent.' });
    const { error, ...rest } = await fleet({ open }, () => Promise.reject(lost));
    expect(error).toMatchObject({
      code: 'LOG_UNREACHABLE',
      message: 'The relay did not say whether HSM-to-be 2 is enrolled now.',
      safe: 'It holds no share. If it was enrolled, nothing is lost.',
      next: 'Start Countersign again: it takes the co-signer up if the log has it, and lets it go otherwise.',
    });
    expect(rest).toMatchObject({ left: 1, remembered: 1 });
  });

  it('that is enrolled and cannot read its stores then stays enrolled, and says so', async () => {
    const { error, ...rest } = await fleet({ open, join: corrupt }, enrols);
    expect(error).toMatchObject({
      code: 'CO_SIGNER_NOT_FOLLOWING',
      message: 'HSM-to-be 2 is enrolled and does not follow the log yet: A stored record is damaged.',
      safe: 'It holds no share before a change of shares gives it one.',
      next: 'It is started again by itself. Give it shares when the Keys page shows it online.',
    });
    expect(rest).toMatchObject({ left: 1, remembered: 1 });
  });
});

describe('a change of holders that cannot be proposed', () => {
  it.each([
    ['DEALERS_OFFLINE', [ENDPOINT, HSM], [ENDPOINT]],
    ['HOLDERS_OFFLINE', [ENDPOINT, HSM, 'ff'.repeat(32)], [ENDPOINT, HSM]],
  ] as const)('%s: says what happened, what is safe and what to do next', (code, holders, online) => {
    const world = World.make();
    openEvmVault(world);
    const propose = () =>
      proposeCommittee(world.state, evmVault(world), { holders, minSigners: 2 }, new Set<string>(online));
    expect(propose).toThrow(
      expect.objectContaining({
        ...{ code, safe: 'Nothing was proposed; the shares are as they were.' },
        next: 'Start the missing co-signer and try again.',
      }) as Error,
    );
  });

  it.each(['RESHARE_LIVE', 'RESHARE_INVALID', 'VAULT_HOLDERS_INVALID', 'NOT_ENTITLED', 'GROUP_KEY_DIFFERS'] as const)(
    '%s by the log has a next step',
    (code) => {
      const { safe, next } = refusedEntry(code, 'x');
      expect(safe).toBe('The log is as it was.');
      expect(next).toMatch(/\.$/);
    },
  );
});
