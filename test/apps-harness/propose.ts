/** Session proposals as a console in an attacker's hands would write them. */
import { bytesToHex } from '../../src/base/bytes.ts';
import { buildTransfer } from '../../src/adapters/chains/solana/build-transfer.ts';
import { secureRandom } from '../../src/adapters/identity/secure-random.ts';
import type { EntryOf } from '../../src/treasury/workspace/entry.ts';
import type { DemoConsole } from './demo-console.ts';

export type Proposal = EntryOf<'session.proposed'>;

/** What an honest console would propose now: the bytes of the intent, with a fresh blockhash. */
export async function honestProposal(demo: DemoConsole, requestId: string): Promise<Proposal> {
  const { state, officer } = demo;
  const request = state.requests.get(requestId);
  const vault = state.vaults.get(request?.intent.vaultId ?? '');
  if (request === undefined || vault === undefined) throw new Error('There is no such request.');
  const { blockhash, lastValidBlockHeight } = await officer.client.latestBlockhash();
  const { from, to, amount } = request.intent;
  return {
    type: 'session.proposed',
    sessionId: bytesToHex(secureRandom(16)),
    requestId,
    attempt: request.sessions.length + 1,
    intentHash: request.intentHash,
    policyHash: state.policyHash,
    vaultId: vault.vaultId,
    epoch: vault.epoch,
    signers: vault.holders.slice(0, vault.minSigners),
    unsignedTransaction: bytesToHex(buildTransfer({ from, to, lamports: amount, blockhash })),
    lifetime: { blockhash, lastValidBlockHeight },
  };
}

/** What a co-signer adds that judges after another has ended the session; who that is differs from run to run. */
const OVER = 'Another signer has refused; the session is over.';

/** Every co-signer's refusal of a session, by kind: its reason codes, each once, in order. */
export async function refusalsOf(demo: DemoConsole, sessionId: string): Promise<Record<string, readonly string[]>> {
  const { coSigners } = demo.state;
  const session = await demo.judged(sessionId, coSigners.size);
  return Object.fromEntries(
    [...session.verdicts.values()].map(({ coSigner, answer, reasons }) => [
      coSigners.get(coSigner)?.kind ?? coSigner,
      answer === 'contribute'
        ? ['CONTRIBUTES']
        : [...new Set(reasons.filter(({ text }) => text !== OVER).map(({ code }) => code))],
    ]),
  );
}
