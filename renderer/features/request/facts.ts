/** What rows 7 to 12 of the signer's rights say, worked out from the request; pure, so that a test can hold it. */
import type { RequestDetailView, RequestSummaryView, SessionView } from '../../../src/contract/views.ts';

export type FactState = 'ok' | 'wait' | 'bad' | 'none';
export interface Fact {
  readonly word: string;
  readonly state: FactState;
  readonly detail: string;
}

/** The newest signing session, or `undefined` before the first. */
export const latestSession = (detail: RequestDetailView): SessionView | undefined =>
  detail.sessions.reduce<SessionView | undefined>(
    (latest, session) => (latest === undefined || session.attempt > latest.attempt ? session : latest),
    undefined,
  );

/** Row 8: whether every co-signer reads the bytes as the intent. */
export function decoderFact(session: SessionView | undefined): Fact {
  if (session === undefined) return { word: 'later', state: 'none', detail: 'bytes come after the quorum' };
  const asked = session.verdicts.filter(
    ({ answer, coSigner }) => answer !== 'waiting' || session.signers.includes(coSigner.pid),
  );
  const answered = asked.filter(({ answer }) => answer !== 'waiting');
  const refused = asked.filter(({ answer }) => answer === 'refuse');
  const count = asked.length;
  if (refused.length > 0) return { word: 'disagree', state: 'bad', detail: `${refused.length} of ${count} refuse` };
  if (answered.length < count)
    return { word: 'reading', state: 'wait', detail: `${answered.length} of ${count} have answered` };
  return { word: 'agree', state: 'ok', detail: `${count} of ${count} read the intent` };
}

/** Row 10: what the holder's token can show of this. */
export function tokenFact(token: { readonly canShow: boolean; readonly kind: string }): Fact {
  const kind = token.kind === 'simulated' ? 'simulated, demo' : token.kind;
  return token.canShow
    ? { word: 'shows all', state: 'ok', detail: `all screens; ${kind}` }
    : { word: 'touch only', state: 'wait', detail: `shows nothing; ${kind}` };
}

/** Row 11: the difference to the last confirmed payment from the same account to the same payee. */
export function usualFact(detail: RequestDetailView, all: readonly RequestSummaryView[]): Fact {
  const { summary, intent } = detail;
  if (intent.isFirstPayment) return { word: 'first', state: 'wait', detail: 'never paid before' };
  const last = all
    .filter(
      (other) =>
        other.requestId !== summary.requestId &&
        other.status === 'confirmed' &&
        other.payeeName === summary.payeeName &&
        other.accountName === summary.accountName,
    )
    .reduce<RequestSummaryView | undefined>(
      (newest, other) => (newest === undefined || other.createdAt > newest.createdAt ? other : newest),
      undefined,
    );
  if (last === undefined || last.amount.value === 0n)
    return { word: 'paid before', state: 'none', detail: 'no amount to compare with' };
  const permille = ((summary.amount.value - last.amount.value) * 1_000n) / last.amount.value;
  return { word: percent(permille), state: 'none', detail: `against ${last.label}` };
}

function percent(permille: bigint): string {
  const size = permille < 0n ? -permille : permille;
  return `${permille < 0n ? '−' : '+'}${size / 10n}.${size % 10n} %`;
}

/** An address of either chain inside a sentence; one group, so that `split` keeps it. */
export const ADDRESS = /(0x[0-9a-fA-F]{40}|[1-9A-HJ-NP-Za-km-z]{32,44})/;
const RECIPIENT = new RegExp(`\\bto ${ADDRESS.source}`);

/** The address a refusing co-signer read, where it differs from the intent's. */
export function otherRecipient(session: SessionView, intended: string): { name: string; address: string } | undefined {
  for (const verdict of session.verdicts) {
    if (verdict.answer !== 'refuse') continue;
    const address = RECIPIENT.exec(verdict.reading)?.[1];
    if (address !== undefined && address !== intended) return { name: verdict.coSigner.name, address };
  }
  return undefined;
}
