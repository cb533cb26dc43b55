import { Button } from '@mantine/core';
import type { WireError } from '../../src/contract/views.ts';
import { wireErrorOf } from '../api/client.ts';
import { useStatus } from '../api/queries.ts';
import { Note } from './Note.tsx';
import { CopyButton } from './CopyButton.tsx';

interface ProblemProps {
  readonly error: unknown;
  readonly action?: { readonly label: string; readonly run: () => void };
}

/** A report that holds public facts only, in a fixed order. */
export function reportOf(error: WireError, version: string): string {
  const details = Object.entries(error.details ?? {}).map(([name, value]) => `${name}: ${value}`);
  return [`Countersign ${version}`, `code: ${error.code}`, `kind: ${error.kind}`, error.message, ...details].join('\n');
}

/** A thrown error as a note. */
export function Problem({ error, action }: ProblemProps) {
  return <ErrorNote error={wireErrorOf(error)} {...(action === undefined ? {} : { action })} />;
}

interface ErrorNoteProps {
  readonly error: WireError;
  readonly action?: { readonly label: string; readonly run: () => void };
}

/** What happened, its code, what is safe, one action, and a report that can be copied. */
export function ErrorNote({ error, action }: ErrorNoteProps) {
  const { data: status } = useStatus();
  const report = reportOf(error, `${status?.version ?? 'unknown'} ${status?.buildHash ?? ''}`.trim());
  return (
    <Note
      tone="bad"
      role="alert"
      title={error.message}
      action={
        action && (
          <Button variant="default" size="xs" onClick={action.run}>
            {action.label}
          </Button>
        )
      }
    >
      {[error.safe, error.next].filter((part) => part !== undefined).join(' ')}
      <span className="note-code">
        Code <span className="mono">{error.code}</span>
        <CopyButton text={report} label="error report" />
      </span>
    </Note>
  );
}
