/** A reading of transaction bytes in one sentence. */
import { chainRules } from '../chains/chain-rules.ts';
import { evmNetworkWords } from '../chains/evm-network.ts';
import { assetText } from '../intent/assets.ts';
import type { TransactionReading } from './reading.ts';

/** Bytes that a decoder cannot read at all. */
export interface UnreadableBytes {
  readonly type: 'unreadable';
  readonly reason: string;
}

export type Reading = TransactionReading | UnreadableBytes;

export function isUnreadable(reading: Reading): reading is UnreadableBytes {
  return 'type' in reading;
}

/**
 * What the bytes do, for example `Transfer 2.5 SOL from A to B, fee 0.000005 SOL.` or `Transfer 2.5 ETH to B on Ethereum, nonce 7, fee
 * at most 0.0006 ETH.`; empty when they are unreadable. At most 400 characters.
 */
export function readingSentence(reading: Reading): string {
  if (isUnreadable(reading)) return '';
  const { unexplained } = reading;
  const more =
    unexplained.length === 0
      ? ''
      : ` It also does ${unexplained.length} more thing${unexplained.length === 1 ? '' : 's'}.`;
  return clip(`${transferSentence(reading)}${more}`, 400);
}

function transferSentence({
  chain,
  network,
  amount,
  asset,
  from,
  to,
  fee,
  feePayer,
  lifetime,
}: TransactionReading): string {
  const what = `Transfer ${assetText(amount, asset)}`;
  const cost = assetText(fee, chainRules(chain).asset);
  if (chain === 'evm')
    return `${what} to ${to} on ${evmNetworkWords(network ?? '')}, nonce ${lifetime}, fee at most ${cost}.`;
  const payer = feePayer === from ? '' : ` paid by ${feePayer}`;
  return `${what} from ${from} to ${to}, fee ${cost}${payer}.`;
}

/** One printable line of at most `maxLength` characters: text from a decoder must not forge the look of the log. */
export function clip(text: string, maxLength: number): string {
  const printable = text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu, ' ').trim();
  return printable.length <= maxLength
    ? printable
    : `${printable
        .slice(0, maxLength - 3)
        .toWellFormed()
        .replace(/\uFFFD$/, '')
        .trimEnd()}...`;
}
