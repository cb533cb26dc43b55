/** The development chain: one block producer, a block in every slot, and a journal that survives any end of the process. */
import { base58 } from '@scure/base';
import type { Clock } from '../../base/clock.ts';
import type { Random } from '../../base/random.ts';
import { SYSTEM_PROGRAM } from '../../adapters/chains/solana/known-programs.ts';
import { BlockhashQueue } from './blockhash-queue.ts';
import { Faucet, FAUCET_LAMPORTS } from './faucet.ts';
import type { Genesis, IncludedTransaction, HistoryRange, Journal, StoredAccount } from './journal.ts';
import { parseTransaction, sha256, type ParsedTransaction } from './parse-transaction.ts';
import { preflightFailure, RpcError } from './rpc-error.ts';
import { Runtime, type Outcome } from './runtime.ts';

export interface ChainParts {
  readonly journal: Journal;
  readonly clock: Clock;
  readonly random: Random;
}

/** A new chain begins with a full queue of blockhashes, as if it had been running for a minute. */
const FIRST_SLOT = 200n;
/** Slots are promised to the journal in advance, ten seconds at a time, instead of one durable write for each. */
const SLOTS_PER_PROMISE = 25n;
/** Equal airdrops within as many slots. */
const EQUAL_AIRDROPS = 32n;

export class Chain {
  readonly genesisHash: string;
  readonly #journal: Journal;
  readonly #clock: Clock;
  readonly #runtime = new Runtime();
  readonly #blockhashes: BlockhashQueue;
  readonly #faucet: Faucet;
  #slotCeiling: bigint;

  private constructor({ journal, clock }: ChainParts, genesis: Genesis, slot: bigint) {
    this.genesisHash = base58.encode(genesis.hash);
    this.#journal = journal;
    this.#clock = clock;
    this.#faucet = new Faucet(genesis.faucetSeed);
    this.#blockhashes = new BlockhashQueue(genesis.hash, slot);
    this.#slotCeiling = slot;
    for (const account of journal.accounts()) this.#runtime.restore(account);
  }

  /** Opens the journal's chain where it ended, or begins one. After a crash, slots go on above any that was ever shown. */
  static open(parts: ChainParts): Chain {
    const existing = parts.journal.chain();
    if (existing !== undefined) return new Chain(parts, existing.genesis, existing.slotCeiling);
    const genesis = { hash: parts.random(32), faucetSeed: parts.random(32) };
    const faucet: StoredAccount = {
      address: new Faucet(genesis.faucetSeed).address,
      lamports: FAUCET_LAMPORTS,
      owner: SYSTEM_PROGRAM,
      executable: false,
      data: new Uint8Array(),
    };
    parts.journal.create(genesis, [faucet], FIRST_SLOT);
    return new Chain(parts, genesis, FIRST_SLOT);
  }

  /** The newest slot, which is the block height too. */
  get slot(): bigint {
    return this.#blockhashes.slot;
  }

  advance(slots: bigint): void {
    const next = this.slot + slots;
    if (next > this.#slotCeiling) {
      this.#journal.raiseSlotCeiling(next + SLOTS_PER_PROMISE);
      this.#slotCeiling = next + SLOTS_PER_PROMISE;
    }
    this.#blockhashes.advance(slots);
  }

  blockhashOf(slot: bigint): string {
    return this.#blockhashes.blockhashOf(slot);
  }

  /** The slot of a blockhash that is still good, otherwise undefined. */
  validSlotOf(blockhash: string): bigint | undefined {
    return this.#blockhashes.validSlotOf(blockhash);
  }

  account(address: string): StoredAccount | undefined {
    return this.#runtime.account(address);
  }

  rentExemption(dataBytes: bigint): bigint {
    return this.#runtime.rentExemption(dataBytes);
  }

  find(signature: string): IncludedTransaction | undefined {
    return this.#journal.find(signature);
  }

  history(address: string, range: HistoryRange): readonly IncludedTransaction[] {
    return this.#journal.history(address, range);
  }

