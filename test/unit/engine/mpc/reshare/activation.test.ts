import { describe, expect, test } from 'vitest';
import type { ActivationTerms } from '../../../../../src/engine/mpc/reshare/acknowledgement.ts';
import {
  activeEpoch,
  applyActivation,
  dutiesOf,
  mayErase,
  NO_EPOCHS,
  signingVerdict,
  type ActivationEvent,
  type ActivationState,
} from '../../../../../src/engine/mpc/reshare/activation.ts';

const termsOf = (epoch: number, seed = 1): ActivationTerms => ({
  sid: new Uint8Array(32).fill(seed),
  transcriptHash: new Uint8Array(32).fill(epoch),
  epoch,
  auxHash: new Uint8Array(32),
});

const prepared = (epoch: number, seed?: number): ActivationEvent => ({ type: 'prepared', terms: termsOf(epoch, seed) });
const certified = (epoch: number, seed?: number): ActivationEvent => ({
  type: 'certified',
  terms: termsOf(epoch, seed),
});
const at = (type: Exclude<ActivationEvent['type'], 'prepared' | 'certified'>, epoch: number): ActivationEvent => ({
  type,
  epoch,
});
const acked = (epoch: number): ActivationEvent[] => [
  prepared(epoch),
  at('self-tested', epoch),
  at('acknowledged', epoch),
];

const after = (...events: ActivationEvent[]): ActivationState => events.reduce(applyActivation, NO_EPOCHS);
const statesOf = ({ epochs }: ActivationState): string[] => epochs.map(({ epoch, state }) => `${epoch} ${state}`);
const first = [...acked(0), certified(0), at('test-signed', 0)];
const isRefused = expect.objectContaining({ code: 'EPOCH_STATE' });

describe('the walk of an epoch', () => {
  test('from prepared to erased, with the duties of each step', () => {
    const duties = (events: ActivationEvent[]): string[] =>
      dutiesOf(after(...events)).map(({ type, epoch }) => `${type} ${epoch}`);
    const old = ['offer-certificate 0', 'delete-presignatures-below 0'];
    expect(duties([...first, prepared(1)])).toEqual(['self-test 1', ...old]);
    expect(duties([...first, prepared(1), at('self-tested', 1)])).toEqual(['acknowledge 1', ...old]);
    expect(duties([...first, ...acked(1)])).toEqual(['send-ack 1', 'ask-for-certificate 1', ...old]);
    const fresh = ['offer-certificate 1', 'delete-presignatures-below 1'];
    expect(duties([...first, ...acked(1), certified(1)])).toEqual([...fresh, 'test-sign 1']);
    const proven = [...first, ...acked(1), certified(1), at('test-signed', 1)];
    expect(duties(proven)).toEqual([...fresh, 'erase 0']);
    expect(statesOf(after(...proven))).toEqual(['0 RETIRED', '1 ACTIVE']);
    expect(statesOf(after(...proven, at('erased', 0), at('erased', 0)))).toEqual(['0 ERASED', '1 ACTIVE']);
    expect(duties([...proven, at('erased', 0)])).toEqual(fresh);
  });

  test('changes nothing when something happens twice', () => {
    const events = [...first, ...acked(1), certified(1), at('test-signed', 1), at('erased', 0)];
    for (const [i, event] of events.entries()) {
      const once = after(...events.slice(0, i + 1));
      if (event.type === 'prepared' || event.type === 'acknowledged' || event.type === 'certified') {
        expect(applyActivation(once, event)).toEqual(once);
      }
    }
  });
});

describe('an answer', () => {
  test.each([
    ['before the share was read back', [...first, prepared(1)], at('acknowledged', 1)],
    ['after a refusal', [...first, prepared(1), at('self-tested', 1), at('refused', 1)], at('acknowledged', 1)],
    [
      'after the operators gave up',
      [...first, prepared(1), at('self-tested', 1), at('abandoned', 1)],
      at('acknowledged', 1),
    ],
    ['to the active epoch', first, at('refused', 0)],
    ['to an epoch that is unknown', first, at('acknowledged', 3)],
  ] as [string, ActivationEvent[], ActivationEvent][])('is not given %s', (_, events, event) => {
    expect(() => applyActivation(after(...events), event)).toThrow(isRefused);
  });

  test('is one or the other', () => {
    expect(() => after(...first, ...acked(1), at('refused', 1))).toThrow(isRefused);
  });

  test('is a refusal once the operators gave up, and then the share may go', () => {
    const given = after(...first, prepared(1), at('abandoned', 1));
    expect(dutiesOf(given)[0]).toEqual({ type: 'refuse', epoch: 1 });
    expect(mayErase(given, 1)).toBe(false);
    const refused = applyActivation(given, at('refused', 1));
    expect(mayErase(refused, 1)).toBe(true);
    expect(statesOf(applyActivation(refused, at('erased', 1)))).toEqual(['0 ACTIVE', '1 ERASED']);
  });
});

