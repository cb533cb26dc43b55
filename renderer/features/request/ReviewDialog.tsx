import { Button } from '@mantine/core';
import { useState } from 'react';
import type { RequestDetailView } from '../../../src/contract/views.ts';
import { newCommandId } from '../../api/client.ts';
import { useCommand } from '../../api/commands.ts';
import { useWorkspace } from '../../api/queries.ts';
import { Count } from '../../components/Amount.tsx';
import { Spinner } from '../../components/Loading.tsx';
import { Note } from '../../components/Note.tsx';
import { Problem } from '../../components/Problem.tsx';
import { Sentence } from '../../components/Sentence.tsx';
import { TokenScreens } from '../../components/TokenScreens.tsx';
import { useConfirmKey } from '../../frame/use-global-keys.ts';
import { Dialog } from '../../components/Dialog.tsx';

interface ReviewDialogProps {
  readonly detail: RequestDetailView;
  readonly onClose: () => void;
}

/** The token's screens as they will be, then the token itself decides. */
export function ReviewDialog({ detail, onClose }: ReviewDialogProps) {
  const { data: workspace } = useWorkspace();
  const approve = useCommand('request.approve');
  // One id for the whole review: pressing again after an error repeats the same act.
  const [commandId] = useState(newCommandId);
  const { requestId, intentHash, sentence } = detail.intent;
  const send = () => approve.mutate({ requestId, intentHash, commandId });
  useConfirmKey(send, approve.isIdle);
  return (
    <Dialog onClose={onClose} title="Review and approve" size="xl" canLeave={!approve.isPending}>
      <div className="form">
        <p className="sent">
          <Sentence parts={sentence} />
        </p>
        <TokenScreens screens={detail.tokenScreens} canShow={workspace?.me.token.canShow ?? true} />
        <div aria-live="polite">
          {approve.isIdle && (
            <p className="t2">
              These are the words of your token. Send it there, compare each screen, and confirm on it.
            </p>
          )}
          {approve.isPending && (
            <p className="row">
              <Spinner /> Waiting for your token. Compare there and confirm.
            </p>
          )}
          {approve.isSuccess && (
            <Note tone="ok" title="Approved." role="status">
              Log entry <Count of={approve.data.logIndex} />. {nextWords(detail)}
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

function nextWords({ verdict }: RequestDetailView): string {
  if (verdict.type === 'denied') return '';
  const next = verdict.stages.find((stage) => !stage.isMet);
  return next === undefined ? 'Next: signing.' : `Next: ${next.groupName}.`;
}
