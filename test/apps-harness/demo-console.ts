/**
 * The real embedded console on a profile of its own: forked co-signers, development chain and officers, driven through the
 * typed contract like the window drives it. Nothing here waits for time to pass; everything waits for the log or an event.
 */
import { bytesToHex } from '../../src/base/bytes.ts';
import { secureRandom } from '../../src/adapters/identity/secure-random.ts';
import { until } from '../../src/apps/console/demo/until.ts';
import { startEmbeddedConsole, type EmbeddedConsole } from '../../src/apps/console/embedded.ts';
import type { EmbeddedHost } from '../../src/apps/console/host/embedded-host.ts';
import type { OfficerChild } from '../../src/apps/console/host/officer-child.ts';
import type { OfficerConsole } from '../../src/apps/console/officer-console.ts';
import type { LaunchChild } from '../../src/apps/processes/child-port.ts';
import { forkPrintingTo } from '../../src/apps/processes/node-children.ts';
import { createClient, type Client } from '../../src/contract/client.ts';
import type { Output } from '../../src/contract/contract.ts';
import { encodeEvent, serveCall } from '../../src/contract/serve.ts';
import type { TransferDraft } from '../../src/contract/views.ts';
import type { Chain } from '../../src/treasury/chains/chain.ts';
import type { CoSignerKind } from '../../src/treasury/workspace/entry.ts';
import type { RequestState, RequestStatus, SessionState, WorkspaceState } from '../../src/treasury/workspace/state.ts';
import { devChainRpc, type DevChainRpc } from './dev-chain-rpc.ts';
import { makeProfile, type TestProfile } from './profile.ts';

export interface DemoOptions {
  /** An existing profile is opened again; without one a fresh one is made. */
  readonly profile?: TestProfile;
  readonly createsDemo?: boolean;
  /** Solana alone unless told: an ECDSA ceremony takes a while. */
  readonly vaults?: readonly Chain[];
  /** Wraps how children are started. */
  readonly launch?: (fork: LaunchChild) => LaunchChild;
}

export interface Fault {
  readonly part: string;
  readonly error: unknown;
}

export class DemoConsole {
  readonly profile: TestProfile;
  readonly console: EmbeddedConsole;
  readonly treasurer: Client;
  /** Everything the console reported to its diagnostics. */
  readonly faults: Fault[] = [];
  /** What the Treasurer's simulated token does when it is asked. */
  tokenAnswer: 'approve' | 'refuse' = 'approve';
  #cfo: OfficerChild | null = null;

  constructor(options: DemoOptions = {}) {
    this.profile = options.profile ?? makeProfile();
    const fork = forkPrintingTo(this.profile.output);
    this.console = startEmbeddedConsole({
      profileDirectory: this.profile.directory,
      shell: 'browser',
      launch: options.launch?.(fork) ?? fork,
      createsDemo: options.createsDemo ?? true,
      officerWindowArgs: () => ['--terminal'],
      vaults: options.vaults ?? ['solana'],
      report: (part, error) => this.faults.push({ part, error }),
    });
    this.treasurer = this.#client();
  }

  get host(): EmbeddedHost {
    return this.console.host;
  }

  get officer(): OfficerConsole {
    return this.host.officer();
  }

  get state(): WorkspaceState {
    return this.officer.state();
  }

  get chain(): DevChainRpc {
    return devChainRpc(this.host.rpcUrl);
  }

  /** Resolves when the workspace has a funded account. */
  async ready(): Promise<this> {
    await this.console.ready;
    return this;
  }

  /** Resolves when the console stands in this phase of its start. */
  async phase(wanted: Output<'app.status'>['phase']): Promise<void> {
    const ask = () => this.treasurer.call('app.status', {});
    await shownBy(this.treasurer, `phase ${wanted}`, ask, ({ phase }) => phase === wanted);
  }

