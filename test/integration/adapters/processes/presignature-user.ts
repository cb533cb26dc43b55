/** Makes a presignature and uses it, and kills itself at the step that it is told. Arguments: folder, step. */
import { join } from 'node:path';
import { secureRandom } from '../../../../src/adapters/identity/secure-random.ts';
import { createFileSecretStore } from '../../../../src/adapters/keystore/file/file-secret-store.ts';
import { sealOnce, takeOnce } from '../../../../src/adapters/keystore/file/one-time-file.ts';
import { openDatabase } from '../../../../src/adapters/storage/database.ts';
import {
  oneTimeMigrations,
  openOneTimeStock,
  type OneTimeStock,
} from '../../../../src/apps/cosigner/one-time-stock.ts';
import { numberBytes } from './numbered.ts';

export const STEPS = ['begun', 'sealed', 'recorded', 'consumed', 'read', 'done'] as const;
export type Step = (typeof STEPS)[number];

export const presigId = numberBytes(1, 32);
export const runId = numberBytes(2, 32);
export const messageHash = numberBytes(3, 32);
export const binding = { vaultId: 'main', epoch: 0, signers: ['a1'.repeat(32), 'b2'.repeat(32)], path: [60, 0] };
export const secretBinding = { purpose: 'presignature', subject: ['main'] };
export const cost = { log2N: 12, r: 8, p: 1 };

export async function openStock(directory: string): Promise<{ stock: OneTimeStock; close: () => void }> {
  const databasePath = join(directory, 'cosigner.db');
  const database = openDatabase(databasePath, oneTimeMigrations);
  const passphrase = (): Promise<Uint8Array> => Promise.resolve(Buffer.from('test'));
  const secrets = createFileSecretStore({ directory, passphrase, random: secureRandom, cost });
  const clock = { now: () => 5000n };
  const stock = await openOneTimeStock({ database, databasePath, directory, secrets, clock });
  const close = (): void => {
    stock.close();
    database.close();
  };
  return { stock, close };
}

async function use(directory: string, dieAt: string): Promise<void> {
  const at = (step: Step): void => {
    if (step === dieAt) process.kill(process.pid, 'SIGKILL');
  };
  const { stock } = await openStock(directory);
  at('begun');
  const file = { path: stock.presignaturePath(runId), passphrase: stock.key(), binding: secretBinding };
  await sealOnce(file, numberBytes(9, 400), { random: secureRandom, cost });
  at('sealed');
  stock.addPresignature({ presigId, runId, ...binding });
  at('recorded');
  stock.consume({ runId, messageHash, ...binding });
  at('consumed');
  await takeOnce(file);
  at('read');
  stock.close();
  at('done');
}

const [directory, step] = process.argv.slice(2);
if (directory !== undefined && step !== undefined && import.meta.main) await use(directory, step);
