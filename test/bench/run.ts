/** `npm run bench [-- OPTIONS]`: measures, prints a table, and writes the figures where asked. Options: `test/bench/README.md`. */
import { writeFileSync } from 'node:fs';
import { counted, machine, table } from './figures.ts';
import { measureParts } from './parts.ts';
import { readOptions } from './options.ts';
import { writeReadme } from './readme.ts';

const options = readOptions(process.argv.slice(2));
const began = performance.now();
const { figures, modexp } = await measureParts(options);
const result = {
  figures: counted(figures, modexp),
  machine: machine(),
  date: new Date().toISOString().slice(0, 10),
  seconds: Math.round((performance.now() - began) / 1000),
};

console.log(`\n${result.machine}, ${result.date}, ${result.seconds} s\n`);
console.log(table(result.figures));
if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(result.figures, null, 2)}\n`);
if (options.write) writeReadme(result);
