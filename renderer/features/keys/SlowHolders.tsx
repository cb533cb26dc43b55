import type { VaultHolderView } from '../../../src/contract/views.ts';

type Holder = Pick<VaultHolderView, 'slowBecause'> & {
  readonly coSigner: Pick<VaultHolderView['coSigner'], 'pid' | 'name'>;
};

/** Holders whose machine computes by the slow way, and why. */
export function SlowHolders({ holders }: { readonly holders: readonly Holder[] }) {
  return holders
    .filter(({ slowBecause }) => slowBecause !== null)
    .map(({ coSigner, slowBecause }) => (
      <p key={coSigner.pid} className="c-wait">
        {coSigner.name} signs about eight times slower than it should. Its arithmetic fell back: {slowBecause}
      </p>
    ));
}
