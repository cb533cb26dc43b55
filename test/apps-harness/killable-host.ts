/** One life of the console process: clients of both officers, the moments that pass, and the ways it ends. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createClient, type Bridge, type Client } from '../../src/contract/client.ts';
import type { Chain } from '../../src/treasury/chains/chain.ts';
import { HostMessage, type Officer } from './host-messages.ts';
import type { Moment } from './work-moments.ts';

const EVENT_PATIENCE_MS = 1_000;
const PROGRAM = fileURLToPath(new URL('./host-program.ts', import.meta.url));

/** Where both chains answer. */
export interface Endpoints {
  readonly rpcUrl: string;
  readonly evmRpcUrl: string | null;
}

/** The process is gone, or what it was asked for went with it. */
export class HostGone extends Error {}

export class KillableHost {
  readonly treasurer: Client;
  readonly cfo: Client;
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, { resolve: (reply: unknown) => void; reject: (error: Error) => void }>();
  readonly #listeners = new Set<(who: Officer, name: string, payload: unknown) => void>();
  readonly #ready = Promise.withResolvers<Endpoints>();
  readonly #gone: Promise<unknown>;
  #processes = new Map<string, number>();
  #lastId = 0;
  #onMoment: (moment: Moment | null) => void = () => undefined;
  #isGone = false;

  constructor(profileDirectory: string, vaults: readonly Chain[] = ['solana']) {
    const output = openSync(join(profileDirectory, 'host.log'), 'a');
    this.#child = fork(PROGRAM, ['--profile', profileDirectory, '--vaults', vaults.join()], {
      serialization: 'advanced',
      stdio: ['ignore', output, output, 'ipc'],
    });
    this.#gone = once(this.#child, 'exit').then(() => this.#end());
    this.#child.on('message', (message) => this.#receive(HostMessage.parse(message)));
    this.#ready.promise.catch(() => undefined);
    this.treasurer = createClient(this.#bridge('treasurer'));
    this.cfo = createClient(this.#bridge('cfo'));
    for (const client of [this.treasurer, this.cfo]) {
      client.on('token.prompted', ({ prompt }) => {
        if (prompt === null) return;
        client.call('token.answer', { promptId: prompt.promptId, answer: 'approve' }).catch(() => undefined);
      });
    }
  }

  /** Resolves when there is a funded account on Solana. @throws HostGone, Error with the code of a failed start. */
  get ready(): Promise<Endpoints> {
    return this.#ready.promise;
  }

  get isGone(): boolean {
    return this.#isGone;
  }

  /** Processes by name; the console's own is `host`. */
  get processes(): ReadonlyMap<string, number> {
    return this.#child.pid === undefined ? this.#processes : new Map([...this.#processes, ['host', this.#child.pid]]);
  }

  /** Called at every message of the process, with what its log says by it; `null` for any other message. */
  onMoment(listener: (moment: Moment | null) => void): void {
    this.#onMoment = listener;
  }

  /** Starts the CFO's console. */
  async openCfo(): Promise<void> {
    await this.#bridge('treasurer').invoke('open-cfo' as never, {});
  }

  /** Resolves at the next event of any officer's console, or when none comes: a chain that is back says nothing. */
  nextEvent(): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#isGone) return reject(new HostGone());
      const patience = setTimeout(() => listener(), EVENT_PATIENCE_MS);
      const stop = (): void => {
        clearTimeout(patience);
        this.#listeners.delete(listener);
      };
      const listener = (): void => {
        stop();
        resolve();
      };
      this.#listeners.add(listener);
      void this.#gone.then(() => {
        stop();
        reject(new HostGone());
      });
    });
  }

  /** `kill -9` of one process; the console's own takes the others with it. */
  kill(name: string): void {
    const id = this.processes.get(name);
    if (id === undefined) return;
    try {
      process.kill(id, 'SIGKILL');
    } catch (error) {
      // It ended a moment before.
      if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
    }
  }

  /** Kills the console's process and waits until it is gone. */
  async end(): Promise<void> {
    this.kill('host');
    await this.#gone;
  }

  #receive(message: HostMessage): void {
    if ('processes' in message) this.#processes = new Map(message.processes);
    switch (message.type) {
      case 'ready':
        this.#ready.resolve({ rpcUrl: message.rpcUrl, evmRpcUrl: message.evmRpcUrl });
        break;
      case 'failed':
        this.#ready.reject(new Error(message.code));
        break;
      case 'reply':
        this.#waiting.get(message.id)?.resolve(message.reply);
        this.#waiting.delete(message.id);
        break;
      case 'event':
        for (const listener of [...this.#listeners]) listener(message.who, message.name, message.payload);
        break;
      case 'moment':
        break;
    }
    this.#onMoment(message.type === 'moment' ? message.moment : null);
  }

  #bridge(who: Officer): Bridge {
    return {
      invoke: (channel, wire) =>
        new Promise((resolve, reject) => {
          if (this.#isGone) return reject(new HostGone());
          this.#lastId += 1;
          this.#waiting.set(this.#lastId, { resolve, reject });
          this.#child.send({ id: this.#lastId, who, channel, wire }, () => undefined);
        }),
      subscribe: (event, listener) => {
        const entry = (from: Officer, name: string, payload: unknown): void => {
          if (from === who && name === event) listener(payload);
        };
        this.#listeners.add(entry);
        return () => this.#listeners.delete(entry);
      },
    };
  }

  #end(): void {
    this.#isGone = true;
    for (const { reject } of this.#waiting.values()) reject(new HostGone());
    this.#waiting.clear();
    this.#ready.reject(new HostGone());
  }
}
