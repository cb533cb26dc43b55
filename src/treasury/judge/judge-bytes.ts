/** Whether the bytes do the approved intent and nothing else. Both readings are in every text. */
import { chainRules } from '../chains/chain-rules.ts';
import { assetText } from '../intent/assets.ts';
import type { Lifetime } from '../workspace/entry.ts';
import type { TransferIntent } from '../intent/intent.ts';
import type { Case, Reason } from './judge.ts';
import { isUnreadable } from './reading-sentence.ts';
import type { TransactionReading } from './reading.ts';

/** Reasons in what this co-signer's own decoder read. */
export function bytesReasons(found: Case): Reason[] {
  const { reading } = found;
  if (isUnreadable(reading))
    return [{ code: 'BYTES_UNREADABLE', text: `The decoder cannot read the bytes: ${reading.reason}` }];
  return [...effects(found, reading), ...limits(found, reading)];
}

function effects({ request: { intent } }: Case, reading: TransactionReading): Reason[] {
  const reasons: Reason[] = [];
  const both = `The bytes pay ${paymentText(reading)}, the approved intent pays ${paymentText(intent)}.`;
  if (reading.chain !== intent.chain)
    reasons.push({
      code: 'NETWORK_DIFFERS',
      text: `The bytes are for ${reading.chain}, the intent is for ${intent.chain}.`,
    });
  if (reading.network !== undefined && reading.network !== intent.network)
    reasons.push({
      code: 'NETWORK_DIFFERS',
      text: `The bytes are for network ${reading.network}, the intent is for ${intent.network}.`,
    });
  if (reading.asset !== intent.asset) reasons.push({ code: 'ASSET_DIFFERS', text: both });
  if (reading.to !== intent.to) reasons.push({ code: 'RECIPIENT_DIFFERS', text: both });
  if (reading.amount !== intent.amount) reasons.push({ code: 'AMOUNT_DIFFERS', text: both });
  reasons.push(...senders(intent, reading));
  for (const effect of reading.unexplained) {
    reasons.push({ code: 'EFFECT_UNEXPLAINED', text: `The bytes do more than the intent says: ${effect}` });
  }
  return reasons;
}

/** Where bytes name no sender, the key that signs them is the sender: `sessionReasons` holds it against the intent. */
function senders(intent: TransferIntent, { from, feePayer }: TransactionReading): Reason[] {
  const reasons: Reason[] = [];
  if (intent.chain === 'evm' && from === undefined && feePayer === undefined) return reasons;
  if (from !== intent.from) {
    reasons.push({
      code: 'SENDER_DIFFERS',
      text: `The bytes pay from ${from}, the approved intent pays from ${intent.from}.`,
    });
  }
  if (feePayer !== intent.from) {
    reasons.push({
      code: 'SENDER_DIFFERS',
      text: `The bytes let ${feePayer} pay the fee, the approved intent lets ${intent.from} pay it.`,
    });
  }
  return reasons;
}

function limits({ request: { intent }, session }: Case, reading: TransactionReading): Reason[] {
  const reasons: Reason[] = [];
  const { asset } = chainRules(intent.chain);
  if (reading.fee > intent.feeCeiling) {
    const [fee, ceiling] = [assetText(reading.fee, asset), assetText(intent.feeCeiling, asset)];
    reasons.push({
      code: 'FEE_TOO_HIGH',
      text: `The bytes cost ${fee} in fees, the approved intent allows ${ceiling}.`,
    });
  }
  return [...reasons, ...lifetimes(reading, session.proposal.lifetime)];
}

/** What the proposal says of the bytes' life is the proposer's word; people read it, so it must be what the bytes say. */
function lifetimes(reading: TransactionReading, lifetime: Lifetime): Reason[] {
  const [kind, said] = 'nonce' in lifetime ? ['nonce', `${lifetime.nonce}`] : ['blockhash', lifetime.blockhash];
  const reasons: Reason[] = [];
  if (reading.lifetime !== said) {
    reasons.push({
      code: 'LIFETIME_INVALID',
      text: `The bytes are bound to ${kind} ${reading.lifetime}, the proposal says ${said}.`,
    });
  }
  if ('nonce' in lifetime && reading.fee !== lifetime.feeCap) {
    const [fee, cap] = [reading.fee, lifetime.feeCap].map((value) => assetText(value, chainRules(reading.chain).asset));
    reasons.push({
      code: 'LIFETIME_INVALID',
      text: `The bytes cost at most ${fee} in fees, the proposal says ${cap}.`,
    });
  }
  return reasons;
}

type Payment = Pick<TransactionReading, 'amount' | 'asset' | 'to'>;

function paymentText({ amount, asset, to }: Payment): string {
  return `${assetText(amount, asset)} to ${to}`;
}
