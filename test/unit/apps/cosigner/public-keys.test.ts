/** A joining co-signer believes enough holders that say the same, and none that contradicts the log. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PublicKeys } from '../../../../src/apps/cosigner/public-keys.ts';
import { outcomeOf } from '../../../apps-harness/codes.ts';

const [A, B, C] = ['aa', 'bb', 'cc'];
const HOLDERS = [A, B, C] as readonly string[];
const TRUE = Uint8Array.of(7);
const FALSE = Uint8Array.of(8);
const KEY = { vaultId: 'main', epoch: 1 };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A question to three holders, two of whom are enough. */
function asking(isAsLogged = (data: Uint8Array): boolean => data[0] === TRUE[0]) {
  const asked: string[] = [];
  const keys = new PublicKeys();
  const answer = keys.collect(KEY, HOLDERS, 2, (pid) => void asked.push(pid), isAsLogged);
  const outcome = outcomeOf(answer);
  const say = (pid: string, data: Uint8Array): void => keys.take(pid, KEY.vaultId, KEY.epoch, data);
  return { asked, answer, outcome, say };
}

describe('what holders say is public about a key', () => {
  it('is believed when as many as sign together say the same', async () => {
    const { answer, say } = asking();
    say(A, TRUE);
    say(C, TRUE);
    expect(await answer).toEqual([
      { pid: A, publicData: TRUE },
      { pid: C, publicData: TRUE },
    ]);
  });

  it('counts for nothing when the log says something else, whoever is first and however many agree', async () => {
    const { answer, say, asked } = asking();
    say(A, FALSE);
    say(A, TRUE);
    say(B, TRUE);
    await vi.advanceTimersByTimeAsync(2_000);
    // Who lied is not asked again, and its change of mind does not count.
    expect(asked).toEqual([A, B, C, C]);
    say(C, TRUE);
    expect((await answer).map(({ pid }) => pid)).toEqual([B, C]);
  });

  it('ends the question as soon as too few are left that could say it', async () => {
    const { outcome, say } = asking();
    say(A, FALSE);
    say(B, FALSE);
    expect(await outcome).toBe('KEY_PUBLIC_DIFFERS');
  });

  it('is named as the fault when nobody else answers in time; silence alone is another', async () => {
    const lied = asking();
    lied.say(A, FALSE);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(await lied.outcome).toBe('KEY_PUBLIC_DIFFERS');
    const silent = asking();
    await vi.advanceTimersByTimeAsync(30_000);
    expect(await silent.outcome).toBe('KEY_UNATTESTED');
  });
});
