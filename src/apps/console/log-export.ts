/** Writes the log to a file of the officer's: as it is signed (JSON lines), or as a table to read (CSV). */
import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically } from '../../adapters/keystore/file/atomic-file.ts';
import type { Output } from '../../contract/contract.ts';
import { encodeEntry } from '../../treasury/log/entry-codec.ts';
import type { OfficerConsole } from './officer-console.ts';
import { logEntryView } from './views/log-entry-view.ts';

/** Writes all entries and returns where, how much and under which SHA-256. */
export async function exportLog(
  officer: OfficerConsole,
  directory: string,
  format: 'json-lines' | 'csv',
): Promise<Output<'log.export'>> {
  const content = Buffer.from(format === 'csv' ? csvOf(officer) : jsonLinesOf(officer), 'utf8');
  const stamp = new Date(Number(officer.clock.now())).toISOString().replace(/[:.]/g, '-');
  const fileName = `countersign-log-${stamp}.${format === 'csv' ? 'csv' : 'jsonl'}`;
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await writeFileAtomically(join(directory, fileName), content, false);
  const sha256 = createHash('sha256').update(content).digest('hex');
  return { fileName, folder: directory, bytes: content.length, sha256 };
}

/** One canonical, signed entry a line: what an offline verifier needs. */
function jsonLinesOf(officer: OfficerConsole): string {
  return officer.replica.entries.map(({ entry }) => `${Buffer.from(encodeEntry(entry)).toString('utf8')}\n`).join('');
}

function csvOf(officer: OfficerConsole): string {
  const context = officer.context();
  const rows = officer.replica.entries.map((entry) => {
    const view = logEntryView(context, entry);
    const what = view.what.map((part) => part.text).join('');
    return [
      String(view.index),
      new Date(Number(view.time)).toISOString(),
      view.author,
      view.type,
      what,
      view.hash,
      view.signature,
    ];
  });
  return [['index', 'time', 'author', 'type', 'what', 'hash', 'signature'], ...rows]
    .map((row) => `${row.map(quote).join(',')}\r\n`)
    .join('');
}

/** Quoted always; a leading =, +, - or @ is disarmed, because spreadsheets run it. */
function quote(cell: string): string {
  const disarmed = /^[=+\-@\t]/.test(cell) ? `'${cell}` : cell;
  return `"${disarmed.replaceAll('"', '""')}"`;
}
