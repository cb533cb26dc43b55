/**
 * The embedded set-up: this process hosts the relay and starts the development chain, the co-signers and further officers'
 * consoles as children. It is composition only; what may be signed is decided by the co-signers.
 */
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { bytesToHex } from '../../../base/bytes.ts';
import type { Clock } from '../../../base/clock.ts';
import { AppError } from '../../../base/errors.ts';
import { secureRandom } from '../../../adapters/identity/secure-random.ts';
import { openSimulatedToken } from '../../../adapters/devices/simulated/simulated-token.ts';
import { createRelayHub, type RelayHub } from '../../../adapters/relay/embedded/hub.ts';
import { portPair } from '../../../adapters/relay/embedded/port.ts';
import { openDatabase, type Database } from '../../../adapters/storage/database.ts';
import { createStreamStore, streamMigrations } from '../../../adapters/storage/stream-store.ts';
import type { ConsoleEvent } from '../../../contract/contract.ts';
import { sealEntry, signEntry } from '../../../treasury/log/entry-codec.ts';
import { NO_HASH } from '../../../treasury/workspace/admit.ts';
import type { Chain } from '../../../treasury/chains/chain.ts';
import type { CoSigner, CoSignerKind, Member } from '../../../treasury/workspace/entry.ts';
import type { ChildHandle, LaunchChild } from '../../processes/child-port.ts';
import { openHome, type ProcessHome } from '../../processes/home.ts';
import { DEMO_OFFICERS, demoGenesis, FIRST_OFFICER } from '../demo-workspace.ts';
import { OfficerConsole } from '../officer-console.ts';
import { TokenPrompts } from '../token-prompts.ts';
import type { CoSignerChild } from './co-signer-child.ts';
import { CoSignerFleet, type Joined } from './co-signer-fleet.ts';
import { DevChains } from './dev-chains.ts';
import { KeptProfile } from './kept-profile.ts';
import { startOfficerChild, type OfficerChild } from './officer-child.ts';
import { foldersOf, makeFolders, setIncompleteAside, type ProfileFile, type ProfileFolders } from './profile.ts';

export const TOKEN_NAME = 'simulated-token';
const CLOSE_PATIENCE_MS = 2_000;

export interface EmbeddedHostOptions {
  readonly profileDirectory: string;
  readonly launch: LaunchChild;
  readonly clock: Clock;
  readonly emit: (event: ConsoleEvent) => void;
  readonly report: (part: string, error: unknown) => void;
  /** Arguments for another officer's console with a window. */
  readonly officerWindowArgs: (memberId: string) => readonly string[];
  /** Chains that this workspace has vaults on; Solana is always among them. */
  readonly chains: readonly Chain[];
}

export class EmbeddedHost {
  readonly folders: ProfileFolders;
  readonly prompts: TokenPrompts;
  readonly #options: EmbeddedHostOptions;
  readonly #officers = new Map<string, OfficerChild>();
  #relay: { readonly hub: RelayHub; readonly database: Database } | null = null;
  #officer: OfficerConsole | null = null;
  readonly #profile: KeptProfile;
  readonly #chains: DevChains;
  readonly #fleet: CoSignerFleet;
  #home: ProcessHome | null = null;

