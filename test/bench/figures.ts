/** One measured figure, and how a set of them is shown. */
import { cpus, totalmem } from 'node:os';

export interface Figure {
  readonly name: string;
  readonly params: string;
  readonly value: number;
  /** `ms` for times. */
  readonly unit: string;
}

/** A time also in milliseconds, whatever its unit, and as a number of 4096/2048 exponentiations of the same run. */
export interface CountedFigure extends Figure {
  readonly ms?: number;
  readonly units?: number;
}

/** @param modexp milliseconds of one 4096/2048 exponentiation in the run of these figures */
export function counted(figures: readonly Figure[], modexp: number): CountedFigure[] {
  return figures.map((figure) =>
    figure.unit === 'ms' ? { ...figure, ms: figure.value, units: figure.value / modexp } : figure,
  );
}

export function milliseconds(name: string, params: string, value: number): Figure {
  return { name, params, value, unit: 'ms' };
}

/** The middle one; the upper one of two. `NaN` of nothing. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** Milliseconds of one call: the median of `runs` calls, after `warmUp` that do not count. */
export function timed(run: () => void, { warmUp = 1, runs = 9 }: { warmUp?: number; runs?: number } = {}): number {
  const times = Array.from({ length: warmUp + runs }, () => {
    const began = performance.now();
    run();
    return performance.now() - began;
  });
  return median(times.slice(warmUp));
}

/** Machine and versions, so that a table can be read years later. */
export function machine(): string {
  const processor = cpus()[0]?.model.trim() ?? 'unknown processor';
  const memory = Math.round(totalmem() / 2 ** 30);
  const { node, openssl } = process.versions;
  return `${processor}, ${cpus().length} cores, ${memory} GiB, ${process.platform} ${process.arch}, Node ${node}, OpenSSL ${openssl}`;
}

/** A Markdown table of the figures. */
export function table(figures: readonly CountedFigure[]): string {
  const rows = figures.map(({ name, params, value, unit, units }) => {
    return [name, params, rounded(value), unit, units === undefined ? '' : rounded(units)];
  });
  return markdownTable(['measure', 'parameters', 'value', 'unit', 'modexps'], rows, [2, 4]);
}

/** Columns padded as Prettier does; those in `right` are numbers. */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  right: readonly number[],
): string {
  const widths = head.map((title, column) => Math.max(3, title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const width = (column: number): number => widths[column] ?? 0;
  const isRight = (column: number): boolean => right.includes(column);
  const cell = (text: string, i: number): string => (isRight(i) ? text.padStart(width(i)) : text.padEnd(width(i)));
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
  const rule = head.map((_, i) => (isRight(i) ? `${'-'.repeat(width(i) - 1)}:` : '-'.repeat(width(i))));
  return [line(head), `| ${rule.join(' | ')} |`, ...rows.map(line)].join('\n');
}

/** Three significant digits, never an exponent. */
export function rounded(value: number): string {
  if (!Number.isFinite(value)) return '-';
  if (value >= 1000) return Math.round(value).toString();
  if (value === 0) return '0';
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toFixed(Math.min(digits, 6));
}
