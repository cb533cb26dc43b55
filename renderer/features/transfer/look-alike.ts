/** Addresses that somebody may take for another: what address poisoning and a slip of the hand have in common; pure. */
import type { BalanceView, PayeeView } from '../../../src/contract/views.ts';
import { addressParts, differences } from '../../components/digits.ts';

/** An address with whose it is, and where that is known from. */
export interface Known {
  readonly name: string;
  readonly from: 'Address book' | 'Own account';
  readonly address: string;
}

/** Addresses that are known on a chain: payees of the book and accounts of our own. */
export function knownOn(
  chain: BalanceView['chain'],
  payees: readonly PayeeView[],
  balances: readonly BalanceView[],
): Known[] {
  const isOnChain = (of: { readonly chain: string }) => of.chain === chain;
  return [
    ...payees.filter(isOnChain).map(({ name, address }) => ({ name, address, from: 'Address book' as const })),
    ...balances
      .filter(isOnChain)
      .map(({ accountName, address }) => ({ name: accountName, address, from: 'Own account' as const })),
  ];
}

/** People compare the ends of an address; poisoners make these alike. */
const COMPARED_END = 3;

/** So few characters are a slip; by chance two addresses differ in nearly all. */
const MOST_SLIPS = 4;

/** The known address that `address` looks like without being it. Capitals of an EVM address are a checksum, so they do not count. */
export function lookAlikeOf(address: string, known: readonly Known[]): Known | undefined {
  const typed = bare(address);
  const others = known.map((one) => ({ ...one, signs: bare(one.address) }));
  if (others.some(({ signs }) => signs === typed)) return undefined;
  return others.find(({ signs }) => haveSameEnds(typed, signs) || differences(typed, signs) <= MOST_SLIPS);
}

/** As it is compared: without prefix, and in small letters where letters are hexadecimal digits. */
export function bare(address: string): string {
  const { prefix, groups } = addressParts(address);
  const signs = groups.join('');
  return prefix === '0x' ? signs.toLowerCase() : signs;
}

const haveSameEnds = (left: string, right: string): boolean =>
  left.slice(0, COMPARED_END) === right.slice(0, COMPARED_END) &&
  left.slice(-COMPARED_END) === right.slice(-COMPARED_END);
