import { Button, Menu } from '@mantine/core';
import { useState } from 'react';
import type { Output } from '../../../src/contract/contract.ts';
import { useCommand } from '../../api/commands.ts';
import { Count } from '../../components/Amount.tsx';
import { Icon } from '../../components/Icon.tsx';
import { IconDownload } from '../../components/icons.ts';
import { HashBlock } from '../../components/HashBlock.tsx';
import { Note } from '../../components/Note.tsx';
import { Problem } from '../../components/Problem.tsx';
import { useKey } from '../../frame/use-global-keys.ts';

interface ExportMenuProps {
  readonly label: string;
  /** Whether `x` opens it on this screen. */
  readonly hasKey?: boolean;
}

/** Writes the log to a file and says which, where, and its hash. */
export function ExportMenu({ label, hasKey = false }: ExportMenuProps) {
  const [isOpen, setOpen] = useState(false);
  const write = useCommand('log.export');
  useKey('x', () => setOpen(true), hasKey);
  return (
    <div className="exp">
      <Menu
        opened={isOpen}
        onChange={setOpen}
        position="bottom-start"
        withinPortal={false}
        withInitialFocusPlaceholder={false}
      >
        <Menu.Target>
          <Button variant="default" leftSection={<Icon of={IconDownload} />} loading={write.isPending}>
            {label}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => write.mutate({ format: 'json-lines' })}>JSON lines</Menu.Item>
          <Menu.Item onClick={() => write.mutate({ format: 'csv' })}>CSV</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {(write.data !== undefined || write.error !== null) && (
        <div className="exp-n">
          {write.error !== null && <Problem error={write.error} />}
          {write.data !== undefined && <Written file={write.data} onClose={write.reset} />}
        </div>
      )}
    </div>
  );
}

function Written({ file, onClose }: { readonly file: Output<'log.export'>; readonly onClose: () => void }) {
  return (
    <Note
      tone="ok"
      role="status"
      title={`Written: ${file.fileName}`}
      action={
        <Button variant="default" size="xs" onClick={onClose}>
          Close
        </Button>
      }
    >
      <Count of={file.bytes} /> bytes in {file.folder}
      <HashBlock label="SHA-256" hash={file.sha256} groups={3} />
    </Note>
  );
}
