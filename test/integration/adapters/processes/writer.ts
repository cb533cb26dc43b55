/** A process that writes as fast as it can and reports each write once it is durable, until somebody kills it. */
import { join } from 'node:path';
import { secureRandom } from '../../../../src/adapters/identity/secure-random.ts';
import { sealShare } from '../../../../src/adapters/keystore/file/share-file.ts';
import { openDatabase } from '../../../../src/adapters/storage/database.ts';
import { createLogStore, logMigrations } from '../../../../src/adapters/storage/log-store.ts';
import { createSessionStore, sessionMigrations } from '../../../../src/adapters/storage/session-store.ts';
import { numberBytes } from './numbered.ts';

const [folder = '', mode] = process.argv.slice(2);

/** Tells the parent and waits until the message has left, so that the parent never knows more than happened. */
function report(value: number | string): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  process.send?.(value, undefined, undefined, () => resolve());
  return promise;
}

async function writeRecords(): Promise<never> {
  const database = openDatabase(join(folder, 'replica.db'), [...logMigrations, ...sessionMigrations]);
  const [log, sessions] = [createLogStore(database), createSessionStore(database)];
  await report('open');
  for (let sequence = log.position() + 1; ; sequence += 1) {
    const bytes = numberBytes(sequence, 700);
    database.transaction(() => {
      log.admit({ sequence, hash: numberBytes(sequence, 32), bytes });
      const ids = { sessionId: `s${sequence}`, requestId: `r${sequence}`, vaultId: 'v', account: 'a' };
      sessions.markReleased({ ...ids, message: bytes, lifetime: 'l', releasedAt: BigInt(sequence) });
    });
    await report(sequence);
  }
}

async function writeShares(): Promise<never> {
  await report('open');
  for (let epoch = 0; ; epoch += 1) {
    await sealShare({
      path: join(folder, `epoch-${epoch}`),
      share: numberBytes(epoch, 100),
      passphrase: new TextEncoder().encode('a passphrase'),
      binding: { vaultId: 'v', epoch, holder: numberBytes(1, 32) },
      random: secureRandom,
      cost: { log2N: 12, r: 8, p: 1 },
    });
    await report(epoch);
  }
}

await (mode === 'shares' ? writeShares() : writeRecords());
