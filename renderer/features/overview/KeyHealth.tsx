import { Link } from '@tanstack/react-router';
import type { CoSignerView, VaultView } from '../../../src/contract/views.ts';
import { useNow } from '../../api/clock.ts';
import { useVaults } from '../../api/queries.ts';
import { Icon } from '../../components/Icon.tsx';
import { IconAlertTriangle, IconCheck, IconCircleCheckFilled } from '../../components/icons.ts';
import { Loading } from '../../components/Loading.tsx';
import { Panel } from '../../components/Panel.tsx';
import { Problem } from '../../components/Problem.tsx';
import { ageWords } from '../../components/time.ts';

/** Whether the holders are there, and what may still be lost. */
export function KeyHealth({ coSigners }: { readonly coSigners: readonly CoSignerView[] }) {
  const vaults = useVaults();
  return (
    <Panel
      title="Key health"
      aside={
        <Link to="/keys" className="lnk">
          Keys <kbd className="kbd">g k</kbd>
        </Link>
      }
    >
      {vaults.error !== null && <Problem error={vaults.error} />}
      {vaults.data === undefined && vaults.error === null && <Loading step="Reading the vaults from the log" />}
      {vaults.data?.map((vault) => (
        <VaultHealth key={vault.vaultId} vault={vault} coSigners={coSigners} />
      ))}
    </Panel>
  );
}

interface VaultHealthProps {
  readonly vault: VaultView;
  readonly coSigners: readonly CoSignerView[];
}

function VaultHealth({ vault, coSigners }: VaultHealthProps) {
  const now = useNow();
  const holders = vault.holders.map(({ coSigner }) => coSigners.find(({ pid }) => pid === coSigner.pid) ?? coSigner);
  const online = holders.filter((holder) => holder.isOnline).length;
  const isWell = online === holders.length;
  return (
    <div className="kh">
      <div className="kh-n">
        <span className="row">
          <Icon of={isWell ? IconCircleCheckFilled : IconAlertTriangle} className={isWell ? 'c-ok' : 'c-wait'} />
          <b>
            {online} of {holders.length} holders online
          </b>
        </span>
        <small>{vault.name}</small>
      </div>
      <div className="kh-bars">
        {holders.map((holder) => (
          <div key={holder.pid} className={`kh-b${holder.isOnline ? '' : ' kh-wait'}`}>
            <Icon of={holder.isOnline ? IconCheck : IconAlertTriangle} size={12} />
            {holder.name}
            <span className="sr">{holder.isOnline ? ', online' : ', offline'}</span>
          </div>
        ))}
      </div>
      <dl className="kv kv-s">
        <dt>Signing needs</dt>
        <dd>
          any {vault.minSigners} of {vault.partyCount}, epoch {vault.epoch}, {ageWords(now - Number(vault.createdAt))}{' '}
          old
        </dd>
        <dt>Can lose</dt>
        <dd>{vault.canLose === 1 ? 'any 1 holder and still sign' : `any ${vault.canLose} holders and still sign`}</dd>
      </dl>
    </div>
  );
}
