/** Who signs together. */
import type { VaultState } from './state.ts';

/** Whether these are exactly as many different holders as the vault needs to sign. */
export function areSigners(vault: Pick<VaultState, 'holders' | 'minSigners'>, signers: readonly string[]): boolean {
  const distinct = new Set(signers);
  return (
    distinct.size === signers.length &&
    signers.length === vault.minSigners &&
    signers.every((pid) => vault.holders.includes(pid))
  );
}
