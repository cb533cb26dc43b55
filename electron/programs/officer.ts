/** Another officer's console as a utility process; its window, if it has one, is shown by the main process. */
import '../utility.ts';
import { parseArgs } from 'node:util';
import { runOfficer } from '../../src/apps/console/officer-program.ts';
import { terminalShell } from '../../src/apps/console/terminal-shell.ts';
import { parentPipe } from '../../src/apps/processes/parent-pipe.ts';

const { values } = parseArgs({
  options: {
    home: { type: 'string', default: '' },
    member: { type: 'string', default: '' },
    name: { type: 'string', default: '' },
    terminal: { type: 'boolean', default: false },
  },
  strict: true,
});
const { home: directory, member: memberId, name, terminal } = values;
const pipe = parentPipe();
runOfficer({ directory, memberId, name, pipe, shell: terminal ? terminalShell(pipe, 'electron') : null });
