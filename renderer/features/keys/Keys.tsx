import type { VaultView } from '../../../src/contract/views.ts';
import { useNow } from '../../api/clock.ts';
import { useVaults, useWorkspace } from '../../api/queries.ts';
import { Chip } from '../../components/Chip.tsx';
import { Empty } from '../../components/Empty.tsx';
import { IconAlertTriangle, IconCircleCheck, IconKey } from '../../components/icons.ts';
import { Loading } from '../../components/Loading.tsx';
import { PageHead } from '../../components/Panel.tsx';
import { Problem } from '../../components/Problem.tsx';
import { ageWords } from '../../components/time.ts';
import { KeyFacts } from './KeyFacts.tsx';
import { Losses } from './Losses.tsx';
import { Meaning } from './Meaning.tsx';
import { SigningSets } from './SigningSets.tsx';
import { TopologyPanel } from './TopologyPanel.tsx';
import './keys.css';

/** Who holds what, which sets can sign, and what a loss would mean. */
export function Keys() {
  const vaults = useVaults();
  if (vaults.data === undefined)
    return (
      <>
        <PageHead title="Keys" />
        {vaults.error === null ? (
          <Loading step="Reading the vaults from the log" lines={3} />
        ) : (
          <Problem error={vaults.error} action={{ label: 'Try again', run: () => void vaults.refetch() }} />
        )}
      </>
    );
  if (vaults.data.length === 0)
    return (
      <>
        <PageHead title="Keys" />
        <div className="panel pad">
          <Empty icon={IconKey} title="No vault yet.">
            A vault appears here when its key ceremony has ended and every holder has confirmed the same key.
          </Empty>
        </div>
      </>
    );
  return vaults.data.map((vault) => <Vault key={vault.vaultId} vault={vault} />);
}

function Vault({ vault: listed }: { readonly vault: VaultView }) {
  const now = useNow();
  const vault = useFreshHolders(listed);
  const offline = vault.holders.filter(({ coSigner }) => !coSigner.isOnline);
  const isWell = offline.length === 0 && vault.status === 'active';
  return (
    <>
      <PageHead
        title={
          <>
            {vault.name}
            <Chip tone={isWell ? 'ok' : 'wait'} icon={isWell ? IconCircleCheck : IconAlertTriangle}>
              {isWell ? 'healthy' : `${offline.length} offline`}
            </Chip>
          </>
        }
        sub={`One key from one ceremony: ${vault.scheme}. No place holds it whole.`}
      />
      <div className="ky">
        <div className="ky-l">
          <TopologyPanel vault={vault} aside={`epoch ${vault.epoch}, ${ageWords(now - Number(vault.createdAt))} old`} />
          <KeyFacts vault={vault} />
        </div>
        <div className="ky-r">
          <SigningSets vault={vault} />
          <Meaning vault={vault} />
          <Losses vault={vault} />
        </div>
      </div>
    </>
  );
}

/** The vault with who is online now: the workspace is asked more often than the vaults. */
function useFreshHolders(vault: VaultView): VaultView {
  const { data: workspace } = useWorkspace();
  const fresh = new Map((workspace?.coSigners ?? []).map((coSigner) => [coSigner.pid, coSigner]));
  const holders = vault.holders.map((holder) => ({
    ...holder,
    coSigner: fresh.get(holder.coSigner.pid) ?? holder.coSigner,
  }));
  return { ...vault, holders };
}
