import { Button } from '@mantine/core';
import { newCommandId } from '../../api/client.ts';
import { useCommand } from '../../api/commands.ts';
import { Problem } from '../../components/Problem.tsx';

/** The one who asked may take the request back while nothing is signed. */
export function CancelRequest({ requestId }: { readonly requestId: string }) {
  const cancel = useCommand('request.cancel');
  return (
    <>
      {cancel.error !== null && <Problem error={cancel.error} />}
      <Button
        variant="default"
        loading={cancel.isPending}
        onClick={() => cancel.mutate({ requestId, commandId: newCommandId() })}
      >
        Cancel request
      </Button>
    </>
  );
}
