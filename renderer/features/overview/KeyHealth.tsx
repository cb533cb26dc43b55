import { Link } from '@tanstack/react-router';
import type { CoSignerView, VaultView } from '../../../src/contract/views.ts';
import { useNow } from '../../api/clock.ts';
import { useVaults } from '../../api/queries.ts';
import { Icon } from '../../components/Icon.tsx';
import { IconAlertTriangle, IconCheck, IconCircleCheckFilled, IconCircleDashed } from '../../components/icons.ts';
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
      {vaults.data?.map((vault) =>
        vault.status === 'active' ? (
          <VaultHealth key={vault.vaultId} vault={vault} coSigners={coSigners} />
        ) : (
          <VaultOnTheWay key={vault.vaultId} vault={vault} />
        ),
      )}
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
  const [current] = vault.epochs;
  const since = current?.since ?? vault.createdAt;
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
          any {vault.minSigners} of {vault.partyCount}, epoch {vault.epoch}
          {since !== null && `, ${ageWords(now - Number(since))} old`}
        </dd>
        <dt>Can lose</dt>
        <dd>{canLoseWords(vault.canLose)}</dd>
        {vault.reshare !== null && isOpen(vault.reshare) && (
          <>
            <dt>Shares</dt>
            <dd>
              <Link to="/keys" search={{ vault: vault.vaultId }} className="lnk">
                {vault.reshare.status === 'pending' ? 'a change waits for tokens' : 'new ones are being made'}
              </Link>
            </dd>
          </>
        )}
      </dl>
    </div>
  );
}

const isOpen = ({ status }: NonNullable<VaultView['reshare']>): boolean => status === 'pending' || status === 'running';

function canLoseWords(canLose: number): string {
  if (canLose === 0) return 'no holder and still sign';
  return canLose === 1 ? 'any 1 holder and still sign' : `any ${canLose} holders and still sign`;
}

/** A vault without a key yet: how far its ceremony is, and whom it waits for. */
function VaultOnTheWay({ vault }: { readonly vault: VaultView }) {
  const { ceremony } = vault;
  const isFailed = vault.status === 'failed';
  const current = ceremony?.rounds.findIndex((round) => round.isCurrent) ?? -1;
  const step = current >= 0 ? `round ${current + 1} of ${ceremony?.rounds.length}` : 'preparing';
  return (
    <div className="kh">
      <div className="kh-n">
        <span className="row">
          <Icon of={isFailed ? IconAlertTriangle : IconCircleDashed} className="c-wait" />
          <b>{isFailed ? 'No key: the ceremony ended' : `Key ceremony, ${step}`}</b>
        </span>
        <Link to="/keys" search={{ vault: vault.vaultId }} className="lnk">
          <small>{vault.name}</small>
        </Link>
      </div>
      {ceremony !== null && (
        <p className="t2" role="status">
          {isFailed ? ceremony.error?.message : ceremony.waitingFor}
        </p>
      )}
    </div>
  );
}
