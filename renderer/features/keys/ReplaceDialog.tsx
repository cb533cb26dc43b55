import { Button, Radio, Select } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { VaultView } from '../../../src/contract/views.ts';
import { newCommandId } from '../../api/client.ts';
import { useCommand } from '../../api/commands.ts';
import { Dialog } from '../../components/Dialog.tsx';
import { kindWords, placeOf } from '../../components/holders.ts';
import { Problem } from '../../components/Problem.tsx';
import { startable, type StartableKind } from './startable.ts';

interface ReplaceDialogProps {
  readonly vault: VaultView;
  readonly onClose: () => void;
}

/** Starts a further co-signer, then hands over to the change of holders with both of them marked. */
export function ReplaceDialog({ vault, onClose }: ReplaceDialogProps) {
  const navigate = useNavigate();
  const start = useCommand('co-signer.start');
  const [commandId] = useState(newCommandId);
  const [leaving, setLeaving] = useState(vault.holders.at(-1)?.coSigner.pid ?? '');
  const [chosen, setChosen] = useState<StartableKind | null>(null);
  const holder = vault.holders.find(({ coSigner }) => coSigner.pid === leaving)?.coSigner;
  const kind = chosen ?? startable.find((one) => one === holder?.kind) ?? 'endpoint';
  const run = () =>
    start.mutate(
      { kind, commandId },
      {
        onSuccess: ({ pid }) =>
          void navigate({
            to: '/keys/$vaultId/holders',
            params: { vaultId: vault.vaultId },
            search: { leave: leaving, join: pid },
          }),
      },
    );
  return (
    <Dialog onClose={onClose} title={`Replace a co-signer of ${vault.name}`} size="lg" canLeave={!start.isPending}>
      <div className="form">
        <p>
          A new co-signer is started with an identity of its own and holds nothing yet. Then the officers approve that
          it gets a share and the other one loses its own.
        </p>
        <Radio.Group label="Who leaves" value={leaving} onChange={setLeaving}>
          <div className="opts">
            {vault.holders.map(({ coSigner }) => (
              <Radio
                key={coSigner.pid}
                value={coSigner.pid}
                label={coSigner.name}
                description={`${placeOf(coSigner)}, ${coSigner.isOnline ? 'online' : 'offline'}`}
              />
            ))}
          </div>
        </Radio.Group>
        <Select
          label="Kind of the new one"
          className="w-sel"
          data={startable.map((one) => ({ value: one, label: kindWords[one] }))}
          value={kind}
          onChange={(value) => setChosen(startable.find((one) => one === value) ?? null)}
          allowDeselect={false}
        />
        {start.error !== null && <Problem error={start.error} />}
        <div className="form-a">
          <Button variant="default" onClick={onClose} disabled={start.isPending}>
            Close
          </Button>
          <Button onClick={run} loading={start.isPending} disabled={holder === undefined}>
            Start the new co-signer
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
