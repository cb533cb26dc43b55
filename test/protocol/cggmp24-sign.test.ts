/** Honest ECDSA signing: with a presignature and in full, verified by noble, by recovery and by OpenSSL (cggmp24.md 8). */
import { sha256 } from '@noble/hashes/sha2.js';
import { describe, expect, it } from 'vitest';
import { bytesToHex, concatBytes } from '../../src/base/bytes.ts';
import { G, sumPoints } from '../../src/engine/crypto/secp256k1.ts';
import { preparePresign } from '../../src/engine/mpc/cggmp24/presign-prepared.ts';
import { deriveBip32 } from '../../src/engine/mpc/derivation/bip32.ts';
import { partyIdOf } from '../../src/engine/mpc/protocol/party.ts';
import { expectSignature } from './ecdsa-signatures.ts';
import { fullSignNet, makeSigningKey, message, onlineNet, presignNet } from './ecdsa-signing-runs.ts';
import { resultsOf } from './runs.ts';
import { testRng } from './test-rng.ts';

const path = [0, 5];
const key = makeSigningKey(2, 3);
const [first] = key.shares;
const signers = [key.all[0]!, key.all[2]!];
const childKey = deriveBip32(first!.groupKey, first!.chainCode, path).key;

describe('two of three', () => {
  const presigning = presignNet({ ...key, signers, path });
  presigning.net.run();
  const presignatures = resultsOf(presigning.nodes);

  it('make presignatures that agree and satisfy E1 and E2', () => {
    const [a, b] = presignatures;
    const own = { self: undefined, kt: undefined, chit: undefined, bond: undefined };
    expect({ ...a, ...own }).toEqual({ ...b, ...own });
    expect(sumPoints(a!.Dt).equals(G)).toBe(true);
    expect(sumPoints(a!.St).toBytes(true)).toEqual(childKey);
    expect(a!.childKey).toEqual(childKey);
  });

  it('sign in one round with them', () => {
    const { net, nodes } = onlineNet({ ...key, signers, path, presignatures });
    net.run();
    const signatures = resultsOf(nodes);
    expect(net.sent.map(({ envelope }) => [envelope.protocol, envelope.round])).toEqual([
      ['online', 1],
      ['online', 1],
    ]);
    expect(signatures[0]).toEqual(signatures[1]);
    expectSignature(signatures[0]!, message, childKey);
  });

  it('sign in full, with round 1 prepared ahead by one of them', () => {
    const { net, nodes } = fullSignNet({
      ...key,
      signers,
      path,
      change: (device) => {
        if (device !== signers[0]) return {};
        const request = { signers: signers.map(({ pid }) => partyIdOf(pid)), path };
        return { prepared: preparePresign(first!, request, testRng('ahead')) };
      },
    });
    net.run();
    for (const signature of resultsOf(nodes)) expectSignature(signature, message, childKey);
  });

  it('send the same bytes as ever (a change is a change of the wire format: raise the protocol version)', () => {
    expect(bytesToHex(sha256(concatBytes(...presigning.net.sent.map(({ bytes }) => bytes))))).toBe(
      '2ee445da559a7322e523bc3e02dc5d8690678323fd56b88f91ca90169218eede',
    );
  });
});

it.each([
  [2, 2],
  [3, 3],
])('%i of %i sign an Ethereum transaction in full, hashed with Keccak', (minSigners, partyCount) => {
  const whole = makeSigningKey(minSigners, partyCount);
  const transaction = { hash: 'keccak256', bytes: new TextEncoder().encode('an unsigned transaction') } as const;
  const { net, nodes } = fullSignNet({ ...whole, signers: whole.all, change: () => ({ message: transaction }) });
  net.run();
  for (const signature of resultsOf(nodes)) expectSignature(signature, transaction, whole.shares[0]!.groupKey);
});

it('signers that judged different messages stop before round 1', () => {
  const { net, nodes } = fullSignNet({
    ...key,
    signers,
    change: (device) => (device === signers[1] ? { message: { ...message, bytes: Uint8Array.of(1) } } : {}),
  });
  net.run();
  for (const { session } of nodes)
    expect(session.state).toMatchObject({ type: 'aborted', error: { code: 'CONFIG_MISMATCH', blame: [] } });
  expect(net.sent.filter(({ envelope }) => envelope.round === 1)).toEqual([]);
});
