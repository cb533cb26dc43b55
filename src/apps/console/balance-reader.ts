/** Balances from the accounts' own endpoints, with the moment they were read. */
import type { Clock } from '../../base/clock.ts';
import { AppError } from '../../base/errors.ts';
import type { Chain } from '../../treasury/chains/chain.ts';
import type { ChainAccesses } from './chains/chain-access.ts';

export interface BalanceReading {
  /** Base units; `null` when the last read failed and none succeeded before. */
  readonly value: bigint | null;
  readonly readAt: bigint;
  /** Why the newest attempt failed, if it did. */
  readonly error: AppError | null;
}

/** An address on a chain. */
export interface Place {
  readonly chain: Chain;
  readonly address: string;
}

const FRESH_MS = 2_000n;

export class BalanceReader {
  readonly #chains: ChainAccesses;
  readonly #clock: Clock;
  readonly #readings = new Map<string, BalanceReading>();
  readonly #underWay = new Map<string, Promise<BalanceReading>>();

  constructor(chains: ChainAccesses, clock: Clock) {
    this.#chains = chains;
    this.#clock = clock;
  }

  /** The newest reading, at most two seconds old unless the endpoint fails; then the last good one with the error. */
  async read(place: Place, refresh: boolean): Promise<BalanceReading> {
    const key = `${place.chain}/${place.address}`;
    const known = this.#readings.get(key);
    const isFresh = known !== undefined && known.error === null && this.#clock.now() - known.readAt < FRESH_MS;
    if (isFresh && !refresh) return known;
    const running = this.#underWay.get(key) ?? this.#fetch(place, key);
    this.#underWay.set(key, running);
    try {
      return await running;
    } finally {
      this.#underWay.delete(key);
    }
  }

  async #fetch({ chain, address }: Place, key: string): Promise<BalanceReading> {
    const before = this.#readings.get(key);
    let reading: BalanceReading;
    try {
      const access = this.#chains[chain];
      if (access === null) throw notServed();
      reading = { value: await access.balance(address), readAt: this.#clock.now(), error: null };
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      reading = { value: before?.value ?? null, readAt: before?.readAt ?? this.#clock.now(), error };
    }
    this.#readings.set(key, reading);
    return reading;
  }
}

function notServed(): AppError {
  return new AppError({
    code: 'CHAIN_NOT_SERVED',
    kind: 'chain',
    message: 'This console has no endpoint of the account’s chain.',
    safe: 'Nothing was changed.',
  });
}
