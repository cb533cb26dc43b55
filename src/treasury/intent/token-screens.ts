/** Exactly what a token shows before it signs an approval, word for word and line for line. */
import { formatAmount } from '../../base/units.ts';
import { chainRules } from '../chains/chain-rules.ts';
import { chainIdOf } from '../chains/evm-network.ts';
import { ASSET_DECIMALS } from './assets.ts';
import type { TransferIntent } from './intent.ts';

/** Characters in a line of the smallest screen we speak to. */
export const SCREEN_COLUMNS = 16;
/** Lines of the smallest screen, title included. */
export const SCREEN_LINES = 4;

/** One screen: a title and up to three lines below it. */
export interface ScreenText {
  readonly title: string;
  readonly lines: readonly string[];
}

/** `TR-0007` for the seventh request of a workspace. */
export function requestLabel(number: number): string {
  return `TR-${number.toString().padStart(4, '0')}`;
}

/**
 * The screens of one approval in the order in which the token shows them. The address is complete; nothing is shortened. An EVM
 * address exists on every network, so the chain id has a screen of its own.
 */
export function tokenScreens(requestNumber: number, intent: TransferIntent): ScreenText[] {
  // As every screen of ours groups it, so that the two compare: the 0x hangs before the first group.
  const groups = intent.to.match(/^0x.{4}|.{1,4}/gu) ?? [];
  const half = Math.ceil(groups.length / 2);
  return [
    { title: 'Review', lines: ['Countersign', requestLabel(requestNumber)] },
    { title: 'Amount', lines: amountLines(intent.amount, intent.asset) },
    { title: 'To (1/2)', lines: pairs(groups.slice(0, half)) },
    { title: 'To (2/2)', lines: pairs(groups.slice(half)) },
    ...(intent.chain === 'evm' ? [{ title: 'Network', lines: ['EVM chain', `${chainIdOf(intent.network)}`] }] : []),
    { title: 'Fee at most', lines: amountLines(intent.feeCeiling, chainRules(intent.chain).asset) },
    { title: 'Sign?', lines: ['Approve'] },
  ];
}

/** The number, on a second line where it is longer than one, and the unit. */
function amountLines(value: bigint, asset: TransferIntent['asset']): string[] {
  const digits = formatAmount(value, ASSET_DECIMALS[asset]);
  return [...(digits.match(new RegExp(`.{1,${SCREEN_COLUMNS}}`, 'gu')) ?? []), asset];
}

/** Two groups of four characters a line. */
function pairs(groups: readonly string[]): string[] {
  const lines: string[] = [];
  for (let i = 0; i < groups.length; i += 2) lines.push(groups.slice(i, i + 2).join(' '));
  return lines;
}
