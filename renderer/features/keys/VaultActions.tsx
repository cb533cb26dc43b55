import { Button } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { VaultView } from '../../../src/contract/views.ts';
import { useWorkspace } from '../../api/queries.ts';
import { Icon } from '../../components/Icon.tsx';
import { IconRefresh, IconReplace, IconUsers } from '../../components/icons.ts';
import { RefreshDialog } from './RefreshDialog.tsx';
import { ReplaceDialog } from './ReplaceDialog.tsx';

/** What can be done with a vault's shares; where it cannot, why. */
export function VaultActions({ vault }: { readonly vault: VaultView }) {
  const [open, setOpen] = useState<'refresh' | 'replace' | null>(null);
  const { data: workspace } = useWorkspace();
  const navigate = useNavigate();
  const { can, vaultId } = vault;
  const close = () => setOpen(null);
  return (
    <div className="head-r ky-a">
      <Button
        variant="default"
        leftSection={<Icon of={IconRefresh} />}
        disabled={!can.refresh}
        onClick={() => setOpen('refresh')}
      >
        Refresh shares
      </Button>
      <Button
        variant="default"
        leftSection={<Icon of={IconUsers} />}
        disabled={!can.reshare}
        onClick={() => void navigate({ to: '/keys/$vaultId/holders', params: { vaultId } })}
      >
        Change share holders
      </Button>
      {workspace?.isHost === true && (
        <Button
          variant="default"
          leftSection={<Icon of={IconReplace} />}
          disabled={!can.reshare}
          onClick={() => setOpen('replace')}
        >
          Replace a co-signer
        </Button>
      )}
      {open === 'refresh' && <RefreshDialog vault={vault} onClose={close} />}
      {open === 'replace' && <ReplaceDialog vault={vault} onClose={close} />}
    </div>
  );
}
