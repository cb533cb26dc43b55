/** `shamir.json`: shares, Feldman commitments, Lagrange coefficients of every subset, and invalid evaluation points. */
import { z } from 'zod';
import { bytesFromHex, bytesToHex } from '../../src/base/bytes.ts';
import { mod } from '../../src/engine/crypto/integers.ts';
import { multiplyBaseSecret, pointFromBytes, pointToBytes, q } from '../../src/engine/crypto/secp256k1.ts';
import { SecretInteger } from '../../src/engine/crypto/secret-integer.ts';
import { assertIds, evaluate, feldman, lagrange } from '../../src/engine/crypto/shamir.ts';
import { accepts, collect, integer, same, type Replay } from './replaying.ts';

const set = z.object({
  t: z.number(),
  ids: z.array(integer),
  coeffs: z.array(integer),
  commitments: z.array(z.string()),
  shares: z.array(integer),
  publicShares: z.array(z.string()),
  subsets: z.array(z.object({ ids: z.array(integer), at0: z.array(integer), at7: z.array(integer) })),
});

const schema = z.object({
  sets: z.array(set),
  invalidIds: z.array(z.object({ name: z.string(), ids: z.array(integer) })),
});

type Answer = string | null;

export function replayShamir(content: unknown): Replay {
  const file = schema.parse(content);
  return collect([
    ...file.sets.flatMap(replaySet),
    ...file.invalidIds.map(({ name, ids }) => same(name, () => accepts(() => assertIds(ids)), false)),
  ]);
}

function replaySet(vector: z.infer<typeof set>): Answer[] {
  const coefficients = vector.coeffs.map((c) => SecretInteger.of(c));
  const commitments = vector.commitments.map((point) => pointFromBytes(bytesFromHex(point)));
  return [
    ...coefficients.map((c, k) =>
      same(`commitment ${k}`, () => bytesToHex(pointToBytes(multiplyBaseSecret(c))), vector.commitments[k] ?? ''),
    ),
    ...vector.ids.flatMap((id, i) => [
      same(`share ${i}`, () => evaluate(coefficients, id).use((share) => share), vector.shares[i] ?? 0n),
      same(`public share ${i}`, () => bytesToHex(pointToBytes(feldman(commitments, id))), vector.publicShares[i] ?? ''),
    ]),
    ...vector.subsets.flatMap((subset) => replaySubset(vector, subset)),
  ];
}

function replaySubset(
  { ids, shares, coeffs }: z.infer<typeof set>,
  subset: z.infer<typeof set>['subsets'][number],
): Answer[] {
  const rebuilt = subset.ids.reduce(
    (sum, id) => mod(sum + lagrange(subset.ids, id) * (shares[ids.indexOf(id)] ?? 0n), q),
    0n,
  );
  return [
    ...subset.ids.flatMap((id, i) => [
      same('coefficient at 0', () => lagrange(subset.ids, id), subset.at0[i] ?? 0n),
      same('coefficient at 7', () => lagrange(subset.ids, id, 7n), subset.at7[i] ?? 0n),
    ]),
    same('interpolation', () => rebuilt, coeffs[0] ?? 0n),
  ];
}
