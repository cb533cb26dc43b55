/**
 * A workspace without windows and without a console's coordinator: a relay, two officers whose entries the test writes, and co-signers
 * as real processes. Nothing here waits for time to pass; everything waits for the log, or for what co-signers say.
 */
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { secureRandom } from '../../src/adapters/identity/secure-random.ts';
import { createRelayHub, type RelayHub } from '../../src/adapters/relay/embedded/hub.ts';
import { openDatabase } from '../../src/adapters/storage/database.ts';
import { createStreamStore, streamMigrations } from '../../src/adapters/storage/stream-store.ts';
import { forkPrintingTo } from '../../src/apps/processes/node-children.ts';
import { systemClock } from '../../src/apps/processes/system-clock.ts';
import { bytesToHex } from '../../src/base/bytes.ts';
import type { EntryBody, EntryOf, Payee } from '../../src/treasury/workspace/entry.ts';
import type { VaultState, WorkspaceState } from '../../src/treasury/workspace/state.ts';
import { reshareDigest } from '../../src/treasury/workspace/reshare-approval.ts';
import { LabCoSigner } from './lab-co-signer.ts';
import { LabOfficer, sealedGenesis } from './lab-officer.ts';

/** Only what goes wrong takes so long; a busy machine takes minutes for auxiliary data. */
const PATIENCE_MS = 240_000;

export interface KeyLabOptions {
  readonly evmRpcUrl?: string;
  readonly payees?: readonly Payee[];
}

export class KeyLab {
  readonly coSigners: LabCoSigner[] = [];
  readonly treasurer: LabOfficer;
  readonly cfo: LabOfficer;
  readonly #directory: string;
  readonly #output: number;
  readonly #hub: RelayHub;
  readonly #closeRelay: () => void;
  readonly #options: KeyLabOptions;
  readonly #logKey = secureRandom(32);
  #workspaceId = '';

  private constructor(directory: string, officers: readonly [LabOfficer, LabOfficer], options: KeyLabOptions) {
    this.#directory = directory;
    this.#output = openSync(join(directory, 'children.log'), 'a');
    [this.treasurer, this.cfo] = officers;
    this.#options = options;
    const database = openDatabase(join(directory, 'stream.db'), streamMigrations);
    this.#hub = createRelayHub({ streamStore: createStreamStore(database), clock: systemClock });
    this.#closeRelay = () => database.close();
  }

  /** A workspace with two officers and three co-signers that follow its log. */
  static async start(options: KeyLabOptions = {}): Promise<KeyLab> {
    const directory = mkdtempSync(join(tmpdir(), 'countersign-lab-'));
    const officers = await Promise.all(
      (['treasurer', 'cfo'] as const).map((memberId) => LabOfficer.open(join(directory, memberId), memberId)),
    );
    const lab = new KeyLab(directory, officers as [LabOfficer, LabOfficer], options);
    await lab.#begin();
    return lab;
  }