  constructor(options: EmbeddedHostOptions) {
    this.#options = options;
    this.folders = foldersOf(options.profileDirectory);
    this.prompts = new TokenPrompts(options.emit, secureRandom);
    const { launch, report, chains, emit } = options;
    this.#profile = new KeptProfile(this.folders);
    this.#chains = new DevChains({ launch, folders: this.folders, chains, report });
    this.#fleet = new CoSignerFleet({
      ...{ launch, report, folder: this.folders.coSigners, profile: this.#profile },
      hub: () => this.#relayOrThrow().hub,
      endpoints: () => this.#chains,
      onChange: () => emit({ name: 'app.changed', payload: {} }),
    });
  }

  /** Starts relay and chain, and says whether there is a workspace. @throws AppError of storage or chain, `STORAGE_IN_USE`. */
  async open(): Promise<ProfileFile | null> {
    await makeFolders(this.folders);
    const profile = await this.#profile.read();
    if (profile === null) await setIncompleteAside(this.folders, this.#options.clock.now());
    const database = openDatabase(join(this.folders.relay, 'stream.db'), streamMigrations);
    const { clock, report } = this.#options;
    const hub = createRelayHub({
      streamStore: createStreamStore(database),
      clock,
      onFault: (error) => {
        // Somebody being away is no fault; the sender is told and decides.
        if (error.code !== 'RELAY_PEER_OFFLINE') report('relay', error);
      },
    });
    this.#relay = { hub, database };
    await this.#chains.start();
    return profile;
  }

  /** This officer's console. @throws AppError `WORKSPACE_LOCKED` before the workspace is open. */
  officer(): OfficerConsole {
    if (this.#officer === null) throw locked();
    return this.#officer;
  }

  get isOpen(): boolean {
    return this.#officer !== null;
  }

  /** Endpoint of the Solana development chain. */
  get rpcUrl(): string {
    return this.#chains.rpcUrl;
  }

  /** Endpoint of the EVM development chain; undefined where there is none. */
  get evmRpcUrl(): string | undefined {
    return this.#chains.evmRpcUrl;
  }

  /** What a person should know of chains that are not there; empty when all are. */
  get notice(): string {
    return this.#chains.notice;
  }

  /** The co-signers that this console started. */
  get coSigners(): readonly CoSignerChild[] {
    return this.#fleet.children;
  }

  /** Process ids of everything started here, by name. */
  processes(): ReadonlyMap<string, number> {
    const all: [string, number | undefined][] = [
      ...this.#chains.processes,
      ...this.coSigners.map((child): [string, number | undefined] => [child.folder, child.processId]),
      ...[...this.#officers].map(([memberId, child]): [string, number | undefined] => [
        memberId,
        child.handle.processId,
      ]),
    ];
    return new Map(all.flatMap(([name, id]) => (id === undefined ? [] : [[name, id] as const])));
  }

  /**
   * Creates the demo workspace: every process makes its own keys, the first entry names them all, and each learns the log key.
   * @param passphrase UTF-8, `null` for a demo that opens by itself
   */
  async createWorkspace(name: string, passphrase: Uint8Array | null): Promise<void> {
    const home = await this.#openOwnHome(passphrase);
    const [coSigners, others, me] = await Promise.all([
      this.#fleet.startFounders(passphrase),
      this.#enrolOfficers(),
      this.#ownMember(home),
    ]);
    const members = DEMO_OFFICERS.flatMap(({ memberId }) =>
      [me, ...others.map(({ member }) => member)].filter((m) => m.memberId === memberId),
    );
    const genesis = sealEntry(
      signEntry(
        {
          version: 1,
          workspaceId: NO_HASH,
          index: 0,
          prev: NO_HASH,
          time: this.#options.clock.now(),
          author: bytesToHex(home.identity.pid),
          body: demoGenesis({ name, members, coSigners, chains: this.#chains.usable, salt: secureRandom(32) }),
        },
        home.identity.signer,
      ),
    );
    const logKey = secureRandom(32);
    await home.join(genesis.hash, logKey);
    const officer = await this.#startOfficer(home);
    for (const child of this.coSigners) child.join(genesis.hash, logKey);
    for (const other of others) other.join(genesis.hash, logKey);
    await officer.publish(genesis.bytes);
    await untilAdmitted(officer);
    // A ceremony's first messages are lost on a co-signer that cannot hear its peers yet.
    await Promise.all([...others, ...this.coSigners].map(({ following }) => following));
    await this.#profile.keep({ version: 1, protection: passphrase === null ? 'sealing-key' : 'passphrase' });
    for (const other of others) other.close();
  }

  /**
   * Starts a further co-signer and enrols it in the log; the profile remembers it, so it is started again with this console.
   * @throws AppError of its stores, or the log's refusal, after which it is gone again
   */
  startCoSigner(kind: CoSignerKind): Promise<{ coSigner: CoSigner; index: number }> {
    return this.#fleet.add(kind, this.officer(), this.#joined());
  }

  /** Opens the existing workspace. @throws AppError `KEYSTORE_WRONG_PASSPHRASE` and the other keystore and storage errors. */
  async openWorkspace(passphrase: Uint8Array | null): Promise<void> {
    const home = await this.#openOwnHome(passphrase);
    await this.#fleet.startFounders(passphrase);
    const further = await this.#fleet.startFurther();
    const officer = await this.#startOfficer(home);
    // What to do next depends on what the log says now, not on what this replica had read when it ended.
    await officer.caughtUp;
    if (officer.replica.state === null) await untilAdmitted(officer);
    for (const one of further) await this.#fleet.takeUp(one, officer, this.#joined());
  }

  /** Opens another officer's console with a window of its own. @throws AppError `OFFICER_UNKNOWN`, `OFFICER_ALREADY_OPEN`. */
  async openOfficer(memberId: string): Promise<OfficerChild> {
    const member = this.officer().state().members.get(memberId);
    if (member === undefined || memberId === this.officer().memberId) throw officerUnknown();
    if (this.#officers.has(memberId)) throw alreadyOpen(member.name);
    const child = await this.#startOfficerChild(memberId, member.name, this.#options.officerWindowArgs(memberId));
    this.#officers.set(memberId, child);
    child.handle.onClose(() => {
      this.#officers.delete(memberId);
      this.#options.emit({ name: 'app.changed', payload: {} });
    });
    try {
      await child.following;
      return child;
    } catch (error) {
      child.handle.kill();
      throw error;
    }
  }

  /** Ends every child, waits until they are gone, and closes the stores. */
  async close(): Promise<void> {
    this.#officer?.close();
    const handles = [...this.#officers.values()].map((child) => child.handle);
    const supervised = [...this.coSigners, this.#chains];
    const gone = Promise.all([...handles.map(ended), ...supervised.map((child) => child.stop())]);
    for (const handle of handles) handle.kill();
    // A child that does not end by itself loses its pipe with this process, and ends then.
    await Promise.race([gone, wait(CLOSE_PATIENCE_MS, undefined, { ref: false })]);
    this.#relay?.database.close();
  }

  async #openOwnHome(passphrase: Uint8Array | null): Promise<ProcessHome> {
    this.#home = await openHome(join(this.folders.officers, FIRST_OFFICER), passphrase);
    return this.#home;
  }

  /** Workspace and log key, as a new co-signer must know them. */
  #joined(): Joined {
    const joined = this.#home?.joined;
    if (joined === null || joined === undefined) throw locked();
    return joined;
  }

  #enrolOfficers(): Promise<OfficerChild[]> {
    const others = DEMO_OFFICERS.filter(({ memberId }) => memberId !== FIRST_OFFICER);
    return Promise.all(others.map(({ memberId, name }) => this.#startOfficerChild(memberId, name, [])));
  }

  #startOfficerChild(memberId: string, name: string, args: readonly string[]): Promise<OfficerChild> {
    const { launch, report } = this.#options;
    const { hub } = this.#relayOrThrow();
    const directory = join(this.folders.officers, memberId);
    const { rpcUrl, evmRpcUrl } = this;
    return startOfficerChild({ launch, hub, memberId, name, directory, rpcUrl, evmRpcUrl, args, report });
  }

  async #ownMember(home: ProcessHome): Promise<Member> {
    const token = await this.#openToken(home);
    const { memberId, name } = DEMO_OFFICERS[0];
    const { signer, channel } = home.identity;
    return {
      memberId,
      name,
      device: { pid: bytesToHex(home.identity.pid), identityKey: signer.publicKey, channelKey: channel.publicKey },
      token: { tokenId: token.tokenId, kind: 'simulated', publicKey: token.publicKey, canShow: token.canShow },
    };
  }

  #openToken(home: ProcessHome) {
    const { prompt } = this.prompts;
    return openSimulatedToken({
      workspaceKind: 'demo',
      store: home.store,
      name: TOKEN_NAME,
      random: secureRandom,
      prompt,
    });
  }

  async #startOfficer(home: ProcessHome): Promise<OfficerConsole> {
    const { clock, emit, report } = this.#options;
    const pair = portPair();
    this.#relayOrThrow().hub.attach(pair.a, { pid: bytesToHex(home.identity.pid) });
    const officer = new OfficerConsole({
      home,
      memberId: FIRST_OFFICER,
      token: await this.#openToken(home),
      port: pair.b,
      rpcUrl: this.rpcUrl,
      evmRpcUrl: this.evmRpcUrl,
      clock,
      isHost: true,
      emit,
      report,
    });
    this.#officer = officer;
    officer.start();
    return officer;
  }

  #relayOrThrow(): { readonly hub: RelayHub } {
    if (this.#relay === null) throw locked();
    return this.#relay;
  }
}

function ended(handle: ChildHandle): Promise<void> {
  return new Promise((resolve) => handle.onClose(resolve));
}

/** Resolves when the first entry is in this console's replica. */
function untilAdmitted(officer: OfficerConsole): Promise<void> {
  if (officer.replica.state !== null) return Promise.resolve();
  return new Promise((resolve) => {
    const stop = officer.replica.onAdmitted(() => {
      stop();
      resolve();
    });
  });
}

function locked(): AppError {
  return new AppError({
    code: 'WORKSPACE_LOCKED',
    kind: 'input',
    message: 'The workspace is not open.',
    safe: 'Nothing was done.',
    next: 'Unlock it first.',
  });
}

function officerUnknown(): AppError {
  return new AppError({
    code: 'OFFICER_UNKNOWN',
    kind: 'input',
    message: 'This workspace has no other officer of that name.',
    safe: 'Nothing was done.',
  });
}

function alreadyOpen(name: string): AppError {
  return new AppError({
    code: 'OFFICER_ALREADY_OPEN',
    kind: 'input',
    message: `The console of ${name} is open already.`,
    safe: 'Nothing was done.',
  });
}
