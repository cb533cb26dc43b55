/** Secrets of key generation and of the auxiliary run live as long as the run needs them and no longer (README 11.6). */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { bytesToHex } from '../../src/base/bytes.ts';
import { decodeWith, encodeWith } from '../../src/base/tlv-decode.ts';
import { PaillierPrivateKey } from '../../src/engine/crypto/paillier.ts';
import { RingPedersenOwner } from '../../src/engine/crypto/ring-pedersen.ts';
import { SecretInteger } from '../../src/engine/crypto/secret-integer.ts';
import { keygenRounds } from '../../src/engine/mpc/cggmp24/keygen-messages.ts';
import { auxNet, ecdsaKeygenNet, makeEcdsaKey } from './ecdsa-runs.ts';
import { devices } from './party.ts';
import { DEADLINE, resultsOf } from './runs.ts';
import { cheat, resign, type Hook } from './sim-net.ts';

const all = devices(3);
const [, , carol] = all;
const { KG2P, KG3 } = keygenRounds(2);
let created: SecretInteger[] = [];

beforeEach(() => {
  created = [];
  const original = SecretInteger.of.bind(SecretInteger);
  vi.spyOn(SecretInteger, 'of').mockImplementation((value) => {
    const made = original(value);
    created.push(made);
    return made;
  });
});
afterEach(() => vi.restoreAllMocks());

const left = (): number => created.filter(({ isForgotten }) => !isForgotten).length;

describe('key generation', () => {
  function run(...hooks: readonly Hook[]) {
    const made = ecdsaKeygenNet({ minSigners: 2, all, hooks });
    made.net.run();
    return made;
  }

  it('keeps the polynomial and the nonces while it needs them, and nothing after success', () => {
    const { net, nodes } = ecdsaKeygenNet({ minSigners: 2, all });
    let most = 0;
    net.start();
    net.settle((length) => {
      most = Math.max(most, left());
      return length - length;
    });
    resultsOf(nodes);
    // Two coefficients and two nonces of each party.
    expect(most).toBeGreaterThanOrEqual(12);
    expect(left()).toBe(0);
  });

  it.each<[string, Hook]>([
    [
      'a wrong share',
      cheat(carol!, 2, (d) => [resign(d, { payload: encodeWith(KG2P.codec, { sigma: new Uint8Array(32) }) })]),
    ],
    [
      'a wrong proof',
      cheat(carol!, 3, (d) => [
        resign(d, { payload: encodeWith(KG3.codec, { ...decodeWith(KG3.codec, d.envelope.payload), psi: 1n }) }),
      ]),
    ],
    ['a malformed message', cheat(carol!, 2, (d) => [resign(d, { payload: new Uint8Array(2) })])],
  ])('keeps nothing after %s', (_name, hook) => {
    const { nodes } = run(hook);
    for (const { session } of nodes) expect(session.state.type).toBe('aborted');
    expect(left()).toBe(0);
  });

  it.each([1, 2, 3])('keeps nothing after silence in round %i, or when it is cancelled', (round) => {
    const silent = run((d) => (d.from === carol && d.envelope.round === round ? [] : [d]));
    silent.net.advanceTo(DEADLINE);
    silent.net.advanceTo(DEADLINE + 5_000n);
    expect(left()).toBe(0);
    const cancelled = run((d) => (d.envelope.round === round ? [] : [d]));
    if (round < 3) expect(left()).toBeGreaterThan(0);
    for (const { session } of cancelled.nodes) session.cancel();
    expect(left()).toBe(0);
  });

  it('wipes a prepared share that is not confirmed', () => {
    const { nodes } = run((d) => (d.envelope.round === 200 ? [] : [d]));
    const shares = nodes.map(({ session }) => session.prepared!.secret);
    expect(shares.map(({ isWiped }) => isWiped)).toEqual([false, false, false]);
    for (const { session } of nodes) session.cancel();
    expect(shares.map(({ isWiped }) => isWiped)).toEqual([true, true, true]);
  });

  it('never sends a share of the key, and none but the dealt values in private', () => {
    const { net, nodes } = run();
    const secrets = resultsOf(nodes).map(({ secret }) => secret.use(bytesToHex));
    for (const { bytes } of net.sent) for (const secret of secrets) expect(bytesToHex(bytes)).not.toContain(secret);
    const dealt = net.sent.filter(({ envelope }) => envelope.round === 2 && envelope.to.length > 0);
    const values = dealt.map(({ envelope }) => bytesToHex(decodeWith(KG2P.codec, envelope.payload).sigma));
    const others = net.sent.filter((d) => !dealt.includes(d));
    for (const { bytes } of others) for (const value of values) expect(bytesToHex(bytes)).not.toContain(value);
  });
});

describe('the auxiliary run', () => {
  it('forgets both keys when it ends early, and lambda at once', () => {
    const { all: two, shares } = makeEcdsaKey(2, 2);
    const paillier = vi.spyOn(PaillierPrivateKey.prototype, 'forget');
    const ringPedersen = vi.spyOn(RingPedersenOwner.prototype, 'forget');
    const lambda = vi.spyOn(RingPedersenOwner.prototype, 'forgetLambda');
    const { net, nodes } = auxNet({ all: two, shares, hooks: [(d) => (d.envelope.round === 2 ? [] : [d])] });
    net.run();
    expect(lambda).toHaveBeenCalledTimes(2);
    expect(paillier).not.toHaveBeenCalled();
    for (const { session } of nodes) session.cancel();
    expect(paillier).toHaveBeenCalledTimes(2);
    expect(ringPedersen).toHaveBeenCalledTimes(2);
  });
});
