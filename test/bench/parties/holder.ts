/** One party: its keys, and the session it is in. Lives in its own thread; uses the product's sessions as a co-signer does. */
import { randomBytes } from 'node:crypto';
import { createEd25519Verifier } from '../../../src/adapters/identity/verify-ed25519.ts';
import { secureRandom } from '../../../src/adapters/identity/secure-random.ts';
import {
  createAuxSession,
  createEcdsaKeygenSession,
  createFullSignSession,
  createOnlineSession,
  createPresignSession,
  decodePresignature,
  encodePresignature,
  preparePresign,
  withAux,
  type EcdsaKeyShare,
  type SignableMessage,
} from '../../../src/engine/mpc/cggmp24/index.ts';
import { createKeygenSession, createSignSession, type FrostKeyShare } from '../../../src/engine/mpc/frost/index.ts';
import type { Session } from '../../../src/engine/mpc/protocol/index.ts';
import { partyIdOf } from '../../../src/engine/mpc/protocol/party.ts';
import type { RunOptions } from '../../../src/engine/mpc/protocol/run-options.ts';
import {
  createReshareSession,
  decodeResharePlan,
  encodeSharedKey,
  sharedKeyOf,
  type AnyKeyShare,
} from '../../../src/engine/mpc/reshare/index.ts';
import type { Run, Spent, Task } from './commands.ts';
import { deviceAt, keysOf } from './devices.ts';

/** The clock of the sessions stands still: no run of the bench may end because the machine is busy. */
const NOW = 0n;
const DEADLINE = 1n;
/** As long as a transfer on Ethereum. */
const MESSAGE: SignableMessage = { hash: 'keccak256', bytes: new Uint8Array(128).fill(7) };

/** A session without its type, and what to do with its result. */
interface Running {
  readonly session: Pick<Session<unknown>, 'start' | 'receive'>;
  finish(): void;
}

/** A task that may be of this type. */
type TaskOf<T extends Task['type']> = Task extends infer Each
  ? Each extends { readonly type: infer U }
    ? T extends U
      ? Each
      : never
    : never
  : never;

export class Holder {
  readonly #place: number;
  readonly #verify = createEd25519Verifier();
  readonly #ecdsa = new Map<string, EcdsaKeyShare>();
  readonly #frost = new Map<string, FrostKeyShare>();
  /** The latest presignature of each key, as stored bytes. */
  readonly #presignatures = new Map<string, Uint8Array>();
  #running: Running | undefined;
  #ahead = 0;
  #starting = 0;
  #answering = 0;

  constructor(place: number) {
    this.#place = place;
  }

