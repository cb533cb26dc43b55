/** Whole runs of ECDSA presigning and signing in the simulated network. Keys are generated; auxiliary information is dealt from the fixtures. */
import { bytesToHex } from '../../src/base/bytes.ts';
import { AppError } from '../../src/base/errors.ts';
import { bitLength } from '../../src/engine/crypto/integers.ts';
import { paillierPrivateKey } from '../../src/engine/crypto/paillier.ts';
import { makeRingPedersen } from '../../src/engine/crypto/ring-pedersen.ts';
import type { EcdsaSignature } from '../../src/engine/mpc/cggmp24/ecdsa-signature.ts';
import { withAux, type EcdsaKeyShare } from '../../src/engine/mpc/cggmp24/key-share.ts';
import { decodePresignature, encodePresignature } from '../../src/engine/mpc/cggmp24/presignature-codec.ts';
import type { PresignatureStore } from '../../src/engine/mpc/cggmp24/presignature-store.ts';
import type { Presignature } from '../../src/engine/mpc/cggmp24/presignature.ts';
import type { SignableMessage } from '../../src/engine/mpc/cggmp24/signable-message.ts';
import {
  createFullSignSession,
  createOnlineSession,
  createPresignSession,
  type FullSignOptions,
  type OnlineOptions,
  type PresignOptions,
} from '../../src/engine/mpc/cggmp24/signing-sessions.ts';
import { makeEcdsaKey, runOptions } from './ecdsa-runs.ts';
import { fixtures } from './fixture-moduli.ts';
import type { Device } from './party.ts';
import { DEADLINE } from './runs.ts';
import { SimNet, type Hook, type SimNode } from './sim-net.ts';
import { testRng } from './test-rng.ts';

export interface SigningCommittee {
  readonly all: Device[];
  readonly shares: EcdsaKeyShare[];
}

/** A key ready to presign. What an auxiliary run would prove is true here because the moduli are the fixtures. */
export function makeSigningKey(minSigners: number, partyCount: number): SigningCommittee {
  const { all, shares } = makeEcdsaKey(minSigners, partyCount);
  const owners = all.map((_, place) => ({
    paillier: paillierPrivateKey(...primesAt(fixtures.P112.paillier, place)),
    ringPedersen: ownerAt(place),
  }));
  const publics = owners.map(({ paillier, ringPedersen: { parameters } }) => {
    return { N: paillier.publicKey.N, Nh: parameters.Nh, s: parameters.s, t: parameters.t };
  });
  const known = {
    rid: testRng('rid')(32),
    sid: testRng('aux')(32),
    transcriptHash: testRng('transcript')(32),
    publics,
  };
  return { all, shares: shares.map((share, place) => withAux(share, { ...known, ...owners[place]! })) };
}

function ownerAt(place: number) {
  const [p, q] = primesAt(fixtures.P112.ringPedersen, place);
  const owner = makeRingPedersen({ p, q }, testRng(`bases/${place}`));
  owner.forgetLambda();
  return owner;
}

/** There are six fixtures of each kind; larger committees pair their primes anew. */
function primesAt(pairs: readonly { p: bigint; q: bigint; N: bigint }[], place: number): [bigint, bigint] {
  const own = pairs[place];
  if (own !== undefined) return [own.p, own.q];
  const crossed = pairs.flatMap(({ p }, i) => pairs.slice(i + 1).map((other) => [p, other.q] as [bigint, bigint]));
  const fitting = crossed.filter(([p, q]) => bitLength(p * q) === 2048);
  return fitting[place - pairs.length]!;
}

export const message: SignableMessage = { hash: 'sha256', bytes: new TextEncoder().encode('a transaction') };

export interface SigningSetup extends SigningCommittee {
  readonly signers: readonly Device[];
  readonly path?: readonly number[];
  readonly name?: string;
  readonly hooks?: readonly Hook[];
}

function shareOf({ shares }: SigningCommittee, device: Device): EcdsaKeyShare {
  const share = shares.find(({ self }) => bytesToHex(self) === device.hex);
  if (share === undefined) throw new Error('a signer has no share');
  return share;
}

function presignOptions(setup: SigningSetup, device: Device, name: string): PresignOptions {
  const { signers, path = [] } = setup;
  return {
    ...runOptions(device, signers, name),
    keyShare: shareOf(setup, device),
    signers: signers.map(({ pid }) => pid),
    path,
  };
}

export function presignNet(
  setup: SigningSetup & { readonly change?: (device: Device) => Partial<PresignOptions> },
): Net<Presignature> {
  const { signers, name = 'presign', hooks = [], change } = setup;
  const nodes = signers.map((device) => ({
    device,
    session: createPresignSession({ ...presignOptions(setup, device, name), ...change?.(device) }),
  }));
  return { net: new SimNet(nodes, hooks), nodes };
}

export function fullSignNet(
  setup: SigningSetup & { readonly change?: (device: Device) => Partial<FullSignOptions> },
): Net<EcdsaSignature> {
  const { signers, name = 'full-sign', hooks = [], change } = setup;
  const nodes = signers.map((device) => ({
    device,
    session: createFullSignSession({ ...presignOptions(setup, device, name), message, ...change?.(device) }),
  }));
  return { net: new SimNet(nodes, hooks), nodes };
}

export interface Net<T> {
  readonly net: SimNet<T>;
  readonly nodes: SimNode<T>[];
}

/** The state machine AVAILABLE -> CONSUMED in memory, with the presignature as stored bytes. */
export class MemoryPresignatures implements PresignatureStore {
  readonly #stored = new Map<string, Uint8Array>();
  /** presigId and messageHash of everything consumed, as hex. */
  readonly consumed: [string, string][] = [];

  add(presignature: Presignature): void {
    this.#stored.set(bytesToHex(presignature.presigId), encodePresignature(presignature));
  }

  consume({ presigId, messageHash }: Parameters<PresignatureStore['consume']>[0]): Presignature {
    const bytes = this.#stored.get(bytesToHex(presigId));
    if (bytes === undefined) throw new AppError({ code: 'PRESIGNATURE_SPENT', kind: 'policy', message: 'Spent.' });
    this.consumed.push([bytesToHex(presigId), bytesToHex(messageHash)]);
    this.#stored.delete(bytesToHex(presigId));
    return decodePresignature(bytes);
  }
}

export function storeOf(presignature: Presignature): MemoryPresignatures {
  const store = new MemoryPresignatures();
  store.add(presignature);
  return store;
}

export function onlineOptions(setup: SigningSetup, device: Device, presignature: Presignature): OnlineOptions {
  const { signers, path = [] } = setup;
  const { runId: _runId, random: _random, ...options } = runOptions(device, signers, 'online');
  return {
    ...options,
    keyShare: shareOf(setup, device),
    signers: signers.map(({ pid }) => pid),
    path,
    presignature,
    store: storeOf(presignature),
    message,
    deadline: DEADLINE,
  };
}

/** Online signing with the presignatures of a finished run, in the order of `signers`. */
export function onlineNet(
  setup: SigningSetup & {
    readonly presignatures: readonly Presignature[];
    readonly change?: (device: Device) => Partial<OnlineOptions>;
  },
): Net<EcdsaSignature> {
  const { signers, hooks = [], presignatures, change } = setup;
  const nodes = signers.map((device, place) => ({
    device,
    session: createOnlineSession({ ...onlineOptions(setup, device, presignatures[place]!), ...change?.(device) }),
  }));
  return { net: new SimNet(nodes, hooks), nodes };
}
