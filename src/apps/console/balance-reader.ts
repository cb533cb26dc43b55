/** Balances from the account's own endpoint, with the moment they were read. */
import type { Clock } from '../../base/clock.ts';
import { AppError } from '../../base/errors.ts';
import type { SolanaClient } from '../../adapters/chains/solana/client.ts';

export interface BalanceReading {
  /** Lamports; `null` when the last read failed and none succeeded before. */
  readonly lamports: bigint | null;
  readonly readAt: bigint;
  /** Why the newest attempt failed, if it did. */
  readonly error: AppError | null;
}

const FRESH_MS = 2_000n;

export class BalanceReader {
  readonly #client: SolanaClient;
  readonly #clock: Clock;
  readonly #readings = new Map<string, BalanceReading>();
  readonly #underWay = new Map<string, Promise<BalanceReading>>();

  constructor(client: SolanaClient, clock: Clock) {
    this.#client = client;
    this.#clock = clock;
  }

  /** The newest reading, at most two seconds old unless the endpoint fails; then the last good one with the error. */
  async read(address: string, refresh: boolean): Promise<BalanceReading> {
    const known = this.#readings.get(address);
    const isFresh = known !== undefined && known.error === null && this.#clock.now() - known.readAt < FRESH_MS;
    if (isFresh && !refresh) return known;
    const running = this.#underWay.get(address) ?? this.#fetch(address);
    this.#underWay.set(address, running);
    try {
      return await running;
    } finally {
      this.#underWay.delete(address);
    }
  }

  async #fetch(address: string): Promise<BalanceReading> {
    const before = this.#readings.get(address);
    let reading: BalanceReading;
    try {
      const { lamports } = await this.#client.getBalance(address);
      reading = { lamports, readAt: this.#clock.now(), error: null };
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      reading = { lamports: before?.lamports ?? null, readAt: before?.readAt ?? this.#clock.now(), error };
    }
    this.#readings.set(address, reading);
    return reading;
  }
}
