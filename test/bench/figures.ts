/** One measured figure, and how a set of them is shown. */
import { cpus, totalmem } from 'node:os';

export interface Figure {
  readonly name: string;
  readonly params: string;
  readonly value: number;
  readonly unit: string;
}

/** Machine and versions, so that a table can be read years later. */
export function machine(): string {
  const processor = cpus()[0]?.model.trim() ?? 'unknown processor';
  const memory = Math.round(totalmem() / 2 ** 30);
  const { node, openssl } = process.versions;
  return `${processor}, ${cpus().length} cores, ${memory} GiB, ${process.platform} ${process.arch}, Node ${node}, OpenSSL ${openssl}`;
}

/** A Markdown table of the figures, numbers right. */
export function table(figures: readonly Figure[]): string {
  const rows = figures.map(({ name, params, value, unit }) => [name, params, rounded(value), unit]);
  const head = ['measure', 'parameters', 'value', 'unit'];
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, i) => (i === 2 ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0))).join(' | ')} |`;
  const rule = `| ${widths.map((width, i) => (i === 2 ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width))).join(' | ')} |`;
  return [line(head), rule, ...rows.map(line)].join('\n');
}

function rounded(value: number): string {
  if (value >= 1000) return Math.round(value).toString();
  return value.toPrecision(3);
}
