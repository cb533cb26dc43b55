/** The relay between real processes: a killed peer is seen to leave, its successor takes over, nothing of the stream is lost. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { identityFromSeeds, x25519Agreement } from '../../../src/adapters/identity/device-identity.ts';
import { secureRandom } from '../../../src/adapters/identity/secure-random.ts';
import { createEd25519Verifier } from '../../../src/adapters/identity/verify-ed25519.ts';
import { createRelayClient, type RelayClient } from '../../../src/adapters/relay/embedded/client.ts';
import { createRelayHub, type RelayHub } from '../../../src/adapters/relay/embedded/hub.ts';
import { portPair } from '../../../src/adapters/relay/embedded/port.ts';
import { openDatabase } from '../../../src/adapters/storage/database.ts';
import { createStreamStore, streamMigrations } from '../../../src/adapters/storage/stream-store.ts';
import { bytesToHex } from '../../../src/base/bytes.ts';
import type { AppError } from '../../../src/base/errors.ts';

const [own, peer] = [1, 2].map((seed) => identityFromSeeds(new Uint8Array(64).fill(seed))) as [
  ReturnType<typeof identityFromSeeds>,
  ReturnType<typeof identityFromSeeds>,
];
const peerPid = bytesToHex(peer.pid);

function startHub(): RelayHub {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-relay-'));
  const database = openDatabase(join(folder, 'stream.db'), streamMigrations);
  onTestFinished(() => {
    database.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return createRelayHub({ streamStore: createStreamStore(database), clock: { now: () => BigInt(Date.now()) } });
}

function startPeer(hub: RelayHub): ChildProcess {
  const child = fork(new URL('./processes/relay-peer.ts', import.meta.url), ['2', '1'], { serialization: 'json' });
  onTestFinished(() => void child.kill('SIGKILL'));
  const port = {
    send: (message: unknown) => void (child.connected && child.send(message as object)),
    onMessage: (callback: (message: unknown) => void) => void child.on('message', callback),
    onClose: (callback: () => void) => void child.on('disconnect', callback),
  };
  hub.attach(port, { pid: peerPid });
  return child;
}

function startClient(hub: RelayHub): { client: RelayClient; faults: AppError[] } {
  const { a, b } = portPair();
  const faults: AppError[] = [];
  hub.attach(b);
  const client = createRelayClient({
    port: a,
    identity: own,
    workspaceId: 'workspace',
    logKey: new Uint8Array(32).fill(7),
    peer: (pid) =>
      pid === peerPid ? { identityKey: peer.signer.publicKey, channelKey: peer.channel.publicKey } : undefined,
    verify: createEd25519Verifier(),
    random: secureRandom,
    channelKey: x25519Agreement,
    onFault: (fault) => faults.push(fault),
  });
  return { client, faults };
}

/** Resolves once the peer is present, or absent. */
function presence(client: RelayClient, isPresent: boolean): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const look = (): void => {
    if (client.presence().includes(peerPid) === isPresent) resolve();
  };
  client.onPresence(look);
  look();
  return promise;
}

/** The stream as texts, and a promise for its nth candidate. */
function follow(client: RelayClient) {
  const texts: string[] = [];
  const waiting = new Map<number, () => void>();
  client.subscribe(1, ({ sequence, bytes }) => {
    texts.push(new TextDecoder().decode(bytes));
    waiting.get(sequence)?.();
  });
  const until = (sequence: number): Promise<void> => {
    const { promise, resolve } = Promise.withResolvers<void>();
    if (texts.length >= sequence) resolve();
    else waiting.set(sequence, resolve);
    return promise;
  };
  return { texts, until };
}

test('a peer in another process can be killed and replaced', async () => {
  const hub = startHub();
  const { client, faults } = startClient(hub);
  const { texts, until } = follow(client);
  for (const round of [1, 2, 3]) {
    const child = startPeer(hub);
    await presence(client, true);
    await client.sendDirect(peerPid, new TextEncoder().encode(`question ${round}`));
    await until(round);
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await Promise.all([exited, presence(client, false)]);
    await expect(client.sendDirect(peerPid, new Uint8Array(1))).rejects.toMatchObject({ code: 'RELAY_PEER_OFFLINE' });
  }
  expect([texts, faults, hub.refusals()]).toEqual([['question 1', 'question 2', 'question 3'], [], new Map()]);
});
