/**
 * Another officer's console as a process of its own, started by the console that hosts the workspace. It makes its keys on
 * first use, joins and follows the log; where its window opens is the shell's business.
 */
import { join } from 'node:path';
import { AppError } from '../../base/errors.ts';
import { secureRandom } from '../../adapters/identity/secure-random.ts';
import { openSimulatedToken } from '../../adapters/devices/simulated/simulated-token.ts';
import type { ConsoleEvent, Handlers } from '../../contract/contract.ts';
import type { Token } from '../../treasury/ports/token.ts';
import { controlChannelOf, relayPortOf, type ControlChannel } from '../processes/channels.ts';
import type { MessagePipe } from '../processes/child-port.ts';
import { openHome, type ProcessHome } from '../processes/home.ts';
import { ChildMessage, ParentMessage } from '../processes/parent-messages.ts';
import { systemClock } from '../processes/system-clock.ts';
import { readBuildInfo } from './build-info.ts';
import { CommandOnce } from './handlers/command-once.ts';
import { officerHandlers } from './handlers/officer-handlers.ts';
import { TOKEN_NAME } from './host/embedded-host.ts';
import { OfficerConsole } from './officer-console.ts';
import { TokenPrompts } from './token-prompts.ts';

/** What a shell needs to open this officer's window. */
export interface OfficerWindowOptions {
  readonly handlers: Handlers;
  readonly onEvent: (listener: (event: ConsoleEvent) => void) => () => void;
  readonly title: string;
  readonly report: (part: string, error: unknown) => void;
}

/** The shell this process runs in: it opens one window and says when that is closed. */
export interface OfficerShell {
  readonly name: 'electron' | 'browser';
  open(options: OfficerWindowOptions): Promise<{ readonly closed: Promise<void> }>;
}

export interface OfficerProgramOptions {
  /** The officer's private folder. */
  readonly directory: string;
  readonly memberId: string;
  readonly name: string;
  readonly pipe: MessagePipe;
  /** `null` reads the log once without a window, until the parent closes it. */
  readonly shell: OfficerShell | null;
}

interface Opened {
  readonly home: ProcessHome;
  readonly token: Token;
  readonly rpcUrl: string;
  readonly evmRpcUrl: string | undefined;
}

/** Runs until the parent or the window ends it. */
export function runOfficer(options: OfficerProgramOptions): void {
  new OfficerProgram(options).run();
}

class OfficerProgram {
  readonly #options: OfficerProgramOptions;
  readonly #control: ControlChannel<ChildMessage, ParentMessage>;
  readonly #listeners = new Set<(event: ConsoleEvent) => void>();
  readonly #prompts: TokenPrompts;
  #opened: Opened | null = null;
  #officer: OfficerConsole | null = null;

