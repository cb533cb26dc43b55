/** Threshold ECDSA with a cheater that signs random changes of its messages: the others finish or name it, never each other, and nothing throws. */
import { expect, it } from 'vitest';
import { fullSignNet, makeSigningKey, onlineNet, presignNet } from '../protocol/ecdsa-signing-runs.ts';
import { expectOnlyCheaterBlamed, meddle } from '../protocol/meddling.ts';
import { resultsOf } from '../protocol/runs.ts';
import { testRng } from '../protocol/test-rng.ts';

const key = makeSigningKey(2, 3);
const signers = [key.all[0]!, key.all[2]!];

it.each([
  ['presigning', presignNet],
  ['full signing', fullSignNet],
])('is the only one blamed in %s', (name, net) => {
  const outcomes = new Map<string, number>();
  for (let seed = 0; seed < 60; seed += 1) {
    const cheater = signers[seed % 2]!;
    const made = net({
      ...key,
      signers,
      name: `fuzz/${name}/${seed}`,
      hooks: [meddle(cheater, testRng(`${name}/${seed}`))],
    });
    for (const outcome of expectOnlyCheaterBlamed(made.net as never, made.nodes as never, cheater))
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  }
  expect(outcomes.get('LOCAL_BUG')).toBeUndefined();
  expect(outcomes.get('PROTOCOL_FAULT')).toBeGreaterThan(20);
});

it('is the only one blamed in online signing', () => {
  const presigning = presignNet({ ...key, signers });
  presigning.net.run();
  const presignatures = resultsOf(presigning.nodes);
  const outcomes = new Map<string, number>();
  for (let seed = 0; seed < 200; seed += 1) {
    const cheater = signers[seed % 2]!;
    const hooks = [meddle(cheater, testRng(`online/${seed}`))];
    const made = onlineNet({ ...key, signers, presignatures, hooks });
    for (const outcome of expectOnlyCheaterBlamed(made.net, made.nodes, cheater))
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  }
  expect(outcomes.get('LOCAL_BUG')).toBeUndefined();
  expect(outcomes.get('PROTOCOL_FAULT')).toBeGreaterThan(20);
});
