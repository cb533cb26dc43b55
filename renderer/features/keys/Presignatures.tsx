import { Button } from '@mantine/core';
import type { VaultView } from '../../../src/contract/views.ts';
import { newCommandId } from '../../api/client.ts';
import { useCommand } from '../../api/commands.ts';
import { Icon } from '../../components/Icon.tsx';
import { IconCheck, IconCircleDashed } from '../../components/icons.ts';
import { listOf } from '../../components/list-of.ts';
import { Spinner } from '../../components/Loading.tsx';
import { Panel } from '../../components/Panel.tsx';
import { Problem } from '../../components/Problem.tsx';
import { SlowHolders } from './SlowHolders.tsx';

type Stock = NonNullable<VaultView['presignatures']>;

/** What is made ahead of time: presignatures for signing in one round, and primes for the next refresh. */
export function Presignatures({ vault, stock }: { readonly vault: VaultView; readonly stock: Stock }) {
  const order = useCommand('presignature.order');
  const names = stock.signers.map((pid) => nameOf(vault, pid));
  const run = () =>
    order.mutate({ vaultId: vault.vaultId, count: Math.max(1, stock.target), commandId: newCommandId() });
  return (
    <Panel level={3} title="Presignatures" aside="ready for fast signing">
      <div className="ps">
        <span>{names.length === 0 ? 'No signing set is online' : listOf(names)}</span>
        <Meter value={stock.available} of={stock.target} label={`Presignatures of ${listOf(names)}`} />
        <b className={`num${stock.available === 0 ? ' c-wait' : ''}`}>
          {stock.available} of {stock.target}
        </b>
      </div>
      <div className="ps-o">
        <span className="row t3" aria-live="polite">
          {stock.underWay > 0 ? (
            <>
              <Spinner /> {stock.underWay === 1 ? '1 is being made' : `${stock.underWay} are being made`}
            </>
          ) : (
            `Without one, signing takes the whole protocol. ${stock.why}`
          )}
        </span>
        <Button variant="default" size="xs" disabled={!vault.can.order} loading={order.isPending} onClick={run}>
          Order more
        </Button>
      </div>
      {order.error !== null && <Problem error={order.error} />}
      <Primes vault={vault} />
      <SlowHolders holders={vault.holders} />
    </Panel>
  );
}

interface MeterProps {
  readonly value: number;
  readonly of: number;
  readonly label: string;
}

/** A bar beside its number: full in ink, low hatched in amber. */
function Meter({ value, of, label }: MeterProps) {
  const part = of === 0 ? 0 : Math.min(1, value / of);
  return (
    <span
      className={`meter${part < 0.5 ? ' meter-low' : ''}`}
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={of}
      aria-valuenow={Math.min(value, of)}
    >
      <i style={{ width: `${Math.round(part * 100)}%` }} />
    </span>
  );
}

/** Whether each holder has what the next refresh needs. */
function Primes({ vault }: { readonly vault: VaultView }) {
  return (
    <div className="pr">
      <span className="t3">Primes for the next change of the shares</span>
      <ul className="chk">
        {vault.holders.map(({ coSigner, primes }) => {
          const isReady = primes !== null && primes.ready > 0;
          return (
            <li key={coSigner.pid}>
              <Icon of={isReady ? IconCheck : IconCircleDashed} size={14} className={isReady ? 'c-ok' : 'c-wait'} />
              <span>{coSigner.name}</span>
              <small>{primeWords(primes)}</small>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

function primeWords(primes: VaultView['holders'][number]['primes']): string {
  if (primes === null) return 'not reported yet';
  if (primes.ready > 0) return 'ready';
  return primes.isGenerating ? 'being found' : 'none yet';
}

const nameOf = (vault: VaultView, pid: string): string =>
  vault.holders.find(({ coSigner }) => coSigner.pid === pid)?.coSigner.name ?? 'A co-signer';
