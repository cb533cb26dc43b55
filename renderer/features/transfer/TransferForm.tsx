import { Select, TextInput } from '@mantine/core';
import type { BalanceView, PayeeView } from '../../../src/contract/views.ts';
import { Amount } from '../../components/Amount.tsx';
import { chainIcons, chainTitle } from '../../components/chains.ts';
import { Icon } from '../../components/Icon.tsx';
import { Loading } from '../../components/Loading.tsx';
import { Problem } from '../../components/Problem.tsx';
import { Source } from '../../components/Source.tsx';
import { expiries, type Draft, type Question, type Wrong } from './draft.ts';
import type { Known } from './look-alike.ts';
import { PayeeStep } from './PayeeStep.tsx';
import { Step } from './Step.tsx';

const MAX_PURPOSE = 140;
const PURPOSE_NEARLY_FULL = 110;

interface TransferFormProps {
  readonly draft: Draft;
  /** The account it would be paid from: it decides asset, unit of the fee, and who can be paid. */
  readonly account: BalanceView | undefined;
  readonly balances: readonly BalanceView[] | undefined;
  readonly payees: readonly PayeeView[] | undefined;
  readonly error: unknown;
  /** The question whose answer the console does not accept, and why. */
  readonly wrong: Wrong | null;
  /** What the typed address could be taken for. */
  readonly lookAlike: Known | undefined;
  readonly onAccount: (account: BalanceView) => void;
  readonly onChange: (change: Partial<Draft>) => void;
}

/** Six questions in order, each with a tick when it is answered. */
export function TransferForm(props: TransferFormProps) {
  const { draft, account, balances, payees, error, wrong, onChange } = props;
  const unit = account?.reserved.asset ?? '';
  const errorOf = (question: Question) => (wrong?.question === question ? <FieldError wrong={wrong} /> : null);
  return (
    <section className="panel tf-f" aria-label="Transfer">
      {error !== null && (
        <div className="pad">
          <Problem error={error} />
        </div>
      )}
      {balances === undefined || payees === undefined ? (
        <div className="pad">
          <Loading step="Reading accounts and payees" lines={3} />
        </div>
      ) : (
        <>
          <FromStep account={account} balances={balances} onAccount={props.onAccount} />
          <PayeeStep
            key={account?.chain}
            draft={draft}
            chain={account?.chain ?? 'solana'}
            payees={payees.filter(({ chain }) => chain === account?.chain)}
            error={errorOf('payee')}
            lookAlike={props.lookAlike}
            onChange={onChange}
          />
          <Step number={3} title="Amount" isDone={draft.amount !== '' && errorOf('amount') === null}>
            <TextInput
              aria-label="Amount"
              className="w-amt"
              inputMode="decimal"
              autoComplete="off"
              maxLength={40}
              value={draft.amount}
              error={errorOf('amount')}
              onChange={(event) => onChange({ amount: event.currentTarget.value })}
              rightSection={<span className="unit">{unit}</span>}
              rightSectionWidth={52}
            />
          </Step>
          <Step number={4} title="Purpose" isDone={draft.purpose.trim() !== ''}>
            <TextInput
              aria-label="Purpose"
              placeholder="What is paid, clear to a reader a year from now"
              maxLength={MAX_PURPOSE}
              value={draft.purpose}
              onChange={(event) => onChange({ purpose: event.currentTarget.value })}
            />
            {draft.purpose.length > PURPOSE_NEARLY_FULL && (
              <span className="t3" role="status">
                {draft.purpose.length} of {MAX_PURPOSE} characters; longer text is cut off.
              </span>
            )}
          </Step>
          <Step number={5} title="Fee" isDone={draft.feeCeiling !== '' && errorOf('fee') === null}>
            <TextInput
              aria-label="Fee at most"
              className="w-amt"
              inputMode="decimal"
              autoComplete="off"
              maxLength={40}
              value={draft.feeCeiling}
              error={errorOf('fee')}
              onChange={(event) => onChange({ feeCeiling: event.currentTarget.value })}
              leftSection={<span className="unit">max</span>}
              leftSectionWidth={48}
              rightSection={<span className="unit">{unit}</span>}
              rightSectionWidth={52}
            />
            {account?.chain === 'evm' && (
              <span className="t3 tf-h">
                Gas limit times the highest price. A transaction that would cost more is not built.
              </span>
            )}
          </Step>
          <Step number={6} title="Expiry" isDone>
            <Select
              aria-label="Expires after"
              className="w-sel"
              data={[...expiries]}
              value={String(draft.expiresInMinutes)}
              onChange={(value) => onChange({ expiresInMinutes: Number(value) })}
              allowDeselect={false}
            />
          </Step>
        </>
      )}
    </section>
  );
}

/** What is wrong and what to do, under the field itself. */
function FieldError({ wrong }: { readonly wrong: Wrong }) {
  return <span role="alert">{wrong.words}</span>;
}

interface FromStepProps {
  readonly account: BalanceView | undefined;
  readonly balances: readonly BalanceView[];
  readonly onAccount: (account: BalanceView) => void;
}

function FromStep({ account, balances, onAccount }: FromStepProps) {
  const choose = (accountId: string | null) => {
    const chosen = balances.find((balance) => balance.accountId === accountId);
    if (chosen !== undefined) onAccount(chosen);
  };
  return (
    <Step number={1} title="From" isDone={account !== undefined}>
      <Select
        aria-label="From account"
        leftSection={account && <Icon of={chainIcons[account.chain]} />}
        data={balances.map(({ accountId, accountName, chainName }) => ({
          value: accountId,
          label: `${accountName}, ${chainTitle(chainName)}`,
        }))}
        value={account?.accountId ?? null}
        onChange={choose}
        allowDeselect={false}
      />
      {account && <Available balance={account} />}
    </Step>
  );
}

function Available({ balance }: { readonly balance: BalanceView }) {
  return (
    <div className="tf-av">
      {balance.available === null ? (
        <span className="c-wait">The balance could not be read.</span>
      ) : (
        <span>
          <Amount of={balance.available} /> available
        </span>
      )}
      <span className="t3 tf-src">
        {balance.reserved.value > 0n && (
          <>
            <Amount of={balance.reserved} hasUnit={false} /> reserved ·{' '}
          </>
        )}
        <Source of={balance.source} />
      </span>
    </div>
  );
}
