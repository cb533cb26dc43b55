/**
 * The first officer's console, with everything it hosts, as a process that can be killed: `host-program.ts --profile DIR`.
 * The process that started it is its screen, for both officers.
 */
import { openSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { startEmbeddedConsole } from '../../src/apps/console/embedded.ts';
import { forkPrintingTo } from '../../src/apps/processes/node-children.ts';
import type { Bridge } from '../../src/contract/client.ts';
import type { Channel } from '../../src/contract/channels.ts';
import { encodeEvent, serveCall, toWireError } from '../../src/contract/serve.ts';
import { HostCommand, type HostMessage } from './host-messages.ts';

const { values } = parseArgs({ options: { profile: { type: 'string' } } });
const profileDirectory = z.string().parse(values.profile);
const send = (message: HostMessage): void =>
  void (process.connected && process.send?.(message, undefined, undefined, () => undefined));

const console = startEmbeddedConsole({
  vaults: ['solana'],
  profileDirectory,
  shell: 'browser',
  launch: forkPrintingTo(openSync(join(profileDirectory, 'children.log'), 'a')),
  createsDemo: true,
  officerWindowArgs: () => ['--terminal'],
  report: (part, error) =>
    process.stderr.write(`host ${part}: ${error instanceof Error ? error.stack : String(error)}\n`),
});
let cfo: Bridge | null = null;

console.onEvent((event) => {
  const { name, payload } = encodeEvent(event);
  send({ type: 'event', who: 'treasurer', name, payload, processes: [...console.host.processes()] });
});
process.on('message', (message) => void answer(HostCommand.parse(message)));
process.on('disconnect', () => process.exit(0));
console.ready.then(
  () => send({ type: 'ready', rpcUrl: console.host.rpcUrl, processes: [...console.host.processes()] }),
  (error: unknown) => send({ type: 'failed', code: toWireError(error).code }),
);

async function answer({ id, who, channel, wire }: HostCommand): Promise<void> {
  send({ type: 'reply', id, reply: await reply(who, channel, wire) });
}

function reply(who: 'treasurer' | 'cfo', channel: string, wire: unknown): Promise<unknown> {
  if (channel === 'open-cfo') return openCfo();
  if (who === 'treasurer') return serveCall(console.handlers, channel, wire);
  return cfo === null ? openCfo() : cfo.invoke(channel as Channel, wire);
}

async function openCfo(): Promise<unknown> {
  try {
    const child = await console.host.openOfficer('cfo');
    cfo = child.bridge;
    for (const name of ['workspace.changed', 'token.prompted'] as const) {
      child.bridge.subscribe(name, (payload) =>
        send({ type: 'event', who: 'cfo', name, payload, processes: [...console.host.processes()] }),
      );
    }
    return { ok: true, value: {} };
  } catch (error) {
    return { ok: false, error: toWireError(error) };
  }
}
