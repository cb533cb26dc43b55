import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import type { VaultView } from '../../../src/contract/views.ts';
import { useVaults } from '../../api/queries.ts';
import { Icon } from '../../components/Icon.tsx';
import { IconArrowLeft } from '../../components/icons.ts';
import { Loading } from '../../components/Loading.tsx';
import { Note } from '../../components/Note.tsx';
import { PageHead } from '../../components/Panel.tsx';
import { Problem } from '../../components/Problem.tsx';
import { useKey } from '../../frame/use-global-keys.ts';
import { ChangeForm } from './ChangeForm.tsx';
import './keys.css';

/** Who shall hold a vault's shares: chosen here, decided by the officers' tokens. */
export function ChangeHolders() {
  const { vaultId } = useParams({ from: '/keys/$vaultId/holders' });
  const { leave, join } = useSearch({ from: '/keys/$vaultId/holders' });
  const vaults = useVaults();
  const navigate = useNavigate();
  useKey('Escape', () => void navigate({ to: '/keys', search: { vault: vaultId } }));
  const vault = vaults.data?.find((one) => one.vaultId === vaultId);
  return (
    <>
      <PageHead
        crumb={
          <Link to="/keys" search={{ vault: vaultId }} className="crumb">
            <Icon of={IconArrowLeft} size={14} />
            Keys
          </Link>
        }
        title={vault === undefined ? 'Change share holders' : `Change share holders of ${vault.name}`}
        sub="The key and its addresses stay. Nothing happens before a majority of the officers has approved with their tokens."
      />
      {vault !== undefined && <Choice key={vault.vaultId} vault={vault} leave={leave} join={join} />}
      {vaults.data === undefined && vaults.error === null && (
        <Loading step="Reading the vaults from the log" lines={3} />
      )}
      {vaults.error !== null && (
        <Problem error={vaults.error} action={{ label: 'Try again', run: () => void vaults.refetch() }} />
      )}
      {vaults.data !== undefined && vault === undefined && (
        <Note tone="wait" title="There is no such vault in this workspace.">
          Open the change from the Keys screen.
        </Note>
      )}
    </>
  );
}

interface ChoiceProps {
  readonly vault: VaultView;
  readonly leave: string | undefined;
  readonly join: string | undefined;
}

function Choice({ vault, leave, join }: ChoiceProps) {
  if (!vault.can.reshare)
    return (
      <Note tone="wait" title="The holders cannot be changed now.">
        {vault.can.why}
      </Note>
    );
  const present = vault.holders.map(({ coSigner }) => coSigner.pid).filter((pid) => pid !== leave);
  return <ChangeForm vault={vault} initial={join === undefined ? present : [...present, join]} />;
}
