/** The attack: a console in an attacker's hands swaps the recipient in the bytes. Every co-signer reads them for itself. */
import { bytesToHex } from '../../../base/bytes.ts';
import { ed25519 } from '@noble/curves/ed25519.js';
import { encodeSolanaAddress } from '../../../adapters/chains/solana/address.ts';
import { buildTransfer } from '../../../adapters/chains/solana/build-transfer.ts';
import { secureRandom } from '../../../adapters/identity/secure-random.ts';
import type { Client } from '../../../contract/client.ts';
import type { EmbeddedConsole } from '../embedded.ts';
import { draftOf, requestOf, submit } from './transfer-steps.ts';
import type { DemoReport } from './report.ts';
import { must, until } from './until.ts';

export interface AttackOptions {
  readonly console: EmbeddedConsole;
  readonly cfo: Client;
  readonly treasurer: Client;
  readonly report: DemoReport;
}

/** The CFO asks, the Treasurer honestly approves, and then the Treasurer's console proposes other bytes than the intent's. */
export async function tamperedSession({ console, cfo, treasurer, report }: AttackOptions): Promise<void> {
  const officer = console.host.officer();
  const { requestId } = await submit(cfo, draftOf('4'));
  await until(officer, 'the CFO’s request', (state) => state.requests.get(requestId));
  // From here on the attacker decides what this console proposes; its own coordinator stays silent.
  officer.coordinator.stop();
  const { intentHash, intent } = requestOf(officer, requestId);
  await treasurer.call('request.approve', { requestId, intentHash, commandId: bytesToHex(secureRandom(16)) });
  const attacker = encodeSolanaAddress(ed25519.getPublicKey(secureRandom(32)));
  const sessionId = await proposeOtherBytes(console, requestId, attacker);
  report.done('Attack: a compromised console swaps the recipient in the transaction');
  report.fact('approved recipient', intent.to);
  report.fact('in the bytes', attacker);
  const { coSigners, vaults } = officer.state();
  // Only those that hold a share of the key are asked.
  const holders = vaults.get(intent.vaultId)?.holders ?? [];
  const session = await until(officer, 'the refusals', (state) => {
    const found = state.requests.get(requestId)?.sessions.find((one) => one.proposal.sessionId === sessionId);
    return found !== undefined && found.verdicts.size === holders.length ? found : undefined;
  });
  report.done('Every co-signer refuses, each with its own reading; nothing was signed');
  for (const verdict of session.verdicts.values()) {
    const coSigner = coSigners.get(verdict.coSigner);
    must(verdict.answer === 'refuse', `${coSigner?.name} would have contributed.`);
    must(
      verdict.reasons.some(({ code }) => code === 'RECIPIENT_DIFFERS'),
      `${coSigner?.name} refused for another reason.`,
    );
    report.fact(coSigner?.name ?? '', `${verdict.reasons[0]?.code}: ${verdict.reading}`);
  }
  const stolen = await officer.client.getBalance(attacker);
  must(stolen.lamports === 0n, 'The attacker has been paid.');
  report.fact('attacker received', '0 SOL');
}

async function proposeOtherBytes(console: EmbeddedConsole, requestId: string, to: string): Promise<string> {
  const officer = console.host.officer();
  const { intent, intentHash, policyHash } = requestOf(officer, requestId);
  const vault = officer.state().vaults.get(intent.vaultId);
  must(vault !== undefined, 'The vault is missing.');
  const { blockhash, lastValidBlockHeight } = await officer.client.latestBlockhash();
  const sessionId = bytesToHex(secureRandom(16));
  await officer.replica.append({
    type: 'session.proposed',
    sessionId,
    requestId,
    attempt: 1,
    intentHash,
    policyHash,
    vaultId: vault.vaultId,
    epoch: vault.epoch,
    signers: vault.holders.slice(0, vault.minSigners),
    unsignedTransaction: bytesToHex(buildTransfer({ from: intent.from, to, lamports: intent.amount, blockhash })),
    lifetime: { blockhash, lastValidBlockHeight },
  });
  return sessionId;
}
