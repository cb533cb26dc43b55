/** Secrets live as long as a run needs them and no longer (frost.md 3; README 11.6). */
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { bytesToHex, utf8ToBytes } from '../../src/base/bytes.ts';
import { frostKeygen, type KeygenContext } from '../../src/engine/mpc/frost/keygen.ts';
import { defineKeygen } from '../../src/engine/mpc/frost/keygen-messages.ts';
import { setUpSigning } from '../../src/engine/mpc/frost/sign-messages.ts';
import { frostSign } from '../../src/engine/mpc/frost/sign.ts';
import { suiteOf, type FrostSuite } from '../../src/engine/mpc/frost/suite.ts';
import { partyIdOf } from '../../src/engine/mpc/protocol/party.ts';
import { devices } from './party.ts';
import { keygenNet, makeKey, resultsOf, runIdOf, signNet } from './runs.ts';
import { testRng } from './test-rng.ts';

const isZero = (bytes: Uint8Array): boolean => bytes.every((byte) => byte === 0);

/** A suite that remembers the secret objects it hands out. */
function watched(suite: FrostSuite) {
  const secrets = { coefficients: [] as bigint[][], nonces: [] as Uint8Array[], shares: [] as Uint8Array[] };
  const DKG: FrostSuite['dealing']['DKG'] = {
    ...suite.dealing.DKG,
    round1: (...args) => {
      const dealt = suite.dealing.DKG.round1(...args);
      secrets.coefficients.push(dealt.secret.coefficients!);
      return dealt;
    },
  };
  const watching: FrostSuite = {
    ...suite,
    dealing: { ...suite.dealing, DKG },
    signing: {
      ...suite.signing,
      commit: (secret, rng) => {
        const made = suite.signing.commit(secret, rng);
        secrets.nonces.push(made.nonces.hiding, made.nonces.binding);
        secrets.shares.push(secret.signingShare);
        return made;
      },
    },
  };
  return { suite: watching, secrets };
}

describe('key generation', () => {
  function start() {
    const all = devices(3);
    const { plan } = defineKeygen({
      scheme: 'ed25519',
      keyId: 'k',
      epoch: 0,
      minSigners: 2,
      parties: all.map(({ pid }) => pid),
    });
    const { suite, secrets } = watched(suiteOf('ed25519'));
    const ctx: KeygenContext = {
      suite,
      plan,
      self: partyIdOf(all[0]!.pid),
      sid: runIdOf('sid'),
      random: testRng('own'),
      earlierPhis: new Set(),
      sign: (digest) => all[0]!.signer.sign(digest),
      isSignedBy: () => true,
      payloadHashes: () => [],
    };
    const protocol = frostKeygen(ctx);
    protocol.next();
    return { protocol, secrets };
  }

  it('erases the polynomial when it is cancelled', () => {
    const { protocol, secrets } = start();
    expect(secrets.coefficients[0]!.every((coefficient) => coefficient > 0n)).toBe(true);
    protocol.return(undefined as never);
    expect(secrets.coefficients[0]).toEqual([0n, 0n]);
  });

  it('erases the polynomial when a step fails', () => {
    const { protocol, secrets } = start();
    expect(() => protocol.throw(new Error('driver'))).toThrow('driver');
    expect(secrets.coefficients[0]).toEqual([0n, 0n]);
  });

  it('shows the share as prepared before the confirmation leaves, and keeps it after', () => {
    const { net, nodes } = keygenNet({
      scheme: 'ed25519',
      minSigners: 2,
      all: devices(3),
      hooks: [(d) => (d.envelope.round === 200 ? [] : [d])],
    });
    net.run();
    for (const { session } of nodes) {
      expect(session.state.type).toBe('waiting');
      expect(session.prepared?.secret.isWiped).toBe(false);
    }
    for (const { from, to, bytes, envelope } of net.sent) if (envelope.round === 200) net.inject(from, to, bytes);
    net.settle();
    for (const [index, share] of resultsOf(nodes).entries()) expect(share).toBe(nodes[index]!.session.prepared);
  });

  it('prints nothing of a share', () => {
    const [share] = makeKey('ed25519', 2, 3).shares;
    const secret = share!.secret.use(bytesToHex);
    for (const text of [inspect(share, { depth: 5 }), JSON.stringify(share), `${String(share!.secret)}`]) {
      expect(text).toContain('[secret]');
      expect(text).not.toContain(secret);
    }
  });
});

describe('signing', () => {
  function start() {
    const { all, shares } = makeKey('ed25519', 2, 3);
    const keyShare = shares[0]!;
    const request = {
      key: keyShare,
      signers: all.slice(0, 2).map(({ pid }) => partyIdOf(pid)),
      message: utf8ToBytes('m'),
      path: [3],
    };
    const { suite, secrets } = watched(suiteOf('ed25519'));
    const setup = { ...setUpSigning({ ...request, tweak: { type: 'none' } }), suite };
    const self = partyIdOf(keyShare.self);
    const protocol = frostSign({
      sid: runIdOf('sid'),
      setup,
      keyShare,
      self,
      random: testRng('own'),
      verifySecond: undefined,
    });
    protocol.next();
    return { protocol, secrets, keyShare };
  }

  it('erases nonces and the derived share when it is cancelled, and leaves the borrowed share alone', () => {
    const { protocol, secrets, keyShare } = start();
    expect([...secrets.nonces, ...secrets.shares].some(isZero)).toBe(false);
    protocol.return(undefined as never);
    expect(secrets.nonces).toHaveLength(2);
    expect([...secrets.nonces, ...secrets.shares].every(isZero)).toBe(true);
    expect(keyShare.secret.isWiped).toBe(false);
    expect(keyShare.secret.use((bytes) => bytes.slice())).not.toEqual(new Uint8Array(32));
  });

  it('nonce-copy: never sends a nonce or a share of the key', () => {
    const { all, shares } = makeKey('ed25519', 2, 3);
    const { net, nodes } = signNet({ shares, signers: all.slice(0, 2), message: utf8ToBytes('m') });
    net.run();
    resultsOf(nodes);
    const secrets = shares.map(({ secret }) => secret.use(bytesToHex));
    for (const { bytes } of net.sent) for (const secret of secrets) expect(bytesToHex(bytes)).not.toContain(secret);
  });

  it('nonce-copy: commits to new nonces in every run of one message', () => {
    const { all, shares } = makeKey('ed25519', 2, 3);
    const commitments = ['one', 'two'].map((name) => {
      const { net } = signNet({ shares, signers: all.slice(0, 2), message: utf8ToBytes('m'), name });
      net.run();
      return net.sent
        .filter(({ envelope }) => envelope.round === 1)
        .map(({ envelope }) => bytesToHex(envelope.payload));
    });
    expect(new Set(commitments.flat()).size).toBe(4);
  });
});
