/** Carries out the kills of one life, each when its moment has come and the victim of the one before is back. */
import type { KillableHost } from './killable-host.ts';
import type { Kill, Life, Victim } from './kill-plan.ts';
import { KINDS } from './profile-audit.ts';
import type { Moment } from './work-moments.ts';

/** What was killed, and what was going on then. */
export interface Strike {
  readonly kill: Kill;
  /** Names of the processes that got the signal. */
  readonly victims: readonly string[];
  /** Signing runs, by the hash of the entry that ordered them, which every signer had agreed to and which had not ended by the log. */
  readonly runs: readonly string[];
  /** The moment did not come; this was done so that the plan goes on. */
  readonly isForced: boolean;
}

/** So many entries without the awaited one, or so many milliseconds, and the kill happens all the same. */
const PATIENCE_ENTRIES = 60;
const MOURNING = 3;
const PATIENCE_MS = 45_000;

export class Executioner {
  readonly #host: KillableHost;
  readonly #kills: readonly Kill[];
  readonly #strikes: Strike[];
  readonly #runs = new Set<string>();
  #isArmed: boolean;
  #done = 0;
  #messages = 0;
  #entries = 0;
  #mourned = 0;
  #isStriking = false;
  #killed = new Map<string, number | undefined>();
  #patience: NodeJS.Timeout | undefined;

  /** @param strikes to which this appends what it did */
  constructor(host: KillableHost, { kills, isAtWork }: Life, strikes: Strike[]) {
    this.#host = host;
    this.#kills = kills;
    this.#strikes = strikes;
    this.#isArmed = !isAtWork;
    host.onMoment((moment) => this.#follow(moment));
  }

  /** Both vaults can pay. */
  arm(): void {
    this.#isArmed = true;
    this.#expectSoon();
  }

  /** Kills that were not carried out, because everything ended before. */
  get left(): readonly Kill[] {
    return this.#kills.slice(this.#done);
  }

  stop(): void {
    clearTimeout(this.#patience);
  }

  #follow(moment: Moment | null): void {
    this.#messages += 1;
    if (moment?.runId != null) {
      if (moment.name.startsWith('agreed')) this.#runs.add(moment.runId);
      if (moment.name === 'signed' || moment.name === 'failed') this.#runs.delete(moment.runId);
    }
    const kill = this.#kills[this.#done];
    if (kill === undefined) this.#mourn();
    if (kill === undefined || this.#isStriking) return;
    if (typeof kill.at === 'number') {
      if (this.#messages >= kill.at) this.#strike(kill, null, false);
      return;
    }
    if (moment === null || !this.#isArmed || !this.#areBack()) return;
    this.#entries += 1;
    const isForced = this.#entries >= PATIENCE_ENTRIES;
    if (moment.name === kill.at || isForced) this.#strike(kill, moment, isForced && moment.name !== kill.at);
  }

  /** After the last kill everything ends a few messages later. */
  #mourn(): void {
    this.#mourned += 1;
    if (this.#mourned > MOURNING) this.#host.kill('host');
  }

  #areBack(): boolean {
    const { processes } = this.#host;
    return [...this.#killed].every(
      ([name, id]) => name === 'cfo' || (processes.has(name) && processes.get(name) !== id),
    );
  }

  #strike(kill: Kill, moment: Moment | null, isForced: boolean): void {
    clearTimeout(this.#patience);
    this.#isStriking = true;
    const act = (): void => {
      if (this.#host.isGone) return;
      const { processes } = this.#host;
      const named = namesOf(kill.victim, moment, processes);
      const victims = named.some((name) => processes.has(name)) ? named : ['host'];
      this.#killed = new Map(victims.map((name) => [name, processes.get(name)]));
      this.#strikes.push({ kill, victims, runs: [...this.#runs], isForced });
      this.#done += 1;
      this.#entries = 0;
      this.#isStriking = false;
      for (const name of victims) this.#host.kill(name);
      this.#expectSoon();
    };
    if (kill.delayMs === 0) act();
    else setTimeout(act, kill.delayMs);
  }

  #expectSoon(): void {
    clearTimeout(this.#patience);
    const kill = this.#kills[this.#done];
    if (kill === undefined) return;
    this.#patience = setTimeout(() => {
      if (!this.#isStriking) this.#strike(kill, null, true);
    }, PATIENCE_MS);
  }
}

function namesOf(victim: Victim, moment: Moment | null, processes: ReadonlyMap<string, number>): readonly string[] {
  const signers = moment === null || moment.signers.length === 0 ? KINDS.slice(0, 2) : moment.signers;
  switch (victim) {
    case 'everybody':
      return [...processes.keys()];
    case 'first signer':
      return signers.slice(0, 1);
    case 'second signer':
      return signers.slice(1, 2);
    case 'bystander':
      return KINDS.filter((kind) => !signers.includes(kind));
    default:
      return [victim];
  }
}
