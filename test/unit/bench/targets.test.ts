import { describe, expect, it } from 'vitest';
import { counted, milliseconds } from '../../bench/figures.ts';
import { between, summaryTable } from '../../bench/readme.ts';
import { outcomes } from '../../bench/targets.ts';

const figures = counted(
  [
    milliseconds('presign.2.P112', '', 200),
    milliseconds('presign-critical.2.P112', '', 100),
    milliseconds('sign-online.2.P112', '', 2),
    milliseconds('ecdsa-verify.library', '', 0.8),
    milliseconds('peer-dkls.presign.2of2.party', '', 40),
  ],
  8,
);
const byName = new Map(outcomes(figures).map((outcome) => [outcome.name, outcome]));

describe('targets of the bench', () => {
  it('are met up to the number itself', () => {
    expect(byName.get('presign.2.P112')).toMatchObject({ allowed: 25, isMet: true, peerUnits: 5 });
    expect(byName.get('presign-critical.2.P112')).toMatchObject({ allowed: 11, isMet: false });
  });

  it('allow online signing one verification on top', () => {
    expect(byName.get('sign-online.2.P112')).toMatchObject({ allowed: 0.15 + 0.1, isMet: true });
  });

  it('are not met by what was not measured', () => {
    expect(byName.get('aux.3.P112')).toMatchObject({ measured: undefined, isMet: false });
    expect(summaryTable(figures)).toContain('not measured');
  });
});

describe('tables between markers', () => {
  const text = 'a\n<!-- bench:run -->\nold\n<!-- /bench:run -->\nb\n';

  it('are replaced, and nothing else', () => {
    expect(between(text, 'run', 'new')).toBe('a\n<!-- bench:run -->\n\nnew\n\n<!-- /bench:run -->\nb\n');
  });

  it('are refused without their markers', () => {
    expect(() => between(text, 'targets', 'new')).toThrow('bench:targets');
  });
});
