/**
 * Random deviations in error rounds: a signer that has lied in PS3 deviates once more in what it sends from then on. Whatever it does, the other signer names it,
 * with evidence that convinces a third party or as silent, and keeps no secret; it never finishes and never blames nobody.
 */
import { expect, it } from 'vitest';
import { bytesToHex } from '../../src/base/bytes.ts';
import { G } from '../../src/engine/crypto/secp256k1.ts';
import { runDeviant } from '../protocol/deviant-runs.ts';
import { rehearse } from '../protocol/deviations.ts';
import { addScalar, cheatedPresign, lieInPs3, type ErrorCheat } from '../protocol/ecdsa-cheaters.ts';
import { makeSigningKey, type Net } from '../protocol/ecdsa-signing-runs.ts';
import type { Device } from '../protocol/party.ts';
import { deviationOf } from '../protocol/random-deviation.ts';
import type { RunKind } from '../protocol/run-kinds.ts';

const key = makeSigningKey(2, 3);
const [alice, , carol] = key.all as [Device, Device, Device];

let latest: Net<unknown>;

function errorRounds(name: string, lie: ErrorCheat): RunKind {
  const parties = [alice, carol];
  return {
    ...{ name, parties },
    make: (run) =>
      (latest = cheatedPresign({ ...key, signers: parties, cheater: carol, cheat: lieInPs3(lie), ...run })),
    isMeddledWith: (round) => [103, 4].includes(round),
    expectGood: (results) => expect(results).toEqual([]),
  };
}

const named = /^(er\.(case|digest|dec|aff)|decode|EQUIVOCATION|SLOT_UNKNOWN|ECHO_LIST|DISPUTE_FALSE|UNRESPONSIVE)$/;

it.each<[string, number, ErrorCheat]>([
  ['a false delta', 8, { errorCase: 'N', ps3: (m) => ({ ...m, delta: addScalar(m.delta) }) }],
  ['a false S', 8, { errorCase: 'X', ps3: (m) => ({ ...m, S: m.S.add(G) }) }],
])('after %s: %i sessions', (name, count, lie) => {
  const rehearsal = rehearse(errorRounds(name, lie))(carol);
  for (let number = 0; number < count; number += 1) {
    const seed = `${process.env['DEVIATIONS'] ?? 'deviations'}/${name}/${number}`;
    const deviation = deviationOf(rehearsal, seed);
    const outcomes = runDeviant(rehearsal, seed, deviation);
    expect({ seed, what: deviation.what, outcomes }).toEqual({
      ...{ seed, what: deviation.what },
      outcomes: [expect.stringMatching(named)],
    });
    // An outcome without blame reads like silence: here somebody is named, too
    const state = latest.nodes.find(({ device }) => device === alice)?.session.state;
    const blamed = state?.type === 'aborted' ? state.error.blame.map(({ party }) => bytesToHex(party)) : [];
    expect({ seed, blamed }).toEqual({ seed, blamed: [carol.hex] });
  }
});
