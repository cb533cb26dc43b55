/** Composition root of the first officer's console with everything it hosts. Shells call this and nothing below it. */
import { AppError } from '../../base/errors.ts';
import { utf8ToBytes } from '../../base/bytes.ts';
import type { ConsoleEvent, Handlers, Output } from '../../contract/contract.ts';
import { toWireError } from '../../contract/serve.ts';
import type { Chain } from '../../treasury/chains/chain.ts';
import type { LaunchChild } from '../processes/child-port.ts';
import { systemClock } from '../processes/system-clock.ts';
import { AppPhase } from './app-phase.ts';
import { readBuildInfo } from './build-info.ts';
import { DEMO_NAME } from './demo-workspace.ts';
import { DEMO_VAULTS } from './demo-vaults.ts';
import { EvmVaultSetup } from './evm-vault-setup.ts';
import { CommandOnce } from './handlers/command-once.ts';
import { officerHandlers } from './handlers/officer-handlers.ts';
import { EmbeddedHost } from './host/embedded-host.ts';
import { lockProfile } from './host/profile-lock.ts';
import type { ProfileFile } from './host/profile.ts';
import type { OfficerConsole } from './officer-console.ts';
import type { AnnouncedVault } from './views/announced-view.ts';
import { ceremonyView } from './views/ceremony-view.ts';
import { preflightOf } from './views/preflight.ts';
import { cancelCeremony, latestVault, openFundedAccount, proposeCeremony } from './vault-setup.ts';

export interface EmbeddedConsoleOptions {
  readonly profileDirectory: string;
  readonly shell: 'electron' | 'browser';
  readonly launch: LaunchChild;
  /** True creates the demo workspace by itself in an empty profile; false shows the first-run screen. */
  readonly createsDemo: boolean;
  readonly officerWindowArgs: (memberId: string) => readonly string[];
  /** Chains that a demo has vaults on; both unless told. The first account is on Solana, the EVM vault follows in the background. */
  readonly vaults?: readonly Chain[];
  readonly report: (part: string, error: unknown) => void;
}

export interface EmbeddedConsole {
  readonly handlers: Handlers;
  readonly host: EmbeddedHost;
  /** Returns a function that ends the subscription. */
  onEvent(listener: (event: ConsoleEvent) => void): () => void;
  /** Resolves when there is a workspace with a funded account; rejects when the start failed. */
  readonly ready: Promise<void>;
  /** Ends every child process; resolves when they are gone. */
  close(): Promise<void>;
}

/** Starts at once and returns; progress shows through `app.status`. @throws AppError `PROFILE_IN_USE`, before anything is started. */
export function startEmbeddedConsole(options: EmbeddedConsoleOptions): EmbeddedConsole {
  const listeners = new Set<(event: ConsoleEvent) => void>();
  const emit = (event: ConsoleEvent): void => {
    for (const listener of listeners) listener(event);
  };
  const phase = new AppPhase(() => emit({ name: 'app.changed', payload: {} }));
  const { profileDirectory, launch, report, officerWindowArgs } = options;
  const lock = lockProfile(profileDirectory);
  const chains = options.vaults ?? ['solana', 'evm'];
  const host = new EmbeddedHost({
    ...{ profileDirectory, launch, clock: systemClock, emit, report, officerWindowArgs, chains },
  });
  const run = new Startup(options, host, phase, () => emit({ name: 'key.progressed', payload: {} }));
  void run.begin();
  return {
    handlers: handlersOf(options, host, phase, run),
    host,
    onEvent: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    ready: run.ready,
    close: () => host.close().finally(() => lock.close()),
  };
}

/** From an empty or locked profile to a ready workspace, one step after the other. */
class Startup {
  readonly #options: EmbeddedConsoleOptions;
  readonly #host: EmbeddedHost;
  readonly #phase: AppPhase;
  readonly #done = Promise.withResolvers<void>();
  readonly #onKeys: () => void;
  #evm: EvmVaultSetup | null = null;
  #profile: ProfileFile | null = null;

  constructor(options: EmbeddedConsoleOptions, host: EmbeddedHost, phase: AppPhase, onKeys: () => void) {
    this.#options = options;
    this.#host = host;
    this.#phase = phase;
    this.#onKeys = onKeys;
    this.#done.promise.catch(() => undefined);
  }

  get ready(): Promise<void> {
    return this.#done.promise;
  }

