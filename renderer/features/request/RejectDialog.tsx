import { Button, Textarea } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { newCommandId } from '../../api/client.ts';
import { useCommand } from '../../api/commands.ts';
import { Problem } from '../../components/Problem.tsx';
import { Dialog } from '../../components/Dialog.tsx';

interface RejectDialogProps {
  readonly requestId: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** A rejection ends the request and needs a reason that everyone will read. */
export function RejectDialog({ requestId, isOpen, onClose }: RejectDialogProps) {
  const [typed, setTyped] = useState('');
  const reject = useCommand('request.reject');
  const reason = typed.replaceAll(/\s+/g, ' ').trim();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (reason !== '') reject.mutate({ requestId, reason, commandId: newCommandId() }, { onSuccess: onClose });
  };
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title="Reject request">
      <form className="form" onSubmit={submit}>
        <p className="t2">The request ends here. Your name and the reason go into the log.</p>
        <Textarea
          label="Reason"
          data-autofocus
          autosize
          minRows={3}
          maxLength={300}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        {reject.error !== null && <Problem error={reject.error} />}
        <div className="form-a">
          <Button variant="default" onClick={onClose}>
            Keep it open
          </Button>
          <Button type="submit" color="red" disabled={reason === ''} loading={reject.isPending}>
            Reject request
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
