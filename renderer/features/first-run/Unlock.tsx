import { Button, PasswordInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { wireErrorOf } from '../../api/client.ts';
import { useCommand } from '../../api/commands.ts';
import { useStatus } from '../../api/queries.ts';
import { ErrorNote } from '../../components/Problem.tsx';
import { Gate } from './Gate.tsx';

/** The workspace of this machine opens with its passphrase; nothing of it is shown before. */
export function Unlock() {
  const [passphrase, setPassphrase] = useState('');
  const unlock = useCommand('workspace.unlock');
  const { data: status } = useStatus();
  // Opening has a screen of its own, so the reason for coming back here is with the console.
  const lastFailure = unlock.error === null ? status?.error : wireErrorOf(unlock.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    unlock.mutate({ passphrase }, { onSettled: () => setPassphrase('') });
  };
  return (
    <Gate title="Locked">
      <p className="t2">
        This machine’s device key and key shares are sealed. The passphrase opens them in memory only.
      </p>
      <form className="form" onSubmit={submit}>
        <PasswordInput
          label="Passphrase"
          value={passphrase}
          onChange={(event) => setPassphrase(event.currentTarget.value)}
          autoComplete="current-password"
          autoFocus
        />
        {lastFailure && <ErrorNote error={lastFailure} />}
        <Button type="submit" loading={unlock.isPending} disabled={passphrase === ''}>
          Unlock
        </Button>
      </form>
    </Gate>
  );
}
