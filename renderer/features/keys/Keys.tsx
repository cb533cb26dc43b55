import { useNavigate, useSearch } from '@tanstack/react-router';
import type { VaultView } from '../../../src/contract/views.ts';
import { useVaults } from '../../api/queries.ts';
import { Empty } from '../../components/Empty.tsx';
import { IconKey } from '../../components/icons.ts';
import { Loading } from '../../components/Loading.tsx';
import { PageHead } from '../../components/Panel.tsx';
import { Problem } from '../../components/Problem.tsx';
import { useKey } from '../../frame/use-global-keys.ts';
import { VaultSection } from './VaultSection.tsx';
import './keys.css';

/** Who holds what, which sets can sign, what a loss would mean: a section for each vault. */
export function Keys() {
  const vaults = useVaults();
  const { vault: wanted } = useSearch({ from: '/keys' });
  return (
    <>
      <PageHead
        title="Keys"
        sub="Every vault has one key, and no machine has it."
        actions={<Jump vaults={vaults.data ?? []} />}
      />
      {vaults.data === undefined && vaults.error === null && (
        <Loading step="Reading the vaults from the log" lines={3} />
      )}
      {vaults.error !== null && (
        <Problem error={vaults.error} action={{ label: 'Try again', run: () => void vaults.refetch() }} />
      )}
      {vaults.data?.length === 0 && (
        <div className="panel pad">
          <Empty icon={IconKey} title="No vault yet.">
            A vault appears here when its key ceremony is announced.
          </Empty>
        </div>
      )}
      {vaults.data?.map((vault) => (
        <VaultSection key={vault.vaultId} vault={vault} isWanted={vault.vaultId === wanted} />
      ))}
      <ChangeKey vaults={vaults.data ?? []} />
    </>
  );
}

/** With more vaults than fit the window, one press to each. */
function Jump({ vaults }: { readonly vaults: readonly VaultView[] }) {
  if (vaults.length < 2) return null;
  const show = (vaultId: string) => {
    const section = document.querySelector<HTMLElement>(`[data-vault="${vaultId}"]`);
    section?.scrollIntoView({ block: 'start' });
    section?.querySelector<HTMLElement>('button:not(:disabled)')?.focus({ preventScroll: true });
  };
  return (
    <nav className="ky-j" aria-label="Vaults">
      {vaults.map(({ vaultId, name }) => (
        <button key={vaultId} type="button" className="lnk" onClick={() => show(vaultId)}>
          {name}
        </button>
      ))}
    </nav>
  );
}

/** `r` changes the holders of the vault that has the focus, else of the first that allows it. */
function ChangeKey({ vaults }: { readonly vaults: readonly VaultView[] }) {
  const navigate = useNavigate();
  const open = vaults.filter(({ can }) => can.reshare);
  const change = () => {
    const focused = document.activeElement?.closest<HTMLElement>('[data-vault]')?.dataset['vault'];
    const vault = open.find(({ vaultId }) => vaultId === focused) ?? open[0];
    if (vault !== undefined) void navigate({ to: '/keys/$vaultId/holders', params: { vaultId: vault.vaultId } });
  };
  useKey('r', change, open.length > 0);
  return null;
}
