/** The layer check: `node build/layers.ts` prints every import or name that breaks the table, and where it belongs. */
import { readFileSync } from 'node:fs';
import { checkFile, describe } from './layers/check.ts';
import { sourceFiles } from './files.ts';

const files = sourceFiles(['src', 'electron', 'renderer']);
const violations = files.flatMap((file) => checkFile(file, readFileSync(file, 'utf8')));
for (const violation of violations) console.error(describe(violation));
console.log(`layers: ${files.length} files, ${violations.length} violations`);
process.exitCode = violations.length === 0 ? 0 : 1;