  /** Ends the CFO's console; resolves when its process is gone. */
  closeCfo(): Promise<void> {
    const child = this.#cfo;
    if (child === null) return Promise.resolve();
    this.#cfo = null;
    return new Promise((resolve) => {
      child.handle.onClose(resolve);
      child.close();
    });
  }

  /** The CFO's console: its own process, its token touched at once. */
  async openCfo(): Promise<Client> {
    const child = await this.host.openOfficer('cfo');
    this.#cfo = child;
    const cfo = createClient(child.bridge);
    cfo.on('token.prompted', ({ prompt }) => {
      if (prompt !== null) void cfo.call('token.answer', { promptId: prompt.promptId, answer: 'approve' });
    });
    const { size } = this.state;
    await shownBy(
      cfo,
      'the whole log',
      () => cfo.call('workspace.get', {}),
      ({ log }) => log.size >= size,
    );
    return cfo;
  }

  /** Waits for the log to say something. */
  seen<T>(what: string, look: (state: WorkspaceState) => T | undefined): Promise<T> {
    return until(this.officer, what, look).catch((error: unknown) => {
      throw new Error(this.story(), { cause: error });
    });
  }

  /** What happened so far, for the message of a test that waited in vain. */
  story(): string {
    const log = this.officer.replica.entries.map(({ index, entry: { body } }) => {
      const detail = body.type === 'session.failed' || body.type === 'vault.failed' ? ` ${body.code} ${body.text}` : '';
      const reasons =
        body.type === 'verdict.given' ? ` ${body.answer} ${body.reasons.map(({ code }) => code).join()}` : '';
      return `${index} ${body.type}${detail}${reasons}`;
    });
    const faults = this.faults.map(
      ({ part, error }) => `${part}: ${error instanceof Error ? error.stack : String(error)}`,
    );
    return ['Log:', ...log, 'Faults of the console:', ...faults, 'Printed by children:', this.profile.printed()].join(
      '\n',
    );
  }

  /** The request, as soon as it has one of these statuses. */
  reached(requestId: string, ...statuses: readonly RequestStatus[]): Promise<RequestState> {
    return this.seen(`${requestId.slice(0, 8)} to be ${statuses.join(' or ')}`, (state) => {
      const request = state.requests.get(requestId);
      return request !== undefined && statuses.includes(request.status) ? request : undefined;
    });
  }

  /** The session once it has this many verdicts. */
  judged(sessionId: string, verdicts: number): Promise<SessionState> {
    return this.seen(`${verdicts} verdicts`, (state) => {
      const session = findSession(state, sessionId);
      return session !== undefined && session.verdicts.size >= verdicts ? session : undefined;
    });
  }

  /** Resolves at the first event after which `look` finds something, or at once. */
  observed<T>(what: string, look: () => T | undefined): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const patience = setTimeout(() => {
        stop();
        reject(
          new Error(
            `Nothing happened for a minute while waiting for ${what}.\n${this.host.isOpen ? this.story() : ''}`,
          ),
        );
      }, 60_000);
      const check = (): void => {
        const found = look();
        if (found === undefined) return;
        clearTimeout(patience);
        stop();
        resolve(found);
      };
      const stop = this.console.onEvent(check);
      check();
    });
  }

  /** So many co-signers, all of them unless told, are attached to the relay. */
  async coSignersOnline(count = this.state.coSigners.size): Promise<void> {
    await this.observed('the co-signers', () => {
      const online = this.officer.online();
      return [...this.state.coSigners.keys()].filter((pid) => online.has(pid)).length >= count ? true : undefined;
    });
  }

  /** Kills a co-signer as `kill -9` does. */
  kill(kind: CoSignerKind): void {
    const child = this.host.coSigners.find((coSigner) => coSigner.kind === kind);
    if (child === undefined) throw new Error(`There is no ${kind} co-signer.`);
    child.crash();
  }

  /** Kills a co-signer, and waits until what supervision started in its place is attached to the relay. */
  async crashAndReturn(kind: CoSignerKind): Promise<void> {
    const pid = this.pidOf(kind);
    this.kill(kind);
    await this.observed(`${kind} to be gone`, () => (this.officer.online().has(pid) ? undefined : true));
    await this.observed(`${kind} to return`, () => (this.officer.online().has(pid) ? true : undefined));
  }

  pidOf(kind: CoSignerKind): string {
    const found = [...this.state.coSigners.values()].find((coSigner) => coSigner.kind === kind);
    if (found === undefined) throw new Error(`There is no ${kind} co-signer.`);
    return found.pid;
  }

  /** Ends every process; the profile stays for another start. */
  async close(): Promise<void> {
    await this.console.close();
  }

  /** Ends every process and removes the profile. */
  async dispose(): Promise<void> {
    await this.close();
    this.profile.remove();
  }

  #client(): Client {
    const client = createClient({
      invoke: (channel, wire) => serveCall(this.console.handlers, channel, wire),
      subscribe: (name, listener) =>
        this.console.onEvent((event) => {
          if (event.name === name) listener(encodeEvent(event).payload);
        }),
    });
    client.on('token.prompted', ({ prompt }) => {
      if (prompt !== null) void client.call('token.answer', { promptId: prompt.promptId, answer: this.tokenAnswer });
    });
    return client;
  }
}

