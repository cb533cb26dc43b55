/** Every protocol of the engine as a run that can be made again and again under other names, and what its results have to be. */
import { expect } from 'vitest';
import { bytesToHex } from '../../src/base/bytes.ts';
import { auxNet, ecdsaKeygenNet, makeEcdsaKey } from './ecdsa-runs.ts';
import { expectSignature } from './ecdsa-signatures.ts';
import { fullSignNet, makeSigningKey, message, onlineNet, presignNet, type Net } from './ecdsa-signing-runs.ts';
import { devices, verifyWithOpenSsl, type Device } from './party.ts';
import { dealtKey, interpolatedKey, repairNet, reshareNet, secretOf, shareOf } from './reshare-runs.ts';
import { keygenNet, makeKey, resultsOf, signNet, subsets } from './runs.ts';
import type { AnyKeyShare } from '../../src/engine/mpc/reshare/any-share.ts';
import type { KeyScheme } from '../../src/engine/mpc/reshare/scheme.ts';
import { verifyBip340 } from './bip340-verifier.ts';
import type { Hook } from './sim-net.ts';

export interface RunKind {
  readonly name: string;
  /** Those who take part, in pid order. */
  readonly parties: readonly Device[];
  /** A new run, not started. Other names have other randomness and another session. */
  make(run: { readonly name: string; readonly hooks?: readonly Hook[] }): Net<unknown>;
  /** Rounds in which a random deviation happens; all unless told. */
  readonly isMeddledWith?: (round: number) => boolean;
  /** Checks the results of those who finished, possibly not all. */
  expectGood(results: readonly unknown[]): void;
}

function kind<T>(parts: {
  name: string;
  parties: readonly Device[];
  make: (run: { name: string; hooks?: readonly Hook[] }) => Net<T>;
  expectGood: (results: readonly T[]) => void;
}): RunKind {
  return {
    ...parts,
    make: (run) => parts.make(run),
    expectGood: (results) => parts.expectGood(results as readonly T[]),
  };
}

const publicOf = (share: AnyKeyShare): string => JSON.stringify({ ...share, self: '', ownId: '', aux: '' }, plain);
const plain = (_key: string, value: unknown): unknown =>
  typeof value === 'bigint' ? value.toString() : value instanceof Uint8Array ? bytesToHex(value) : value;

/** All who hold a new key hold the same, and any two of them can sign. */
function expectOneKey(shares: readonly AnyKeyShare[], groupKey = shares[0]?.groupKey): void {
  expect(new Set(shares.map(publicOf)).size).toBeLessThanOrEqual(1);
  for (const pair of subsets(shares, 2)) expect(interpolatedKey(pair)).toBe(bytesToHex(groupKey!));
}

export function frostKeygen(scheme: 'ed25519' | 'bip340'): RunKind {
  const parties = devices(3);
  return kind({
    name: `key generation ${scheme}`,
    parties,
    make: (run) => keygenNet({ scheme, minSigners: 2, all: parties, ...run }),
    expectGood: (shares) => expectOneKey(shares),
  });
}

export function frostSigning(scheme: 'ed25519' | 'bip340'): RunKind {
  const { all, shares } = makeKey(scheme, 2, 3);
  const signers = [all[0]!, all[2]!];
  const text = new Uint8Array(32).fill(7);
  return kind({
    name: `signing ${scheme}`,
    parties: signers,
    make: (run) => signNet({ shares, signers, message: text, ...run }),
    expectGood: (results) => {
      const verify = scheme === 'ed25519' ? verifyWithOpenSsl : verifyBip340;
      for (const { signature, publicKey } of results) expect(verify(publicKey, text, signature)).toBe(true);
    },
  });
}

export function ecdsaKeygen(): RunKind {
  const parties = devices(3);
  return kind({
    name: 'key generation ecdsa',
    parties,
    make: (run) => ecdsaKeygenNet({ minSigners: 2, all: parties, ...run }),
    expectGood: (shares) => expectOneKey(shares),
  });
}

/** Two dealers, one of whom leaves; one member is new. */
export function resharing(scheme: KeyScheme): RunKind {
  const parties = devices(4);
  const shares = dealtKey(scheme, 2, parties.slice(0, 3));
  const parts = { shares, newMinSigners: 2, dealers: parties.slice(0, 2), members: parties.slice(1) };
  return kind({
    name: `reshare ${scheme}`,
    parties,
    make: (run) => reshareNet({ ...parts, ...run }),
    expectGood: (results) => {
      expectOneKey(
        results.flatMap(({ share }) => share ?? []),
        shares[0]!.groupKey,
      );
    },
  });
}

export function repairing(scheme: KeyScheme): RunKind {
  const parties = devices(4);
  const lost = parties[3]!;
  const shares = dealtKey(scheme, 3, parties);
  return kind({
    name: `repair ${scheme}`,
    parties,
    make: (run) => repairNet({ shares, helpers: parties.slice(0, 3), lost, ...run }),
    expectGood: (results) => {
      const repaired = results.flatMap(({ share }) => share ?? []);
      for (const share of repaired) expect(secretOf(share)).toBe(secretOf(shareOf(shares, lost)!));
    },
  });
}

export function auxiliary(partyCount: number): RunKind {
  const { all, shares } = makeEcdsaKey(2, partyCount);
  return kind({
    name: `auxiliary information of ${partyCount}`,
    parties: all,
    make: (run) => auxNet({ all, shares, ...run }),
    expectGood: (results) => {
      const known = results.map(({ rid, publics, transcriptHash }) =>
        JSON.stringify({ rid, publics, transcriptHash }, plain),
      );
      expect(new Set(known).size).toBeLessThanOrEqual(1);
    },
  });
}

/** The three signing runs with one key of two in three; `signerCount` 3 has a key of three. */
export function ecdsaSigning(signerCount: 2 | 3 = 2): { presign: RunKind; full: RunKind; online: RunKind } {
  const key = makeSigningKey(signerCount, 3);
  const signers = signerCount === 3 ? key.all : [key.all[0]!, key.all[2]!];
  const setup = { ...key, signers };
  const groupKey = key.shares[0]!.groupKey;
  const presigned = new Map<string, Parameters<typeof onlineNet>[0]['presignatures']>();
  const presignaturesOf = (name: string) => {
    // The network is made anew each time; what was consumed lives in its own store
    const run = name.startsWith('earlier') ? 'earlier' : 'now';
    const known = presigned.get(run);
    if (known !== undefined) return known;
    const { net, nodes } = presignNet({ ...setup, name: `for online/${run}` });
    net.run();
    presigned.set(run, resultsOf(nodes));
    return presigned.get(run)!;
  };
  return {
    presign: kind({
      name: `presigning of ${signerCount}`,
      parties: signers,
      make: (run) => presignNet({ ...setup, ...run }),
      expectGood: (results) => {
        if (results.length < signerCount) return;
        const { net, nodes } = onlineNet({ ...setup, presignatures: results });
        net.run();
        for (const signature of resultsOf(nodes)) expectSignature(signature, message, groupKey);
      },
    }),
    full: kind({
      name: `full signing of ${signerCount}`,
      parties: signers,
      make: (run) => fullSignNet({ ...setup, ...run }),
      expectGood: (results) => {
        for (const signature of results) expectSignature(signature, message, groupKey);
      },
    }),
    online: kind({
      name: `online signing of ${signerCount}`,
      parties: signers,
      make: (run) => onlineNet({ ...setup, ...run, presignatures: presignaturesOf(run.name) }),
      expectGood: (results) => {
        for (const signature of results) expectSignature(signature, message, groupKey);
      },
    }),
  };
}
