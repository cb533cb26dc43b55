/** Whole runs of ECDSA key generation in the simulated network. */
import type { EcdsaKeyShare } from '../../src/engine/mpc/cggmp24/key-share.ts';
import { createEcdsaKeygenSession, type EcdsaKeygenOptions } from '../../src/engine/mpc/cggmp24/sessions.ts';
import type { RunOptions } from '../../src/engine/mpc/protocol/run-options.ts';
import { devices, identityKeys, verifyWithOpenSsl, type Device } from './party.ts';
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
