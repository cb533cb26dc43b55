/**
 * The first officer's console, with everything it hosts, as a process that can be killed: `host-program.ts --profile DIR
 * --vaults LIST`. The process that started it is its screen, for both officers. Co-signers write down the signature shares they send.
 */
import { fork } from 'node:child_process';
import { openSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { startEmbeddedConsole } from '../../src/apps/console/embedded.ts';
import type { LaunchChild } from '../../src/apps/processes/child-port.ts';
import { forkPrintingTo, handleOf } from '../../src/apps/processes/node-children.ts';
import type { Bridge } from '../../src/contract/client.ts';
import type { Channel } from '../../src/contract/channels.ts';
import type { Reply } from '../../src/contract/contract.ts';
import { encodeEvent, serveCall, toWireError } from '../../src/contract/serve.ts';
import { Chain } from '../../src/treasury/chains/chain.ts';
import { HostCommand, type HostMessage } from './host-messages.ts';
import { momentOf, runsUnderWay } from './work-moments.ts';

const CO_SIGNER = fileURLToPath(new URL('../../src/apps/cosigner/main.ts', import.meta.url));
const WITNESS = new URL('./witness.ts', import.meta.url).href;

const { values } = parseArgs({ options: { profile: { type: 'string' }, vaults: { type: 'string' } } });
const profileDirectory = z.string().parse(values.profile);
const send = (message: HostMessage): void =>
  void (process.connected && process.send?.(message, undefined, undefined, () => undefined));

const output = openSync(join(profileDirectory, 'children.log'), 'a');
const fromProduct = forkPrintingTo(output);
const launch: LaunchChild = (program, args) =>
  program === 'cosigner'
    ? handleOf(
        fork(CO_SIGNER, [...args], {
          execArgv: ['--import', WITNESS],
          serialization: 'advanced',
          stdio: ['ignore', output, output, 'ipc'],
        }),
      )
    : fromProduct(program, args);

const console = startEmbeddedConsole({
  vaults: z.array(Chain).parse(values.vaults?.split(',')),
  profileDirectory,
  shell: 'browser',
  launch,
  createsDemo: true,
  officerWindowArgs: () => ['--terminal'],
  report: (part, error) =>
    process.stderr.write(`host ${part}: ${error instanceof Error ? error.stack : String(error)}\n`),
});
let cfo: Bridge | null = null;
let isWatching = false;
const progress = new Map<string | null, number>();

console.onEvent((event) => {
  watchLog();
  watchRuns();
  const { name, payload } = encodeEvent(event);
  send({ type: 'event', who: 'treasurer', name, payload, processes: [...console.host.processes()] });
});
process.on('message', (message) => void answer(HostCommand.parse(message)));
process.on('disconnect', () => process.exit(0));
console.ready.then(
  () => {
    const { rpcUrl, evmRpcUrl = null } = console.host;
    send({ type: 'ready', rpcUrl, evmRpcUrl, processes: [...console.host.processes()] });
  },
  (error: unknown) => send({ type: 'failed', code: toWireError(error).code }),
);

/** As soon as there is a replica; what it had on disk is past. */
function watchLog(): void {
  if (isWatching || !console.host.isOpen) return;
  isWatching = true;
  console.host.officer().replica.onAdmitted(({ entry }, state) => {
    send({ type: 'moment', moment: momentOf(entry, state), processes: [...console.host.processes()] });
  });
}

/** What co-signers say of their signing runs. */
function watchRuns(): void {
  if (!isWatching || console.host.officer().replica.state === null) return;
  const officer = console.host.officer();
  for (const moment of runsUnderWay(officer.state())) {
    const heard = officer.progress.runs.get(moment.runId ?? '')?.events.length ?? 0;
    if (heard === (progress.get(moment.runId) ?? 0)) continue;
    progress.set(moment.runId, heard);
    send({ type: 'moment', moment, processes: [...console.host.processes()] });
  }
}

async function answer({ id, who, channel, wire }: HostCommand): Promise<void> {
  send({ type: 'reply', id, reply: await reply(who, channel, wire) });
}

async function reply(who: 'treasurer' | 'cfo', channel: string, wire: unknown): Promise<unknown> {
  if (channel === 'open-cfo') return openCfo();
  if (who === 'treasurer') return serveCall(console.handlers, channel, wire);
  // A console that was killed is opened again by whoever needs it.
  if (cfo === null)
    return { ...(await openCfo()), ok: false, error: toWireError(new Error('The console was closed.')) };
  return cfo.invoke(channel as Channel, wire);
}

async function openCfo(): Promise<Reply> {
  try {
    const child = await console.host.openOfficer('cfo');
    cfo = child.bridge;
    child.handle.onClose(() => (cfo = null));
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
