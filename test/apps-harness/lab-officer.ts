/** An officer whose entries the test writes: a device with a replica of the log, and a token that signs what it is given. */
import { join } from 'node:path';
import { ed25519Signer } from '../../src/adapters/identity/device-identity.ts';
import { secureRandom } from '../../src/adapters/identity/secure-random.ts';
import { createEd25519Verifier } from '../../src/adapters/identity/verify-ed25519.ts';
import type { RelayHub } from '../../src/adapters/relay/embedded/hub.ts';
import { portPair } from '../../src/adapters/relay/embedded/port.ts';
import { openDatabase, type Database } from '../../src/adapters/storage/database.ts';
import { createLogStore, logMigrations } from '../../src/adapters/storage/log-store.ts';
import { decodeDirect, type DirectMessage } from '../../src/apps/direct/direct-message.ts';
import { openHome, type ProcessHome } from '../../src/apps/processes/home.ts';
import { systemClock } from '../../src/apps/processes/system-clock.ts';
import type { LogReplica } from '../../src/apps/replica/log-replica.ts';
import { openWorkspaceLink, type WorkspaceLink } from '../../src/apps/replica/workspace-link.ts';
import { bytesToHex } from '../../src/base/bytes.ts';
import type { Ed25519Signer } from '../../src/base/signatures.ts';
import { sealEntry, signEntry, type SealedEntry } from '../../src/treasury/log/entry-codec.ts';
import type { Policy } from '../../src/treasury/policy/policy.ts';
import { NO_HASH } from '../../src/treasury/workspace/admit.ts';
import type { CoSigner, EntryBody, Member, Payee } from '../../src/treasury/workspace/entry.ts';
import type { WorkspaceState } from '../../src/treasury/workspace/state.ts';

const ETH = 10n ** 18n;
const HOUR = 3_600_000n;

/** Up to 5 ETH to the book with one other officer's approval. */
const POLICY: Policy = {
  version: 1,
  groups: [{ groupId: 'treasury', name: 'Treasury', members: ['treasurer', 'cfo'] }],
  rules: [
    {
      ruleId: 'T-1',
      accounts: [],
      asset: 'ETH',
      destinations: ['own', 'book'],
      above: 0n,
      upTo: 5n * ETH,
      needs: [{ groupId: 'treasury', quorum: 1 }],
      deadline: 24n * HOUR,
    },
  ],
};

/** A direct message, and who sent it. */
export interface Heard {
  readonly from: string;
  readonly message: DirectMessage;
}

export class LabOfficer {
  readonly member: Member;
  readonly token: Ed25519Signer;
  readonly faults: unknown[] = [];
  /** The latest direct messages, oldest first. */
  readonly heard: Heard[] = [];
  readonly #home: ProcessHome;
  readonly #listeners = new Set<() => void>();
  #link: WorkspaceLink | null = null;
  #database: Database | null = null;

  private constructor(home: ProcessHome, memberId: string) {
    this.#home = home;
    this.token = ed25519Signer(secureRandom(32));
    const { signer, channel } = home.identity;
    this.member = {
      memberId,
      name: memberId,
      device: { pid: bytesToHex(home.identity.pid), identityKey: signer.publicKey, channelKey: channel.publicKey },
      token: { tokenId: `token-${memberId}`, kind: 'simulated', publicKey: this.token.publicKey, canShow: true },
    };
  }

  static async open(directory: string, memberId: string): Promise<LabOfficer> {
    return new LabOfficer(await openHome(directory, null), memberId);
  }

  get signer(): Ed25519Signer {
    return this.#home.identity.signer;
  }

  get pid(): string {
    return this.member.device.pid;
  }

  async follow(hub: RelayHub, workspaceId: string, logKey: Uint8Array): Promise<void> {
    await this.#home.join(workspaceId, logKey);
    const database = openDatabase(join(this.#home.directory, 'log.db'), logMigrations);
    this.#database = database;
    const pair = portPair();
    hub.attach(pair.a, { pid: this.pid });
    const link = openWorkspaceLink({
      home: this.#home,
      port: pair.b,
      store: createLogStore(database),
      verify: createEd25519Verifier(),
      clock: systemClock,
      report: (_, error) => this.faults.push(error),
    });
    this.#link = link;
    link.replica.onAdmitted(() => this.#tell());
    link.relay.onDirect((from, payload) => {
      this.heard.push({ from, message: decodeDirect(payload) });
      this.#tell();
    });
    link.replica.start();
  }

  get replica(): LogReplica {
    return this.#open.replica;
  }

  get state(): WorkspaceState {
    const { state } = this.replica;
    if (state === null) throw new Error('The workspace is not created yet.');
    return state;
  }

  publish(candidate: Uint8Array): Promise<number> {
    return this.#open.relay.publish(candidate);
  }

  append(body: EntryBody): Promise<{ index: number }> {
    return this.replica.append(body);
  }

  send(toPid: string, message: DirectMessage): void {
    this.#open.sendDirect(toPid, message);
  }

  /** What a co-signer last said it has ready. */
  stockOf(pid: string): Extract<DirectMessage, { type: 'stock' }> | undefined {
    const said = this.heard.flatMap(({ from, message }) => (from === pid && message.type === 'stock' ? [message] : []));
    return said.at(-1);
  }

  /** Calls back after each entry and each direct message. Returns a function that ends it. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.#database?.close();
  }

  get #open(): WorkspaceLink {
    if (this.#link === null) throw new Error('The officer does not follow the log yet.');
    return this.#link;
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}

/** The first entry of a workspace. */
export function sealedGenesis(
  author: LabOfficer,
  people: { readonly members: Member[]; readonly coSigners: CoSigner[]; readonly payees: Payee[] },
): SealedEntry {
  const frame = { version: 1 as const, workspaceId: NO_HASH, index: 0, prev: NO_HASH };
  const body: EntryBody = {
    ...{ type: 'workspace.created', name: 'Key lab', kind: 'demo', network: 'test' },
    ...{ ...people, policy: POLICY, ecdsaProfiles: ['P112'], salt: secureRandom(32) },
  };
  return sealEntry(signEntry({ ...frame, time: systemClock.now(), author: author.pid, body }, author.signer));
}
