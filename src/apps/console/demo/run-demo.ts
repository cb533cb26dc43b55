/** The demo's story, step by step. Every step checks what it claims. */
import { verify as opensslVerify, createPublicKey } from 'node:crypto';
import { bytesFromHex, bytesToHex, concatBytes } from '../../../base/bytes.ts';
import { codeOf } from '../../../base/errors.ts';
import { formatAmount } from '../../../base/units.ts';
import { secureRandom } from '../../../adapters/identity/secure-random.ts';
import { createClient, type Client } from '../../../contract/client.ts';
import { serveCall } from '../../../contract/serve.ts';
import { latestVault } from '../vault-setup.ts';
import type { EmbeddedConsole } from '../embedded.ts';
import { keyFingerprint } from '../views/key-fingerprint.ts';
import type { OfficerConsole } from '../officer-console.ts';
import { tamperedSession } from './tampered-session.ts';
import type { DemoReport } from './report.ts';
import { draftOf, requestOf, submit } from './transfer-steps.ts';
import { evmStory } from './evm-story.ts';
import { must, until } from './until.ts';

const SOL = 9;

/** Runs the whole story. @throws Error or AppError at the first step that did not happen. */
export async function runDemo(console: EmbeddedConsole, report: DemoReport): Promise<void> {
  report.title('Countersign demo: test money on two development chains, simulated tokens, no audit.');
  await startAndGenerateKey(console, report);
  const treasurer = createClient({
    invoke: (channel, wire) => serveCall(console.handlers, channel, wire),
    subscribe: () => () => undefined,
  });
  touchTokens(console, treasurer);
  const officer = console.host.officer();
  await blockedAttempt(treasurer, report);
  const requestId = await askForTransfer(treasurer, report);
  await refuseSelfApproval(treasurer, officer, requestId, report);
  const cfo = await openSecondOfficer(console, report);
  await approve(cfo, requestId, report);
  await followToChain(officer, requestId, report);
  await checkBalanceAndLog(treasurer, report);
  await evmStory({ console, treasurer, cfo, report });
  await tamperedSession({ console, cfo, treasurer, report });
  const verified = await treasurer.call('log.verify', {});
  must(verified.isIntact, 'The log does not verify after the attack.');
  report.done('Log verified from disk once more, with everything that happened');
  report.fact('entries', String(verified.entries));
  report.finished('All steps happened.');
}

/** The Treasurer looks at the token's screens and touches it; in the window this is a click on the drawn device. */
function touchTokens(console: EmbeddedConsole, treasurer: Client): void {
  console.onEvent((event) => {
    if (event.name !== 'token.prompted' || event.payload.prompt === null) return;
    void treasurer.call('token.answer', { promptId: event.payload.prompt.promptId, answer: 'approve' });
  });
}

async function startAndGenerateKey(console: EmbeddedConsole, report: DemoReport): Promise<void> {
  await Promise.race([phaseReached(console, 'ceremony'), console.ready]);
  report.done('Three co-signers started as processes of their own, with a relay and two development chains');
  for (const [name, id] of console.host.processes()) report.fact(name, `process ${id}`);
  const officer = console.host.officer();
  const active = await until(officer, 'the key ceremony', (state) => {
    const found = latestVault(state);
    return found?.status === 'active' ? found : undefined;
  });
  report.done(`Distributed key generation: ${active.minSigners} of ${active.holders.length}, no dealer, all confirmed`);
  report.fact('fingerprint', keyFingerprint(active.groupKey ?? new Uint8Array()));
  await console.ready;
  const state = officer.state();
  const vault = latestVault(state);
  const account = [...state.accounts.values()].find(({ chain }) => chain === 'solana');
  must(vault?.groupKey != null && account !== undefined, 'There is no active vault.');
  report.done('The key’s first address');
  report.fact('address', account.address);
  const { lamports } = await officer.client.getBalance(account.address);
  must(lamports > 0n, 'The development chain gave no funds.');
  report.done('Airdrop on the development chain');
  report.fact('balance', `${formatAmount(lamports, SOL)} SOL`);
}

/** Resolves when the console has come to this phase; a start that failed is reported by `console.ready`. */
function phaseReached(console: EmbeddedConsole, phase: string): Promise<void> {
  return new Promise((resolve) => {
    const stop = console.onEvent((event) => {
      if (event.name !== 'app.changed') return;
      void console.handlers['app.status']({}).then((status) => {
        if (status.phase !== phase) return;
        stop();
        resolve();
      });
    });
  });
}

async function blockedAttempt(treasurer: Client, report: DemoReport): Promise<void> {
  const draft = draftOf('120');
  const preview = await treasurer.call('transfer.preview', { draft });
  must(preview.verdict.type === 'denied' && !preview.canSubmit, 'The policy allows a transfer over its limit.');
  const { requestId } = await submit(treasurer, draft);
  const { summary } = await treasurer.call('request.get', { requestId });
  must(summary.status === 'blocked', 'A transfer over the limit is not blocked.');
  report.done('A transfer of 120 SOL is blocked before anybody is asked');
  report.fact(summary.label, preview.verdict.reason);
}

async function askForTransfer(treasurer: Client, report: DemoReport): Promise<string> {
  const { requestId, sentence, logIndex } = await submit(treasurer, draftOf('2.5'));
  const detail = await treasurer.call('request.get', { requestId });
  must(detail.summary.status === 'pending', 'The request does not wait for approval.');
  report.done('Treasurer asks for a transfer');
  report.fact(detail.summary.label, sentence);
  report.fact('intent hash', detail.intent.intentHash);
  report.fact('log entry', String(logIndex));
  return requestId;
}

