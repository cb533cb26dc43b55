/**
 * The jobs of real co-signer threads, end to end at 2048 bits: an ECDSA key with its auxiliary data, signatures with and without a
 * presignature, fresh shares, another holder, and the same key all along. The messages go through the pieces of the direct channel.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { identityFromSeeds, type DeviceIdentity } from '../../src/adapters/identity/device-identity.ts';
import { secureRandom } from '../../src/adapters/identity/secure-random.ts';
import { decodeDirect, encodeDirect } from '../../src/apps/direct/direct-message.ts';
import { EnvelopeAssembly } from '../../src/apps/direct/envelope-pieces.ts';
import { RunHost } from '../../src/apps/cosigner/run-host.ts';
import type { JobOf, PrimesOnDisk, ProtocolJob } from '../../src/apps/cosigner/run-task.ts';
import { sealPrimes } from '../../src/apps/cosigner/runs/one-time-secrets.ts';
import { startRunInWorker } from '../../src/apps/cosigner/start-worker.ts';
import { bytesToHex } from '../../src/base/bytes.ts';
import { profileOf } from '../../src/engine/crypto/parameters.ts';
import { paillierPrimes, ringPedersenPrimes } from '../../src/engine/crypto/primes.ts';
import { hashMessage } from '../../src/engine/mpc/cggmp24/signable-message.ts';

const profile = profileOf('P112');
const message = { hash: 'keccak256', bytes: Uint8Array.from({ length: 90 }, (_, i) => i) } as const;
const path = [60, 0];
const folder = mkdtempSync(join(tmpdir(), 'countersign-jobs-'));
const oneTimeKey = (): Uint8Array => Uint8Array.from(Buffer.from('5a'.repeat(32), 'utf8'));

interface Machine {
  readonly seeds: Uint8Array;
  readonly identity: DeviceIdentity;
  readonly pid: string;
  readonly host: RunHost;
}

const machines = new Map<string, Machine>();
let runs = 0;

function machine(): Machine {
  const seeds = secureRandom(64);
  const identity = identityFromSeeds(seeds);
  const pid = bytesToHex(identity.pid);
  const assemblies = new Map<string, EnvelopeAssembly>();
  const host = new RunHost({
    startRun: startRunInWorker,
    onProgress: () => undefined,
    sendDirect: (to, sent) => {
      const received = decodeDirect(encodeDirect(sent));
      const other = machines.get(to);
      if (received.type === 'mpc') other?.host.deliver(pid, received.runId, received.envelope);
      if (received.type !== 'mpc.piece') return;
      const assembly = assemblies.get(to) ?? new EnvelopeAssembly();
      assemblies.set(to, assembly);
      const envelope = assembly.add(pid, received);
      if (envelope !== undefined) other?.host.deliver(pid, received.runId, envelope);
    },
  });
  const made = { seeds, identity, pid, host };
  machines.set(pid, made);
  return made;
}

const byPid = (a: Machine, b: Machine): number => (a.pid < b.pid ? -1 : 1);
const partiesOf = (all: readonly Machine[]) =>
  all.toSorted(byPid).map(({ identity }) => ({ pid: identity.pid, identityKey: identity.signer.publicKey }));
const sharePath = (one: Machine, epoch: number): string => join(folder, `${one.pid}.${epoch}.share`);

function setup(one: Machine, runId: Uint8Array, epoch: number) {
  return {
    ...{ runId, self: one.identity.pid, vaultId: 'main', epoch, sharePath: sharePath(one, epoch) },
    identitySecret: Uint8Array.from(one.seeds),
    passphrase: Uint8Array.from(Buffer.from('passphrase')),
    sealCost: { log2N: 12, r: 8, p: 1 },
    deadline: BigInt(Date.now()) + 300_000n,
  };
}

async function primesFor(): Promise<PrimesOnDisk> {
  const slot = (): { path: string; pairId: Uint8Array } => {
    const pairId = secureRandom(16);
    return { path: join(folder, `${bytesToHex(pairId)}.primes`), pairId };
  };
  const [paillier, ringPedersen] = [slot(), slot()];
  const bytes = profile.primeBits / 8;
  const files = { oneTimeKey: oneTimeKey() };
  await sealPrimes({ ...paillier, ...files, kind: 'paillier' }, await paillierPrimes(profile), bytes);
  const safe = await ringPedersenPrimes(profile, secureRandom);
  await sealPrimes({ ...ringPedersen, ...files, kind: 'ring-pedersen' }, safe, bytes);
  return { oneTimeKey: oneTimeKey(), paillier, ringPedersen };
}

/** Runs one job on several machines at once. */
async function together<J extends ProtocolJob>(
  all: readonly Machine[],
  jobOf: (one: Machine, runId: Uint8Array) => Promise<J> | J,
) {
  runs += 1;
  const runId = new Uint8Array(32).fill(runs);
  const jobs = await Promise.all(all.map(async (one) => jobOf(one, Uint8Array.from(runId))));
  return Promise.all(
    all.map((one, i) => {
      const job = jobs[i];
      if (job === undefined) throw new Error('no job');
      return one.host.run(job, () => undefined);
    }),
  );
}

let first: Machine, second: Machine, third: Machine, fourth: Machine;
let groupKey: Uint8Array;
let childKey: Uint8Array | undefined;
const publicData = new Map<number, Uint8Array>();

beforeAll(() => {
  [first, second, third, fourth] = [machine(), machine(), machine(), machine()];
});
afterAll(() => {
  for (const { host } of machines.values()) host.cancelAll();
  rmSync(folder, { recursive: true, force: true });
});

