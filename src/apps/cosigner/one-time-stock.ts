/**
 * What this co-signer may use once: presignatures and primes. Records in its database, secrets in sealed files beside it, and a mark
 * that tells whether the database is the one that was written last. Nothing of it belongs into a backup: the folder carries the tag
 * by which backup programs leave folders out, and what comes back from one all the same is not used.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bytesToHex, wipe } from '../../base/bytes.ts';
import type { Clock } from '../../base/clock.ts';
import { secureRandom } from '../../adapters/identity/secure-random.ts';
import { eraseFile } from '../../adapters/keystore/file/atomic-file.ts';
import { sweepFolder } from '../../adapters/keystore/file/one-time-file.ts';
import type { Database } from '../../adapters/storage/database.ts';
import {
  createPresignatureStore,
  forgetPresignatures,
  presignatureMigrations,
  type Consumption,
  type PresignatureBinding,
  type PresignatureLimits,
  type SpentReason,
  type StoredPresignature,
} from '../../adapters/storage/presignature-store.ts';
import {
  createPrimeStore,
  forgetPrimes,
  primeMigrations,
  type PrimeKind,
  type PrimeLevel,
} from '../../adapters/storage/prime-store.ts';
import { openRestoreMark, restoreMarkMigrations, type MarkVerdict } from '../../adapters/storage/restore-mark.ts';
import type { EcdsaProfile } from '../../treasury/chains/chain.ts';
import type { SecretStore } from '../../treasury/ports/secret-store.ts';
import type { PrimesOnDisk } from './run-task.ts';

export const oneTimeMigrations = [...restoreMarkMigrations, ...presignatureMigrations, ...primeMigrations];

/** The folder that no backup may hold. */
export const ONE_TIME_FOLDER = 'one-time';
const KEY = 'one-time-key';
const KEY_BINDING = { purpose: 'one-time-key', subject: [KEY] };
const CACHE_TAG =
  'Signature: 8a477f597d28d172789f06886806bc55\n# Presignatures and primes of Countersign: never restore these.\n';

export interface OneTimeStockOptions {
  readonly database: Database;
  readonly databasePath: string;
  /** The co-signer's folder. */
  readonly directory: string;
  /** Keeps the key under which the secrets are sealed. */
  readonly secrets: SecretStore;
  readonly clock: Clock;
  readonly limits?: PresignatureLimits;
  /** What else must not be relied upon in a database that may be a copy of an earlier one; in the same transaction. */
  readonly onDoubt?: () => void;
  /** What names this start of the machine; the system's own unless told. */
  readonly boot?: string;
}

/** Where a new pair of primes goes. */
export interface PrimeSlot {
  readonly path: string;
  readonly oneTimeKey: Uint8Array;
  readonly pairId: Uint8Array;
}

export interface OneTimeStock {
  /** `doubt`: the database may be a copy of an earlier one, and everything was thrown away. */
  readonly verdict: MarkVerdict;
  /** A fresh copy of the key, for a worker, which wipes it. */
  key(): Uint8Array;
  /** File of the presignature that a run makes. */
  presignaturePath(runId: Uint8Array): string;
  addPresignature(presignature: Omit<StoredPresignature, 'madeAt'>): void;
  /** How many more of this kind may be made; those that are too old are removed first. */
  room(binding: PresignatureBinding): Promise<number>;
  isAvailable(runId: Uint8Array): boolean;
  available(): readonly StoredPresignature[];
  /** Marks as consumed, on disk; only then may the file be read, once. @returns the presignature's id @throws AppError `PRESIGNATURE_*` */
  consume(consumption: Omit<Consumption, 'at'>): Uint8Array;
  /** Removes presignatures, records and secrets. */
  remove(matches: (presignature: StoredPresignature) => boolean, reason: SpentReason): Promise<void>;
  primeLevel(profile: EcdsaProfile): PrimeLevel;
  /** Where the next pair of primes is to be sealed. */
  primeSlot(): PrimeSlot;
  addPrimes(slot: PrimeSlot, profile: EcdsaProfile, kind: PrimeKind): void;
  /** Takes a set out of the pool, for good. @throws AppError `PRIMES_MISSING` */
  takePrimes(profile: EcdsaProfile): PrimesOnDisk;
  close(): void;
}