  async begin(): Promise<void> {
    await this.#guard(async () => {
      this.#phase.enter('starting', 'Starting the relay and the development chain');
      this.#profile = await this.#host.open();
      if (this.#profile === null && !this.#options.createsDemo)
        return this.#phase.enter('first-run', 'No workspace yet');
      if (this.#profile === null) return this.create(DEMO_NAME, null);
      if (this.#profile.protection === 'passphrase')
        return this.#phase.enter('locked', 'A passphrase opens this workspace');
      await this.#openExisting(null);
    });
  }

  /** @throws AppError `WORKSPACE_EXISTS` unless the first-run screen is open. */
  async create(name: string, passphrase: string | null): Promise<void> {
    if (this.#profile !== null || this.#host.isOpen) throw workspaceExists();
    this.#phase.enter('starting', 'Making the keys of three officers and three co-signers');
    await this.#host.createWorkspace(name, passphrase === null ? null : utf8ToBytes(passphrase));
    this.#profile = { version: 1, protection: passphrase === null ? 'sealing-key' : 'passphrase' };
    this.#phase.enter('ceremony', 'Key ceremony');
    this.#watchVault();
    await proposeCeremony(this.#host.officer());
  }

  /** Runs `create` in the background, so that the window sees every step. */
  createInBackground(name: string, passphrase: string): void {
    void this.#guard(() => this.create(name, passphrase));
  }

  /** @throws AppError `KEYSTORE_WRONG_PASSPHRASE`, after which another try is possible. */
  async unlock(passphrase: string): Promise<void> {
    if (this.#phase.phase !== 'locked') throw notLocked();
    this.#phase.enter('starting', 'Opening the workspace');
    try {
      await this.#openExisting(utf8ToBytes(passphrase));
    } catch (error) {
      // The window shows this phase's screen anew, so the reason stands here and not only in the call's answer.
      this.#phase.enter('locked', 'A passphrase opens this workspace', toWireError(error));
      throw error;
    }
  }

  async #openExisting(passphrase: Uint8Array | null): Promise<void> {
    this.#phase.enter('starting', 'Starting three co-signers');
    await this.#host.openWorkspace(passphrase);
    const officer = this.#host.officer();
    const vault = latestVault(officer.state());
    this.#watchVault();
    if (vault?.status === 'active') return this.#finish();
    this.#phase.enter('ceremony', 'Key ceremony');
    if (vault === null) await proposeCeremony(officer);
  }

  #watchVault(): void {
    const officer = this.#host.officer();
    officer.replica.onAdmitted(({ entry }) => {
      if (entry.body.type !== 'vault.confirmed' || this.#phase.phase === 'ready') return;
      if (latestVault(officer.state())?.status === 'active') void this.#guard(() => this.#finish());
    });
  }

  async #finish(): Promise<void> {
    const officer = this.#host.officer();
    const vault = latestVault(officer.state());
    if (vault !== null) await openFundedAccount(officer, vault, DEMO_VAULTS.solana);
    this.#phase.enter('ready', 'Ready');
    this.#done.resolve();
    this.#prepareEvm(officer);
  }

  /** Behind a workspace that is in use already. One that was founded without payments in ether gets no vault for them. */
  #prepareEvm(officer: OfficerConsole): void {
    const paysEther = officer.state().policy.rules.some(({ asset }) => asset === 'ETH');
    if (this.#evm !== null || officer.chains.evm === null || !paysEther) return;
    this.#evm = new EvmVaultSetup(officer, { report: this.#options.report, onChange: this.#onKeys });
    this.#evm.start();
  }

  /** The vault whose ceremony is being prepared. */
  announced(): AnnouncedVault | null {
    return this.#evm?.announced() ?? null;
  }

  async #guard(step: () => Promise<void>): Promise<void> {
    try {
      await step();
    } catch (error) {
      this.#options.report('start', error);
      this.#phase.enter('failed', 'Stopped', toWireError(error));
      this.#done.reject(error);
    }
  }
}

function handlersOf(options: EmbeddedConsoleOptions, host: EmbeddedHost, phase: AppPhase, run: Startup): Handlers {
  const build = readBuildInfo();
  const once = new CommandOnce();
  const officer = () => host.officer();
  return {
    ...officerHandlers({
      officer,
      once,
      exportDirectory: host.folders.exports,
      prompts: host.prompts,
      announced: () => run.announced(),
    }),
    'app.status': () =>
      Promise.resolve({
        version: build.version,
        buildHash: build.hash,
        shell: options.shell,
        phase: phase.phase,
        step: phase.step,
        error: phase.error,
        notice: host.notice,
        now: systemClock.now(),
      }),
    'workspace.create': ({ name, passphrase, commandId }) =>
      once.run('workspace.create', commandId, () => {
        if (phase.phase !== 'first-run') throw workspaceExists();
        run.createInBackground(name, passphrase);
        return Promise.resolve({});
      }),
    'workspace.unlock': async ({ passphrase }) => {
      await run.unlock(passphrase);
      return {};
    },
    'ceremony.get': () => Promise.resolve(host.isOpen ? currentCeremony(host) : null),
    'ceremony.cancel': async () => {
      await cancelCeremony(officer());
      return {};
    },
    'ceremony.retry': ({ commandId }) =>
      once.run('ceremony.retry', commandId, async () => {
        const vault = latestVault(officer().state());
        if (vault !== null && vault.status !== 'failed') throw workspaceExists();
        await proposeCeremony(officer());
        return {};
      }),
    'co-signer.start': ({ kind, commandId }) =>
      once.run('co-signer.start', commandId, async () => {
        const { coSigner, index } = await host.startCoSigner(kind);
        return { pid: coSigner.pid, name: coSigner.name, logIndex: index };
      }),
    'officer.open': async ({ memberId }) => {
      await host.openOfficer(memberId);
      return {};
    },
  };
}

function currentCeremony(host: EmbeddedHost): Output<'ceremony.get'> {
  if (host.officer().replica.state === null) return null;
  const context = host.officer().context();
  const vault = latestVault(context.state);
  if (vault === null) return null;
  return ceremonyView(context, vault, preflightOf(context, vault, true));
}

function workspaceExists(): AppError {
  return new AppError({
    code: 'WORKSPACE_EXISTS',
    kind: 'input',
    message: 'This profile has a workspace already.',
    safe: 'Nothing was changed.',
  });
}

function notLocked(): AppError {
  return new AppError({
    code: 'NOT_LOCKED',
    kind: 'input',
    message: 'The workspace is not locked.',
    safe: 'Nothing was changed.',
  });
}
