/** What a run that somebody broke costs whom. */
import { expect, it } from 'vitest';
import { RunAborted } from '../../../../src/apps/cosigner/run-host.ts';
import type { RunBlame } from '../../../../src/apps/cosigner/run-task.ts';
import { drawConsequences } from '../../../../src/apps/cosigner/suspects.ts';

const [SELF, CHEAT, SILENT] = ['aa', 'bb', 'cc'].map((pid) => pid.repeat(32)) as [string, string, string];
const RUN = new Uint8Array(32);
const proven = (pid: string): RunBlame => ({ pid, code: 'er.dec', certainty: 'proven' });
const silent = (pid: string): RunBlame => ({ pid, code: 'UNRESPONSIVE', certainty: 'suspected' });

/** Presignatures of two vaults, with the cheat and without. */
const STOCK = [
  { vaultId: 'main', signers: [SELF, CHEAT] },
  { vaultId: 'main', signers: [SELF, SILENT] },
  { vaultId: 'other', signers: [SELF, CHEAT] },
];

it.each<[string, RunBlame[] | null, (readonly string[])[], number[]]>([
  ['who provably cheated, and not who fell silent beside it', [proven(CHEAT), silent(SILENT)], [[CHEAT]], [0]],
  ['who fell silent, where nothing is proven; what was made with it stays', [silent(SILENT)], [[SILENT]], []],
  ['nobody for a run that named nobody', [], [], []],
  ['never this co-signer itself', [proven(SELF)], [], []],
  ['nobody for a fault of this machine', null, [], []],
])('names %s', async (_, blame, named, gone) => {
  const told: (readonly string[])[] = [];
  const removed: number[] = [];
  const error = blame === null ? new Error('disk') : new RunAborted('PROTOCOL_FAULT', '', blame);
  const context = {
    home: { pid: SELF },
    errorRounds: { name: (_run: Uint8Array, suspects: readonly string[]) => void told.push(suspects) },
    stock: {
      remove: (matches: (one: never) => boolean) => {
        STOCK.forEach((one, index) => matches(one as never) && removed.push(index));
        return Promise.resolve();
      },
    },
  };
  await drawConsequences(context, { runId: RUN, vaultId: 'main' }, error);
  expect(told).toEqual(named);
  expect(removed).toEqual(gone);
});
