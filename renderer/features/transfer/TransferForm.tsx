import { Select, TextInput } from '@mantine/core';
import type { BalanceView, PayeeView } from '../../../src/contract/views.ts';
import { Amount } from '../../components/Amount.tsx';
import { Icon } from '../../components/Icon.tsx';
import { IconCurrencySolana } from '../../components/icons.ts';
import { Loading } from '../../components/Loading.tsx';
import { Problem } from '../../components/Problem.tsx';
import { Source } from '../../components/Source.tsx';
import { expiries, type Draft, type Question } from './draft.ts';
import { PayeeStep } from './PayeeStep.tsx';
import { Step } from './Step.tsx';

const MAX_PURPOSE = 140;
const PURPOSE_NEARLY_FULL = 110;

interface TransferFormProps {
  readonly draft: Draft;
  readonly balances: readonly BalanceView[] | undefined;
  readonly payees: readonly PayeeView[] | undefined;
  readonly error: unknown;
  /** The question whose answer the console does not accept. */
  readonly wrong: Question | null;
  readonly onChange: (change: Partial<Draft>) => void;
}

/** Six questions in order, each with a tick when it is answered. */
export function TransferForm({ draft, balances, payees, error, wrong, onChange }: TransferFormProps) {
  const balance = balances?.find(({ accountId }) => accountId === draft.accountId);
  const unit = balance?.reserved.asset ?? '';
  return (
    <section className="panel" aria-label="Transfer">
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
          <Step number={1} title="From" isDone={balance !== undefined}>
            <div className="g2">
              <Select
                aria-label="From account"
                leftSection={<Icon of={IconCurrencySolana} />}
                data={balances.map(({ accountId, accountName }) => ({
                  value: accountId,
                  label: `${accountName}, Solana`,
                }))}
                value={draft.accountId}
                onChange={(value) => onChange({ accountId: value ?? '' })}
                allowDeselect={false}
              />
              {balance && <Available balance={balance} />}
            </div>
          </Step>
          <PayeeStep draft={draft} payees={payees} isWrong={wrong === 'payee'} onChange={onChange} />
          <Step number={3} title="Amount" isDone={draft.amount !== '' && wrong !== 'amount'}>
            <TextInput
              aria-label="Amount"
              className="w-amt"
              inputMode="decimal"
              autoComplete="off"
              maxLength={40}
              value={draft.amount}
              error={wrong === 'amount'}
              onChange={(event) => onChange({ amount: event.currentTarget.value })}
              rightSection={<span className="unit">{unit}</span>}
              rightSectionWidth={52}
            />
          </Step>
          <Step number={4} title="Purpose" isDone={draft.purpose.trim() !== '' && wrong !== 'purpose'}>
            <TextInput
              aria-label="Purpose"
              placeholder="What is paid, for whom it must be clear a year from now"
              maxLength={MAX_PURPOSE}
              value={draft.purpose}
              onChange={(event) => onChange({ purpose: event.currentTarget.value })}
              error={wrong === 'purpose'}
            />
            {draft.purpose.length > PURPOSE_NEARLY_FULL && (
              <span className="t3" role="status">
                {draft.purpose.length} of {MAX_PURPOSE} characters; longer text is cut off.
              </span>
            )}
          </Step>
          <Step number={5} title="Fee" isDone={draft.feeCeiling !== '' && wrong !== 'fee'}>
            <TextInput
              aria-label="Fee at most"
              className="w-amt"
              inputMode="decimal"
              autoComplete="off"
              maxLength={40}
              value={draft.feeCeiling}
              error={wrong === 'fee'}
              onChange={(event) => onChange({ feeCeiling: event.currentTarget.value })}
              leftSection={<span className="unit">max</span>}
              leftSectionWidth={48}
              rightSection={<span className="unit">{unit}</span>}
              rightSectionWidth={52}
            />
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