  /** Makes the session of a run and starts it. */
  begin(run: Run): ReturnType<Session<unknown>['start']> {
    [this.#ahead, this.#starting, this.#answering] = [0, 0, 0];
    const began = performance.now();
    const running = this.#open(run);
    this.#running = running;
    const outgoing = running.session.start(NOW);
    this.#starting = performance.now() - began - this.#ahead;
    return outgoing;
  }

  receive(from: Uint8Array, envelope: Uint8Array): ReturnType<Session<unknown>['receive']> {
    const began = performance.now();
    const outgoing = found(this.#running).session.receive(from, envelope, NOW);
    this.#answering += performance.now() - began;
    return outgoing;
  }

  /** Keeps the result. @throws if the run has none */
  finish(): Spent {
    found(this.#running).finish();
    this.#running = undefined;
    return { ahead: this.#ahead, starting: this.#starting, answering: this.#answering };
  }

  /** What this holder says about a key. */
  statement(key: string): Uint8Array {
    return encodeSharedKey(sharedKeyOf(this.#share(key)));
  }

  #open({ runId, participants, task }: Run): Running {
    const options = this.#options(runId, participants);
    const pids = participants.map((place) => deviceAt(place).pid);
    switch (task.type) {
      case 'ecdsa-dkg':
        return running(
          createEcdsaKeygenSession({ ...options, ...task, keyId: task.key, parties: pids }),
          (share) => void this.#ecdsa.set(task.key, share),
        );
      case 'aux': {
        const key = found(this.#ecdsa.get(task.key));
        const session = createAuxSession({ ...options, key, primes: task.primes });
        return running(session, (aux) => void this.#ecdsa.set(task.key, withAux(key, aux)));
      }
      case 'presign':
      case 'full-sign':
        return this.#openPresign(options, pids, task);
      case 'online':
        return this.#openOnline(options, pids, task.key);
      case 'reshare':
        return this.#openReshare(options, task);
      case 'frost-dkg':
        return running(
          createKeygenSession({ ...options, ...task, keyId: task.key, parties: pids }),
          (share) => void this.#frost.set(task.key, share),
        );
      case 'frost-sign': {
        const keyShare = found(this.#frost.get(task.key));
        const message = MESSAGE.bytes.slice(0, 32);
        const verifySecond = this.#verify;
        return running(
          createSignSession({ ...options, keyShare, signers: pids, message, path: [], verifySecond }),
          () => {},
        );
      }
    }
  }

  #options(runId: Uint8Array, participants: readonly number[]): RunOptions {
    const { pid, signer } = deviceAt(this.#place);
    return {
      ...{ runId, self: pid, signer, identityKeys: keysOf(participants) },
      ...{ verify: this.#verify, random: secureRandom, deadline: DEADLINE },
    };
  }

  /** With everything prepared ahead that the product can prepare. */
  #openPresign(options: RunOptions, signers: readonly Uint8Array[], task: TaskOf<'presign'>): Running {
    const keyShare = found(this.#ecdsa.get(task.key));
    const began = performance.now();
    const prepared = preparePresign(keyShare, { signers: signers.map(partyIdOf), path: [] }, secureRandom);
    this.#ahead = performance.now() - began;
    const all = { ...options, keyShare, signers, path: [], prepared };
    if (task.type === 'full-sign') return running(createFullSignSession({ ...all, message: MESSAGE }), () => {});
    return running(createPresignSession(all), (presignature) => {
      this.#presignatures.set(task.key, encodePresignature(presignature));
    });
  }

  /**
   * The same presignature for the same message every time: its store is the bench's own and does not mark anything as spent. As in the product, the stored
   * bytes are decoded once, and the store hands out what is in memory already; that they are decoded is what is done ahead.
   */
  #openOnline(options: RunOptions, signers: readonly Uint8Array[], key: string): Running {
    const keyShare = found(this.#ecdsa.get(key));
    const stored = found(this.#presignatures.get(key));
    const began = performance.now();
    const presignature = decodePresignature(stored);
    this.#ahead = performance.now() - began;
    const store = { consume: () => presignature };
    const session = createOnlineSession({
      ...options,
      ...{ keyShare, signers, path: [], presignature, store, message: MESSAGE },
    });
    return running(session, () => {});
  }

  #openReshare(options: RunOptions, { key, plan, statements }: TaskOf<'reshare'>): Running {
    const share = this.#ecdsa.get(key);
    const known = share === undefined ? { statements } : { keyShare: share };
    const session = createReshareSession({ ...options, plan: decodeResharePlan(plan), ...known });
    // The next run starts from the same epoch again
    return running(session, (result) => result.share?.secret.wipe());
  }

  #share(key: string): AnyKeyShare {
    return found(this.#ecdsa.get(key) ?? this.#frost.get(key));
  }
}

/** A run identifier that is used once. */
export function freshRunId(): Uint8Array {
  return new Uint8Array(randomBytes(32));
}

function running<T>(session: Session<T>, keep: (result: T) => void): Running {
  return {
    session,
    finish() {
      const { state } = session;
      if (state.type === 'aborted') throw new Error(`a run of the bench was aborted: ${state.error.code}`);
      if (state.type === 'waiting') throw new Error(`a run of the bench waits in round ${state.round}`);
      keep(state.result);
    },
  };
}

function found<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the bench asks for something that was not made');
  return value;
}