  async #begin(): Promise<void> {
    const names = ['one', 'two', 'three'];
    const started = await Promise.all(names.map((name) => this.#startCoSigner(name)));
    const coSigners = started.map(({ record }) => record);
    const members = [this.treasurer.member, this.cfo.member];
    const payees = [...(this.#options.payees ?? [])];
    const genesis = sealedGenesis(this.treasurer, { members, coSigners, payees });
    this.#workspaceId = genesis.hash;
    for (const officer of [this.treasurer, this.cfo]) {
      await officer.follow(this.#hub, genesis.hash, this.#logKey);
    }
    for (const coSigner of this.coSigners) coSigner.join(genesis.hash, this.#logKey);
    await this.treasurer.publish(genesis.bytes);
    await Promise.all(this.coSigners.map(({ following }) => following));
    await this.until('the first entry', (state) => state);
  }

  get state(): WorkspaceState {
    return this.treasurer.state;
  }

  vault(vaultId = 'main'): VaultState {
    const vault = this.state.vaults.get(vaultId);
    if (vault === undefined) throw new Error(`There is no vault ${vaultId}.`);
    return vault;
  }

  /** The co-signer with this pid. */
  coSigner(pid: string): LabCoSigner {
    const found = this.coSigners.find((one) => one.pid === pid);
    if (found === undefined) throw new Error('There is no such co-signer.');
    return found;
  }

  append(body: EntryBody): Promise<{ index: number }> {
    return this.treasurer.append(body);
  }

  /** Starts a further co-signer, enrols it and lets it join. */
  async enrol(name: string): Promise<LabCoSigner> {
    const coSigner = await this.#startCoSigner(name);
    await this.append({ type: 'co-signer.enrolled', coSigner: coSigner.record });
    coSigner.join(this.#workspaceId, this.#logKey);
    await coSigner.following;
    return coSigner;
  }

  async #startCoSigner(name: string): Promise<LabCoSigner> {
    const coSigner = new LabCoSigner({
      name,
      directory: join(this.#directory, name),
      launch: forkPrintingTo(this.#output),
      hub: this.#hub,
      evmRpcUrl: this.#options.evmRpcUrl,
    });
    this.coSigners.push(coSigner);
    await coSigner.start();
    return coSigner;
  }

  /** Resolves with the first value that `look` finds in the folded log, now or after a later entry or direct message. */
  until<T>(what: string, look: (state: WorkspaceState) => T | undefined, patienceMs = PATIENCE_MS): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const patience = setTimeout(() => {
        stop();
        reject(new Error(`Nothing happened while waiting for ${what}.\n${this.story()}`));
      }, patienceMs);
      const end = (): void => {
        clearTimeout(patience);
        stop();
      };
      const check = (): void => {
        const { replica } = this.treasurer;
        try {
          const found = replica.state === null ? undefined : look(replica.state);
          if (found === undefined) return;
          end();
          resolve(found);
        } catch (error) {
          end();
          reject(error);
        }
      };
      const stop = this.treasurer.onChange(check);
      check();
    });
  }

  /** Announces a ceremony, and waits until every co-signer has primes for it. */
  async primesReady(coSigners: readonly LabCoSigner[] = this.coSigners): Promise<void> {
    const ready = new Set<string>();
    const ask = (): void => {
      for (const { pid } of coSigners)
        if (!ready.has(pid)) this.treasurer.send(pid, { type: 'stock.request', announced: ['P112'] });
    };
    const asking = setInterval(ask, 1_000);
    ask();
    try {
      await this.until('primes', () => {
        for (const { from, message } of this.treasurer.heard) {
          if (message.type === 'stock' && message.primes.some(({ ready: sets }) => sets > 0)) ready.add(from);
        }
        return coSigners.every(({ pid }) => ready.has(pid)) ? true : undefined;
      });
    } finally {
      clearInterval(asking);
    }
  }

  /** Proposes a vault of all three and waits until its key exists. */
  async ceremony(
    scheme: 'ed25519' | 'ecdsa-secp256k1',
    change: Partial<EntryOf<'vault.proposed'>> = {},
    patienceMs = PATIENCE_MS,
  ): Promise<VaultState> {
    await this.append({
      type: 'vault.proposed',
      vaultId: 'main',
      name: 'Main vault',
      scheme,
      ...(scheme === 'ed25519' ? {} : { profile: 'P112' as const }),
      minSigners: 2,
      holders: this.coSigners.slice(0, 3).map(({ pid }) => pid),
      ...change,
    });
    return this.until(
      'the key',
      ({ vaults }) => {
        const vault = vaults.get(change.vaultId ?? 'main');
        if (vault?.status === 'failed') throw new Error(`The ceremony failed.\n${this.story()}`);
        return vault?.status === 'active' ? vault : undefined;
      },
      patienceMs,
    );
  }

  /** Orders new shares for these holders and, where approvals are needed, gives them. @returns the run's id */
  async reshare(holders: readonly string[], change: Partial<EntryOf<'vault.reshare-proposed'>> = {}): Promise<string> {
    const { vaultId, sharing, minSigners, epoch, holders: before } = this.vault();
    const current = sharing.epochs.at(-1)?.ids;
    let { nextId } = sharing;
    const reason = holders.toSorted().join() === [...before].toSorted().join() ? 'refresh' : 'reshare';
    await this.append({
      ...{ type: 'vault.reshare-proposed', vaultId, epoch, nextEpoch: sharing.nextEpoch },
      dealers: before.filter((pid) => holders.includes(pid)).slice(0, minSigners),
      holders: holders.toSorted().map((pid) => ({ pid, id: current?.get(pid) ?? nextId++ })),
      ...{ minSigners, reason, ...change },
    });
    const proposed = this.vault().sharing.reshares.at(-1);
    if (proposed === undefined) throw new Error('The resharing is not in the log.');
    const { runId, needed } = proposed;
    const { workspaceId } = this.state;
    for (const officer of [this.treasurer, this.cfo].slice(0, needed)) {
      const { memberId, token } = officer.member;
      const digest = reshareDigest({ workspaceId, runId, memberId, tokenId: token.tokenId });
      const tokenSignature = officer.token.sign(digest);
      await officer.append({ type: 'vault.reshare-approved', vaultId, runId, tokenId: token.tokenId, tokenSignature });
    }
    return runId;
  }

  /** Resolves when the epoch is in force. */
  epochInForce(epoch: number, patienceMs = PATIENCE_MS): Promise<VaultState> {
    return this.until(
      `epoch ${epoch}`,
      ({ vaults }) => {
        const vault = vaults.get('main');
        const last = vault?.sharing.reshares.at(-1);
        if (last?.proposal.nextEpoch === epoch && last.failure !== null && vault?.epoch !== epoch)
          throw new Error(`The resharing failed: ${last.failure.code} ${last.failure.text}\n${this.story()}`);
        return vault?.epoch === epoch ? vault : undefined;
      },
      patienceMs,
    );
  }

  /** Resolves when every holder of an epoch has said that its share is destroyed. */
  async erasedByAll(epoch: number, patienceMs = PATIENCE_MS): Promise<void> {
    await this.until(
      `the erasure of epoch ${epoch}`,
      () => {
        const record = this.vault().sharing.epochs.find((one) => one.epoch === epoch);
        return record !== undefined && record.erasedBy.size === record.ids.size ? true : undefined;
      },
      patienceMs,
    );
  }

  /** Shares that lie in a co-signer's folder, by file name. */
  shareFiles({ directory }: LabCoSigner): string[] {
    return readdirSync(directory)
      .filter((name) => name.endsWith('.share'))
      .toSorted();
  }

  /** What happened so far, for the message of a test that waited in vain. */
  story(): string {
    const log = this.treasurer.replica.entries.map(({ index, entry: { body, author } }) => {
      const words =
        'code' in body
          ? `${body.code} ${body.text} ${JSON.stringify(body.blame)}`
          : body.type === 'verdict.given'
            ? `${body.answer} ${body.reasons.map(({ code, text }) => `${code} ${text}`).join()}`
            : '';
      return `${index} ${author.slice(0, 6)} ${body.type} ${words}`;
    });
    const faults = this.treasurer.faults.map((error) => String(error));
    const printed = readFileSync(join(this.#directory, 'children.log'), 'utf8');
    return ['Log:', ...log, 'Faults:', ...faults, 'Printed by co-signers:', printed].join('\n');
  }

  async close(): Promise<void> {
    await Promise.all(this.coSigners.map((coSigner) => coSigner.kill()));
    for (const officer of [this.treasurer, this.cfo]) officer.close();
    this.#closeRelay();
    closeSync(this.#output);
    rmSync(this.#directory, { recursive: true, force: true, maxRetries: 5 });
  }
}

export const randomId = (): string => bytesToHex(secureRandom(16));
