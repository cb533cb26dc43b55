import { Button } from '@mantine/core';
import type { LogVerificationView } from '../../../src/contract/views.ts';
import { Count } from '../../components/Amount.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { Note } from '../../components/Note.tsx';
import { Dialog } from '../../components/Dialog.tsx';

interface ProofStopProps {
  readonly result: LogVerificationView;
  readonly onLeave: () => void;
}

/** A log that does not match its proofs stops the whole window. */
export function ProofStop({ result, onLeave }: ProofStopProps) {
  const { fault, lastGoodCheckpoint } = result;
  const report = `code: ${fault?.code ?? 'UNKNOWN'}\nentry: ${fault?.index ?? '?'}\nroot: ${result.rootHash}`;
  return (
    <Dialog isStop onClose={onLeave} title="The log does not match its proofs">
      <div className="stop">
        <Note tone="bad" title="Stop and do not approve.">
          {fault !== null && (
            <p>
              Entry <Count of={fault.index} />: {fault.message}
            </p>
          )}
          <p>
            {lastGoodCheckpoint === null ? (
              'No checkpoint of this log is good.'
            ) : (
              <>
                Last good checkpoint: <Count of={lastGoodCheckpoint} />. What it covers is as it was signed.
              </>
            )}
          </p>
          {fault !== null && (
            <span className="note-code">
              Code <span className="mono">{fault.code}</span>
              <CopyButton text={report} label="error report" />
            </span>
          )}
        </Note>
        <Button variant="default" onClick={onLeave}>
          Read the log
        </Button>
      </div>
    </Dialog>
  );
}
