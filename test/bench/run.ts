/** `npm run bench [-- --json FILE] [--quick]`: measures, prints a table, and writes the figures where asked. */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { consoleBench } from './console-bench.ts';
import { cryptoBench } from './crypto-bench.ts';
import { machine, table, type Figure } from './figures.ts';
import { frostBench } from './frost-bench.ts';
import { logBench } from './log-bench.ts';

const { values } = parseArgs({
  options: { json: { type: 'string' }, quick: { type: 'boolean', default: false } },
  allowPositionals: true,
});

const figures: Figure[] = [
  ...frostBench(),
  ...(await cryptoBench(values.quick ? ['P112'] : ['P112', 'P128'])),
  ...(await logBench(values.quick ? [1_000] : [1_000, 100_000])),
  ...(await consoleBench()),
];

console.log(`\n${machine()}, ${new Date().toISOString().slice(0, 10)}\n`);
console.log(table(figures));
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(figures, null, 2)}\n`);
