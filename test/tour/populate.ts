/** A workspace with something of everything: confirmed, waiting, rejected, blocked, and at last one that every co-signer refused. */
import { bytesToHex } from '../../src/base/bytes.ts';
import { secureRandom } from '../../src/adapters/identity/secure-random.ts';
import { DemoReport } from '../../src/apps/console/demo/report.ts';
import { submit } from '../../src/apps/console/demo/transfer-steps.ts';
import { tamperedSession } from '../../src/apps/console/demo/tampered-session.ts';
import { until, untilEvent } from '../../src/apps/console/demo/until.ts';
import type { EmbeddedConsole } from '../../src/apps/console/embedded.ts';
import { createClient, type Client } from '../../src/contract/client.ts';
import type { TransferDraft } from '../../src/contract/views.ts';
import { serveCall } from '../../src/contract/serve.ts';

/** Requests that the pictures show, by what they are for. */
export interface Populated {
  readonly confirmed: string;
  /** In ether, confirmed. */
  readonly etherConfirmed: string;
  /** Vault of the ether account. */
  readonly evmVault: string;
  readonly needsMe: string;
  readonly blocked: string;
  /** A compromised console proposes other bytes for a request. Last, because that console answers for nobody from then on. */
  readonly attack: () => Promise<string>;
}

/** Plays a morning at the treasury through the contract, as officers would. */
export async function populate(console: EmbeddedConsole): Promise<Populated> {
  const treasurer = createClient({
    invoke: (channel, wire) => serveCall(console.handlers, channel, wire),
    subscribe: () => () => undefined,
  });
  const cfo = await openCfo(console);
  const confirmed = await ask(treasurer, { payeeId: 'aurelia', amount: '2.5', purpose: 'Hull 118, instalment 3 of 5' });
  await approve(cfo, confirmed);
  await until(
    console.host.officer(),
    'the confirmation',
    (state) => state.requests.get(confirmed)?.settled ?? undefined,
  );
  const blocked = await ask(treasurer, { payeeId: 'borealis', amount: '120', purpose: 'Dry dock 4, deposit' });
  const large = await ask(treasurer, { payeeId: 'borealis', amount: '18', purpose: 'Quay dues, fourth quarter' });
  await approve(cfo, large);
  await ask(treasurer, { payeeId: 'castell', amount: '1.2', purpose: 'Cargo cover, voyage 77' });
  const rejected = await ask(cfo, { payeeId: 'borealis', amount: '3', purpose: 'Pilotage, October' });
  await untilKnown(treasurer, rejected);
  await treasurer.call('request.reject', {
    requestId: rejected,
    reason: 'Paid on 12 October already, invoice B-2217.',
    commandId: bytesToHex(secureRandom(16)),
  });
  const needsMe = await ask(cfo, { payeeId: 'castell', amount: '7.25', purpose: 'Hull insurance, second half' });
  const etherConfirmed = await payEther(console, treasurer, cfo);
  const attack = async (): Promise<string> => {
    touchFor(console, treasurer);
    await tamperedSession({ console, cfo, treasurer, report: new DemoReport(() => undefined) });
    return [...console.host.officer().state().requests.values()].at(-1)?.requestId ?? '';
  };
  return { confirmed, etherConfirmed, evmVault: 'evm', needsMe, blocked, attack };
}

async function openCfo(console: EmbeddedConsole): Promise<Client> {
  const { bridge } = await console.host.openOfficer('cfo');
  const cfo = createClient(bridge);
  cfo.on('token.prompted', ({ prompt }) => {
    if (prompt !== null) void cfo.call('token.answer', { promptId: prompt.promptId, answer: 'approve' });
  });
  return cfo;
}

/** The Treasurer's token is touched by itself from now on; until here the window asks for it. */
function touchFor(console: EmbeddedConsole, treasurer: Client): void {
  console.onEvent((event) => {
    if (event.name !== 'token.prompted' || event.payload.prompt === null) return;
    void treasurer.call('token.answer', { promptId: event.payload.prompt.promptId, answer: 'approve' });
  });
}

/** One payment in ether, once its key is there and the chain has funded the account. */
async function payEther(console: EmbeddedConsole, treasurer: Client, cfo: Client): Promise<string> {
  const officer = console.host.officer();
  await until(officer, 'the account in ether', (state) => state.accounts.get('operating-eth'), 'long');
  await untilEvent(console, 'the development funds', async () => {
    const balances = await treasurer.call('balance.list', { refresh: true });
    return balances.some(({ chain, total }) => chain === 'evm' && (total?.value ?? 0n) > 0n) || undefined;
  });
  const ether = { accountId: 'operating-eth', payeeId: 'delphin', feeCeiling: '0.001' };
  const paid = await ask(treasurer, { ...ether, amount: '1.25', purpose: 'Bunker delivery 44' });
  await approve(cfo, paid);
  await until(officer, 'the confirmation in ether', (state) => state.requests.get(paid)?.settled ?? undefined, 'long');
  return paid;
}

type Wish = Pick<TransferDraft, 'payeeId' | 'amount' | 'purpose'> & Partial<TransferDraft>;

async function ask(client: Client, what: Wish): Promise<string> {
  const draft = { accountId: 'operating', address: '', feeCeiling: '0.00001', expiresInMinutes: 2880, ...what };
  return (await submit(client, draft)).requestId;
}

/** Each console reads the log by itself: a moment later than the one that wrote. */
async function untilKnown(client: Client, requestId: string): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const look = async (): Promise<void> => {
    const known = await client.call('request.list', {});
    if (known.some((request) => request.requestId === requestId)) resolve();
  };
  const leave = client.on('workspace.changed', () => void look());
  await look();
  await promise;
  leave();
}

async function approve(client: Client, requestId: string): Promise<void> {
  await untilKnown(client, requestId);
  const { intent } = await client.call('request.get', { requestId });
  await client.call('request.approve', {
    requestId,
    intentHash: intent.intentHash,
    commandId: bytesToHex(secureRandom(16)),
  });
}
