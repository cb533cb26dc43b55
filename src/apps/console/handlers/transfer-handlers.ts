/** New transfer: what it would mean, and asking for it. */
import { AppError } from '../../../base/errors.ts';
import type { Handlers } from '../../../contract/contract.ts';
import type { TransferDraft } from '../../../contract/views.ts';
import { toWireError } from '../../../contract/serve.ts';
import { intentSentence } from '../../../treasury/intent/intent-sentence.ts';
import type { TransferIntent } from '../../../treasury/intent/intent.ts';
import { destinationClass } from '../../../treasury/policy/destination.ts';
import { evaluate } from '../../../treasury/policy/evaluate.ts';
import type { OfficerConsole } from '../officer-console.ts';
import { readDraft } from '../transfer-draft.ts';
import { nullWhenUnreachable } from '../chains/chain-access.ts';
import type { Place } from '../balance-reader.ts';
import { balanceView, type BalanceReading } from '../views/balance-view.ts';
import { accountName, recipientName } from '../views/intent-view.ts';
import { payeeViews } from '../views/payee-view.ts';
import { transferPreview } from '../views/transfer-preview.ts';
import type { CommandOnce } from './command-once.ts';

type TransferChannel = 'balance.list' | 'payee.list' | 'transfer.preview' | 'transfer.submit';

/** Shown while nothing is submitted: the preview belongs to no request yet. */
const NO_REQUEST = '00'.repeat(16);

export function transferHandlers(officer: () => OfficerConsole, once: CommandOnce): Pick<Handlers, TransferChannel> {
  return {
    'balance.list': async ({ refresh }) => {
      const accounts = [...officer().state().accounts.values()];
      const readings = await Promise.all(accounts.map((account) => balanceOf(officer(), account, refresh)));
      const context = officer().context();
      return accounts.flatMap((account, number) => {
        const reading = readings[number];
        return reading === undefined ? [] : [balanceView(context, account, reading)];
      });
    },
    'payee.list': () => Promise.resolve(payeeViews(officer().context())),
    'transfer.preview': async ({ draft }) => preview(officer(), draft),
    'transfer.submit': ({ draft, expectedSentence, commandId }) =>
      once.run('transfer.submit', commandId, () =>
        submit(officer(), { draft, expectedSentence, requestId: commandId }),
      ),
  };
}

async function preview(officer: OfficerConsole, draft: TransferDraft) {
  const intent = readDraft(officer.state(), draft, NO_REQUEST, officer.clock.now());
  const { chain, from: address, feeCeiling } = intent;
  const access = officer.chainOf(chain);
  const [balance, fee, facts] = await Promise.all([
    balanceOf(officer, { chain, address }, false),
    access.fee(feeCeiling).catch(nullWhenUnreachable),
    access.facts(intent),
  ]);
  return transferPreview({
    context: officer.context(),
    intent,
    verdict: verdictOf(officer, intent),
    facts: { balance, fee, chain: facts },
  });
}

/**
 * Appends the request. Its id is the command's id, so that the same command, even after a restart, makes one request.
 * @throws AppError `MEANING_CHANGED` when the officer read another sentence than this draft has now.
 */
async function submit(
  officer: OfficerConsole,
  asked: { draft: TransferDraft; expectedSentence: string; requestId: string },
): Promise<{ requestId: string; logIndex: number }> {
  const { requestId } = asked;
  const state = officer.state();
  const known = state.requests.get(requestId);
  if (known !== undefined) return { requestId, logIndex: known.index };
  if (asked.draft.purpose === '') throw purposeMissing();
  const intent = readDraft(state, asked.draft, requestId, officer.clock.now());
  if (
    withoutExpiry(
      intentSentence(intent, { account: accountName(state, intent), recipient: recipientName(state, intent) ?? null }),
    ) !== withoutExpiry(asked.expectedSentence)
  )
    throw meaningChanged();
  const { index } = await officer.replica.append({ type: 'request.created', intent });
  return { requestId, logIndex: index };
}

/** The sentence ends with a time that moves on while an officer reads; everything before it must be the same. */
function withoutExpiry(sentence: string): string {
  const at = sentence.lastIndexOf(', by ');
  return at < 0 ? sentence : sentence.slice(0, at);
}

function verdictOf(officer: OfficerConsole, intent: TransferIntent) {
  const state = officer.state();
  return evaluate({
    policy: state.policy,
    intent,
    destination: destinationClass(intent.to, { accounts: state.accounts.values(), payees: state.payees.values() }),
    initiator: officer.memberId,
    approvals: [],
    requestedAt: officer.clock.now(),
  });
}

async function balanceOf(officer: OfficerConsole, place: Place, refresh: boolean): Promise<BalanceReading> {
  const access = officer.chains[place.chain];
  const [{ value, readAt, error }, usualFee] = await Promise.all([
    officer.balances.read(place, refresh),
    access?.usualFee().catch(nullWhenUnreachable),
  ]);
  const failure = error === null ? null : toWireError(error);
  return { value, sourceName: access?.sourceName ?? 'no endpoint', readAt, error: failure, usualFee: usualFee ?? 0n };
}

function purposeMissing(): AppError {
  return new AppError({
    code: 'PURPOSE_MISSING',
    kind: 'input',
    message: 'A transfer needs a purpose: the officers who approve read it.',
    safe: 'Nothing was submitted.',
    next: 'Say what the payment is for.',
  });
}

function meaningChanged(): AppError {
  return new AppError({
    code: 'MEANING_CHANGED',
    kind: 'input',
    message: 'The transfer means something else now than what you read.',
    safe: 'Nothing was submitted.',
    next: 'Read the new sentence and submit again.',
  });
}