/** Opens the stock and erases what belongs to no record. @throws AppError of the storage and the keystore */
export async function openOneTimeStock(options: OneTimeStockOptions): Promise<OneTimeStock> {
  const { database, databasePath, directory, secrets, clock, limits, onDoubt, boot } = options;
  const folder = join(directory, ONE_TIME_FOLDER);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(join(folder, 'CACHEDIR.TAG'), CACHE_TAG);
  const mark = openRestoreMark({
    ...{ database, databasePath, markPath: join(folder, 'mark.json') },
    ...(boot === undefined ? {} : { boot }),
    onDoubt: () => {
      forgetPresignatures(database, clock.now());
      forgetPrimes(database, clock.now());
      onDoubt?.();
    },
  });
  // With a new key, no earlier copy of a file can be opened any more, wherever it lies.
  if (mark.verdict === 'doubt') await secrets.erase(KEY);
  const key = await openKey(secrets);
  const presignatures = createPresignatureStore({ database, mark, ...(limits === undefined ? {} : { limits }) });
  const primes = createPrimeStore({ database, mark });
  const fileOf = (kind: string, id: Uint8Array): string => join(folder, nameOf(kind, id));

  const wanted = new Set([
    ...['CACHEDIR.TAG', 'mark.json'],
    ...presignatures.available(clock.now()).map(({ runId }) => nameOf('presignature', runId)),
    ...primes.all().map(({ pairId }) => nameOf('primes', pairId)),
  ]);
  await sweepFolder(folder, (name) => wanted.has(name));

  const remove: OneTimeStock['remove'] = async (matches, reason) => {
    const runs: Uint8Array[] = [];
    presignatures.remove(
      (one) => {
        const isGone = matches(one);
        if (isGone) runs.push(one.runId);
        return isGone;
      },
      reason,
      clock.now(),
    );
    for (const runId of runs) await eraseFile(fileOf('presignature', runId));
  };

  return {
    verdict: mark.verdict,
    key: () => Uint8Array.from(key),
    presignaturePath: (runId) => fileOf('presignature', runId),
    addPresignature: (presignature) => presignatures.add({ ...presignature, madeAt: clock.now() }),
    room: async (binding) => {
      const fresh = new Set(presignatures.available(clock.now()).map(({ runId }) => bytesToHex(runId)));
      await remove(({ runId }) => !fresh.has(bytesToHex(runId)), 'expired');
      return presignatures.room(binding);
    },
    isAvailable: (runId) => presignatures.isAvailable(runId, clock.now()),
    available: () => presignatures.available(clock.now()),
    consume: (consumption) => presignatures.consume({ ...consumption, at: clock.now() }),
    remove,
    primeLevel: (profile) => primes.level(profile),
    primeSlot: () => {
      const pairId = secureRandom(16);
      return { path: fileOf('primes', pairId), oneTimeKey: Uint8Array.from(key), pairId };
    },
    addPrimes: ({ pairId }, profile, kind) => primes.add({ pairId, profile, kind, madeAt: clock.now() }),
    takePrimes: (profile) => {
      const taken = primes.take(profile, clock.now());
      const pairOf = (pairId: Uint8Array) => ({ path: fileOf('primes', pairId), pairId });
      const [paillier, ringPedersen] = [pairOf(taken.paillier), pairOf(taken['ring-pedersen'])];
      return { oneTimeKey: Uint8Array.from(key), paillier, ringPedersen };
    },
    close: () => {
      wipe(key);
      mark.close();
    },
  };
}

function nameOf(kind: string, id: Uint8Array): string {
  return `${kind}-${bytesToHex(id)}.sealed`;
}

/** 32 random bytes as 64 characters: a passphrase that needs no stretching. */
async function openKey(secrets: SecretStore): Promise<Uint8Array> {
  if (!(await secrets.has(KEY))) {
    const fresh = secureRandom(32);
    await secrets.seal(KEY, Buffer.from(bytesToHex(fresh), 'utf8'), KEY_BINDING);
    wipe(fresh);
  }
  return Uint8Array.from(await secrets.open(KEY, KEY_BINDING));
}
