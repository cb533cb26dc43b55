/** Threshold ECDSA: every protocol for 2 of 2, 2 of 3 and 3 of 5, per party, over one core and over all. */
import { decodeSharedKey, encodeResharePlan, makeResharePlan } from '../../src/engine/mpc/reshare/index.ts';
import { bytesToHex } from '../../src/base/bytes.ts';
import type { BenchProfile } from './options.ts';
import type { PrimeCounts, PrimeStock } from './primes.ts';
import type { Figure } from './figures.ts';
import { deviceAt } from './parties/devices.ts';
import type { Task } from './parties/commands.ts';
import type { Parties } from './parties/parties.ts';
import { measure, type Measurement, type Repetitions } from './measure.ts';

interface Committee {
  readonly minSigners: number;
  readonly partyCount: number;
}

export interface EcdsaBenchOptions {
  readonly profile: BenchProfile;
  /** As many as `primesNeeded`. */
  readonly primes: PrimeStock;
  readonly isQuick: boolean;
}

const COMMITTEES: readonly Committee[] = [
  { minSigners: 2, partyCount: 2 },
  { minSigners: 2, partyCount: 3 },
  { minSigners: 3, partyCount: 5 },
];

/** Whose presigning and signing carries the headline name of that many signers, and whose signing is not measured again. */
const isHeadline = ({ minSigners, partyCount }: Committee): boolean => minSigners !== 2 || partyCount === 2;

/** Over one core and over all cores: each committee runs the auxiliary protocol twice, every time with moduli that nobody has met. */
const AUX_RUNS = 2;

export function primesNeeded(isQuick: boolean): PrimeCounts {
  const committees = committeesOf(isQuick);
  const parties = committees.reduce((sum, { partyCount }) => sum + partyCount, 0);
  return { paillier: AUX_RUNS * parties, ringPedersen: AUX_RUNS * committees.length };
}

function committeesOf(isQuick: boolean): readonly Committee[] {
  return isQuick ? COMMITTEES.slice(0, 2) : COMMITTEES;
}

export async function ecdsaBench(parties: Parties, options: EcdsaBenchOptions): Promise<Figure[]> {
  const figures: Figure[] = [];
  const paillier = [...options.primes.paillier];
  for (const [index, committee] of committeesOf(options.isQuick).entries()) {
    const own = paillier.splice(0, AUX_RUNS * committee.partyCount);
    const primes = { paillier: own, ringPedersen: options.primes.ringPedersen };
    const bench = new CommitteeBench(parties, { ...options, primes }, committee, index);
    figures.push(...(await bench.keys()), ...(await bench.signing()), ...(await bench.resharing()));
  }
  return figures;
}

/** All protocols of one committee; later ones use the key of the earlier ones. */
class CommitteeBench {
  readonly #parties: Parties;
  readonly #options: EcdsaBenchOptions;
  readonly #committee: Committee;
  readonly #index: number;
  readonly #key: string;
  readonly #title: string;

  constructor(parties: Parties, options: EcdsaBenchOptions, committee: Committee, index: number) {
    this.#parties = parties;
    this.#options = options;
    this.#committee = committee;
    this.#index = index;
    this.#title = `${committee.minSigners}of${committee.partyCount}.${options.profile}`;
    this.#key = `ecdsa ${this.#title}`;
  }

  async keys(): Promise<Figure[]> {
    const { profile } = this.#options;
    const { minSigners, partyCount } = this.#committee;
    const key = this.#key;
    const dkg = await this.#measure(this.#all, () => ({ type: 'ecdsa-dkg', key, profile, minSigners }), LIGHT);
    // One run over each: the moduli must be new every time, and so must what the parties prepare for them
    const aux = await this.#measure(this.#all, (place, run) => this.#auxTask(place, run), ONCE);
    return [
      ...dkg.figures(`ecdsa-dkg.${this.#title}`),
      ...aux.figures(`aux.${this.#title}`),
      aux.headline(`aux.${partyCount}.${profile}`, `${partyCount} parties, primes given, slowest party`),
    ];
  }

