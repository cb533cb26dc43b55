import { Button } from '@mantine/core';
import { useState } from 'react';
import type { ReshareView, VaultView } from '../../../src/contract/views.ts';
import { newCommandId } from '../../api/client.ts';
import { useCommand } from '../../api/commands.ts';
import { useWorkspace } from '../../api/queries.ts';
import { Count } from '../../components/Amount.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Spinner } from '../../components/Loading.tsx';
import { Note } from '../../components/Note.tsx';
import { Problem } from '../../components/Problem.tsx';
import { TokenScreens } from '../../components/TokenScreens.tsx';
import { useConfirmKey } from '../../frame/use-global-keys.ts';

interface ReshareReviewProps {
  readonly vault: VaultView;
  readonly reshare: ReshareView;
  readonly onClose: () => void;
}

/** The token's screens as they will be, then the token itself decides. */
export function ReshareReview({ vault, reshare, onClose }: ReshareReviewProps) {
  const { data: workspace } = useWorkspace();
  const approve = useCommand('key.approve-reshare');
  // One id for the whole review: pressing again after an error repeats the same act.
  const [commandId] = useState(newCommandId);
  const send = () => approve.mutate({ vaultId: vault.vaultId, runId: reshare.runId, commandId });
  useConfirmKey(send, approve.isIdle);
  return (
    <Dialog onClose={onClose} title="Review and approve" size="xl" canLeave={!approve.isPending}>
      <div className="form">
        <p className="sent">
          New share holders for <b>{vault.name}</b>: who holds a share decides who can spend.
        </p>
        <TokenScreens screens={reshare.tokenScreens} canShow={workspace?.me.token.canShow ?? true} />
        <div aria-live="polite">
          {approve.isIdle && (
            <p className="t2">
              These are the words of your token. The line under a name is the start of that co-signer’s identity. Send
              it there, compare each screen, and confirm on it.
            </p>
          )}
          {approve.isPending && (
            <p className="row">
              <Spinner /> Waiting for your token. Compare there and confirm.
            </p>
          )}
          {approve.isSuccess && (
            <Note tone="ok" title="Approved." role="status">
              Log entry <Count of={approve.data.logIndex} />. The change runs by itself when enough officers have
              approved.
            </Note>
          )}
          {approve.error !== null && <Problem error={approve.error} />}
        </div>
        <div className="form-a">
          <Button variant="default" onClick={onClose} disabled={approve.isPending}>
            {approve.isSuccess ? 'Done' : 'Close'}
          </Button>
          {!approve.isSuccess && (
            <Button onClick={send} loading={approve.isPending} data-autofocus>
              Send to token
            </Button>
          )}
        </div>
      </div>
    </Dialog>
  );
}