/** A workspace with a funded account, ready for transfers. */
export function startDemo(options: DemoOptions = {}): Promise<DemoConsole> {
  return new DemoConsole(options).ready();
}

export function findSession(state: WorkspaceState, sessionId: string): SessionState | undefined {
  const requestId = state.sessionRequests.get(sessionId) ?? '';
  return state.requests.get(requestId)?.sessions.find(({ proposal }) => proposal.sessionId === sessionId);
}

export const commandId = (): string => bytesToHex(secureRandom(16));

export function draft(amount: string, change: Partial<TransferDraft> = {}): TransferDraft {
  return {
    accountId: 'operating',
    payeeId: 'aurelia',
    address: '',
    amount,
    purpose: 'Hull 118, instalment 3 of 5',
    feeCeiling: '0.00001',
    expiresInMinutes: 1440,
    ...change,
  };
}

/** Reads the preview and submits exactly what it says. */
export async function submit(client: Client, asked: TransferDraft): Promise<string> {
  const preview = await client.call('transfer.preview', { draft: asked });
  const expectedSentence = preview.intent.sentence.map(({ text }) => text).join('');
  return (await client.call('transfer.submit', { draft: asked, expectedSentence, commandId: commandId() })).requestId;
}

/** What a client's call answers, as soon as that console has read far enough in the log. */
export function shownBy<T>(
  client: Client,
  what: string,
  ask: () => Promise<T>,
  isDue: (answer: T) => boolean,
  patienceMs = 60_000,
) {
  return new Promise<T>((resolve, reject) => {
    const patience = setTimeout(() => {
      stop();
      reject(new Error(`A console did not show ${what} within ${patienceMs / 1000} s.`));
    }, patienceMs);
    const look = (): void => {
      ask().then(
        (answer) => {
          if (!isDue(answer)) return;
          clearTimeout(patience);
          stop();
          resolve(answer);
        },
        () => undefined,
      );
    };
    const stops = [
      client.on('workspace.changed', look),
      client.on('app.changed', look),
      client.on('key.progressed', look),
    ];
    const stop = (): void => stops.forEach((end) => end());
    look();
  });
}

/** The request as the client's own console shows it. */
export function shown(client: Client, requestId: string): Promise<Output<'request.get'>> {
  const ask = () => client.call('request.get', { requestId });
  return shownBy(client, `request ${requestId.slice(0, 8)}`, ask, () => true);
}

/** Approves what the client's own screen shows. */
export async function approve(client: Client, requestId: string): Promise<void> {
  const { intent } = await shown(client, requestId);
  await client.call('request.approve', { requestId, intentHash: intent.intentHash, commandId: commandId() });
}
