import { Button } from '@mantine/core';
import type { ReshareView, VaultView } from '../../../src/contract/views.ts';
import { newCommandId } from '../../api/client.ts';
import { useCommand } from '../../api/commands.ts';
import { Icon } from '../../components/Icon.tsx';
import { IconPlayerStop } from '../../components/icons.ts';
import { Problem } from '../../components/Problem.tsx';

interface CancelReshareProps {
  readonly vault: VaultView;
  readonly reshare: ReshareView;
}

/** Gives the change up; the present shares stay as they are. */
export function CancelReshare({ vault, reshare }: CancelReshareProps) {
  const cancel = useCommand('key.cancel-reshare');
  if (!reshare.can.cancel) return null;
  const { runId } = reshare;
  return (
    <>
      {cancel.error !== null && <Problem error={cancel.error} />}
      <Button
        variant="default"
        leftSection={<Icon of={IconPlayerStop} />}
        loading={cancel.isPending}
        onClick={() => cancel.mutate({ vaultId: vault.vaultId, runId, commandId: newCommandId() })}
      >
        Give it up
      </Button>
    </>
  );
}
