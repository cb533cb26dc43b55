/** A co-signer's private folder: its identity, its database and its sealed shares. Nobody else reads it. */
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { bytesToHex, wipe } from '../../base/bytes.ts';
import { AppError } from '../../base/errors.ts';
import {
  createDeviceIdentity,
  identityFromSeeds,
  type DeviceIdentity,
} from '../../adapters/identity/device-identity.ts';
import { secureRandom } from '../../adapters/identity/secure-random.ts';
import { writeFileAtomically } from '../../adapters/keystore/file/atomic-file.ts';
import { createFileSecretStore } from '../../adapters/keystore/file/file-secret-store.ts';
import { DEFAULT_COST, type ScryptCost } from '../../adapters/keystore/file/sealed-box.ts';
import type { SecretStore } from '../../treasury/ports/secret-store.ts';
import { Hash } from '../../treasury/workspace/wire.ts';

const IDENTITY = 'identity';
const LOG_KEY = 'log-key';
const RANDOM_KEY_COST: ScryptCost = { log2N: 12, r: 8, p: 1 };

/** An opened home: secrets are at hand in this process only. */
export interface ProcessHome {
  readonly directory: string;
  /** What sealing under this home's secret costs. */
  readonly cost: ScryptCost;
  readonly identity: DeviceIdentity;
  /** Workspace this process belongs to, once it has joined. */
  readonly joined: { readonly workspaceId: string; readonly logKey: Uint8Array } | null;
  /** 64 bytes, a fresh copy each time; the caller wipes it. */
  identitySeeds(): Uint8Array;
  passphrase(): Uint8Array;
  store: SecretStore;
  /** Remembers the workspace and its log key, sealed. */
  join(workspaceId: string, logKey: Uint8Array): Promise<void>;
}

const JoinedFile = z.strictObject({ version: z.literal(1), workspaceId: Hash });

/**
 * Opens the folder, or makes it on first use.
 * @param passphrase UTF-8 bytes; `null` makes and uses a random sealing key beside the data, for machines where no person
 *   types a passphrase. Such a key protects backups of single files, not the folder as a whole.
 * @throws AppError `KEYSTORE_WRONG_PASSPHRASE`, `KEYSTORE_CORRUPT` and the other keystore errors.
 */
export async function openHome(directory: string, passphrase: Uint8Array | null): Promise<ProcessHome> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const secret = passphrase === null ? await sealingKey(directory) : Uint8Array.from(passphrase);
  const copy = (): Uint8Array => Uint8Array.from(secret);
  // Stretching protects what a person can remember; a random 256-bit key needs none.
  const cost = passphrase === null ? RANDOM_KEY_COST : DEFAULT_COST;
  const store = createFileSecretStore({
    directory,
    passphrase: () => Promise.resolve(copy()),
    random: secureRandom,
    cost,
  });
  if (!(await store.has(IDENTITY))) await createDeviceIdentity(store, IDENTITY, secureRandom);
  const seeds = await store.open(IDENTITY, { purpose: 'device-identity', subject: [IDENTITY] });
  let joined = await readJoined(directory, store);
  return {
    directory,
    cost,
    identity: identityFromSeeds(seeds),
    get joined() {
      return joined;
    },
    identitySeeds: () => Uint8Array.from(seeds),
    passphrase: copy,
    store,
    join: async (workspaceId, logKey) => {
      if (joined !== null) {
        if (joined.workspaceId === workspaceId) return;
        throw alreadyJoined();
      }
      await store.erase(LOG_KEY);
      await store.seal(LOG_KEY, logKey, logKeyBinding(workspaceId));
      const file = JSON.stringify({ version: 1, workspaceId });
      await writeFileAtomically(join(directory, 'joined.json'), Buffer.from(file), false);
      joined = { workspaceId, logKey: Uint8Array.from(logKey) };
    },
  };
}

async function readJoined(directory: string, store: SecretStore): Promise<ProcessHome['joined']> {
  const text = await readFile(join(directory, 'joined.json'), 'utf8').catch(() => null);
  if (text === null) return null;
  const parsed = JoinedFile.safeParse(parseJson(text));
  if (!parsed.success) throw homeCorrupt();
  const { workspaceId } = parsed.data;
  return { workspaceId, logKey: await store.open(LOG_KEY, logKeyBinding(workspaceId)) };
}

async function sealingKey(directory: string): Promise<Uint8Array> {
  const path = join(directory, 'sealing.key');
  const existing = await readFile(path, 'utf8').catch(() => null);
  if (existing !== null) {
    if (!/^[0-9a-f]{64}$/.test(existing)) throw homeCorrupt();
    return Buffer.from(existing, 'utf8');
  }
  const random = secureRandom(32);
  const key = Buffer.from(bytesToHex(random), 'utf8');
  wipe(random);
  await writeFileAtomically(path, key, false);
  return key;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const logKeyBinding = (workspaceId: string) => ({ purpose: 'log-key', subject: [workspaceId] });

function alreadyJoined(): AppError {
  return new AppError({
    code: 'WORKSPACE_DIFFERS',
    kind: 'input',
    message: 'This process belongs to another workspace.',
    safe: 'Its share and its log are untouched.',
    next: 'Use an empty folder for a new workspace.',
  });
}

function homeCorrupt(): AppError {
  return new AppError({
    code: 'HOME_CORRUPT',
    kind: 'storage',
    message: 'A file of this process cannot be read.',
    safe: 'Nothing was overwritten.',
    next: 'Restore the folder from a backup.',
  });
}
