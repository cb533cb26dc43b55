/**
 * Three co-signers, one log and one network in key ceremonies under crashes and partitions, with the invariants of the test plan (section 7) as
 * they are for a key that is made: before the certificate (every holder's confirmation in the log) nobody uses it, after it nobody lacks it.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase, type Database } from '../../src/adapters/storage/database.ts';
import { createPrimeStore } from '../../src/adapters/storage/prime-store.ts';
import { coSignerMigrations } from '../../src/apps/cosigner/start-co-signer.ts';
import { AppError } from '../../src/base/errors.ts';
import type { LogReplica } from '../../src/apps/replica/log-replica.ts';
import type { Scheme } from '../../src/treasury/chains/chain.ts';
import type { EntryBody, LogEntry } from '../../src/treasury/workspace/entry.ts';
import type { VaultState, WorkspaceState } from '../../src/treasury/workspace/state.ts';
import { genesisBody, HOLDERS, TestWorkspace, treasurer } from '../unit/treasury/test-workspace.ts';
import { Died, Machine, type Death, type Life } from './ceremony-machine.ts';
import { CeremonyNet } from './ceremony-net.ts';

const SETS_OF_PRIMES = 3;
/** Longer than any run, in milliseconds. */
const A_LONG_TIME = 1_000_000n;
const IDLE_TURNS = 3;

/** One side of the network, by place, and whether the relay, which has the log, is on it. */
export interface Side {
  readonly places: readonly number[];
  readonly hasRelay: boolean;
}

/** Databases and folders of three machines, used by one world after the other: opening them is what costs. */
export class Disks {
  readonly #root = mkdtempSync(join(tmpdir(), 'countersign-ceremony-'));
  readonly databases: readonly Database[];

