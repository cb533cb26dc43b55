/** A session that names an earlier epoch: refused by this console's own rules and, sent past them, by every co-signer's. */
import { bytesToHex } from '../../../base/bytes.ts';
import { codeOf } from '../../../base/errors.ts';
import { secureRandom } from '../../../adapters/identity/secure-random.ts';
import type { EntryOf } from '../../../treasury/workspace/entry.ts';
import { approveOn, etherDraft, etherVault, type EvmStory, type Payment } from './evm-payment.ts';
import { submit } from './transfer-steps.ts';
import { must, until, untilEvent } from './until.ts';

/** @param before a payment of the earlier epoch, whose signers held the old shares */
export async function oldEpochRefused(story: EvmStory, before: Payment): Promise<void> {
  const { console, treasurer, report } = story;
  const officer = console.host.officer();
  const vault = etherVault(officer);
  // Below what the chain asks for, so that no console proposes a session of its own.
  const draft = { ...etherDraft('0.1', 'With shares of yesterday'), feeCeiling: '0.00000001' };
  const { requestId } = await submit(treasurer, draft);
  await approveOn(story.cfo, requestId);
  const request = await until(officer, 'the approval', (state) => {
    const found = state.requests.get(requestId);
    return found?.status === 'approved' ? found : undefined;
  });
  const { intentHash, policyHash } = request;
  const { epoch, signers, unsignedTransaction, lifetime } = before.session.proposal;
  const body: EntryOf<'session.proposed'> = {
    ...{ type: 'session.proposed', sessionId: bytesToHex(secureRandom(16)), requestId, attempt: 1 },
    ...{ intentHash, policyHash, vaultId: vault.vaultId, epoch, signers: [...signers] },
    ...{ unsignedTransaction, lifetime },
  };
  const byConsole = await officer.replica.appendOnce(body).then(
    () => 'ADMITTED',
    (error: unknown) => codeOf(error),
  );
  must(byConsole === 'SESSION_EPOCH_DIFFERS', `The log answered a session of an old epoch with ${byConsole}.`);
  await officer.publish(officer.replica.seal(body).bytes);
  const { logIndex } = await treasurer.call('request.cancel', { requestId, commandId: bytesToHex(secureRandom(16)) });
  const checkpoint = await untilEvent(console, 'every co-signer to sign its log', () =>
    officer
      .context()
      .checkpoints.find(
        ({ size, signedBy }) => size === logIndex + 1 && signedBy.length === officer.state().coSigners.size,
      ),
  );
  must(officer.state().requests.get(requestId)?.sessions.length === 0, 'A session of an old epoch was taken up.');
  report.done(`A session with shares of epoch ${epoch} is refused: by the log, and sent past it by every co-signer`);
  report.fact('code', byConsole);
  report.fact('checkpoint', `${checkpoint.size} entries, root ${checkpoint.rootHash}, signed by all without it`);
}
