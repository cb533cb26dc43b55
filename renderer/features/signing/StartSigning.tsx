import { Button } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import type { RequestDetailView } from '../../../src/contract/views.ts';
import { newCommandId } from '../../api/client.ts';
import { useCommand } from '../../api/commands.ts';
import { Icon } from '../../components/Icon.tsx';
import { IconArrowsExchange2 } from '../../components/icons.ts';
import { Problem } from '../../components/Problem.tsx';
import { latestSession } from '../request/facts.ts';

interface StartSigningProps {
  readonly detail: RequestDetailView;
  readonly isMain?: boolean;
}

/** Starts the first or the next attempt and opens its live view. */
export function StartSigning({ detail, isMain = false }: StartSigningProps) {
  const navigate = useNavigate();
  const start = useCommand('session.start');
  const requestId = detail.summary.requestId;
  const last = latestSession(detail);
  const run = () =>
    start.mutate(
      { requestId, commandId: newCommandId() },
      { onSuccess: () => void navigate({ to: '/requests/$requestId/signing', params: { requestId } }) },
    );
  return (
    <>
      <Button
        size={isMain ? 'md' : 'sm'}
        variant={isMain ? 'filled' : 'default'}
        leftSection={<Icon of={IconArrowsExchange2} />}
        loading={start.isPending}
        onClick={run}
      >
        {last === undefined ? 'Start signing' : `Start attempt ${last.attempt + 1} of ${last.maxAttempts}`}
      </Button>
      {start.error !== null && <Problem error={start.error} />}
    </>
  );
}
