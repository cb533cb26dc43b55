/** Checks of a transfer that only make sense on one chain. */
import type { z } from 'zod';
import type { CheckView } from '../../../contract/views.ts';
import { assetText } from '../../../treasury/intent/assets.ts';
import type { TransferIntent } from '../../../treasury/intent/intent.ts';

export type Check = z.output<typeof CheckView>;

/** What a console read of one chain about a transfer; `null` where it could not be read. */
export type ChainFacts = SolanaTransferFacts | EvmTransferFacts;

export interface SolanaTransferFacts {
  readonly chain: 'solana';
  /** Whether the recipient's address is a point of the curve: only then can somebody hold a key to it. */
  readonly isOnCurve: boolean;
  /** Lamports that the recipient has now. */
  readonly recipientBalance: bigint | null;
  /** Lamports below which the chain keeps no account (rent exemption of an empty account). */
  readonly minimumBalance: bigint | null;
}

export interface EvmTransferFacts {
  readonly chain: 'evm';
  /** Whether a contract lives at the recipient's address. */
  readonly hasCode: boolean | null;
  /** Whether a transaction of the account waits for a block. */
  readonly isWaiting: boolean | null;
}

export interface ChainSubject {
  readonly intent: TransferIntent;
  readonly facts: ChainFacts;
  /** What the account holds, and what the fee takes of it. */
  readonly balance: bigint | null;
  readonly fee: bigint | null;
}

/** Always two checks. */
export function chainChecks(subject: ChainSubject): Check[] {
  const { facts } = subject;
  return facts.chain === 'solana'
    ? [minimumCheck(subject, facts), keyCheck(facts)]
    : [contractCheck(facts), queueCheck(facts)];
}

/** Solana refuses a transfer that leaves either account with something, but less than the rent-exempt minimum. */
function minimumCheck({ intent, balance, fee }: ChainSubject, facts: SolanaTransferFacts): Check {
  const { minimumBalance: minimum, recipientBalance } = facts;
  if (minimum === null || recipientBalance === null || balance === null || fee === null) {
    return { label: 'Account minimum not checked', state: 'warning', detail: 'the chain could not be read' };
  }
  const detail = `the chain keeps no account below ${assetText(minimum, 'SOL')}`;
  if (recipientBalance + intent.amount < minimum) {
    return { label: 'Too little for the recipient’s account to exist', state: 'failed', detail };
  }
  const rest = balance - intent.amount - fee;
  if (rest > 0n && rest < minimum) {
    return { label: `Leaves only ${assetText(rest, 'SOL')} behind`, state: 'failed', detail };
  }
  return { label: 'Both accounts stay above the chain’s minimum', state: 'ok', detail: assetText(minimum, 'SOL') };
}

function keyCheck({ isOnCurve }: SolanaTransferFacts): Check {
  return isOnCurve
    ? { label: 'The address can have a key holder', state: 'ok', detail: 'on the curve' }
    : { label: 'Nobody can hold a key to this address', state: 'warning', detail: 'it belongs to a program' };
}

function contractCheck({ hasCode }: EvmTransferFacts): Check {
  if (hasCode === null)
    return { label: 'Recipient not looked at', state: 'warning', detail: 'the network could not be read' };
  return hasCode
    ? { label: 'The recipient is a contract', state: 'warning', detail: 'it may refuse the payment; the fee is lost' }
    : { label: 'The recipient is a plain account', state: 'ok', detail: 'no contract at the address' };
}

function queueCheck({ isWaiting }: EvmTransferFacts): Check {
  if (isWaiting === null)
    return { label: 'Queue of the account not looked at', state: 'warning', detail: 'the network could not be read' };
  return isWaiting
    ? { label: 'Another transaction of the account waits', state: 'warning', detail: 'this one is signed after it' }
    : { label: 'Nothing of the account waits for a block', state: 'ok', detail: 'signed when approved' };
}
