#!/usr/bin/env node
/**
 * The one door to every command: `node build/bootstrap/run.mjs <command> [arguments]`.
 * Dependency-free and understood by Node 20.19, because on a fresh machine it is all there is. It brings the pinned Node 24,
 * the locked packages and the system packages that the command needs, then runs the command with them.
 */
import { COMMANDS } from './commands.mjs';
import { installDependencies } from './dependencies.mjs';
import { childEnvironment } from './environment.mjs';
import { ensureNode } from './node.mjs';
import { runToEnd } from './process.mjs';
import { Stop } from './stop.mjs';
import { ensureSystemPackages } from './system.mjs';

const ROOT = new URL('../../', import.meta.url);

async function main(name, args) {
  const command = COMMANDS[name];
  if (!command) throw new Stop(`Unknown command "${name ?? ''}".`, `Known: ${Object.keys(COMMANDS).join(', ')}.`);
  const node = await ensureNode(ROOT);
  const env = childEnvironment(node);
  await installDependencies(ROOT, node, env);
  await ensureSystemPackages(command.system?.(process.env) ?? []);
  for (const step of command.steps) {
    const last = step === command.steps.at(-1);
    const code = await runToEnd(node.binary, [...step, ...(last ? args : [])], { cwd: ROOT, env });
    if (code !== 0) return code;
  }
  return 0;
}

main(process.argv[2], process.argv.slice(3)).then(
  (code) => process.exit(code),
  (error) => {
    console.error(error instanceof Stop ? error.text() : error);
    process.exit(1);
  },
);