/** Every signature recovers one and the same key: that of the account. */
function expectSignature(signature: Uint8Array): void {
  const { messageHash } = hashMessage(message);
  const recovered = secp256k1.Signature.fromBytes(signature.subarray(0, 64), 'compact')
    .addRecoveryBit(signature[64] ?? 9)
    .recoverPublicKey(messageHash)
    .toBytes(true);
  childKey ??= recovered;
  expect(bytesToHex(recovered)).toBe(bytesToHex(childKey));
}

it('an ECDSA key with its auxiliary data', async () => {
  const results = await together([first, second, third], async (one, runId): Promise<JobOf<'ecdsa-keygen'>> => ({
    ...setup(one, runId, 0),
    ...{ kind: 'ecdsa-keygen', profile: 'P112', minSigners: 2, parties: partiesOf([first, second, third]) },
    primes: await primesFor(),
  }));
  const [one] = results;
  if (one === undefined) throw new Error('no result');
  expect(one.groupKey).toHaveLength(33);
  expect(one.auxHash).toHaveLength(32);
  for (const other of results) expect(other).toEqual(one);
  groupKey = one.groupKey;
  publicData.set(0, one.publicData);
});

const fullSign =
  (signers: readonly Machine[], epoch: number) =>
  (one: Machine, runId: Uint8Array): JobOf<'ecdsa-sign'> => ({
    ...setup(one, runId, epoch),
    ...{ kind: 'ecdsa-sign', signers: partiesOf(signers), path, message },
  });

it('a signature in one run', async () => {
  const signers = [first, third];
  const [a, b] = await together(signers, fullSign(signers, 0));
  expect(a).toEqual(b);
  expectSignature(a?.signature ?? new Uint8Array());
});

it('a signature with a presignature, which is gone then', async () => {
  const signers = [first, second];
  const presignaturePath = (one: Machine): string => join(folder, `${one.pid}.presignature`);
  const made = await together(signers, (one, runId): JobOf<'presign'> => ({
    ...setup(one, runId, 0),
    ...{
      kind: 'presign',
      signers: partiesOf(signers),
      path,
      oneTimeKey: oneTimeKey(),
      presignaturePath: presignaturePath(one),
    },
  }));
  const presigId = made[0]?.presigId ?? new Uint8Array();
  const online = (one: Machine, runId: Uint8Array): JobOf<'online'> => ({
    ...setup(one, runId, 0),
    ...{
      kind: 'online',
      signers: partiesOf(signers),
      path,
      message,
      oneTimeKey: oneTimeKey(),
      presigId: Uint8Array.from(presigId),
    },
    presignaturePath: presignaturePath(one),
  });
  const [a, b] = await together(signers, online);
  expect(a).toEqual(b);
  expectSignature(a?.signature ?? new Uint8Array());
  await expect(together(signers, online)).rejects.toMatchObject({ code: 'KEYSTORE_NOT_FOUND' });
});

/** New shares dealt by `dealers` of an epoch to `members` of the next one. */
async function reshare(plan: {
  readonly epoch: number;
  readonly holders: readonly Machine[];
  readonly dealers: readonly Machine[];
  readonly members: readonly { readonly machine: Machine; readonly id: bigint }[];
  readonly idCounter: bigint;
}): Promise<void> {
  const { epoch, holders, dealers, members, idCounter } = plan;
  const all = [...new Set([...dealers, ...members.map((member) => member.machine)])];
  const oldPublic = publicData.get(epoch) ?? new Uint8Array();
  const results = await together(all, async (one, runId): Promise<JobOf<'reshare'>> => ({
    ...setup(one, runId, epoch + 1),
    ...{ kind: 'reshare', scheme: 'ecdsa-secp256k1', oldPublic, oldEpoch: epoch, newMinSigners: 2, idCounter },
    oldSharePath: holders.includes(one) ? sharePath(one, epoch) : null,
    statements: holders.includes(one)
      ? []
      : holders.map(({ identity }) => ({ pid: identity.pid, publicData: oldPublic })),
    dealers: dealers.toSorted(byPid).map(({ identity }) => identity.pid),
    members: members.map((member) => ({ pid: member.machine.identity.pid, id: member.id })),
    parties: partiesOf(all),
    primes: members.some((member) => member.machine === one) ? await primesFor() : null,
  }));
  for (const result of results) {
    if (result.type !== 'reshared') continue;
    expect(bytesToHex(result.groupKey)).toBe(bytesToHex(groupKey));
    publicData.set(epoch + 1, result.publicData);
  }
}

it('fresh shares of the same key, and a signature with them', async () => {
  const holders = [first, second, third].toSorted(byPid);
  const members = holders.map((one, i) => ({ machine: one, id: BigInt(i + 1) }));
  await reshare({ epoch: 0, holders, dealers: [second, third], members, idCounter: 3n });
  const signers = [second, third];
  const [a] = await together(signers, fullSign(signers, 1));
  expectSignature(a?.signature ?? new Uint8Array());
});

it('another machine in the place of one that left, and a signature with it', async () => {
  const holders = [first, second, third].toSorted(byPid);
  const kept = holders.flatMap((one, i) => (one === second ? [] : [{ machine: one, id: BigInt(i + 1) }]));
  const members = [...kept, { machine: fourth, id: 4n }].toSorted((a, b) => byPid(a.machine, b.machine));
  await reshare({ epoch: 1, holders, dealers: [first, third], members, idCounter: 3n });
  const signers = [first, fourth];
  const [a] = await together(signers, fullSign(signers, 2));
  expectSignature(a?.signature ?? new Uint8Array());
});

it('shares of different epochs do not sign together', async () => {
  const signers = [first, third];
  const run = together(signers, (one, runId) => fullSign(signers, one === first ? 2 : 1)(one, runId));
  await expect(run).rejects.toMatchObject({ code: 'CONFIG_MISMATCH' });
});
