/** Whole runs of ECDSA key generation and auxiliary information in the simulated network, with the fixture primes. */
import type { AuxPrimes } from '../../src/engine/mpc/cggmp24/aux.ts';
import { withAux, type AuxInfo, type EcdsaKeyShare } from '../../src/engine/mpc/cggmp24/key-share.ts';
import {
  createAuxSession,
  createEcdsaKeygenSession,
  type AuxOptions,
  type EcdsaKeygenOptions,
} from '../../src/engine/mpc/cggmp24/sessions.ts';
import type { RunOptions } from '../../src/engine/mpc/protocol/run-options.ts';
import { devices, identityKeys, verifyWithOpenSsl, type Device } from './party.ts';
import { fixtures } from './fixture-moduli.ts';
import { DEADLINE, resultsOf, runIdOf } from './runs.ts';
import { SimNet, type Hook, type SimNode } from './sim-net.ts';
import { testRng } from './test-rng.ts';

/** What every simulated device brings to a run; its randomness follows from the name of the run and its own. */
export function runOptions(device: Device, all: readonly Device[], name: string): RunOptions {
  return {
    runId: runIdOf(name),
    self: device.pid,
    identityKeys: identityKeys(all),
    signer: device.signer,
    verify: verifyWithOpenSsl,
    random: testRng(`${name}/${device.name}`),
    deadline: DEADLINE,
  };
}

export interface EcdsaKeygenSetup {
  readonly minSigners: number;
  readonly all: readonly Device[];
  readonly name?: string;
  readonly hooks?: readonly Hook[];
  readonly change?: (device: Device) => Partial<EcdsaKeygenOptions>;
}

export function ecdsaKeygenNet(setup: EcdsaKeygenSetup): {
  net: SimNet<EcdsaKeyShare>;
  nodes: SimNode<EcdsaKeyShare>[];
} {
  const { minSigners, all, name = 'ecdsa-keygen', hooks = [], change } = setup;
  const nodes = all.map((device) => ({
    device,
    session: createEcdsaKeygenSession({
      ...runOptions(device, all, name),
      profile: 'TEST',
      keyId: 'vault-1',
      minSigners,
      parties: all.map(({ pid }) => pid),
      ...change?.(device),
    }),
  }));
  return { net: new SimNet(nodes, hooks), nodes };
}

/** An honest key generation. */
export function makeEcdsaKey(minSigners: number, partyCount: number): { all: Device[]; shares: EcdsaKeyShare[] } {
  const all = devices(partyCount);
  const { net, nodes } = ecdsaKeygenNet({ minSigners, all, name: `ecdsa-key/${minSigners}/${partyCount}` });
  net.run();
  return { all, shares: resultsOf(nodes) };
}

export interface AuxSetup {
  readonly shares: readonly EcdsaKeyShare[];
  readonly all: readonly Device[];
  readonly name?: string;
  readonly hooks?: readonly Hook[];
  readonly change?: (device: Device) => Partial<AuxOptions>;
}

/** The fixture primes of the party at a place in the committee; there are six. */
export function auxPrimesOf(place: number): AuxPrimes {
  const { paillier, ringPedersen } = fixtures.P112;
  const [own, ownHat] = [paillier[place], ringPedersen[place]];
  if (own === undefined || ownHat === undefined) throw new Error('there are six fixture moduli');
  return { paillier: own, ringPedersen: ownHat };
}

export function auxNet(setup: AuxSetup): { net: SimNet<AuxInfo>; nodes: SimNode<AuxInfo>[] } {
  const { shares, all, name = 'aux', hooks = [], change } = setup;
  const nodes = all.map((device, place) => {
    const key = shares[place];
    if (key === undefined) throw new Error('a party has no share');
    const options: AuxOptions = { ...runOptions(device, all, name), key, primes: auxPrimesOf(place) };
    return { device, session: createAuxSession({ ...options, ...change?.(device) }) };
  });
  return { net: new SimNet(nodes, hooks), nodes };
}

/** An honest key generation and an honest auxiliary run: shares that can presign. */
export function makeEcdsaKeyWithAux(
  minSigners: number,
  partyCount: number,
): { all: Device[]; shares: EcdsaKeyShare[] } {
  const { all, shares } = makeEcdsaKey(minSigners, partyCount);
  const { net, nodes } = auxNet({ all, shares, name: `aux/${minSigners}/${partyCount}` });
  net.run();
  const auxes = resultsOf(nodes);
  return { all, shares: shares.map((share, place) => withAux(share, auxes[place]!)) };
}
