/** Whole runs of RESHARE and REPAIR in the simulated network. Keys come from a test dealer, which the product does not have. */
import { bytesToHex } from '../../src/base/bytes.ts';
import { Secret } from '../../src/base/secret.ts';
import { mod } from '../../src/engine/crypto/integers.ts';
import { keyShareOf, sharedKeyOf, type AnyKeyShare } from '../../src/engine/mpc/reshare/any-share.ts';
import { lagrange, SecretPolynomial } from '../../src/engine/mpc/reshare/field.ts';
import {
  createRepairSession,
  createReshareSession,
  encodeSharedKey,
  makeResharePlan,
  type RepairResult,
  type ResharePlan,
  type ReshareResult,
  type ReshareWish,
  type SharedKey,
} from '../../src/engine/mpc/reshare/index.ts';
import { groupOf, type KeyScheme } from '../../src/engine/mpc/reshare/scheme.ts';
import { SecretInteger } from '../../src/engine/crypto/secret-integer.ts';
import { identityKeys, verifyWithOpenSsl, type Device } from './party.ts';
import { DEADLINE, runIdOf } from './runs.ts';
import { SimNet, type Hook, type SimNode } from './sim-net.ts';
import { testRng } from './test-rng.ts';

export const SCHEMES: readonly KeyScheme[] = ['ecdsa-secp256k1', 'ed25519', 'bip340'];

/** A key of epoch 0, dealt in one place. `devices` in pid order. */
export function dealtKey(scheme: KeyScheme, minSigners: number, devices: readonly Device[]): AnyKeyShare[] {
  const group = groupOf(scheme);
  const random = testRng(`dealer/${scheme}`);
  const constant = SecretInteger.of(mod(BigInt(`0x${bytesToHex(random(40))}`), group.order));
  const polynomial = new SecretPolynomial(group, constant, minSigners, random);
  const secrets = devices.map((_, i) => polynomial.at(BigInt(i + 1)).use((x) => x));
  const holders = devices.map(({ pid }, i) => {
    return { pid, id: BigInt(i + 1), publicShare: group.multiplyBase(secrets[i]!) };
  });
  const profile = scheme === 'ecdsa-secp256k1' ? 'TEST' : 'P128';
  const key: SharedKey = {
    ...{ scheme, profile, keyId: 'vault-1', epoch: 0, minSigners, holders },
    groupKey: polynomial.commitments()[0]!,
    ...{ chainCode: random(32), transcriptHash: random(32), sid: random(32) },
  };
  return devices.map(({ pid }, i) => keyShareOf(key, pid, BigInt(i + 1), new Secret(group.scalarToBytes(secrets[i]!))));
}

export interface ReshareSetupOptions {
  readonly shares: readonly AnyKeyShare[];
  readonly members: readonly Device[];
  readonly newMinSigners: number;
  readonly dealers: readonly Device[];
  readonly observers?: readonly Device[];
  readonly wish?: Partial<ReshareWish>;
  readonly name?: string;
  readonly hooks?: readonly Hook[];
}

export interface ReshareNet {
  readonly net: SimNet<ReshareResult>;
  readonly nodes: SimNode<ReshareResult>[];
  readonly plan: ResharePlan;
}

export function shareOf(shares: readonly AnyKeyShare[], device: Device): AnyKeyShare | undefined {
  return shares.find((share) => bytesToHex(share.self) === device.hex);
}

/** A reshare of the key behind `shares`, not started. */
export function reshareNet(options: ReshareSetupOptions): ReshareNet {
  const { shares, members, newMinSigners, dealers, observers = [], wish, name = 'reshare', hooks = [] } = options;
  const key = sharedKeyOf(shares[0]!);
  const pids = (devices: readonly Device[]): Uint8Array[] => devices.map(({ pid }) => pid);
  const plan = makeResharePlan({
    ...{ key, newMinSigners, members: pids(members), dealers: pids(dealers), observers: pids(observers) },
    idCounter: key.holders.reduce((highest, { id }) => (id > highest ? id : highest), 0n),
    ...wish,
  });
  const all = [...new Set([...dealers, ...members, ...observers])].sort((a, b) => (a.hex < b.hex ? -1 : 1));
  const nodes = all.map((device) => {
    const keyShare = shareOf(shares, device);
    const session = createReshareSession({
      ...{ plan, runId: runIdOf(name), self: device.pid, identityKeys: identityKeys(all), signer: device.signer },
      ...{ verify: verifyWithOpenSsl, random: testRng(`${name}/${device.name}`), deadline: DEADLINE },
      ...(keyShare === undefined ? { statements: statementsOf(shares) } : { keyShare }),
    });
    return { device, session };
  });
  return { net: new SimNet(nodes, hooks), nodes, plan };
}

export function repairNet(options: {
  readonly shares: readonly AnyKeyShare[];
  readonly helpers: readonly Device[];
  readonly lost: Device;
  readonly name?: string;
  readonly hooks?: readonly Hook[];
}): { net: SimNet<RepairResult>; nodes: SimNode<RepairResult>[] } {
  const { shares, helpers, lost, name = 'repair', hooks = [] } = options;
  const plan = { key: sharedKeyOf(shares[0]!), helpers: helpers.map(({ pid }) => pid), lost: lost.pid };
  const all = [...helpers, lost].sort((a, b) => (a.hex < b.hex ? -1 : 1));
  const nodes = all.map((device) => ({
    device,
    session: createRepairSession({
      ...{ plan, runId: runIdOf(name), self: device.pid, identityKeys: identityKeys(all), signer: device.signer },
      ...{ verify: verifyWithOpenSsl, random: testRng(`${name}/${device.name}`), deadline: DEADLINE },
      ...(device === lost ? { statements: statementsOf(shares) } : { keyShare: shareOf(shares, device)! }),
    }),
  }));
  return { net: new SimNet(nodes, hooks), nodes };
}

/** What every holder says about its key. */
export function statementsOf(shares: readonly AnyKeyShare[]): Map<string, Uint8Array> {
  return new Map(shares.map((share) => [bytesToHex(share.self), encodeSharedKey(sharedKeyOf(share))]));
}

export function secretOf(share: AnyKeyShare): bigint {
  return share.secret.use((bytes) => groupOf(share.scheme).parseScalar(bytes))!;
}

/** The public key behind a set of shares, whatever epochs they are of: X exactly if they lie on one polynomial of degree below their number. */
export function interpolatedKey(shares: readonly AnyKeyShare[]): string {
  const group = groupOf(shares[0]!.scheme);
  const ids = shares.map(({ ownId }) => BigInt(ownId));
  const secret = shares.reduce(
    (sum, share, i) => mod(sum + lagrange(group.order, ids, ids[i]!) * secretOf(share), group.order),
    0n,
  );
  return bytesToHex(group.multiplyBase(secret));
}
