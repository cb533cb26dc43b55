import { flexRender, tableFeatures, useTable, type ColumnDef, type Row } from '@tanstack/react-table';
import type { ReactNode } from 'react';

/** Our tables use the row model only; order and filter come from the console. */
const features = tableFeatures({});
export type Features = typeof features;
export type Columns<T extends object> = ColumnDef<Features, T, unknown>[];

interface DataTableProps<T extends object> {
  readonly label: string;
  readonly rows: readonly T[];
  readonly columns: Columns<T>;
  readonly rowId: (row: T) => string;
  /** Columns whose words stand at the right: amounts, times, states. */
  readonly right?: readonly string[];
  readonly className?: string;
  readonly isSelected?: (row: T) => boolean;
  readonly onOpen?: (row: T) => void;
  /** A full row shown before this one, for groups and checkpoints. */
  readonly before?: (row: T, index: number) => ReactNode;
}

/** A table with hairlines only: head, rows, and whole rows between them. */
export function DataTable<T extends object>(props: DataTableProps<T>) {
  const { rows, columns, rowId, right = [] } = props;
  const table = useTable({ features, columns, data: rows, getRowId: rowId });
  const side = (columnId: string) => (right.includes(columnId) ? 'r' : undefined);
  return (
    <table className={`tb ${props.className ?? ''}`} aria-label={props.label}>
      <thead>
        {table.getHeaderGroups().map((group) => (
          <tr key={group.id}>
            {group.headers.map((header) => (
              <th key={header.id} scope="col" className={side(header.column.id)}>
                {flexRender(header.column.columnDef.header, header.getContext())}
              </th>
            ))}
          </tr>
        ))}
      </thead>
      <tbody>
        {table.getRowModel().rows.map((row, index) => (
          <BodyRow key={row.id} row={row} index={index} side={side} table={props} />
        ))}
      </tbody>
    </table>
  );
}

interface BodyRowProps<T extends object> {
  readonly row: Row<Features, T>;
  readonly index: number;
  readonly side: (columnId: string) => string | undefined;
  readonly table: DataTableProps<T>;
}

function BodyRow<T extends object>({ row, index, side, table }: BodyRowProps<T>) {
  const isSelected = table.isSelected?.(row.original) ?? false;
  return (
    <>
      {table.before?.(row.original, index)}
      <tr
        className={`${isSelected ? 'sel' : ''}${table.onOpen === undefined ? '' : ' open'}`}
        data-row={row.id}
        aria-current={isSelected ? true : undefined}
        onClick={table.onOpen === undefined ? undefined : () => table.onOpen?.(row.original)}
      >
        {row.getAllCells().map((cell) => (
          <td key={cell.id} className={side(cell.column.id)}>
            {flexRender(cell.column.columnDef.cell, cell.getContext())}
          </td>
        ))}
      </tr>
    </>
  );
}
