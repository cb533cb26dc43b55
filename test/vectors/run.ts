/** `npm run vectors [-- DIR]`: one line a file; exit code 1 when any check disagrees, or when nothing could be replayed. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPLAYERS } from './replay.ts';

// The vectors use the profile TEST, whose moduli nothing else accepts.
process.env['NODE_ENV'] = 'test';

const folder = process.argv[2] ?? import.meta.dirname;
const read = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), 'utf8'));
let checks = 0;
let disagreements = 0;
for (const name of readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .toSorted()) {
  const replay = REPLAYERS[name]?.(read(name), read);
  if (replay === undefined) {
    console.log(`--    ${name.padEnd(28)} not replayed: this version has nothing that it speaks of`);
    continue;
  }
  checks += replay.checks;
  disagreements += replay.disagreements.length;
  const verdict = replay.disagreements.length === 0 ? 'ok   ' : 'FAIL ';
  console.log(`${verdict} ${name.padEnd(28)} ${replay.checks} checks, ${replay.disagreements.length} disagree`);
  for (const line of replay.disagreements.slice(0, 5)) console.log(`        ${line}`);
}
console.log(`${checks - disagreements} of ${checks} checks agree`);
process.exitCode = disagreements === 0 && checks > 0 ? 0 : 1;