async function refuseSelfApproval(
  treasurer: Client,
  officer: OfficerConsole,
  requestId: string,
  report: DemoReport,
): Promise<void> {
  const request = requestOf(officer, requestId);
  const { intentHash, policyHash } = request;
  const byScreen = await treasurer
    .call('request.approve', { requestId, intentHash, commandId: bytesToHex(secureRandom(16)) })
    .then(
      () => 'APPROVED',
      (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : 'UNKNOWN'),
    );
  must(byScreen === 'SELF_APPROVAL', `Self-approval ended with ${byScreen}.`);
  const { tokenId } = officer.token;
  const byLog = await officer.replica
    .appendOnce({
      type: 'request.approved',
      requestId,
      intentHash,
      policyHash,
      tokenId,
      tokenSignature: new Uint8Array(64),
    })
    .then(
      () => 'ADMITTED',
      (error: unknown) => codeOf(error),
    );
  must(byLog === 'SELF_APPROVAL', `The log answered a self-approval with ${byLog}.`);
  report.done('Treasurer cannot approve it: refused by the console and by the log itself');
  report.fact('code', 'SELF_APPROVAL');
}

async function openSecondOfficer(console: EmbeddedConsole, report: DemoReport): Promise<Client> {
  const child = await console.host.openOfficer('cfo');
  const cfo = createClient(child.bridge);
  // The CFO looks at the token's screens and touches it; in the window this is a click on the drawn device.
  cfo.on('token.prompted', ({ prompt }) => {
    if (prompt !== null) void cfo.call('token.answer', { promptId: prompt.promptId, answer: 'approve' });
  });
  const workspace = await cfo.call('workspace.get', {});
  must(workspace.me.name === 'CFO', 'The second console belongs to somebody else.');
  report.done('The CFO opens a console: own process, own device key, own simulated token');
  report.fact('process', String(child.handle.processId));
  return cfo;
}

async function approve(cfo: Client, requestId: string, report: DemoReport): Promise<void> {
  const detail = await cfo.call('request.get', { requestId });
  must(detail.can.approve, `The CFO cannot approve: ${detail.can.why}`);
  const { intentHash } = detail.intent;
  const { logIndex } = await cfo.call('request.approve', {
    requestId,
    intentHash,
    commandId: bytesToHex(secureRandom(16)),
  });
  report.done('The CFO approves the intent on a simulated token');
  for (const screen of detail.tokenScreens) report.fact(screen.title, screen.lines.join(' '));
  report.fact('log entry', String(logIndex));
}

async function followToChain(officer: OfficerConsole, requestId: string, report: DemoReport): Promise<void> {
  const judged = await until(officer, 'the verdicts', (state) => {
    const session = state.requests.get(requestId)?.sessions[0];
    return session !== undefined && session.outcome.type !== 'judging' ? session : undefined;
  });
  must(judged.outcome.type === 'agreed' || judged.outcome.type === 'signed', 'The co-signers did not agree.');
  report.done('Signing session: fresh blockhash, every co-signer decodes the bytes and judges for itself');
  const signed = await until(officer, 'the signature', (state) => {
    const session = state.requests.get(requestId)?.sessions[0];
    return session?.outcome.type === 'signed' ? { session, signature: session.outcome.signature } : undefined;
  });
  for (const verdict of signed.session.verdicts.values()) {
    report.fact(officer.state().coSigners.get(verdict.coSigner)?.name ?? '', `${verdict.answer}: ${verdict.reading}`);
  }
  report.done('FROST: two of three parties signed together');
  const groupKey = officer.state().vaults.get(signed.session.proposal.vaultId)?.groupKey ?? new Uint8Array();
  const message = bytesFromHex(signed.session.proposal.unsignedTransaction);
  must(verifyWithOpenSsl(groupKey, message, signed.signature), 'OpenSSL does not accept the signature.');
  report.done(`Signature verified by OpenSSL ${process.versions.openssl}`);
  report.fact('signature', `${bytesToHex(signed.signature).slice(0, 32)}…`);
  const settled = await until(officer, 'the confirmation', (state) => {
    const request = state.requests.get(requestId);
    return request?.settled != null ? request : undefined;
  });
  must(settled.status === 'confirmed', `The transfer ended as ${settled.status}.`);
  report.done('Broadcast and confirmed on the development chain');
  report.fact('transaction', settled.transactionId ?? '');
  report.fact('slot', String(settled.settled?.slot));
}

async function checkBalanceAndLog(treasurer: Client, report: DemoReport): Promise<void> {
  const balance = (await treasurer.call('balance.list', { refresh: true })).find(({ chain }) => chain === 'solana');
  const expected = 250_000_000_000n - 2_500_000_000n - 5_000n;
  must(balance?.total?.value === expected, `The balance is ${balance?.total?.value}, not ${expected}.`);
  report.done('The confirmed balance is exactly what the intent said');
  report.fact('balance', `${formatAmount(expected, SOL)} SOL`);
  const result = await treasurer.call('log.verify', {});
  must(result.isIntact, 'The log does not verify.');
  report.done('Log verified from disk');
  report.fact('entries', String(result.entries));
  report.fact('signatures', String(result.signatures));
  report.fact('inclusion proofs', String(result.inclusionProofs));
  report.fact('root', result.rootHash);
}

/** RFC 8410: SubjectPublicKeyInfo of an Ed25519 key up to its 32 bytes. */
const SPKI = Uint8Array.of(0x30, 0x2a, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 3, 0x21, 0);

function verifyWithOpenSsl(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  const key = createPublicKey({ key: Buffer.from(concatBytes(SPKI, publicKey)), format: 'der', type: 'spki' });
  return opensslVerify(null, message, key, signature);
}
