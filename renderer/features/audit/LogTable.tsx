import type { CheckpointView, CoSignerView, LogEntryView } from '../../../src/contract/views.ts';
import { Count } from '../../components/Amount.tsx';
import { CoSignedBy } from '../../components/CoSignedBy.tsx';
import { DataTable, type Columns } from '../../components/DataTable.tsx';
import { HashPrefix } from '../../components/HashBlock.tsx';
import { kindIcons } from '../../components/holders.ts';
import { Icon } from '../../components/Icon.tsx';
import { IconRosetteDiscountCheckFilled } from '../../components/icons.ts';
import { ProofState } from '../../components/ProofState.tsx';
import { Sentence } from '../../components/Sentence.tsx';
import { clockTime } from '../../components/time.ts';

const columns: Columns<LogEntryView> = [
  { id: 'entry', header: 'Entry', cell: ({ row }) => <Count of={row.original.index} /> },
  {
    id: 'time',
    header: 'Time',
    cell: ({ row }) => <span className="num t2">{clockTime(Number(row.original.time), true)}</span>,
  },
  {
    id: 'by',
    header: 'By',
    cell: ({ row }) => (
      <span className="row">
        <Icon of={kindIcons[row.original.authorKind]} size={14} className="t3" />
        {row.original.author}
      </span>
    ),
  },
  {
    id: 'what',
    header: 'What',
    cell: ({ row }) => (
      <span className={row.original.tone === 'bad' ? 'c-bad' : undefined}>
        <Sentence parts={row.original.what} />
      </span>
    ),
  },
  {
    id: 'signature',
    header: 'Signature',
    cell: ({ row }) => (
      <span className="t2">
        <HashPrefix of={row.original.signature} />
      </span>
    ),
  },
  { id: 'proof', header: 'Proof', cell: ({ row }) => <ProofState proof={row.original.proof} /> },
];

interface LogTableProps {
  readonly entries: readonly LogEntryView[];
  readonly checkpoints: readonly CheckpointView[];
  readonly coSigners: readonly CoSignerView[];
}

/** Newest first; a checkpoint stands above the newest entry it covers. */
export function LogTable({ entries, checkpoints, coSigners }: LogTableProps) {
  const above = (entry: LogEntryView, at: number) => {
    const newer = entries[at - 1]?.index ?? Number.POSITIVE_INFINITY;
    return checkpoints.filter(({ size }) => size - 1 >= entry.index && size - 1 < newer);
  };
  if (entries.length === 0) return <p className="pad t2">No entry matches the filter.</p>;
  return (
    <DataTable
      label="Log entries"
      className="tb-a"
      rows={entries}
      columns={columns}
      rowId={(entry) => String(entry.index)}
      right={['proof']}
      before={(entry, index) =>
        above(entry, index).map((checkpoint) => (
          <CheckpointRow key={checkpoint.size} checkpoint={checkpoint} coSigners={coSigners} />
        ))
      }
    />
  );
}

function CheckpointRow({
  checkpoint,
  coSigners,
}: {
  readonly checkpoint: CheckpointView;
  readonly coSigners: readonly CoSignerView[];
}) {
  const isFull = checkpoint.signedBy.length === checkpoint.coSignerCount;
  return (
    <tr className="cp">
      <td>
        <Icon of={IconRosetteDiscountCheckFilled} className={isFull ? 'c-ok' : 'c-wait'} />
      </td>
      <td className="num">{clockTime(Number(checkpoint.time), true)}</td>
      <td colSpan={2}>
        <span className="row">
          <b>
            Checkpoint <Count of={checkpoint.size} />
          </b>{' '}
          <HashPrefix of={checkpoint.rootHash} groups={4} />
        </span>
      </td>
      <td>
        <CoSignedBy checkpoint={checkpoint} coSigners={coSigners} hasNames={false} />
      </td>
      <td className="r num">
        {checkpoint.signedBy.length} of {checkpoint.coSignerCount}
      </td>
    </tr>
  );
}
