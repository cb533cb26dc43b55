/**
 * The tamper matrix of the dear protocols (test plan, section 4): as in `test/protocol/tamper-matrix.test.ts`, with the code that a field must have by rule. That
 * nobody else is blamed, that the evidence holds and that nothing is left behind is checked for every run.
 */
import { expect, it } from 'vitest';
import { alike } from '../protocol/matrix-verdicts.ts';
import { auxiliary, ecdsaSigning, type RunKind } from '../protocol/run-kinds.ts';
import { tamperMatrix } from '../protocol/tamper-matrix.ts';

type Rules = readonly (readonly [row: RegExp, outcome: RegExp])[];

/** What a message in the slot of another, or twice, may be taken for. */
const MISPLACED: Rules = [
  [/ in another round$/, /^(EQUIVOCATION|SLOT_UNKNOWN|UNRESPONSIVE)$/],
  [/ misaddressed$/, /^(EQUIVOCATION|SLOT_UNKNOWN|UNRESPONSIVE|decode)$/],
  [/ twice, different$/, /^(EQUIVOCATION|done)$/],
];

const PRESIGN: Rules = [
  [/^1 (field [02]|field [0-6]|old content)$/, /^ps1\.(group|psi0|psi1)$/],
  [/^1 field \d to one$/, /^(EQUIVOCATION|ps1\.\w+)$/],
  [/^1p (field 0|old content)/, /^(ps1\.psi0|decode)$/],
  [/^1p field 1/, /^(ps1\.psi1|decode)$/],
  [/^2 (field [01]|old content)/, /^ps2\.psiG$/],
  [/^2 field 2/, /^ps2\.digest$/],
  [/^2p (field [0-3]|old content)$/, /^ps2\.digest$/],
  [/^2p field 4/, /^(ps2\.psi|decode)$/],
  [/^2p field 5/, /^(ps2\.psih|decode)$/],
  // A false delta or S shows in E1 or E2; one for a single recipient in the echo of PS3
  [/^3 field [02]/, /^(er\.case|er\.digest|er\.dec|EQUIVOCATION|UNRESPONSIVE)$/],
  [/^3 field [13]/, /^(ps3\.psiD|EQUIVOCATION)$/],
  [/^3 (field 4|old content)/, /^(ECHO_LIST|EQUIVOCATION|ps3\.psiD)$/],
  [/^5 (field 0|field 3|old content)/, /^(ECHO_LIST|EQUIVOCATION|on\.sigma)$/],
  [/^5 field [12]/, /^on\.sigma$/],
];

const AUX: Rules = [
  [/^1 (field 0|old content)$/, /^ax\.open$/],
  [/^2 (field|old content)/, /^(ax\.open|decode)$/],
  [/^3 field 0/, /^(ax\.mod\.\d|decode)$/],
  [/^3 old content/, /^(ax\.mod\.\d|ECHO_LIST)$/],
  [/^3 field 1/, /^(ECHO_LIST|EQUIVOCATION)$/],
  [/^3p (field|old content)/, /^(ax\.fac\.\d|decode)$/],
  [/^200 field 0/, /^confirm\.transcript$/],
  [/^200 field 1/, /^confirm\.signature$/],
  [/^200 old content/, /^confirm\.transcript$/],
];

it.each<[string, () => RunKind, 'round 1' | 'round 5', Rules]>([
  ['presigning', () => ecdsaSigning().presign, 'round 1', PRESIGN],
  ['full signing', () => ecdsaSigning().full, 'round 5', PRESIGN],
  ['auxiliary information', () => auxiliary(2), 'round 1', AUX],
])('%s: a party that deviates once is named, or nothing comes of it', (_name, make, from, rules) => {
  const unexpected = tamperMatrix(make(), { place: 1, from }).filter(([row, outcome]) => {
    const rule = [...rules, ...MISPLACED].find(([pattern]) => pattern.test(row));
    return rule === undefined ? outcome !== alike(row) : !rule[1].test(outcome);
  });
  expect(unexpected).toEqual([]);
});