  /**
   * Takes a transaction as a node does and returns its id. Without preflight a transaction that cannot be included is
   * dropped in silence, and one that fails is included and pays its fee.
   * @throws RpcError -32602 (malformed), -32003 (a signature does not verify), -32002 (preflight failed).
   */
  submit(wire: Uint8Array, { skipPreflight }: { readonly skipPreflight: boolean }): string {
    const parsed = parseTransaction(wire);
    if (!parsed.hasValidSignatures) {
      if (skipPreflight) return parsed.signature;
      throw new RpcError(-32003, 'Transaction signature verification failure');
    }
    const err = this.#refusalOf(parsed);
    if (err !== undefined) {
      if (skipPreflight) return parsed.signature;
      throw preflightFailure({ err, logs: [], unitsConsumed: 0n });
    }
    this.#runtime.setClock(this.slot, this.#unixSeconds());
    const { err: failure, logs, unitsConsumed, writes } = this.#runtime.simulate(parsed.transaction);
    if (failure !== null && !skipPreflight) throw preflightFailure({ err: failure, logs, unitsConsumed });
    this.#execute(parsed, writes);
    return parsed.signature;
  }

  /** Pays from the faucet. @throws RpcError -32603 when the same airdrop was made with each of the last blockhashes. */
  airdrop(to: string, lamports: bigint): string {
    for (let age = 0n; age < EQUAL_AIRDROPS; age += 1n) {
      // An airdrop made before with this blockhash would be the same message, so an older blockhash makes it another.
      const message = this.#faucet.payment(to, lamports, this.blockhashOf(this.slot - age));
      if (this.#journal.hasMessage(sha256(message))) continue;
      return this.submit(this.#faucet.sign(message), { skipPreflight: false });
    }
    throw new RpcError(-32603, 'Too many equal airdrops; wait for a newer block');
  }

  /** Writes down the exact slot, so that a clean restart skips none, and releases the journal. */
  close(): void {
    this.#journal.raiseSlotCeiling(this.slot);
    this.#journal.close();
  }

  #refusalOf({ message, messageHash }: ParsedTransaction): 'BlockhashNotFound' | 'AlreadyProcessed' | undefined {
    if (this.validSlotOf(base58.encode(message.blockhash)) === undefined) return 'BlockhashNotFound';
    return this.#journal.hasMessage(messageHash) ? 'AlreadyProcessed' : undefined;
  }

  #execute(parsed: ParsedTransaction, writes: readonly string[]): void {
    const addresses = [...new Set([...parsed.addresses, ...writes])];
    const before = addresses.map((address) => this.account(address));
    const outcome = this.#runtime.execute(parsed.transaction);
    const after = addresses.map((address) => this.account(address));
    const changed = addresses.flatMap((address, index) => changeOf(address, before[index], after[index]));
    // Nothing paid, not even the fee: the transaction never made it into a block.
    if (changed.length === 0) return;
    const included = this.#inclusionOf(parsed, outcome, before.map(balanceOf), after.map(balanceOf));
    this.#journal.include(included, addresses, changed);
  }

  #inclusionOf(
    { signature, messageHash, wire }: ParsedTransaction,
    outcome: Outcome,
    preBalances: readonly bigint[],
    postBalances: readonly bigint[],
  ): IncludedTransaction {
    // Programs move lamports but never make or destroy them: what is missing afterwards is the fee.
    const fee = sum(preBalances) - sum(postBalances);
    return {
      signature,
      messageHash,
      wire,
      ...outcome,
      fee,
      preBalances,
      postBalances,
      slot: this.slot,
      blockTime: this.#unixSeconds(),
    };
  }

  #unixSeconds(): bigint {
    return this.#clock.now() / 1000n;
  }
}

function changeOf(
  address: string,
  before: StoredAccount | undefined,
  after: StoredAccount | undefined,
): StoredAccount[] {
  if (after === undefined) return before === undefined ? [] : [{ ...before, lamports: 0n, data: new Uint8Array() }];
  const isSame =
    before !== undefined &&
    before.lamports === after.lamports &&
    before.owner === after.owner &&
    before.executable === after.executable &&
    Buffer.compare(before.data, after.data) === 0;
  return isSame ? [] : [{ ...after, address }];
}

function balanceOf(account: StoredAccount | undefined): bigint {
  return account?.lamports ?? 0n;
}

function sum(values: readonly bigint[]): bigint {
  return values.reduce((total, value) => total + value, 0n);
}
