/** Whole runs of FROST in the simulated network. */
import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '../../src/base/bytes.ts';
import {
  createKeygenSession,
  createSignSession,
  type FrostKeyShare,
  type FrostScheme,
  type FrostSignature,
  type KeygenOptions,
  type SignOptions,
} from '../../src/engine/mpc/frost/index.ts';
import { devices, identityKeys, verifyWithOpenSsl, type Device } from './party.ts';
import { SimNet, type Hook, type SimNode } from './sim-net.ts';
import { testRng } from './test-rng.ts';

export const DEADLINE = 60_000n;

export function runIdOf(name: string): Uint8Array {
  return sha256(utf8ToBytes(name));
}

export interface KeygenSetup {
  readonly scheme: FrostScheme;
  readonly minSigners: number;
  readonly all: readonly Device[];
  readonly name?: string;
  readonly hooks?: readonly Hook[];
  readonly change?: (device: Device) => Partial<KeygenOptions>;
}

export function keygenNet(setup: KeygenSetup): { net: SimNet<FrostKeyShare>; nodes: SimNode<FrostKeyShare>[] } {
  const { scheme, minSigners, all, name = 'keygen', hooks = [], change } = setup;
  const nodes = all.map((device) => ({
    device,
    session: createKeygenSession({
      scheme,
      minSigners,
      runId: runIdOf(name),
      keyId: 'vault-1',
      parties: all.map(({ pid }) => pid),
      self: device.pid,
      identityKeys: identityKeys(all),
      signer: device.signer,
      verify: verifyWithOpenSsl,
      random: testRng(`${name}/${device.name}`),
      deadline: DEADLINE,
      ...change?.(device),
    }),
  }));
  return { net: new SimNet(nodes, hooks), nodes };
}

export interface SignSetup {
  readonly shares: readonly FrostKeyShare[];
  readonly signers: readonly Device[];
  readonly message: Uint8Array;
  readonly name?: string;
  readonly hooks?: readonly Hook[];
  readonly change?: (device: Device) => Partial<SignOptions>;
}

export function signNet(setup: SignSetup): { net: SimNet<FrostSignature>; nodes: SimNode<FrostSignature>[] } {
  const { shares, signers, message, name = 'sign', hooks = [], change } = setup;
  const nodes = signers.map((device) => {
    const keyShare = shares.find((share) => Buffer.from(share.self).equals(device.pid));
    if (keyShare === undefined) throw new Error('a signer has no share');
    const session = createSignSession({
      keyShare,
      message,
      path: [],
      runId: runIdOf(name),
      signers: signers.map(({ pid }) => pid),
      self: device.pid,
      identityKeys: identityKeys(signers),
      signer: device.signer,
      verify: verifyWithOpenSsl,
      verifySecond: verifyWithOpenSsl,
      random: testRng(`${name}/${device.name}`),
      deadline: DEADLINE,
      ...change?.(device),
    });
    return { device, session };
  });
  return { net: new SimNet(nodes, hooks), nodes };
}

/** The results of sessions that must all be done. */
export function resultsOf<T>(nodes: readonly SimNode<T>[]): T[] {
  return nodes.map(({ session, device }) => {
    const { state } = session;
    if (state.type === 'aborted')
      throw new Error(`${device.name}: ${state.error.code} ${JSON.stringify(state.error.details)}`, {
        cause: state.error,
      });
    if (state.type !== 'done') throw new Error(`${device.name} waits in round ${state.round} (${state.label})`);
    return state.result;
  });
}

/** An honest key generation. */
export function makeKey(
  scheme: FrostScheme,
  minSigners: number,
  partyCount: number,
): { all: Device[]; shares: FrostKeyShare[] } {
  const all = devices(partyCount);
  const { net, nodes } = keygenNet({ scheme, minSigners, all, name: `key/${scheme}/${minSigners}/${partyCount}` });
  net.run();
  return { all, shares: resultsOf(nodes) };
}

/** All subsets of `size` items. */
export function subsets<T>(items: readonly T[], size: number): T[][] {
  if (size === 0) return [[]];
  return items.flatMap((item, index) => subsets(items.slice(index + 1), size - 1).map((rest) => [item, ...rest]));
}