  constructor() {
    this.databases = HOLDERS.map((_, place) => {
      const database = openDatabase(join(this.#root, `${place}.db`), coSignerMigrations);
      // A machine dies here without its operating system.
      database.exec('PRAGMA synchronous = OFF');
      return database;
    });
  }

  folder(place: number): string {
    return join(this.#root, `${place}`);
  }

  format(): void {
    for (const [place, database] of this.databases.entries()) {
      rmSync(this.folder(place), { recursive: true, force: true });
      mkdirSync(this.folder(place));
      const tables = database
        .all("SELECT name FROM sqlite_master WHERE type = 'table'")
        .map(({ name }) => String(name));
      database.exec('PRAGMA foreign_keys = OFF');
      database.transaction(() => {
        for (const name of tables)
          if (!/^(sqlite_|migration|schema|restore)/.test(name)) database.run(`DELETE FROM ${name}`);
      });
      database.exec('PRAGMA foreign_keys = ON');
      const primes = createPrimeStore({
        database,
        mark: { verdict: 'same', advance: (work) => work(), close: () => undefined },
      });
      for (let set = 0; set < SETS_OF_PRIMES; set += 1) {
        for (const [i, kind] of (['paillier', 'ring-pedersen'] as const).entries())
          primes.add({
            pairId: new Uint8Array(16).fill(1 + place * 16 + set * 2 + i),
            profile: 'P112',
            kind,
            madeAt: 0n,
          });
      }
    }
  }

  remove(): void {
    for (const database of this.databases) database.close();
    rmSync(this.#root, { recursive: true, force: true });
  }
}

export class CeremonyWorld {
  readonly machines: readonly Machine[];
  readonly net = new CeremonyNet(this);
  readonly scheme: Scheme;
  /** What co-signers told their diagnostics. */
  readonly reported: string[] = [];
  now = 0n;
  readonly #workspace = new TestWorkspace();
  /** State after each entry. */
  readonly #states: WorkspaceState[] = [];
  readonly #entries: LogEntry[] = [];
  #side: Side | undefined;
  /** Entries that could not reach the relay. */
  #unpublished: { readonly machine: Machine; readonly life: Life; readonly publish: () => void }[] = [];
  #activity = 0;

  constructor(disks: Disks, scheme: Scheme, deaths: readonly Death[]) {
    this.scheme = scheme;
    disks.format();
    const inPidOrder = HOLDERS.toSorted((a, b) => (a.pid < b.pid ? -1 : 1));
    this.machines = inPidOrder.map((holder, place) => {
      const database = disks.databases[place];
      if (database === undefined) throw new Error('there are three disks');
      return new Machine({ holder, place, folder: disks.folder(place), database, world: this, deaths });
    });
    this.#add(() => this.#workspace.add(treasurer, genesisBody({ ecdsaProfiles: ['P112'] })));
    for (const machine of this.machines) {
      machine.seen = 1;
      machine.start();
      machine.goLive(this.#head);
    }
  }

  /** An officer asks for a key; the ceremony after one that failed is another vault's. */
  propose(vaultId: string): void {
    this.#add(() =>
      this.#workspace.add(treasurer, {
        ...{ type: 'vault.proposed', vaultId, name: 'Main vault', scheme: this.scheme, minSigners: 2 },
        ...(this.scheme === 'ed25519' ? {} : { profile: 'P112' }),
        holders: this.machines.map(({ holder }) => holder.pid),
      }),
    );
  }

  vault(vaultId: string): VaultState {
    return this.#workspace.vault(vaultId);
  }

  get vaults(): readonly VaultState[] {
    return [...this.#head.vaults.values()];
  }

  get #head(): WorkspaceState {
    return this.#workspace.now;
  }

  /** Cuts the network in two; `undefined` heals it. */
  partition(side: Side | undefined): void {
    this.#side = side;
    const waiting = this.#unpublished.splice(0);
    for (const { machine, life, publish } of waiting) {
      if (life.isOver) continue;
      if (this.#reachesRelay(machine)) publish();
      else this.#unpublished.push({ machine, life, publish });
    }
  }

  areConnected(a: Machine, b: Machine): boolean {
    return this.#side === undefined || this.#isOn(a) === this.#isOn(b);
  }

  #isOn({ place }: Machine): boolean {
    return this.#side?.places.includes(place) === true;
  }

  #reachesRelay(machine: Machine): boolean {
    return this.#side === undefined || this.#isOn(machine) === this.#side.hasRelay;
  }

  restart(machine: Machine): void {
    machine.start();
    this.#activity += 1;
  }

  /** The log as a machine has read it; what it appends goes to the head, as a replica tries until it has it. */
  replicaOf(machine: Machine, life: Life): LogReplica {
    const stateOf = (): WorkspaceState | null => this.#states[machine.seen - 1] ?? null;
    const replica = {
      get state() {
        return stateOf();
      },
      append: (body: EntryBody) => this.#append(machine, life, body),
    };
    return replica as unknown as LogReplica;
  }

  #append(machine: Machine, life: Life, body: EntryBody): Promise<{ index: number }> {
    return new Promise((resolve, reject) => {
      const publish = (): void => {
        try {
          machine.point(life, `before ${body.type}`);
          const offered = this.#workspace.offer(machine.holder, body);
          if (offered.type === 'skipped') {
            const { code, message } = offered;
            return reject(new AppError({ code, kind: 'policy', message }));
          }
          this.#add(() => this.#workspace.add(machine.holder, body));
          machine.point(life, body.type);
          resolve({ index: this.#entries.length - 1 });
        } catch (error) {
          // A dead machine waits for nothing.
          if (!(error instanceof Died)) reject(error);
        }
      };
      if (life.isOver) return;
      if (this.#reachesRelay(machine)) publish();
      else this.#unpublished.push({ machine, life, publish });
    });
  }

  #add(admit: () => WorkspaceState): void {
    this.#states.push(admit());
    const entry = this.#workspace.log.at(-1);
    if (entry !== undefined) this.#entries.push(entry);
    this.#activity += 1;
  }

  /** Lets everybody work until nobody has anything to do, or until so many messages were delivered. */
  async settle(deliveries = Infinity): Promise<void> {
    let left = deliveries;
    for (let idle = 0; idle < IDLE_TURNS && left > 0; idle += 1) {
      const before = this.#activity;
      this.#readLog();
      while (left > 0 && this.net.deliver()) {
        left -= 1;
        idle = 0;
      }
      await new Promise((resolve) => setImmediate(resolve));
      if (this.#activity !== before) idle = 0;
    }
  }

  /** Time enough for every run to end, twice: who noticed waits a moment for what others have to say. */
  async letTimePass(): Promise<void> {
    for (let i = 0; i < 2; i += 1) {
      this.now += A_LONG_TIME;
      this.net.tick();
      await this.settle();
    }
  }

  #readLog(): void {
    for (const machine of this.machines) {
      if (!machine.isUp || !this.#reachesRelay(machine)) continue;
      if (!machine.isLive) {
        machine.seen = this.#entries.length;
        machine.goLive(this.#head);
        this.#activity += 1;
      }
      while (machine.isLive && machine.seen < this.#entries.length) {
        const body = this.#entries[machine.seen]?.body;
        machine.seen += 1;
        const state = this.#states[machine.seen - 1];
        this.#activity += 1;
        if (body !== undefined && state !== undefined && 'vaultId' in body && body.type.startsWith('vault.'))
          machine.follow(state, String(body.vaultId), body.type === 'vault.proposed');
      }
    }
  }

  /** What must hold at every moment: (1) and (2) of the test plan, and that no key is used before its certificate. */
  audit(): void {
    for (const { vaultId, confirmations, status } of this.vaults) {
      for (const machine of this.machines) {
        const isMissing = confirmations.has(machine.holder.pid) && !machine.hasShare(vaultId);
        if (isMissing) throw new Error(`a confirmed share of ${vaultId} is gone\n${this.story()}`);
        if (status !== 'active' && machine.epochs.get({ vaultId, epoch: 0 })?.state === 'ACTIVE')
          throw new Error(`${vaultId} is in use before its certificate\n${this.story()}`);
      }
    }
  }

  story(): string {
    const log = this.#entries.map(({ body }) => ('code' in body ? `${body.type} ${body.code}` : body.type)).join(', ');
    const traces = this.machines.map(({ place, trace }) => `${place}: ${trace.join(', ')}`);
    return [`log: ${log}`, ...traces, ...this.reported].join('\n');
  }
}
