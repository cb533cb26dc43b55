/** What speaks for and against a transfer as things stand, from facts that the console read. */
import { chainRules } from '../../../treasury/chains/chain-rules.ts';
import { assetText } from '../../../treasury/intent/assets.ts';
import type { TransferIntent } from '../../../treasury/intent/intent.ts';
import { openMembers } from '../../../treasury/policy/evaluate.ts';
import type { PolicyVerdict } from '../../../treasury/policy/policy.ts';
import { reservedOn } from '../../../treasury/workspace/reserved.ts';
import { afterReserves, isStale, type BalanceReading } from './balance-view.ts';
import { chainChecks, type ChainFacts, type Check } from './chain-checks.ts';
import type { ViewContext } from './context.ts';
import { accountName } from './intent-view.ts';
import { listOfNames, memberName } from './names.ts';
import { paymentsTo } from './payee-view.ts';
import { clipped } from './sentence.ts';

export interface TransferFacts {
  readonly balance: BalanceReading;
  /** In base units; null when the chain could not be read. `held`: what the account must hold for it besides the amount. */
  readonly fee: { readonly now: bigint; readonly held: bigint } | null;
  readonly chain: ChainFacts;
}

interface Subject {
  readonly intent: TransferIntent;
  readonly verdict: PolicyVerdict;
  readonly facts: TransferFacts;
}

/** All checks in a fixed order; those that cannot be made for lack of facts say so. */
export function transferChecks(context: ViewContext, subject: Subject): Check[] {
  return [
    fundsCheck(context, subject),
    feeCheck(subject),
    ...chainChecks({
      intent: subject.intent,
      facts: subject.facts.chain,
      balance: subject.facts.balance.value,
      fee: subject.facts.fee?.held ?? null,
    }),
    bookCheck(subject),
    historyCheck(context, subject),
    tokenCheck(context, subject),
    coSignerCheck(context, subject),
    expiryCheck(context, subject),
  ].map(({ label, state, detail }) => ({ label: clipped(label, 140), state, detail: clipped(detail, 160) }));
}

function fundsCheck(context: ViewContext, { intent, facts: { balance, fee } }: Subject): Check {
  const name = accountName(context.state, intent);
  if (balance.value === null) {
    return { label: `Balance of ${name} is unknown`, state: 'failed', detail: balance.error?.message ?? '' };
  }
  const available = afterReserves(balance.value, reservedOn(context.state, intent.accountId, context.now));
  const needed = intent.amount + (fee?.held ?? 0n);
  if (needed > available) {
    const detail = `needs ${assetText(needed, intent.asset)} with the fee`;
    return { label: `Only ${assetText(available, intent.asset)} available in ${name}`, state: 'failed', detail };
  }
  const stale = isStale(context, balance.readAt);
  return {
    label: `${assetText(available, intent.asset)} available in ${name}`,
    state: stale ? 'warning' : 'ok',
    detail: stale ? 'the reading is more than 2 min old, refresh it' : balance.sourceName,
  };
}

function feeCheck({ intent, facts: { fee } }: Subject): Check {
  const { asset } = chainRules(intent.chain);
  if (fee === null) return { label: 'Fee not known', state: 'warning', detail: 'the chain could not be read' };
  const isCovered = fee.now <= intent.feeCeiling;
  return {
    label: isCovered
      ? `Fee now ${assetText(fee.now, asset)}`
      : `Fee now ${assetText(fee.now, asset)}, above the ceiling`,
    state: isCovered ? 'ok' : 'failed',
    detail: `at most ${assetText(intent.feeCeiling, asset)}`,
  };
}

function bookCheck({ verdict: { destination } }: Subject): Check {
  if (destination === 'own') return { label: 'The address is one of our own accounts', state: 'ok', detail: '' };
  if (destination === 'book')
    return { label: 'The address is in the address book', state: 'ok', detail: 'exact match' };
  return { label: 'The address is not in the address book', state: 'warning', detail: 'nobody vouched for it' };
}

function historyCheck({ state }: ViewContext, { intent }: Subject): Check {
  const payments = paymentsTo(state, intent.to).length;
  if (payments === 0) return { label: 'First payment to this address', state: 'warning', detail: 'compare it twice' };
  return { label: `Paid ${payments === 1 ? 'once' : `${payments} times`} before`, state: 'ok', detail: 'confirmed' };
}

function tokenCheck({ state }: ViewContext, { verdict }: Subject): Check {
  const blind = openMembers(verdict).filter((memberId) => state.members.get(memberId)?.token.canShow !== true);
  if (blind.length === 0) return { label: 'Tokens can show amount and address', state: 'ok', detail: 'word for word' };
  const who = listOfNames(blind.map((memberId) => memberName(state, memberId)));
  return { label: `No token screen: ${who}`, state: 'warning', detail: 'they approve what their console shows' };
}

function coSignerCheck(context: ViewContext, { intent }: Subject): Check {
  const vault = context.state.vaults.get(intent.vaultId);
  const holders = vault?.holders ?? [];
  const online = holders.filter((pid) => context.online.has(pid)).length;
  const needed = vault?.minSigners ?? 0;
  return online >= needed && vault !== undefined
    ? { label: 'Enough co-signers online', state: 'ok', detail: `${online} of ${holders.length}, ${needed} sign` }
    : {
        label: 'Too few co-signers online',
        state: 'warning',
        detail: `${online} of ${holders.length}, ${needed} sign`,
      };
}

function expiryCheck({ now }: ViewContext, { intent }: Subject): Check {
  return intent.expiresAt > now
    ? { label: 'Approvals have time', state: 'ok', detail: 'until the transfer expires' }
    : { label: 'The transfer would be expired already', state: 'failed', detail: 'choose a later end' };
}
