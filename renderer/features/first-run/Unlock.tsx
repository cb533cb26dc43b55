import { Button, PasswordInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useCommand } from '../../api/commands.ts';
import { Problem } from '../../components/Problem.tsx';
import { Gate } from './Gate.tsx';

/** The workspace of this machine opens with its passphrase; nothing of it is shown before. */
export function Unlock() {
  const [passphrase, setPassphrase] = useState('');
  const unlock = useCommand('workspace.unlock');
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
        {unlock.error !== null && <Problem error={unlock.error} />}
        <Button type="submit" loading={unlock.isPending} disabled={passphrase === ''}>
          Unlock
        </Button>
      </form>
    </Gate>
  );
}
