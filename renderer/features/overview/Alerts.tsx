import { Link } from '@tanstack/react-router';
import type { CoSignerView } from '../../../src/contract/views.ts';
import { useNow } from '../../api/clock.ts';
import { useBalances, useRequests, useVaults } from '../../api/queries.ts';
import { Icon } from '../../components/Icon.tsx';
import {
  IconCircleCheck,
  IconClockExclamation,
  IconGitBranch,
  IconKey,
  IconLock,
  IconServer2,
  IconShieldX,
  type TablerIcon,
} from '../../components/icons.ts';
import { Panel } from '../../components/Panel.tsx';
import { clockTime } from '../../components/time.ts';
import { alertsOf, type Alert } from './alerts.ts';

const faces: Record<Alert['kind'], readonly [icon: TablerIcon, className: string]> = {
  dissent: [IconGitBranch, 'c-bad'],
  locked: [IconLock, 'c-bad'],
  key: [IconKey, 'c-bad'],
  blocked: [IconShieldX, 'c-wait'],
  offline: [IconServer2, 'c-wait'],
  stale: [IconClockExclamation, 'c-wait'],
};

/** Is anything wrong. */
export function Alerts({ coSigners }: { readonly coSigners: readonly CoSignerView[] }) {
  const requests = useRequests().data ?? [];
  const balances = useBalances().data ?? [];
  const vaults = useVaults().data ?? [];
  const now = useNow(10_000);
  const alerts = alertsOf({ requests, coSigners, balances, vaults, now: BigInt(Math.floor(now)) });
  return (
    <Panel title="Alerts" aside={alerts.length === 0 ? undefined : 'now and last 24 h'} isPadded={false}>
      {alerts.length === 0 ? (
        <p className="pad row">
          <Icon of={IconCircleCheck} className="c-ok" /> Nothing is wrong.
        </p>
      ) : (
        <ul className="alerts">
          {alerts.map((alert) => (
            <AlertLine key={alert.id} alert={alert} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function AlertLine({ alert }: { readonly alert: Alert }) {
  const [icon, className] = faces[alert.kind];
  return (
    <li>
      <Icon of={icon} size={18} className={className} />
      <span>
        {alert.requestId === null ? (
          <b>{alert.title}</b>
        ) : (
          <Link to="/requests/$requestId" params={{ requestId: alert.requestId }} className="q-l">
            <b>{alert.title}</b>
          </Link>
        )}
        <small>{alert.detail}</small>
      </span>
      <small className="num">{alert.at === null ? '' : clockTime(Number(alert.at))}</small>
    </li>
  );
}
