/**
 * Parties in threads of their own. Each has its own caches and its own compiler, so what one computes is never spared to another. A run goes either
 * over one core (one party works at a time) or over all cores (every message is delivered at once).
 */
import { Worker } from 'node:worker_threads';
import type { Command, Letter, Reply, Run, Spent, Task } from './commands.ts';
import { PLACES } from './devices.ts';
import { freshRunId } from './holder.ts';

export type Cores = 'one' | 'all';

/** One run: milliseconds from its begin to its last message, and per party what it computed and sent. */
export interface RunTimes {
  readonly wall: number;
  readonly spent: readonly Spent[];
  /** Bytes of envelopes, counted once for each receiver. */
  readonly bytes: readonly number[];
}

export interface RunOrder {
  readonly participants: readonly number[];
  readonly cores: Cores;
  /** What the party at a place does. */
  readonly taskOf: (place: number) => Task;
}

type Post = Letter & { readonly from: number };

export class Parties {
  readonly #threads = Array.from({ length: PLACES }, (_, place) => new PartyThread(place));

  async run({ participants, cores, taskOf }: RunOrder): Promise<RunTimes> {
    const runId = freshRunId();
    const runs = participants.map((place): [number, Run] => [place, { runId, participants, task: taskOf(place) }]);
    const mail = new Mail(participants, (place, command) => this.#ask(place, command));
    const began = performance.now();
    await (cores === 'one' ? mail.oneByOne(runs) : mail.allAtOnce(runs));
    const wall = performance.now() - began;
    const spent: Spent[] = [];
    for (const place of participants) {
      const reply = await this.#ask(place, { type: 'finish' });
      if (reply.type === 'spent') spent.push(reply.spent);
    }
    return { wall, spent, bytes: participants.map((place) => mail.bytes.get(place) ?? 0) };
  }

  /** What a holder says about a key. */
  async statement(place: number, key: string): Promise<Uint8Array> {
    const reply = await this.#ask(place, { type: 'state key', key });
    if (reply.type !== 'statement') throw new Error('a party gave another answer');
    return reply.statement;
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.close()));
  }

  #ask(place: number, command: Command): Promise<Reply> {
    const thread = this.#threads[place];
    if (thread === undefined) throw new RangeError(`there is no party ${place}`);
    return thread.ask(command);
  }
}

/** The deliveries of one run. */
class Mail {
  readonly bytes = new Map<number, number>();
  readonly #participants: readonly number[];
  readonly #ask: (place: number, command: Command) => Promise<Reply>;

  constructor(participants: readonly number[], ask: (place: number, command: Command) => Promise<Reply>) {
    this.#participants = participants;
    this.#ask = ask;
  }

  async oneByOne(runs: readonly [number, Run][]): Promise<void> {
    const queue: { to: number; post: Post }[] = [];
    for (const [place, run] of runs) queue.push(...this.#addressed(await this.#send(place, { type: 'begin', run })));
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      queue.push(...this.#addressed(await this.#deliver(next.to, next.post)));
    }
  }

  async allAtOnce(runs: readonly [number, Run][]): Promise<void> {
    const follow = async (sent: Promise<Post[]>): Promise<void> => {
      const addressed = this.#addressed(await sent);
      await Promise.all(addressed.map(({ to, post }) => follow(this.#deliver(to, post))));
    };
    await Promise.all(runs.map(([place, run]) => follow(this.#send(place, { type: 'begin', run }))));
  }

  #deliver(to: number, { from, envelope }: Post): Promise<Post[]> {
    return this.#send(to, { type: 'receive', from, envelope });
  }

  async #send(place: number, command: Command): Promise<Post[]> {
    const reply = await this.#ask(place, command);
    return reply.type === 'letters' ? reply.letters.map((letter) => ({ ...letter, from: place })) : [];
  }

  #addressed(posts: readonly Post[]): { to: number; post: Post }[] {
    const addressed = posts.flatMap((post) =>
      this.#participants
        .filter((place) => place !== post.from && (post.to === 'all' || post.to === place))
        .map((to) => ({ to, post })),
    );
    for (const { post } of addressed) {
      this.bytes.set(post.from, (this.bytes.get(post.from) ?? 0) + post.envelope.length);
    }
    return addressed;
  }
}

class PartyThread {
  readonly #worker: Worker;
  readonly #waiting: { resolve: (reply: Reply) => void; reject: (error: Error) => void }[] = [];

  constructor(place: number) {
    this.#worker = new Worker(new URL('./thread.ts', import.meta.url), { workerData: place });
    this.#worker.on('message', (reply: Reply) => this.#waiting.shift()?.resolve(reply));
    this.#worker.on('error', (error: Error) => {
      for (const { reject } of this.#waiting.splice(0)) reject(error);
    });
  }

  /** Answers come in the order of the commands. */
  ask(command: Command): Promise<Reply> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#worker.postMessage(command);
    });
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }
}
