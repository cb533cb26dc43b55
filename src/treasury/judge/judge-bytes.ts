/** Whether the bytes do the approved intent and nothing else. Both readings are in every text. */
import { assetText } from '../intent/assets.ts';
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
  if (reading.asset !== intent.asset) reasons.push({ code: 'ASSET_DIFFERS', text: both });
  if (reading.to !== intent.to) reasons.push({ code: 'RECIPIENT_DIFFERS', text: both });
  if (reading.amount !== intent.amount) reasons.push({ code: 'AMOUNT_DIFFERS', text: both });
  if (reading.from !== intent.from) {
    reasons.push({
      code: 'SENDER_DIFFERS',
      text: `The bytes pay from ${reading.from}, the approved intent pays from ${intent.from}.`,
    });
  }
  if (reading.feePayer !== intent.from) {
    reasons.push({
      code: 'SENDER_DIFFERS',
      text: `The bytes let ${reading.feePayer} pay the fee, the approved intent lets ${intent.from} pay it.`,
    });
  }
  for (const effect of reading.unexplained) {
    reasons.push({ code: 'EFFECT_UNEXPLAINED', text: `The bytes do more than the intent says: ${effect}` });
  }
  return reasons;
}

function limits({ request: { intent }, session }: Case, reading: TransactionReading): Reason[] {
  const reasons: Reason[] = [];
  if (reading.fee > intent.feeCeiling) {
    const [fee, ceiling] = [assetText(reading.fee, 'SOL'), assetText(intent.feeCeiling, 'SOL')];
    reasons.push({
      code: 'FEE_TOO_HIGH',
      text: `The bytes cost ${fee} in fees, the approved intent allows ${ceiling}.`,
    });
  }
  if (reading.lifetime !== session.proposal.lifetime.blockhash) {
    reasons.push({
      code: 'LIFETIME_INVALID',
      text: `The bytes are bound to blockhash ${reading.lifetime}, the proposal says ${session.proposal.lifetime.blockhash}.`,
    });
  }
  return reasons;
}

type Payment = Pick<TransactionReading, 'amount' | 'asset' | 'to'>;

function paymentText({ amount, asset, to }: Payment): string {
  return `${assetText(amount, asset)} to ${to}`;
}
