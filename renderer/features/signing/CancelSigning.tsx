import { Button } from '@mantine/core';
import type { SessionView } from '../../../src/contract/views.ts';
import { useCommand } from '../../api/commands.ts';
import { Icon } from '../../components/Icon.tsx';
import { IconPlayerStop } from '../../components/icons.ts';
import { Problem } from '../../components/Problem.tsx';

interface CancelSigningProps {
  readonly session: SessionView;
  readonly requestId: string;
}

/** Possible until the round in which signature shares leave their machines. */
export function CancelSigning({ session, requestId }: CancelSigningProps) {
  const cancel = useCommand('session.cancel');
  // The attempt ends when its signers have heard it; until the log says so, the order stands.
  const isOrdered = cancel.isPending || cancel.isSuccess;
  if (session.state !== 'judging' && session.state !== 'running') return null;
  return (
    <>
      {cancel.error !== null && <Problem error={cancel.error} />}
      <span className="t3" role="status">
        {session.canCancel ? (isOrdered ? 'being cancelled' : 'possible until the red line') : 'past the red line'}
      </span>
      <Button
        variant="default"
        leftSection={<Icon of={IconPlayerStop} />}
        disabled={!session.canCancel}
        loading={session.canCancel && isOrdered}
        onClick={() => cancel.mutate({ requestId })}
      >
        Cancel signing
      </Button>
    </>
  );
}
