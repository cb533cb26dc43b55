/** One co-signer as a supervised child process: started, opened, joined, and started again when it dies. */
import { basename } from 'node:path';
import type { z } from 'zod';
import { pidOf } from '../../../base/identity.ts';
import { bytesToHex } from '../../../base/bytes.ts';
import { AppError } from '../../../base/errors.ts';
import type { RelayHub } from '../../../adapters/relay/embedded/hub.ts';
import type { CoSigner, CoSignerKind } from '../../../treasury/workspace/entry.ts';
import { controlChannelOf, relayPortOf, type ControlChannel } from '../../processes/channels.ts';
import type { ChildHandle, LaunchChild } from '../../processes/child-port.ts';
import { ChildMessage, ParentMessage } from '../../processes/parent-messages.ts';

type Opened = Extract<ChildMessage, { type: 'cosigner.open' }>;

export interface CoSignerChildOptions {
  readonly launch: LaunchChild;
  readonly hub: RelayHub;
  readonly kind: CoSignerKind;
  readonly name: string;
  readonly site: string;
  readonly directory: string;
  readonly rpcUrl: string;
  readonly evmRpcUrl: string | undefined;
  /** Opens the endpoint's share; `null` for co-signers that have a sealing key of their own. */
  readonly passphrase: Uint8Array | null;
  readonly onChange: () => void;
  readonly report: (part: string, error: unknown) => void;
}

/** Milliseconds until a process that ended is started again; doubled for each end before it followed the log, so that a lasting fault is not met without pause. */
const RESTART_MS = 1_000;
const MAX_RESTART_MS = 60_000;

export class CoSignerChild {
  readonly #options: CoSignerChildOptions;
  #handle: ChildHandle | null = null;
  #control: ControlChannel<z.output<typeof ParentMessage>, ChildMessage> | null = null;
  #join: { workspaceId: string; logKey: Uint8Array } | null = null;
  #restart: NodeJS.Timeout | null = null;
  #fruitlessStarts = 0;
  #isStopped = false;
  #isAlive = false;
  readonly #following = Promise.withResolvers<void>();

  constructor(options: CoSignerChildOptions) {
    this.#options = options;
    this.#following.promise.catch(() => undefined);
  }

  get kind(): CoSignerKind {
    return this.#options.kind;
  }

  /** Name of its folder: unique among the co-signers of a profile. */
  get folder(): string {
    return basename(this.#options.directory);
  }

  get processId(): number | undefined {
    return this.#handle?.processId;
  }

  /** Resolves when it follows the workspace's log for the first time and can hear its peers. @throws AppError of its stores. */
  get following(): Promise<void> {
    return this.#following.promise;
  }

  /** Starts the process, also after `stop`, and opens its home. @throws AppError with the co-signer's own code, or `CO_SIGNER_DIED`. */
  async start(): Promise<CoSigner> {
    this.#isStopped = false;
    const opened = await this.#launch();
    const { name, site, kind } = this.#options;
    const { identityKey, channelKey } = opened;
    return { pid: bytesToHex(pidOf(identityKey)), name, kind, site, identityKey, channelKey };
  }

  /** Tells it which workspace it belongs to; it follows the log from then on, also after every restart. */
  join(workspaceId: string, logKey: Uint8Array): void {
    this.#join = { workspaceId, logKey };
    this.#control?.send({ type: 'join', workspaceId, logKey });
  }

  /** Ends the process until `start`; resolves when it is gone. */
  stop(): Promise<void> {
    this.#isStopped = true;
    if (this.#restart !== null) clearTimeout(this.#restart);
    const handle = this.#handle;
    if (handle === null || !this.#isAlive) return Promise.resolve();
    return new Promise((resolve) => {
      handle.onClose(resolve);
      handle.kill();
    });
  }

  /** Kills the process as a crash would; supervision starts it again. For drills and tests. */
  crash(): void {
    this.#handle?.kill('SIGKILL');
  }

  #launch(): Promise<Opened> {
    const { launch, hub, kind, directory, rpcUrl, evmRpcUrl, passphrase, report } = this.#options;
    const handle = launch('cosigner', ['--home', directory, '--kind', kind]);
    const control = controlChannelOf(handle, ParentMessage, ChildMessage, (error) => report('co-signer', error));
    this.#handle = handle;
    this.#isAlive = true;
    this.#control = control;
    return new Promise<Opened>((resolve, reject) => {
      handle.onClose(() => {
        reject(died(this.#options.name));
        this.#onEnd();
      });
      control.onMessage((message) => {
        if (message.type === 'failed') {
          // It may fail after it opened, when it reads its stores: whoever waits hears of it, and so do the diagnostics.
          const failure = failed(message.code, message.message);
          reject(failure);
          this.#following.reject(failure);
          report('co-signer', failure);
          // What a crash left behind may still hold its files for a moment: started again, it finds them free.
          if (message.code === 'STORAGE_IN_USE') handle.kill();
        }
        if (message.type === 'following') {
          this.#fruitlessStarts = 0;
          this.#following.resolve();
          this.#options.onChange();
        }
        if (message.type !== 'cosigner.open') return;
        hub.attach(relayPortOf(handle), { pid: bytesToHex(pidOf(message.identityKey)) });
        if (this.#join !== null) control.send({ type: 'join', ...this.#join });
        resolve(message);
      });
      control.send({ type: 'open', passphrase, rpcUrl, ...(evmRpcUrl === undefined ? {} : { evmRpcUrl }) });
    });
  }

  #onEnd(): void {
    this.#isAlive = false;
    this.#options.onChange();
    if (this.#isStopped) return;
    const pause = Math.min(RESTART_MS * 2 ** this.#fruitlessStarts, MAX_RESTART_MS);
    this.#fruitlessStarts += 1;
    this.#restart = setTimeout(() => {
      this.#launch().catch((error: unknown) => this.#options.report('co-signer', error));
    }, pause);
  }
}

const NEXT: Readonly<Record<string, string>> = {
  STORAGE_IN_USE: 'It is started again by itself when the files are free.',
  KEYSTORE_WRONG_PASSPHRASE: 'Enter the passphrase again.',
};

function failed(code: string, message: string): AppError {
  return new AppError({
    ...{ code, kind: 'storage', message, safe: 'Its share and its log are untouched.' },
    next: NEXT[code] ?? 'Start Countersign again. If it fails again, replace this co-signer on the Keys page.',
  });
}

function died(name: string): AppError {
  return new AppError({
    code: 'CO_SIGNER_DIED',
    kind: 'peer',
    message: `${name} ended unexpectedly.`,
    safe: 'Its share is sealed on disk; nothing was signed.',
    next: 'It is started again by itself.',
  });
}
