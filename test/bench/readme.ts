/** The tables in `test/bench/README.md` and in the project's README, written between their markers. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { markdownTable, rounded, table, type CountedFigure } from './figures.ts';
import { outcomes } from './targets.ts';

export interface BenchResult {
  readonly figures: readonly CountedFigure[];
  readonly machine: string;
  /** YYYY-MM-DD */
  readonly date: string;
  readonly seconds: number;
}

/** Rewrites both documents from one whole run. */
export function writeReadme(result: BenchResult): void {
  const root = join(import.meta.dirname, '../..');
  rewrite(join(import.meta.dirname, 'README.md'), {
    run: runLine(result),
    targets: targetTable(result.figures),
    figures: table(result.figures),
  });
  rewrite(join(root, 'README.md'), { run: runLine(result), summary: summaryTable(result.figures) });
}

function rewrite(file: string, parts: Readonly<Record<string, string>>): void {
  let text = readFileSync(file, 'utf8');
  for (const [name, content] of Object.entries(parts)) text = between(text, name, content);
  writeFileSync(file, text);
}

/** Replaces what stands between the markers of a name. @throws Error without them */
export function between(text: string, name: string, content: string): string {
  const [begin, end] = [`<!-- bench:${name} -->`, `<!-- /bench:${name} -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`the markers ${begin} and ${end} are missing`);
  return `${text.slice(0, from + begin.length)}\n\n${content}\n\n${text.slice(to)}`;
}

function runLine({ machine, date, seconds }: BenchResult): string {
  return `Measured on ${date}: ${machine}. The whole run took ${seconds} s.`;
}

/** Every target, what was measured, and the peers: of the same run, and as reported elsewhere. */
export function targetTable(figures: readonly CountedFigure[]): string {
  const rows = outcomes(figures).map(({ work, name, allowed, plus, measured, peerUnits, others, isMet }) => [
    work,
    `\`${name}\``,
    `${rounded(allowed)}${plus === undefined ? '' : ' (with one verification)'}`,
    measured?.units === undefined ? 'not measured' : rounded(measured.units),
    measured === undefined ? '' : `${rounded(measured.value)} ms`,
    isMet ? 'met' : 'missed',
    peerUnits === undefined ? '' : rounded(peerUnits),
    others,
  ]);
  const head = ['work per signer', 'figure', 'target', 'measured', 'time', 'outcome', 'peer here', 'others, reported'];
  return markdownTable(head, rows, [2, 3, 4, 6]);
}

/** The short form for people who do not want to read the bench. */
export function summaryTable(figures: readonly CountedFigure[]): string {
  const rows = outcomes(figures).map(({ work, allowed, measured }) => [
    work,
    measured === undefined ? 'not measured' : `${rounded(measured.value)} ms`,
    measured?.units === undefined ? '' : rounded(measured.units),
    rounded(allowed),
  ]);
  return markdownTable(['work per signer, one thread', 'time', 'modexps', 'target'], rows, [1, 2, 3]);
}
