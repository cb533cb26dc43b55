/** E1 and E2 (cggmp24.md 6): which error round the PS3 of all signers call for. */
import { expect, it } from 'vitest';
import { G, multiplyPublic, q } from '../../../../../src/engine/crypto/secp256k1.ts';
import { errorCaseOf } from '../../../../../src/engine/mpc/cggmp24/presign-checks.ts';
import type { Ps3 } from '../../../../../src/engine/mpc/cggmp24/presign-messages.ts';
import type { PartyId } from '../../../../../src/engine/mpc/protocol/party.ts';

const childKey = multiplyPublic(G, 7n);

/** What two signers publish; by default E1 and E2 hold. */
function caseOf(change: { delta?: bigint; Delta?: bigint; S?: bigint }) {
  const { delta = 30n, Delta = 30n, S = 210n } = change;
  const ps3 = (d: bigint, D: bigint, s: bigint) => ({ delta: d, Delta: multiplyPublic(G, D), S: multiplyPublic(G, s) });
  const all = [ps3(12n, 12n, 84n), ps3(delta, Delta, S)].map((message) => message as Ps3);
  return errorCaseOf({ childKey }, new Map(all.map((message, i) => [`${i}` as PartyId, message])));
}

it.each<[string, Parameters<typeof caseOf>[0], 'N' | 'X' | undefined]>([
  ['nothing is wrong', {}, undefined],
  ['a false delta', { delta: 31n }, 'N'],
  ['a false Delta', { Delta: 31n }, 'N'],
  ['a false S', { S: 211n }, 'X'],
  ['a false delta and a false S: E2 is looked at only when E1 holds', { delta: 31n, S: 211n }, 'N'],
  // The last sender can always choose it: a blameless restart would never end
  ['a delta that makes the sum zero', { delta: q - 12n }, 'N'],
])('%s', (_what, change, expected) => expect(caseOf(change)).toBe(expected));
