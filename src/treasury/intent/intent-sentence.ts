/** An intent in one sentence. Every surface uses this text, so that people compare the same words. */
import { chainRules } from '../chains/chain-rules.ts';
import { evmNetworkWords } from '../chains/evm-network.ts';
import { assetText } from './assets.ts';
import type { TransferIntent } from './intent.ts';
import { utcText } from './utc-time.ts';

/** A piece of a sentence; strong pieces are what must not be misread. */
export interface SentencePart {
  readonly text: string;
  readonly isStrong: boolean;
}

/** Names that the workspace knows for the ends of a transfer. */
export interface IntentNames {
  readonly account: string;
  /** Payee or own account behind the recipient's address; `null` shows the whole address. */
  readonly recipient: string | null;
}

/**
 * The pieces of `Pay 2.5 SOL from Operating to Aurelia Shipyards GmbH, fee at most 0.00001 SOL, by 18 Nov 2026 14:08 UTC.` One
 * address exists on every EVM network, so there the network is named: `... to Aurelia Shipyards GmbH on Ethereum, fee ...`.
 */
export function intentParts(intent: TransferIntent, names: IntentNames): SentencePart[] {
  return [
    plain('Pay '),
    strong(assetText(intent.amount, intent.asset)),
    plain(' from '),
    strong(names.account),
    plain(' to '),
    strong(names.recipient ?? intent.to),
    ...(intent.chain === 'evm' ? [plain(' on '), strong(evmNetworkWords(intent.network))] : []),
    plain(', fee at most '),
    strong(assetText(intent.feeCeiling, chainRules(intent.chain).asset)),
    plain(', by '),
    strong(utcText(intent.expiresAt)),
    plain('.'),
  ];
}

/** The whole sentence. */
export function intentSentence(intent: TransferIntent, names: IntentNames): string {
  return intentParts(intent, names)
    .map((part) => part.text)
    .join('');
}

function plain(text: string): SentencePart {
  return { text, isStrong: false };
}

function strong(text: string): SentencePart {
  return { text, isStrong: true };
}
