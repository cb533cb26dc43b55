/** One co-signer as the real program in a process of its own, started, killed and started again by a test. */
import type { z } from 'zod';
import type { RelayHub } from '../../src/adapters/relay/embedded/hub.ts';
import { controlChannelOf, relayPortOf } from '../../src/apps/processes/channels.ts';
import type { ChildHandle, LaunchChild } from '../../src/apps/processes/child-port.ts';
import { ChildMessage, ParentMessage } from '../../src/apps/processes/parent-messages.ts';
import { bytesToHex } from '../../src/base/bytes.ts';
import { pidOf } from '../../src/base/identity.ts';
import type { CoSigner } from '../../src/treasury/workspace/entry.ts';

/** Nothing listens there: a co-signer of these tests has no Solana. */
const NO_CHAIN = 'http://127.0.0.1:9';

export interface LabCoSignerOptions {
  readonly name: string;
  readonly directory: string;
  readonly launch: LaunchChild;
  readonly hub: RelayHub;
  readonly evmRpcUrl: string | undefined;
}

type Opened = Extract<z.output<typeof ChildMessage>, { type: 'cosigner.open' }>;

export class LabCoSigner {
  readonly name: string;
  readonly directory: string;
  readonly #options: LabCoSignerOptions;
  #handle: ChildHandle | null = null;
  #gone: Promise<void> = Promise.resolve();
  #following = Promise.withResolvers<void>();
  #record: CoSigner | null = null;
  #send: (message: z.output<typeof ParentMessage>) => void = () => undefined;

  constructor(options: LabCoSignerOptions) {
    this.#options = options;
    this.name = options.name;
    this.directory = options.directory;
  }

  get record(): CoSigner {
    if (this.#record === null) throw new Error('The co-signer was not started yet.');
    return this.#record;
  }

  get pid(): string {
    return this.record.pid;
  }

  /** Starts the process; it follows the log if it has joined before. */
  async start(): Promise<CoSigner> {
    const { launch, directory, hub, name, evmRpcUrl } = this.#options;
    const handle = launch('cosigner', ['--home', directory, '--kind', 'endpoint']);
    this.#handle = handle;
    this.#following = Promise.withResolvers<void>();
    this.#following.promise.catch(() => undefined);
    const control = controlChannelOf(handle, ParentMessage, ChildMessage, (error) => this.#following.reject(error));
    this.#send = (message) => control.send(message);
    const { promise, resolve, reject } = Promise.withResolvers<Opened>();
    this.#gone = new Promise((done) => {
      handle.onClose(() => {
        reject(new Error(`${name} ended.`));
        this.#following.reject(new Error(`${name} ended.`));
        done();
      });
    });
    control.onMessage((message) => {
      if (message.type === 'failed') this.#following.reject(new Error(message.code));
      if (message.type === 'following') this.#following.resolve();
      if (message.type !== 'cosigner.open') return;
      hub.attach(relayPortOf(handle), { pid: bytesToHex(pidOf(message.identityKey)) });
      resolve(message);
    });
    this.#send({
      type: 'open',
      passphrase: null,
      rpcUrl: NO_CHAIN,
      ...(evmRpcUrl === undefined ? {} : { evmRpcUrl }),
    });
    const { identityKey, channelKey } = await promise;
    const pid = bytesToHex(pidOf(identityKey));
    this.#record = { pid, name, kind: 'endpoint', site: 'this machine', identityKey, channelKey };
    return this.#record;
  }

  join(workspaceId: string, logKey: Uint8Array): void {
    this.#send({ type: 'join', workspaceId, logKey });
  }

  /** Resolves when it follows the log. */
  get following(): Promise<void> {
    return this.#following.promise;
  }

  /** `kill -9`; resolves when the process is gone. */
  async kill(): Promise<void> {
    this.#handle?.kill('SIGKILL');
    await this.#gone;
  }

  /** Kills it and starts it again on its folder. */
  async restart(): Promise<void> {
    await this.kill();
    await this.start();
    await this.following;
  }
}
