import { Button, Select } from '@mantine/core';
import { useState } from 'react';
import { newCommandId } from '../../api/client.ts';
import { useCommand } from '../../api/commands.ts';
import { kindWords } from '../../components/holders.ts';
import { Icon } from '../../components/Icon.tsx';
import { IconPlus } from '../../components/icons.ts';
import { Problem } from '../../components/Problem.tsx';
import { startable, type StartableKind } from './startable.ts';

/** A further co-signer on this machine: a process and identity of its own, without any share. */
export function StartCoSigner({ onStarted }: { readonly onStarted: (pid: string) => void }) {
  const start = useCommand('co-signer.start');
  const [kind, setKind] = useState<StartableKind>('endpoint');
  const run = () => start.mutate({ kind, commandId: newCommandId() }, { onSuccess: ({ pid }) => onStarted(pid) });
  return (
    <div className="ch-s">
      <div className="ch-n">
        <Select
          label="A further co-signer on this machine"
          data={startable.map((one) => ({ value: one, label: kindWords[one] }))}
          value={kind}
          onChange={(value) => setKind(startable.find((one) => one === value) ?? kind)}
          allowDeselect={false}
        />
        <Button variant="default" leftSection={<Icon of={IconPlus} />} loading={start.isPending} onClick={run}>
          Start
        </Button>
      </div>
      {start.error !== null && <Problem error={start.error} />}
    </div>
  );
}