describe('erasure', () => {
  test.each([
    ['the active share', first, 0],
    ['the old share before a certificate', [...first, ...acked(1)], 0],
    ['the old share before a test signature', [...first, ...acked(1), certified(1)], 0],
    ['an acknowledged share, whatever the operators say', [...first, ...acked(1), at('abandoned', 1)], 1],
    ['an unanswered share', [...first, prepared(1)], 1],
  ] as [string, ActivationEvent[], number][])('spares %s', (_, events, epoch) => {
    expect(mayErase(after(...events), epoch)).toBe(false);
    expect(() => applyActivation(after(...events), at('erased', epoch))).toThrow(isRefused);
  });

  test('takes an acknowledged share that never came to be, once a later epoch proved itself', () => {
    const later = after(...first, ...acked(1), at('abandoned', 1), ...acked(2), certified(2));
    expect(statesOf(later)).toEqual(['0 RETIRED', '1 RETIRED', '2 ACTIVE']);
    expect([mayErase(later, 0), mayErase(later, 1)]).toEqual([false, false]);
    const proven = applyActivation(later, at('grace-over', 2));
    expect([mayErase(proven, 0), mayErase(proven, 1), mayErase(proven, 2)]).toEqual([true, true, false]);
  });

  test('waits for the grace period on a device that was removed', () => {
    const removed = after(...first, certified(1));
    expect([activeEpoch(removed), ...statesOf(removed)]).toEqual([undefined, '0 RETIRED']);
    expect(() => applyActivation(removed, at('test-signed', 1))).toThrow(isRefused);
    expect(mayErase(applyActivation(removed, at('grace-over', 1)), 0)).toBe(true);
  });
});

describe('a certificate', () => {
  test('of a lower epoch does nothing once a higher one is held', () => {
    const highest = after(...first, ...acked(1), ...acked(2), certified(2));
    expect(applyActivation(highest, certified(1))).toEqual(highest);
  });

  test('that comes late is obeyed while no higher one is held, and a higher one after it', () => {
    const late = after(...first, ...acked(1), at('abandoned', 1), ...acked(2), certified(1));
    expect(statesOf(late)).toEqual(['0 RETIRED', '1 ACTIVE', '2 PREPARED']);
    expect(statesOf(applyActivation(late, certified(2)))).toEqual(['0 RETIRED', '1 RETIRED', '2 ACTIVE']);
  });

  test.each([
    ['for other terms than those that were prepared', [...first, ...acked(1)], certified(1, 9)],
    ['for an epoch that this device did not acknowledge', [...first, prepared(1)], certified(1)],
    ['that contradicts another of its epoch', [...first, ...acked(1), certified(1)], certified(1, 9)],
  ] as [string, ActivationEvent[], ActivationEvent][])('is refused %s', (_, events, event) => {
    expect(() => applyActivation(after(...events), event)).toThrow(isRefused);
  });
});

describe('an epoch number', () => {
  test.each([
    ['a second time', [...first, ...acked(1)], prepared(1, 9)],
    ['below one that is known', [...first, ...acked(2)], prepared(1)],
    ['below one that is in force', [...first, certified(2)], prepared(1)],
  ] as [string, ActivationEvent[], ActivationEvent][])('is not dealt %s', (_, events, event) => {
    expect(() => applyActivation(after(...events), event)).toThrow(isRefused);
  });
});

test('a signing session is answered by the epoch it names', () => {
  const before = after(...first, ...acked(1));
  expect([0, 1, 2].map((epoch) => signingVerdict(before, epoch))).toEqual(['sign', 'ask-for-certificate', 'unknown']);
  const moved = applyActivation(before, certified(1));
  expect([0, 1, 2].map((epoch) => signingVerdict(moved, epoch))).toEqual(['retired', 'sign', 'unknown']);
});
