/** The co-signers of an embedded workspace as child processes: those that it began with, and those that were started later. */
import { join } from 'node:path';
import { AppError, codeOf } from '../../../base/errors.ts';
import type { RelayHub } from '../../../adapters/relay/embedded/hub.ts';
import type { CoSigner, CoSignerKind } from '../../../treasury/workspace/entry.ts';
import type { LaunchChild } from '../../processes/child-port.ts';
import { DEMO_CO_SIGNERS } from '../demo-workspace.ts';
import type { OfficerConsole } from '../officer-console.ts';
import { CoSignerChild } from './co-signer-child.ts';
import type { Endpoints } from './dev-chains.ts';
import type { FurtherCoSigner } from './profile.ts';
import type { KeptProfile } from './kept-profile.ts';

export interface CoSignerFleetOptions {
  readonly launch: LaunchChild;
  /** Holds one folder for each co-signer. */
  readonly folder: string;
  readonly profile: KeptProfile;
  readonly hub: () => RelayHub;
  readonly endpoints: () => Endpoints;
  readonly onChange: () => void;
  readonly report: (part: string, error: unknown) => void;
}

/** What a co-signer must know to follow the log. */
export interface Joined {
  readonly workspaceId: string;
  readonly logKey: Uint8Array;
}

interface Further {
  readonly child: CoSignerChild;
  readonly coSigner: CoSigner;
  readonly remembered: FurtherCoSigner;
}

export class CoSignerFleet {
  readonly children: CoSignerChild[] = [];
  readonly #options: CoSignerFleetOptions;
  #adding: Promise<unknown> = Promise.resolve();

  constructor(options: CoSignerFleetOptions) {
    this.#options = options;
  }

  /** Starts those of the first entry, anew where they run already. @throws AppError of a co-signer's own stores. */
  async startFounders(passphrase: Uint8Array | null): Promise<CoSigner[]> {
    await Promise.all(this.children.splice(0).map((child) => child.stop()));
    const children = DEMO_CO_SIGNERS.map((one) =>
      this.#childOf(one, one.kind, one.kind === 'endpoint' ? passphrase : null),
    );
    this.children.push(...children);
    return Promise.all(children.map((child) => child.start()));
  }