  constructor(options: OfficerProgramOptions) {
    this.#options = options;
    this.#control = controlChannelOf(options.pipe, ChildMessage, ParentMessage, (error) =>
      this.#report('control', error),
    );
    this.#prompts = new TokenPrompts((event) => this.#emit(event), secureRandom);
  }

  run(): void {
    this.#control.onMessage((message) => {
      this.#handle(message).catch((error: unknown) => this.#fail(error));
    });
    this.#options.pipe.onClose(() => process.exit(0));
    process.on('SIGTERM', () => process.exit(0));
  }

  async #handle(message: ParentMessage): Promise<void> {
    switch (message.type) {
      case 'close':
        return process.exit(0);
      case 'open':
        return this.#open(message);
      case 'join':
        if (this.#opened === null || this.#officer !== null) return;
        await this.#opened.home.join(message.workspaceId, message.logKey);
        return this.#follow(this.#opened);
      case 'call':
        // For the terminal shell, which listens itself; any other shell has a window for that.
        return;
    }
  }

  async #open({ passphrase, rpcUrl, evmRpcUrl }: Extract<ParentMessage, { type: 'open' }>): Promise<void> {
    const { directory, memberId, name } = this.#options;
    const home = await openHome(directory, passphrase);
    const token = await openSimulatedToken({
      workspaceKind: 'demo',
      store: home.store,
      name: TOKEN_NAME,
      random: secureRandom,
      prompt: this.#prompts.prompt,
    });
    this.#opened = { home, token, rpcUrl, evmRpcUrl };
    this.#control.send({
      type: 'officer.open',
      identityKey: home.identity.signer.publicKey,
      channelKey: home.identity.channel.publicKey,
      memberId,
      name,
      tokenId: token.tokenId,
      tokenKey: token.publicKey,
      joined: home.joined?.workspaceId ?? null,
    });
    if (home.joined !== null) await this.#follow(this.#opened);
  }

  async #follow({ home, token, rpcUrl, evmRpcUrl }: Opened): Promise<void> {
    const { memberId, pipe } = this.#options;
    const officer = new OfficerConsole({
      home,
      memberId,
      token,
      port: relayPortOf(pipe),
      rpcUrl,
      evmRpcUrl,
      clock: systemClock,
      isHost: false,
      emit: (event) => this.#emit(event),
      report: (part, error) => this.#report(part, error),
    });
    this.#officer = officer;
    const firstEntry = new Promise<void>((resolve) => void officer.replica.onAdmitted(() => resolve()));
    officer.start();
    if (officer.replica.state === null) await firstEntry;
    await officer.caughtUp;
    await this.#showWindow(officer);
    this.#control.send({ type: 'following' });
  }

  async #showWindow(officer: OfficerConsole): Promise<void> {
    const { shell, name } = this.#options;
    if (shell === null) return;
    const window = await shell.open({
      handlers: this.#handlersOf(officer, shell),
      onEvent: (listener) => {
        this.#listeners.add(listener);
        return () => this.#listeners.delete(listener);
      },
      title: `Countersign, ${name}`,
      report: (part, error) => this.#report(part, error),
    });
    void window.closed.then(() => process.exit(0));
  }

  #handlersOf(officer: OfficerConsole, shell: OfficerShell): Handlers {
    const build = readBuildInfo();
    const exportDirectory = join(this.#options.directory, 'exports');
    const elsewhere = (): Promise<never> => Promise.reject(hostOnly());
    return {
      ...officerHandlers({
        officer: () => officer,
        once: new CommandOnce(),
        exportDirectory,
        prompts: this.#prompts,
      }),
      'app.status': () =>
        Promise.resolve({
          version: build.version,
          buildHash: build.hash,
          shell: shell.name,
          phase: 'ready',
          step: 'Ready',
          error: null,
          notice: '',
          now: systemClock.now(),
        }),
      'ceremony.get': () => Promise.resolve(null),
      'workspace.create': elsewhere,
      'workspace.unlock': elsewhere,
      'ceremony.cancel': elsewhere,
      'ceremony.retry': elsewhere,
      'officer.open': elsewhere,
      'co-signer.start': elsewhere,
    };
  }

  #emit(event: ConsoleEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  #fail(error: unknown): void {
    this.#report('start', error);
    const { code, message } = error instanceof AppError ? error : couldNotStart();
    this.#control.send({ type: 'failed', code, message });
  }

  #report(part: string, error: unknown): void {
    const text =
      error instanceof AppError
        ? `${error.code} ${error.message}`
        : error instanceof Error
          ? (error.stack ?? error.message)
          : 'unknown';
    process.stderr.write(`${new Date().toISOString()} ${this.#options.memberId} ${part}: ${text}\n`);
  }
}

function couldNotStart(): AppError {
  return new AppError({ code: 'INTERNAL', kind: 'bug', message: 'The console could not start.' });
}

function hostOnly(): AppError {
  return new AppError({
    code: 'HOST_ONLY',
    kind: 'input',
    message: 'Only the console that hosts this demo can do this.',
    safe: 'Nothing was done.',
    next: 'Use the first officer’s console.',
  });
}
