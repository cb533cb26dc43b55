/**
 * One co-signer in key ceremonies, which dies at a given point: the product's `KeyDuties` over its stores in a real database and share files in a
 * real folder, with the engine's sessions in place of threads. What it wrote outlives it; nothing else does.
 */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createActivationStore } from '../../src/adapters/storage/activation-store.ts';
import type { Database } from '../../src/adapters/storage/database.ts';
import { createEpochStore, type EpochStore } from '../../src/adapters/storage/epoch-store.ts';
import { createPrimeStore } from '../../src/adapters/storage/prime-store.ts';
import { createSessionStore } from '../../src/adapters/storage/session-store.ts';
import type { CoSignerContext } from '../../src/apps/cosigner/context.ts';
import { KeyDuties } from '../../src/apps/cosigner/key-duties.ts';
import type { ProtocolJob } from '../../src/apps/cosigner/run-task.ts';
import { decodePublic, encodePublic } from '../../src/apps/cosigner/runs/share-on-disk.ts';
import { bytesToHex } from '../../src/base/bytes.ts';
import * as ecdsa from '../../src/engine/mpc/cggmp24/key-share-codec.ts';
import { ECDSA } from '../../src/engine/mpc/cggmp24/key-share.ts';
import * as frost from '../../src/engine/mpc/frost/index.ts';
import type { AnyKeyShare } from '../../src/engine/mpc/reshare/index.ts';
import type { WorkspaceState } from '../../src/treasury/workspace/state.ts';
import type { TestCoSigner } from '../unit/treasury/test-people.ts';
import type { CeremonyWorld } from './ceremony-world.ts';

/** Thrown at the point where a machine dies; nothing of that life has an effect afterwards. */
export class Died extends Error {}

/** Where a machine dies, and whether the share that it had written but not synced survives. */
export interface Death {
  readonly place: number;
  /** The n-th point of this machine. */
  readonly step: number;
  readonly unsynced: 'lost' | 'kept';
}

/** `eraseShare` without waiting: a world is at rest when nobody waits for anything but the network. */
export function eraseAtOnce(path: string): Promise<void> {
  rmSync(path, { force: true });
  return Promise.resolve();
}

/** Between a start and a death. */
export interface Life {
  isOver: boolean;
}

export class Machine {
  readonly holder: TestCoSigner;
  /** In the committee. */
  readonly place: number;
  readonly folder: string;
  readonly #database: Database;
  readonly #world: CeremonyWorld;
  readonly #deaths: Death[];
  /** Names of the points it passed, for readable failures. */
  readonly trace: string[] = [];
  /** How many entries of the log it has read. */
  seen = 0;
  /** Runs that it took part in, and sets of primes that it took: each once. */
  readonly used: string[] = [];
  #life: Life = { isOver: true };
  #duties: KeyDuties | undefined;
  #unsynced: string | undefined;

