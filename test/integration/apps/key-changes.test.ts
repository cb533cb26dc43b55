/** New shares of a key with co-signers as real processes: refresh, another holder, a process that dies in the middle. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KeyLab } from '../../apps-harness/key-lab.ts';

let lab: KeyLab;

beforeAll(async () => {
  lab = await KeyLab.start();
  await lab.ceremony('ed25519');
});
afterAll(() => lab.close());

/** Each test goes on with the vault as the one before left it. */
describe('new shares of a Solana vault', () => {
  it('are the same key, and replace the old ones', async () => {
    const { groupKey, holders } = lab.vault();
    await lab.reshare(holders);
    expect((await lab.epochInForce(1)).groupKey).toEqual(groupKey);
    await lab.erasedByAll(0);
    expect(lab.coSigners.map((one) => lab.shareFiles(one))).toEqual(Array(3).fill(['main.1.share']));
  });

  it('come to nothing when a process dies in the middle, and are made anew under the next number', async () => {
    const { groupKey, holders } = lab.vault();
    const dying = lab.coSigner(holders[1] ?? '');
    lab.treasurer.heard.length = 0;
    // It dies as soon as it is in the run: its peers have heard of it, and it of them.
    const begun = lab.until('the run', () =>
      lab.treasurer.heard.some(({ from, message }) => from === dying.pid && message.type === 'progress')
        ? true
        : undefined,
    );
    const runId = await lab.reshare(holders);
    await begun;
    await dying.restart();
    const first = await lab.until('the end of the run', () => {
      const reshare = lab.vault().sharing.reshares.find((one) => one.runId === runId);
      return reshare !== undefined && ['failed', 'impossible', 'active'].includes(reshare.status) ? reshare : undefined;
    });
    const { epoch } = lab.vault();
    // Whoever died after its acknowledgement does not stop the change; before, the old epoch stays in force.
    expect(epoch).toBe(first.status === 'active' ? 2 : 1);
    await lab.reshare(holders);
    const after = await lab.until('epoch 3', () => (lab.vault().epoch === 3 ? lab.vault() : undefined));
    expect(after.groupKey).toEqual(groupKey);
    await lab.erasedByAll(epoch);
    // Also what was prepared for an epoch that never came to be.
    expect(lab.coSigners.map((one) => lab.shareFiles(one))).toEqual(Array(3).fill(['main.3.share']));
  });

  it('go to a new process instead of an old one, which destroys what it has', async () => {
    const { groupKey, holders } = lab.vault();
    const joining = await lab.enrol('four');
    const [leaving = '', ...staying] = holders;
    await lab.reshare([...staying, joining.pid]);
    const after = await lab.epochInForce(4);
    expect(after.groupKey).toEqual(groupKey);
    expect(after.holders).toEqual([...staying, joining.pid].toSorted());
    expect(after.sharing.epochs.at(-1)?.ids.get(joining.pid)).toBe(4);
    await lab.erasedByAll(3);
    expect([leaving, staying[0] ?? '', joining.pid].map((pid) => lab.shareFiles(lab.coSigner(pid)))).toEqual([
      [],
      ['main.4.share'],
      ['main.4.share'],
    ]);
  });
});
