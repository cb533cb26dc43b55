import { beforeAll, describe, expect, it } from 'vitest';
import {
  createKeygenSession,
  createSignSession,
  type FrostKeyShare,
  type KeygenOptions,
  type SignOptions,
} from '../../../../../src/engine/mpc/frost/index.ts';
import { device, devices, identityKeys, verifyWithOpenSsl } from '../../../../protocol/party.ts';
import { DEADLINE, keygenNet, makeKey, runIdOf } from '../../../../protocol/runs.ts';
import { testRng } from '../../../../protocol/test-rng.ts';

const all = devices(3);
const [own, , third] = all as [(typeof all)[0], (typeof all)[0], (typeof all)[0]];

const keygen: KeygenOptions = {
  scheme: 'ed25519',
  runId: runIdOf('run'),
  keyId: 'vault-1',
  minSigners: 2,
  parties: all.map(({ pid }) => pid),
  self: own.pid,
  identityKeys: identityKeys(all),
  signer: own.signer,
  verify: verifyWithOpenSsl,
  random: testRng('own'),
  deadline: DEADLINE,
};

const refusal = (code: string) => expect.objectContaining({ code, kind: 'input' }) as Error;

describe('a key generation is refused', () => {
  it.each<[string, Partial<KeygenOptions>]>([
    ['with one signer', { minSigners: 1 }],
    ['with more signers than parties', { minSigners: 4 }],
    ['with half a signer', { minSigners: 2.5 }],
    ['with one party', { parties: [own.pid] }],
    ['with a party named twice', { parties: [own.pid, third.pid, third.pid] }],
    ['without this device', { parties: all.slice(1).map(({ pid }) => pid) }],
    ['with a short run identifier', { runId: new Uint8Array(31) }],
    ['without a key identifier', { keyId: '' }],
    ['with a key identifier of 65 bytes', { keyId: 'é'.repeat(32) + 'x' }],
    ['with an identity key missing', { identityKeys: identityKeys(all.slice(0, 2)) }],
    [
      'with an identity key of somebody else',
      { identityKeys: new Map([...identityKeys(all), [third.hex, device('x').signer.publicKey]]) },
    ],
    ['with a signer of somebody else', { signer: third.signer }],
  ])('%s', (_name, change) => {
    expect(() => createKeygenSession({ ...keygen, ...change })).toThrow(refusal('RUN_INVALID'));
  });
});

describe('a signing run is refused', () => {
  let shares: FrostKeyShare[];
  let bip340: FrostKeyShare[];
  let sign: SignOptions;

  beforeAll(() => {
    ({ shares } = makeKey('ed25519', 2, 3));
    ({ shares: bip340 } = makeKey('bip340', 2, 3));
    const { scheme: _scheme, keyId: _keyId, minSigners: _minSigners, parties: _parties, ...common } = keygen;
    sign = { ...common, keyShare: shares[0]!, signers: [own.pid, third.pid], message: new Uint8Array(32), path: [] };
  });

  it.each<[string, string, () => Partial<SignOptions>]>([
    ['with too few signers', 'RUN_INVALID', () => ({ signers: [own.pid] })],
    ['with too many signers', 'RUN_INVALID', () => ({ signers: all.map(({ pid }) => pid) })],
    ['with one signer twice', 'RUN_INVALID', () => ({ signers: [own.pid, own.pid] })],
    ['with a stranger', 'RUN_INVALID', () => ({ signers: [own.pid, device('x').pid] })],
    ['without this device', 'RUN_INVALID', () => ({ signers: all.slice(1).map(({ pid }) => pid) })],
    ['with the share of another device', 'RUN_INVALID', () => ({ keyShare: shares[1]! })],
    ['with a hardened step', 'PATH_INVALID', () => ({ path: [2 ** 31] })],
    ['with a negative step', 'PATH_INVALID', () => ({ path: [0, -1] })],
    [
      'with a Taproot tweak on Ed25519',
      'RUN_INVALID',
      () => ({ tweak: { type: 'taproot', merkleRoot: new Uint8Array() } }),
    ],
    [
      'for an untweaked output of BIP-340 (taproot-hidden-script)',
      'RUN_INVALID',
      () => ({ keyShare: bip340[0]!, tweak: { type: 'none' } }),
    ],
    [
      'with a merkle root of 31 bytes',
      'RUN_INVALID',
      () => ({ keyShare: bip340[0]!, tweak: { type: 'taproot', merkleRoot: new Uint8Array(31) } }),
    ],
    [
      'with a BIP-340 message that is not a hash',
      'RUN_INVALID',
      () => ({ keyShare: bip340[0]!, message: new Uint8Array(31) }),
    ],
    ['with a huge message', 'RUN_INVALID', () => ({ message: new Uint8Array(16_385) })],
  ])('%s', (_name, code, change) => {
    expect(() => createSignSession({ ...sign, ...change() })).toThrow(refusal(code));
  });
});

describe('progress', () => {
  it('tells of every round and party once received and once verified, and whom it waits for', () => {
    const { net, nodes } = keygenNet({
      scheme: 'ed25519',
      minSigners: 2,
      all,
      hooks: [(d) => (d.from === third && d.envelope.round === 2 ? [] : [d])],
    });
    const { session } = nodes[0]!;
    expect(session.state).toEqual({ type: 'waiting', round: 0, label: 'Not started', on: [] });
    expect(session.rounds.map(({ id }) => id)).toEqual([0, 1, 2, 200]);
    net.run();
    expect(session.state).toEqual({ type: 'waiting', round: 2, label: 'Shares', on: [third.pid] });
    const cells = session
      .drainProgress()
      .map(
        ({ round, party, state }) => `${round} ${all.findIndex(({ pid }) => Buffer.from(pid).equals(party))} ${state}`,
      );
    for (const round of [0, 100, 1, 101]) {
      expect(cells).toContain(`${round} 0 verified`);
      for (const party of [1, 2]) expect(cells.filter((cell) => cell === `${round} ${party} received`)).toHaveLength(1);
    }
    for (const party of [1, 2]) expect(cells).toContain(`1 ${party} verified`);
    expect(cells).toContain('2 1 received');
    expect(cells).not.toContain('2 1 verified');
    expect(cells).not.toContain('2 2 received');
    expect(session.drainProgress()).toEqual([]);
  });
});