  /** Starts those that the profile remembers. `takeUp` follows, once the log is known. */
  async startFurther(): Promise<readonly Further[]> {
    const further = this.#options.profile.furtherCoSigners.map((remembered) => {
      return { child: this.#childOf(remembered, remembered.folder, null), remembered };
    });
    this.children.push(...further.map(({ child }) => child));
    return Promise.all(further.map(async (one) => ({ ...one, coSigner: await one.child.start() })));
  }

  /** One that was enrolled and not told before this console ended is told now; one that was not enrolled is let go. */
  async takeUp({ child, coSigner, remembered }: Further, officer: OfficerConsole, joined: Joined): Promise<void> {
    if (officer.state().coSigners.has(coSigner.pid)) return child.join(joined.workspaceId, joined.logKey);
    this.children.splice(this.children.indexOf(child), 1);
    await child.stop();
    await this.#options.profile.forget(remembered);
  }

  /**
   * Starts a further co-signer and enrols it in the log; it holds no share before a resharing gives it one.
   * @throws AppError under the code of its stores or of the log's refusal, after which it is gone again; `LOG_UNREACHABLE` when nobody
   *   knows whether it was enrolled, `CO_SIGNER_NOT_FOLLOWING` when it was and does not follow the log
   */
  add(kind: CoSignerKind, officer: OfficerConsole, joined: Joined) {
    // One after the other: two at once would take the same name and the same folder, and the one that fails would forget the other.
    const added = this.#adding.then(() => this.#add(kind, officer, joined));
    this.#adding = added.catch(() => undefined);
    return added;
  }

  async #add(kind: CoSignerKind, officer: OfficerConsole, joined: Joined) {
    const { profile } = this.#options;
    const further = nextCoSigner(kind, [...officer.state().coSigners.values()], profile.furtherCoSigners);
    const child = this.#childOf(further, further.folder, null);
    const coSigner = await this.#letGoOnFailure(further, child, async () => {
      const started = await child.start();
      // Remembered first: a co-signer in the log that nobody starts again would be missed at every checkpoint.
      await profile.remember(further);
      return started;
    });
    const { index } = await this.#enrol(further, child, officer, coSigner);
    this.children.push(child);
    child.join(joined.workspaceId, joined.logKey);
    await child.following.catch((error: unknown) => {
      throw notFollowing(further.name, error);
    });
    return { coSigner, index };
  }

  /** An entry whose place nobody knows may still come: then this co-signer is needed, and `takeUp` decides at the next start. */
  async #enrol(further: FurtherCoSigner, child: CoSignerChild, officer: OfficerConsole, coSigner: CoSigner) {
    const enrolled = officer.replica.append({ type: 'co-signer.enrolled', coSigner });
    const isUncertain = await enrolled.then(
      () => false,
      (error: unknown) => codeOf(error) === 'LOG_UNREACHABLE',
    );
    if (!isUncertain) return this.#letGoOnFailure(further, child, () => enrolled);
    this.children.push(child);
    throw maybeEnrolled(further.name);
  }

  /** Before it is in the log, a co-signer that cannot be had leaves nothing behind. */
  async #letGoOnFailure<T>(further: FurtherCoSigner, child: CoSignerChild, step: () => Promise<T>): Promise<T> {
    try {
      return await step();
    } catch (error) {
      await child.stop();
      await this.#options.profile.forget(further);
      throw notStarted(further.name, error);
    }
  }

  #childOf(
    { kind, name, site }: Pick<CoSigner, 'kind' | 'name' | 'site'>,
    folder: string,
    passphrase: Uint8Array | null,
  ): CoSignerChild {
    const { launch, hub, endpoints, onChange, report } = this.#options;
    const { rpcUrl, evmRpcUrl } = endpoints();
    const directory = join(this.#options.folder, folder);
    return new CoSignerChild({
      ...{ launch, hub: hub(), kind, name, site, directory, rpcUrl, evmRpcUrl, passphrase, onChange, report },
    });
  }
}

function notStarted(name: string, cause: unknown): AppError {
  const isOurs = cause instanceof AppError;
  return new AppError({
    code: isOurs ? cause.code : 'CO_SIGNER_NOT_STARTED',
    kind: isOurs ? cause.kind : 'bug',
    message: `${name} was not added: ${isOurs ? cause.message : 'it met a fault of its own.'}`,
    safe: 'It is not in the log and holds no share. The other co-signers are as they were.',
    next: (cause instanceof AppError && cause.kind === 'policy' ? cause.next : undefined) ?? 'Start it again.',
    cause,
  });
}

function maybeEnrolled(name: string): AppError {
  return new AppError({
    code: 'LOG_UNREACHABLE',
    kind: 'peer',
    message: `The relay did not say whether ${name} is enrolled now.`,
    safe: 'It holds no share. If it was enrolled, nothing is lost.',
    next: 'Start Countersign again: it takes the co-signer up if the log has it, and lets it go otherwise.',
  });
}

function notFollowing(name: string, cause: unknown): AppError {
  return new AppError({
    code: 'CO_SIGNER_NOT_FOLLOWING',
    kind: 'peer',
    message: `${name} is enrolled and does not follow the log yet${cause instanceof AppError ? `: ${cause.message}` : '.'}`,
    safe: 'It holds no share before a change of shares gives it one.',
    next: 'It is started again by itself. Give it shares when the Keys page shows it online.',
    cause,
  });
}

/** The next one of its kind: named after the first, with a number that no folder has. */
function nextCoSigner(
  kind: CoSignerKind,
  enrolled: readonly CoSigner[],
  remembered: readonly FurtherCoSigner[],
): FurtherCoSigner {
  const first = enrolled.find((one) => one.kind === kind);
  const numbers = remembered.map(({ folder }) => Number(/-(\d+)$/.exec(folder)?.[1] ?? 1));
  const number = Math.max(1, ...numbers) + 1;
  const name = `${first?.name ?? kind} ${number}`;
  return { kind, name, site: first?.site ?? 'this machine', folder: `${kind}-${number}` };
}
