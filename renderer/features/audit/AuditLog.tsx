import { Button, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useSearch } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { useCommand } from '../../api/commands.ts';
import { useLog, useWorkspace } from '../../api/queries.ts';
import { Count } from '../../components/Amount.tsx';
import { Icon } from '../../components/Icon.tsx';
import { IconRosetteDiscountCheck, IconSearch } from '../../components/icons.ts';
import { Loading } from '../../components/Loading.tsx';
import { PageHead } from '../../components/Panel.tsx';
import { Problem } from '../../components/Problem.tsx';
import { useKey } from '../../frame/use-global-keys.ts';
import { CheckpointList } from './CheckpointList.tsx';
import { ExportMenu } from './ExportMenu.tsx';
import { LogTable } from './LogTable.tsx';
import { ProofStop } from './ProofStop.tsx';
import { shownCheckpoints } from './shown-checkpoints.ts';
import { VerifyPanel } from './VerifyPanel.tsx';
import './audit.css';

/** Milliseconds without typing before the log is asked again. */
const PAUSE_MS = 200;

/** The log as everyone has it, and its proofs, checked on this machine. */
export function AuditLog() {
  const search = useSearch({ from: '/log' });
  const [filter, setFilter] = useState(search.filter ?? '');
  const [settled] = useDebouncedValue(filter.trim(), PAUSE_MS);
  const field = useRef<HTMLInputElement>(null);
  const log = useLog(settled);
  const verify = useCommand('log.verify');
  const { data: workspace } = useWorkspace();
  useKey('/', () => field.current?.focus());
  useKey('v', () => verify.mutate({}), !verify.isPending);
  const entries = log.data?.pages.flatMap((page) => page.entries) ?? [];
  const totals = log.data?.pages[0];
  const checkpoints = verify.data?.checkpoints ?? (workspace?.checkpoint ? [workspace.checkpoint] : []);
  return (
    <>
      <PageHead
        title="Audit log"
        sub={
          totals === undefined ? undefined : (
            <>
              <Count of={totals.total} /> entries. Appended only, signed by who acted, checked on this machine.
            </>
          )
        }
        actions={
          <>
            <ExportMenu label="Export" hasKey />
            <Button
              leftSection={<Icon of={IconRosetteDiscountCheck} />}
              loading={verify.isPending}
              onClick={() => verify.mutate({})}
            >
              Verify
            </Button>
          </>
        }
      />
      <div className="flt">
        <TextInput
          ref={field}
          aria-label="Filter"
          placeholder="Filter: request, person, kind, hash"
          className="flt-f"
          leftSection={<Icon of={IconSearch} />}
          rightSection={<kbd className="kbd">/</kbd>}
          maxLength={120}
          value={filter}
          onChange={(event) => setFilter(event.currentTarget.value)}
        />
        <span className="t3 flt-n" role="status">
          {totals !== undefined && (
            <>
              <Count of={totals.matching} /> of <Count of={totals.total} /> entries
            </>
          )}
        </span>
      </div>
      <div className="au">
        <section className="panel au-t" aria-label="Log">
          {log.error !== null && (
            <div className="pad">
              <Problem error={log.error} action={{ label: 'Try again', run: () => void log.refetch() }} />
            </div>
          )}
          {log.data === undefined && log.error === null && (
            <div className="pad">
              <Loading step="Reading the log" lines={3} />
            </div>
          )}
          {log.data !== undefined && (
            <LogTable
              entries={entries}
              checkpoints={settled === '' ? shownCheckpoints(checkpoints) : []}
              coSigners={workspace?.coSigners ?? []}
            />
          )}
          {log.hasNextPage && (
            <div className="pad">
              <Button
                variant="default"
                size="xs"
                loading={log.isFetchingNextPage}
                onClick={() => void log.fetchNextPage()}
              >
                Show older entries
              </Button>
            </div>
          )}
        </section>
        <div className="au-r">
          <VerifyPanel result={verify.data} error={verify.error} isRunning={verify.isPending} />
          <CheckpointList checkpoints={checkpoints} coSigners={workspace?.coSigners ?? []} />
        </div>
      </div>
      {verify.data !== undefined && !verify.data.isIntact && <ProofStop result={verify.data} onLeave={verify.reset} />}
    </>
  );
}
