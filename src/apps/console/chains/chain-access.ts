/** What a console needs of a chain, whichever it is. One implementation for each chain, over its own endpoint. */
import { AppError } from '../../../base/errors.ts';
import type { Chain } from '../../../treasury/chains/chain.ts';
import type { TransferIntent } from '../../../treasury/intent/intent.ts';
import type { Lifetime } from '../../../treasury/workspace/entry.ts';
import type { SessionState } from '../../../treasury/workspace/state.ts';
import type { ChainFacts } from '../views/chain-checks.ts';

/** Bytes to sign, and what ends their life. */
export interface UnsignedTransfer {
  readonly unsigned: Uint8Array;
  readonly lifetime: Lifetime;
}

/** A signed transaction on its way. */
export interface SignedTransfer {
  readonly unsigned: Uint8Array;
  readonly lifetime: Lifetime;
  /** The paying account. */
  readonly from: string;
  /** As the endpoint takes it. */
  readonly wire: string;
  readonly transactionId: string;
}

/**
 * Where a sent transaction stands. `unseen`: the endpoint does not know it, so it can be sent again. `waiting`: in a block that is not
 * final, or in the endpoint's queue. `expired`: it can never be included any more, and was not.
 */
export type Standing =
  | { readonly type: 'unseen' | 'waiting' | 'expired' }
  | { readonly type: 'confirmed' | 'failed'; readonly position: bigint };

export interface FeeFacts {
  /** What the chain takes for a transfer now, in base units. */
  readonly now: bigint;
  /** What an account must hold for it besides the amount: never more than the ceiling. */
  readonly held: bigint;
}

export interface ChainAccess {
  readonly chain: Chain;
  /** Names the endpoint on screens. */
  readonly sourceName: string;
  /** As intents name it. */
  network(): Promise<string>;
  /** Base units of the chain's asset. */
  balance(address: string): Promise<bigint>;
  /** A fee ceiling that lasts a while, in base units: what a form begins with. */
  usualFee(): Promise<bigint>;
  fee(ceiling: bigint): Promise<FeeFacts>;
  /** What speaks for and against paying this address. Never throws for a chain that does not answer. */
  facts(intent: TransferIntent): Promise<ChainFacts>;
  /**
   * Bytes for the intent as the chain is now. `agreed` are sessions of the request that were agreed to: their bytes may be signed.
   * @throws AppError `EARLIER_ATTEMPT_LIVE` while one of them could pay besides these; chain errors
   */
  build(intent: TransferIntent, agreed: readonly SessionState[]): Promise<UnsignedTransfer>;
  /** @throws AppError when the signature is not the account's over the bytes */
  assemble(transfer: UnsignedTransfer & { readonly from: string }, signature: Uint8Array): Promise<SignedTransfer>;
  send(transfer: SignedTransfer): Promise<void>;
  standing(transfer: SignedTransfer): Promise<Standing>;
  /** Development chains only: money from nowhere. */
  fund(address: string, amount: bigint): Promise<void>;
}

/** The chains that this console has an endpoint of. */
export type ChainAccesses = Readonly<Record<Chain, ChainAccess | null>>;

export function earlierLive(next: string): AppError {
  return new AppError({
    code: 'EARLIER_ATTEMPT_LIVE',
    kind: 'policy',
    message: 'An earlier attempt of this request was agreed to, and its bytes could still reach the chain.',
    safe: 'No second signature is made while the first could still pay.',
    next,
  });
}

/** `null` where the chain could not be read. */
export function nullWhenUnreachable(error: unknown): null {
  if (error instanceof AppError && error.kind === 'chain') return null;
  throw error;
}
