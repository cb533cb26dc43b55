/** Our equations of round two against the library's, share by share and byte by byte. */
import { ed25519, ed25519_FROST } from '@noble/curves/ed25519.js';
import { describe, expect, it } from 'vitest';
import { ed25519RoundTwo } from '../../../../../src/engine/mpc/frost/ed25519-round-two.ts';
import { testRng } from '../../../../protocol/test-rng.ts';

const message = new TextEncoder().encode('two ways to one signature');

function session(min: number, max: number, present: readonly number[], name: string) {
  const random = testRng(name);
  const rng = (byteLength = 32) => new Uint8Array(random(byteLength));
  const ids = Array.from({ length: max }, (_, index) => ed25519_FROST.Identifier.fromNumber(index + 1));
  const dealt = ed25519_FROST.trustedDealer({ min, max }, ids, undefined, rng);
  const signers = present.map((index) => {
    const identifier = ids[index - 1] ?? '';
    const secret = dealt.secretShares[identifier];
    if (secret === undefined) throw new Error('no such signer');
    return { identifier, secret, ...ed25519_FROST.commit(secret, rng) };
  });
  const commitments = signers.map(({ commitments: own }) => own);
  return {
    output: dealt.public,
    signers,
    commitments,
    round: ed25519RoundTwo({ output: dealt.public, commitments, message }),
  };
}

describe('round two of FROST(Ed25519)', () => {
  it.each([
    [2, 3, [1, 3]],
    [2, 3, [3, 2]],
    [3, 5, [5, 1, 4]],
    [4, 7, [7, 2, 4, 6]],
  ] as const)('%i of %i by %j gives the library’s shares and signature', (min, max, present) => {
    const { output, signers, commitments, round } = session(min, max, present, `round-two/${max}/${present.join()}`);
    const shares = new Map<string, Uint8Array>();
    for (const { identifier, secret, nonces, commitments: own } of signers) {
      const copy = { hiding: nonces.hiding.slice(), binding: nonces.binding.slice() };
      const expected = ed25519_FROST.signShare(secret, output, copy, commitments, message);
      const z = round.signShare(secret, nonces, own);
      expect(z).toEqual(expected);
      expect(round.isShareValid(identifier, z)).toBe(true);
      shares.set(identifier, z);
    }
    const signature = round.aggregate(shares);
    expect(signature).toEqual(ed25519_FROST.aggregate(output, commitments, message, Object.fromEntries(shares)));
    const groupKey = output.commitments[0] ?? new Uint8Array();
    expect(ed25519.verify(signature, message, groupKey, { zip215: false })).toBe(true);
  });

  it('refuses another signer’s share, a changed share and a share under other nonces', () => {
    const { signers, round } = session(2, 3, [1, 2], 'round-two/false');
    const [one, two] = signers;
    if (one === undefined || two === undefined) throw new Error('two signers');
    const z = round.signShare(one.secret, one.nonces, one.commitments);
    expect(round.isShareValid(two.identifier, z)).toBe(false);
    const changed = z.slice();
    changed[0] = (changed[0] ?? 0) ^ 1;
    expect(round.isShareValid(one.identifier, changed)).toBe(false);
    expect(round.isShareValid(ed25519_FROST.Identifier.fromNumber(3), z)).toBe(false);
    const { nonces, commitments } = ed25519_FROST.commit(two.secret);
    expect(() => round.signShare(two.secret, nonces, commitments)).toThrow(
      'The listed commitments are not those of the own nonces.',
    );
  });

  it('uses nonces once and wipes them', () => {
    const { signers, round } = session(2, 2, [1, 2], 'round-two/once');
    const [one] = signers;
    if (one === undefined) throw new Error('a signer');
    round.signShare(one.secret, one.nonces, one.commitments);
    expect([...one.nonces.hiding, ...one.nonces.binding].every((byte) => byte === 0)).toBe(true);
    expect(() => round.signShare(one.secret, one.nonces, one.commitments)).toThrow('These nonces were used before.');
  });

  it('refuses a list that names a signer twice', () => {
    const { output, commitments } = session(2, 3, [1, 2], 'round-two/twice');
    const [first] = commitments;
    if (first === undefined) throw new Error('a commitment');
    expect(() => ed25519RoundTwo({ output, commitments: [first, first], message })).toThrow(
      'An identifier is named twice.',
    );
  });
});
