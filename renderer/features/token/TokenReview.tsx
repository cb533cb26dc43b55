import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import type { TokenScreenView } from '../../../src/contract/views.ts';
import { useWorkspace } from '../../api/queries.ts';
import { Count } from '../../components/Amount.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Spinner } from '../../components/Loading.tsx';
import { Note } from '../../components/Note.tsx';
import { Problem } from '../../components/Problem.tsx';
import { TokenScreens } from '../../components/TokenScreens.tsx';
import { useConfirmKey } from '../../frame/use-global-keys.ts';

/** How far the approval is: a command of `useCommand` that answers with its log entry. */
interface Approval {
  readonly isIdle: boolean;
  readonly isPending: boolean;
  readonly isSuccess: boolean;
  readonly error: unknown;
  readonly data: { readonly logIndex: number } | undefined;
}

interface TokenReviewProps {
  /** What is approved, as a sentence. */
  readonly sentence: ReactNode;
  readonly screens: readonly TokenScreenView[];
  readonly hint: string;
  /** What comes after the approval. */
  readonly next: string;
  readonly approval: Approval;
  readonly onSend: () => void;
  readonly onClose: () => void;
}

/** The token's screens as they will be, then the token itself decides. */
export function TokenReview({ sentence, screens, hint, next, approval, onSend, onClose }: TokenReviewProps) {
  const { data: workspace } = useWorkspace();
  const { isIdle, isPending, isSuccess, error, data } = approval;
  useConfirmKey(onSend, isIdle);
  return (
    <Dialog onClose={onClose} title="Review and approve" size="xl" canLeave={!isPending}>
      <div className="form">
        <p className="sent">{sentence}</p>
        <TokenScreens screens={screens} canShow={workspace?.me.token.canShow ?? true} />
        <div aria-live="polite">
          {isIdle && <p className="t2">{hint}</p>}
          {isPending && (
            <p className="row">
              <Spinner /> Waiting for your token. Compare there and confirm.
            </p>
          )}
          {data !== undefined && (
            <Note tone="ok" title="Approved." role="status">
              Log entry <Count of={data.logIndex} />. {next}
            </Note>
          )}
          {error !== null && <Problem error={error} />}
        </div>
        <div className="form-a">
          <Button variant="default" onClick={onClose} disabled={isPending}>
            {isSuccess ? 'Done' : 'Close'}
          </Button>
          {!isSuccess && (
            <Button onClick={onSend} loading={isPending} data-autofocus>
              Send to token
            </Button>
          )}
        </div>
      </div>
    </Dialog>
  );
}
