/** The docs check: every path that the documents name exists, so that "where to look first" can be trusted. */
import { existsSync, readFileSync } from 'node:fs';
import { deadPaths } from './docs/check.ts';

const DOCUMENTS = ['README.md', 'ARCHITECTURE.md', 'SECURITY.md'];
const missing = DOCUMENTS.filter((document) => !existsSync(document));
for (const document of missing) console.error(`${document} is missing.`);
const dead = DOCUMENTS.filter((document) => existsSync(document)).flatMap((document) =>
  deadPaths(document, readFileSync(document, 'utf8'), existsSync),
);
for (const { document, line, path } of dead) console.error(`${document}:${line} names ${path}, which does not exist.`);
process.exitCode = dead.length + missing.length === 0 ? 0 : 1;
