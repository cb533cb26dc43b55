/** The thread of one party: one answer to each command, in order. */
import { parentPort, workerData } from 'node:worker_threads';
import { modPowReport } from '../../../src/engine/crypto/modpow.ts';
import type { Outgoing } from '../../../src/engine/mpc/protocol/index.ts';
import type { Command, Letter, Reply } from './commands.ts';
import { deviceAt, placeOf } from './devices.ts';
import { Holder } from './holder.ts';

// The self-test of the exponentiation belongs to the start of a process, not to its first run
modPowReport();
const holder = new Holder(workerData as number);

parentPort?.on('message', (command: Command) => parentPort?.postMessage(answer(command)));

function answer(command: Command): Reply {
  switch (command.type) {
    case 'begin':
      return { type: 'letters', letters: lettersOf(holder.begin(command.run)) };
    case 'receive':
      return { type: 'letters', letters: lettersOf(holder.receive(deviceAt(command.from).pid, command.envelope)) };
    case 'finish':
      return { type: 'spent', spent: holder.finish() };
    case 'state key':
      return { type: 'statement', statement: holder.statement(command.key) };
  }
}

function lettersOf(outgoing: readonly Outgoing[]): Letter[] {
  return outgoing.map(({ to, envelope }) => ({ to: to === 'all' ? to : placeOf(to), envelope }));
}
