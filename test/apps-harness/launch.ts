/** Ways to start children that a test wants to be different from the product's. */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { LaunchChild } from '../../src/apps/processes/child-port.ts';
import { handleOf } from '../../src/apps/processes/node-children.ts';
import type { CoSignerKind } from '../../src/treasury/workspace/entry.ts';
import type { Misdeed } from './evil-run.ts';

const EVIL = fileURLToPath(new URL('./evil-co-signer.ts', import.meta.url));

/** Co-signers that the next start turns evil, by kind. */
export type Evil = Map<CoSignerKind, Misdeed>;

/** Starts the evil program for every co-signer that is in `evil` at that moment. */
export function launchEvil(evil: Evil): (honest: LaunchChild) => LaunchChild {
  return (honest) => (program, args) => {
    const misdeed = program === 'cosigner' ? [...evil].find(([kind]) => args.includes(kind))?.[1] : undefined;
    if (misdeed === undefined) return honest(program, args);
    return handleOf(
      fork(EVIL, [...args, '--evil', misdeed], {
        serialization: 'advanced',
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      }),
    );
  };
}
