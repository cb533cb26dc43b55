import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import type { CeremonyView } from '../../../src/contract/views.ts';
import { newCommandId } from '../../api/client.ts';
import { useCommand } from '../../api/commands.ts';
import { Address } from '../../components/Address.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { HashBlock } from '../../components/HashBlock.tsx';
import { Icon } from '../../components/Icon.tsx';
import { IconClock, IconEqual } from '../../components/icons.ts';
import { Note } from '../../components/Note.tsx';
import { Panel } from '../../components/Panel.tsx';
import { RoundsGrid } from '../../components/RoundsGrid.tsx';
import { stopwatch } from '../../components/time.ts';
import './first-run.css';

interface CeremonyRoundsProps {
  readonly ceremony: CeremonyView;
  readonly level?: 2 | 3;
  /** Whether this console can begin it anew from here. */
  readonly canRetry?: boolean;
}

/** The grid, who is waited for, and the end: result or failure. */
export function CeremonyRounds({ ceremony, level = 2, canRetry = true }: CeremonyRoundsProps) {
  const current = ceremony.rounds.findIndex((round) => round.isCurrent) + 1;
  const hasEnded = ceremony.state === 'cancelled' || ceremony.state === 'failed';
  const place = current > 0 ? `round ${current} of ${ceremony.rounds.length} · ` : '';
  return (
    <Panel
      level={level}
      title={
        <>
          {level === 2 ? ceremony.vaultName : 'Key ceremony'} <span className="t3 thin">{ceremony.scheme}</span>
        </>
      }
      aside={ceremony.elapsed === null ? undefined : `${place}${stopwatch(ceremony.elapsed)}`}
    >
      {ceremony.rounds.length > 0 && (
        <RoundsGrid parties={ceremony.parties} rounds={ceremony.rounds} isDense hasEnded={hasEnded} />
      )}
      <div className="ce-end" aria-live="polite">
        <CeremonyEnd ceremony={ceremony} retry={canRetry ? <Retry /> : undefined} />
      </div>
    </Panel>
  );
}

interface EndProps {
  readonly ceremony: CeremonyView;
  readonly retry: ReactNode;
}

function CeremonyEnd({ ceremony, retry }: EndProps) {
  if (ceremony.state === 'done') return <Result ceremony={ceremony} />;
  if (ceremony.state === 'failed') return <Failure ceremony={ceremony} retry={retry} />;
  if (ceremony.state === 'cancelled')
    return (
      <Note tone="idle" title="Stopped. Nothing was kept." action={retry}>
        Every share of this attempt is erased.
      </Note>
    );
  return (
    <p className="row">
      <Icon of={IconClock} className="c-wait" /> {ceremony.waitingFor}
    </p>
  );
}

function Result({ ceremony }: { readonly ceremony: CeremonyView }) {
  const count = { agree: ceremony.confirmedBy.length, of: ceremony.parties.length };
  return (
    <div className="ce-result">
      {ceremony.fingerprint !== null && (
        <div data-testid="fingerprint">
          <HashBlock label="Fingerprint" hash={ceremony.fingerprint} agreed={count} />
        </div>
      )}
      {ceremony.address !== null && (
        <div className="hash" data-testid="first-address">
          <span className="hash-l">First address</span>
          <Address of={ceremony.address} size="sm" />
          <span className="hash-m">
            <Icon of={IconEqual} size={12} />
            {count.agree} of {count.of}
          </span>
          <CopyButton text={ceremony.address} label="first address" />
        </div>
      )}
    </div>
  );
}

function Failure({ ceremony, retry }: EndProps) {
  const blamed = ceremony.blamed.map(({ pid, code, certainty }) => {
    const name = ceremony.parties.find((party) => party.pid === pid)?.name ?? 'A party';
    return `${name}: ${code}, ${certainty}.`;
  });
  return (
    <Note tone="bad" title={ceremony.error?.message ?? 'The ceremony failed.'} role="alert" action={retry}>
      {[...blamed, ceremony.error?.safe ?? 'Every share of this attempt is erased.', ceremony.error?.next].join(' ')}
      {ceremony.error !== null && (
        <span className="note-code">
          Code <span className="mono">{ceremony.error.code}</span>
        </span>
      )}
    </Note>
  );
}

function Retry() {
  const retry = useCommand('ceremony.retry');
  return (
    <Button
      variant="default"
      size="xs"
      loading={retry.isPending}
      onClick={() => retry.mutate({ commandId: newCommandId() })}
    >
      Retry
    </Button>
  );
}