  async signing(): Promise<Figure[]> {
    const { profile } = this.#options;
    const [key, n] = [this.#key, this.#committee.minSigners];
    const presign = await this.#measure(this.#signers, () => ({ type: 'presign', key }), this.#heavy);
    const online = await this.#measure(this.#signers, () => ({ type: 'online', key }), SHORT);
    const full = await this.#measure(this.#signers, () => ({ type: 'full-sign', key }), { ...this.#heavy, warmUp: 0 });
    const figures = [
      ...presign.figures(`presign.${this.#title}`),
      ...online.inRunFigures(`sign-online.${this.#title}`),
      ...full.figures(`full-sign.${this.#title}`),
    ];
    if (!isHeadline(this.#committee)) return figures;
    return [
      ...figures,
      presign.headline(`presign.${n}.${profile}`, `${n} signers, slowest party, everything`),
      presign.critical(`presign-critical.${n}.${profile}`, `${n} signers, slowest party, after a peer's first message`),
      online.inRun(`sign-online.${n}.${profile}`, `${n} signers, slowest party, presignature in memory`),
      online.ahead(`presignature-open.${n}.${profile}`, `${n} signers, slowest party, from stored bytes`),
    ];
  }

  async resharing(): Promise<Figure[]> {
    const { minSigners, partyCount } = this.#committee;
    const holders = this.#all;
    const isWhole = minSigners === partyCount;
    // Nobody can be missing in a committee where all must sign: the new member comes in addition
    const members = [...(isWhole ? holders : holders.slice(0, -1)), NEWCOMER];
    const refresh = await this.#reshare(holders);
    const reshare = await this.#reshare(members);
    const change = isWhole ? 'one joins' : 'one replaced';
    return [...refresh.figures(`refresh.${this.#title}`), ...reshare.figures(`reshare.${this.#title}`, change)];
  }

  async #reshare(members: readonly number[]): Promise<Measurement> {
    const { minSigners } = this.#committee;
    const key = this.#key;
    const statements = new Map<string, Uint8Array>();
    for (const place of this.#all) {
      statements.set(bytesToHex(deviceAt(place).pid), await this.#parties.statement(place, key));
    }
    const [statement] = statements.values();
    if (statement === undefined) throw new Error('nobody holds the key');
    const pids = (places: readonly number[]): Uint8Array[] => places.map((place) => deviceAt(place).pid);
    const plan = makeResharePlan({
      ...{ key: decodeSharedKey(statement), newMinSigners: minSigners, members: pids(members) },
      ...{ dealers: pids(this.#signers), idCounter: BigInt(this.#committee.partyCount) },
    });
    const participants = [...new Set([...this.#signers, ...members])].toSorted((a, b) => a - b);
    const task: Task = { type: 'reshare', key, plan: encodeResharePlan(plan), statements };
    return await this.#measure(participants, () => task, LIGHT);
  }

  async #measure(
    participants: readonly number[],
    taskOf: (place: number, run: number) => Task,
    repetitions: Repetitions,
  ): Promise<Measurement> {
    return await measure(this.#parties, { participants, taskOf, repetitions });
  }

  /** Safe primes take long to find: in every run they are paired anew. */
  #auxTask(place: number, run: number): Task {
    const { paillier, ringPedersen } = this.#options.primes;
    const own = paillier[AUX_RUNS * place + run];
    const [first, second] = [place, place + AUX_RUNS * this.#index + run].map(
      (i) => ringPedersen[i % ringPedersen.length],
    );
    if (own === undefined || first === undefined || second === undefined) throw new Error('there are too few primes');
    return { type: 'aux', key: this.#key, primes: { paillier: own, ringPedersen: { p: first.p, q: second.q } } };
  }

  get #all(): readonly number[] {
    return Array.from({ length: this.#committee.partyCount }, (_, place) => place);
  }

  get #signers(): readonly number[] {
    return this.#all.slice(0, this.#committee.minSigners);
  }

  get #heavy(): Repetitions {
    if (this.#options.isQuick) return { warmUp: 4, one: 5, all: 1 };
    return this.#options.profile === 'P128' ? { warmUp: 4, one: 5, all: 2 } : { warmUp: 10, one: 11, all: 3 };
  }
}

const NEWCOMER = 5;
const ONCE: Repetitions = { warmUp: 0, one: 1, all: 1 };
const LIGHT: Repetitions = { warmUp: 2, one: 5, all: 3 };
/** A few milliseconds: the compiler has to be warm. */
const SHORT: Repetitions = { warmUp: 60, one: 31, all: 9 };
