import { expect, it } from 'vitest';
import { RunAborted } from '../../../../src/apps/cosigner/run-host.ts';
import type { RunBlame } from '../../../../src/apps/cosigner/run-task.ts';
import { nameSuspects } from '../../../../src/apps/cosigner/suspects.ts';

const [SELF, CHEAT, SILENT] = ['aa', 'bb', 'cc'].map((pid) => pid.repeat(32)) as [string, string, string];
const RUN = new Uint8Array(32);
const proven = (pid: string): RunBlame => ({ pid, code: 'er.dec', certainty: 'proven' });
const silent = (pid: string): RunBlame => ({ pid, code: 'UNRESPONSIVE', certainty: 'suspected' });

it.each<[string, unknown, (readonly string[])[]]>([
  ['who provably cheated, and not who fell silent beside it', [proven(CHEAT), silent(SILENT)], [[CHEAT]]],
  ['who fell silent, where nothing is proven', [silent(SILENT)], [[SILENT]]],
  ['nobody for a run that named nobody', [], []],
  ['never this co-signer itself', [proven(SELF)], []],
  ['nobody for a fault of this machine', null, []],
])('names %s', (_, blame, expected) => {
  const named: (readonly string[])[] = [];
  const error = blame === null ? new Error('disk') : new RunAborted('PROTOCOL_FAULT', '', blame as RunBlame[]);
  nameSuspects({ name: (_run, suspects) => void named.push(suspects) }, RUN, error, SELF);
  expect(named).toEqual(expected);
});
