/** Chains as people tell them apart: a neutral glyph, and what their addresses look like. */
import type { BalanceView } from '../../src/contract/views.ts';
import { useBalances } from '../api/queries.ts';
import { IconCurrencyEthereum, IconCurrencySolana, type TablerIcon } from './icons.ts';

type Chain = BalanceView['chain'];

export const chainIcons: Record<Chain, TablerIcon> = { solana: IconCurrencySolana, evm: IconCurrencyEthereum };

/** "the development chain 31337" where it stands alone: "Development chain 31337". */
export function chainTitle(chainName: string): string {
  const title = chainName.replace(/^the /, '');
  return title.charAt(0).toUpperCase() + title.slice(1);
}

/** What a typed address must look like. */
export const addressHints: Record<Chain, string> = {
  solana: '32 to 44 letters and digits; there is no 0, O, I or l among them.',
  evm: '0x and 40 hexadecimal digits. Capitals are its checksum and must be as given.',
};

/** Only addresses of EVM chains begin so: 0 is no digit of base58. */
export const isEvmAddress = (address: string): boolean => address.startsWith('0x');

/** Groups of a row where an address is decided on: an EVM address is two rows of five. */
export const groupsPerRow = (address: string): 5 | 6 => (isEvmAddress(address) ? 5 : 6);

/** The chain of an account by its name, where the accounts are known. */
export function useChainOf(accountName: string): Pick<BalanceView, 'chain' | 'chainName'> | undefined {
  return useBalances().data?.find((balance) => balance.accountName === accountName);
}
