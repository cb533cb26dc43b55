/**
 * Another officer's console in the browser shell:
 * `officer-main.ts --home DIR --member ID --name NAME [--window --renderer DIR] [--headless] [--test-socket PATH]`
 * or `... --terminal`, when the process that starts it is its screen.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openWindow } from '../browser-shell/window.ts';
import { parentPipe } from '../processes/parent-pipe.ts';
import { type OfficerShell, runOfficer } from './officer-program.ts';
import { terminalShell } from './terminal-shell.ts';

const { values } = parseArgs({
  options: {
    home: { type: 'string' },
    member: { type: 'string' },
    name: { type: 'string' },
    window: { type: 'boolean', default: false },
    terminal: { type: 'boolean', default: false },
    renderer: { type: 'string', default: '' },
    headless: { type: 'boolean', default: false },
    'test-socket': { type: 'string', default: '' },
  },
  strict: true,
});
const { home: directory, member: memberId, name } = values;
if (directory === undefined || memberId === undefined || name === undefined) {
  process.stderr.write('Usage: officer-main.ts --home DIR --member ID --name NAME [--window --renderer DIR]\n');
  process.exit(2);
}

const profileDir = join(directory, 'browser');
const browserShell: OfficerShell = {
  name: 'browser',
  open: async (options) => {
    const { renderer: rendererDir, headless, 'test-socket': testSocket } = values;
    const window = await openWindow({ ...options, rendererDir, profileDir, headless });
    if (testSocket !== '') await window.attachTest(testSocket);
    return window;
  },
};

const pipe = parentPipe();
const windowless = values.terminal ? terminalShell(pipe) : null;
runOfficer({ directory, memberId, name, pipe, shell: values.window ? browserShell : windowless });