  constructor(options: {
    readonly holder: TestCoSigner;
    readonly place: number;
    readonly folder: string;
    readonly database: Database;
    readonly world: CeremonyWorld;
    readonly deaths: readonly Death[];
  }) {
    const { holder, place, folder, database, world, deaths } = options;
    [this.holder, this.place, this.folder, this.#database, this.#world] = [holder, place, folder, database, world];
    this.#deaths = deaths.filter((death) => death.place === place);
  }

  get isUp(): boolean {
    return !this.#life.isOver;
  }

  get epochs(): EpochStore {
    return createEpochStore(this.#database);
  }

  sharePath(vaultId: string): string {
    return join(this.folder, `${vaultId}.share`);
  }

  hasShare(vaultId: string): boolean {
    return existsSync(this.sharePath(vaultId));
  }

  share(vaultId: string): AnyKeyShare {
    const bytes = readFileSync(this.sharePath(vaultId));
    return bytes[0] === 1 ? ecdsa.decodeKeyShare(bytes.subarray(1)) : frost.decodeKeyShare(bytes.subarray(1));
  }

  shares(): readonly string[] {
    return readdirSync(this.folder).flatMap((name) => (name.endsWith('.share') ? [name.slice(0, -6)] : []));
  }

  /** Begins a life on what is on disk. */
  start(): void {
    this.#life = { isOver: false };
    this.#duties = undefined;
  }

  /** It has read the log to its end: what a restart interrupted is taken up. */
  goLive(state: WorkspaceState): void {
    const life = this.#life;
    this.#duties = new KeyDuties(this.#context(life), () => undefined);
    let work: Promise<unknown> = Promise.resolve();
    this.#duties.resume(
      state,
      (_part, duty) => void (work = work.then(duty).catch((error: unknown) => this.#report(error))),
    );
  }

  follow(state: WorkspaceState, vaultId: string, isNew: boolean): void {
    this.#mortal(() => this.#duties?.onVault(state, vaultId, isNew));
  }

  get isLive(): boolean {
    return this.isUp && this.#duties !== undefined;
  }

  /** Here it may die. @throws Died */
  point(life: Life, name: string): void {
    if (life.isOver) throw new Died();
    this.trace.push(name);
    this.#world.audit();
    const death = this.#deaths.find(({ step }) => step === this.trace.length);
    if (death !== undefined) this.#die(death.unsynced, life);
  }

  #die(unsynced: Death['unsynced'], life: Life): never {
    life.isOver = true;
    if (this.#unsynced !== undefined && unsynced === 'lost') rmSync(this.#unsynced, { force: true });
    this.#unsynced = undefined;
    throw new Died();
  }

  /** Before the write, after it, after the sync. */
  seal(life: Life, { vaultId }: ProtocolJob, share: AnyKeyShare): void {
    const path = this.sharePath(vaultId);
    this.point(life, 'before share');
    if (existsSync(path)) throw new Error('A share is never written over another.');
    const encoded = share.scheme === ECDSA ? ecdsa.encodeKeyShare(share) : frost.encodeKeyShare(share);
    writeFileSync(path, Uint8Array.of(share.scheme === ECDSA ? 1 : 0, ...encoded));
    this.#unsynced = path;
    this.point(life, 'written share');
    this.#unsynced = undefined;
    this.point(life, 'synced share');
  }

  erase({ vaultId }: ProtocolJob): void {
    rmSync(this.sharePath(vaultId), { force: true });
  }

  /** Death ends what was under way and is no failure of it. */
  #mortal(work: () => void): void {
    try {
      work();
    } catch (error) {
      if (!(error instanceof Died)) throw error;
    }
  }

  #report(error: unknown): void {
    if (!(error instanceof Died)) this.#world.reported.push(String(error));
  }

  #context(life: Life): CoSignerContext {
    const world = this.#world;
    const database = this.#dying(life);
    const primes = createPrimeStore({
      database,
      mark: { verdict: 'same', advance: (work) => database.transaction(work), close: () => undefined },
    });
    const context = {
      home: {
        ...{ pid: this.holder.pid, signer: this.holder.key, sealCost: { log2N: 10, r: 8, p: 1 } },
        ...{ identitySecret: () => new Uint8Array(64), passphrase: () => new Uint8Array(8) },
        sharePath: (vaultId: string) => this.sharePath(vaultId),
      },
      replica: world.replicaOf(this, life),
      sessions: createSessionStore(database),
      epochs: createEpochStore(database),
      activation: createActivationStore(database),
      change: { advance: () => Promise.resolve() },
      stock: {
        takePrimes: (profile: string) => {
          const taken = primes.take(profile, world.now);
          this.used.push(`primes ${bytesToHex(taken.paillier)}`, `primes ${bytesToHex(taken['ring-pedersen'])}`);
          const place = (pairId: Uint8Array) => ({ pairId, path: 'in the test' });
          return {
            oneTimeKey: new Uint8Array(64),
            paillier: place(taken.paillier),
            ringPedersen: place(taken['ring-pedersen']),
          };
        },
      },
      primes: { ready: () => Promise.resolve(), want: () => undefined, refill: () => undefined },
      runs: {
        run: (job: ProtocolJob) => {
          this.used.push(`run ${bytesToHex(job.runId)}`);
          return world.net.run(this, life, job);
        },
        cancel: (runId: string) => world.net.cancel(this, life, runId),
        reopen: ({ vaultId }: { vaultId: string }) => Promise.resolve(encodePublic(this.share(vaultId))),
      },
      clock: { now: () => world.now },
      report: (_part: string, error: unknown) => this.#report(error),
    };
    return context as unknown as CoSignerContext;
  }

  /** Each change of the database is before it or after it. */
  #dying(life: Life): Database {
    const database = this.#database;
    let depth = 0;
    const changing = <T>(work: () => T): T => {
      if (depth > 0) return work();
      this.point(life, 'before record');
      depth += 1;
      const result = ((): T => {
        try {
          return work();
        } finally {
          depth -= 1;
        }
      })();
      this.point(life, 'record');
      return result;
    };
    const living = <T>(read: () => T): T => {
      if (life.isOver) throw new Died();
      return read();
    };
    return {
      exec: (sql) => database.exec(sql),
      close: () => undefined,
      run: (sql, parameters) => changing(() => database.run(sql, parameters)),
      transaction: (work) => changing(() => database.transaction(work)),
      get: (sql, parameters) => living(() => database.get(sql, parameters)),
      all: (sql, parameters) => living(() => database.all(sql, parameters)),
    };
  }
}

/** What a machine's records say of the key of a vault. */
export function recordedKey({ epochs }: Machine, vaultId: string, scheme: 'ed25519' | 'ecdsa-secp256k1') {
  const record = epochs.get({ vaultId, epoch: 0 });
  return record && { state: record.state, groupKey: bytesToHex(decodePublic(scheme, record.publicData).groupKey) };
}
