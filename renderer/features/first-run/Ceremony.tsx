import { Button } from '@mantine/core';
import { useEffect } from 'react';
import type { CeremonyView } from '../../../src/contract/views.ts';
import { useCommand } from '../../api/commands.ts';
import { useCeremony, useStatus } from '../../api/queries.ts';
import { Chip, type Tone } from '../../components/Chip.tsx';
import { Icon } from '../../components/Icon.tsx';
import {
  IconArrowsExchange2,
  IconCheck,
  IconPlayerStop,
  IconServer2,
  IconX,
  type TablerIcon,
} from '../../components/icons.ts';
import { Loading } from '../../components/Loading.tsx';
import { PageHead } from '../../components/Panel.tsx';
import { Problem } from '../../components/Problem.tsx';
import { CeremonyAside } from './CeremonyAside.tsx';
import { CeremonyRounds } from './CeremonyRounds.tsx';
import { FirstRunFrame } from './FirstRunFrame.tsx';
import { Starting } from './Starting.tsx';

const chips: Record<CeremonyView['state'], readonly [tone: Tone, icon: TablerIcon, word: string]> = {
  preparing: ['idle', IconServer2, 'preparing'],
  running: ['ink', IconArrowsExchange2, 'running'],
  confirming: ['ink', IconArrowsExchange2, 'confirming'],
  done: ['ok', IconCheck, 'done'],
  failed: ['bad', IconX, 'failed'],
  cancelled: ['idle', IconPlayerStop, 'stopped'],
};

/** The key ceremony, live; its end stays until the person opens the workspace. */
export function Ceremony({ onRead }: { readonly onRead: () => void }) {
  const ceremony = useCeremony();
  const { data: status } = useStatus();
  const isGone = ceremony.data === null && status?.phase === 'ready';
  useEffect(() => {
    if (isGone) onRead();
  }, [isGone, onRead]);
  if (ceremony.data === undefined || ceremony.data === null) return <Starting step="Preparing the key ceremony" />;
  return <CeremonyScreen ceremony={ceremony.data} canOpen={status?.phase === 'ready'} onRead={onRead} />;
}

interface CeremonyScreenProps {
  readonly ceremony: CeremonyView;
  readonly canOpen: boolean;
  readonly onRead: () => void;
}

function CeremonyScreen({ ceremony, canOpen, onRead }: CeremonyScreenProps) {
  const [tone, icon, word] = chips[ceremony.state];
  const online = ceremony.parties.filter((party) => party.isOnline).length;
  return (
    <FirstRunFrame
      step={ceremony.state === 'done' ? 'ready' : 'ceremony'}
      top={
        <span className="top-i">
          <Icon of={IconServer2} className={online === ceremony.parties.length ? 'c-ok' : 'c-wait'} />
          <b className="num">
            {online}/{ceremony.parties.length}
          </b>
          co-signers
        </span>
      }
    >
      <PageHead
        title={
          <>
            Key ceremony
            <Chip tone={tone} icon={icon}>
              {word}
            </Chip>
          </>
        }
        sub={`${ceremony.parties.length} co-signers make one key together. Each keeps one share. Nobody holds the whole key at any moment.`}
        actions={<CeremonyAction ceremony={ceremony} canOpen={canOpen} onRead={onRead} />}
      />
      <div className="ce">
        <CeremonyRounds ceremony={ceremony} />
        <CeremonyAside ceremony={ceremony} />
      </div>
    </FirstRunFrame>
  );
}

/** The one action of each state: stop, or open what was made. Retry stands beside the failure. */
function CeremonyAction({ ceremony, canOpen, onRead }: CeremonyScreenProps) {
  const cancel = useCommand('ceremony.cancel');
  const isOpen = ['preparing', 'running', 'confirming'].includes(ceremony.state);
  if (isOpen)
    return (
      <>
        {cancel.error !== null && <Problem error={cancel.error} />}
        <Button
          variant="default"
          leftSection={<Icon of={IconPlayerStop} />}
          loading={cancel.isPending}
          onClick={() => cancel.mutate({})}
        >
          Stop, keep nothing
        </Button>
      </>
    );
  if (ceremony.state !== 'done') return null;
  if (!canOpen) return <Loading step="Opening the workspace" lines={0} />;
  return <Button onClick={onRead}>Open the workspace</Button>;
}
