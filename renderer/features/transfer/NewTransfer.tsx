import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { wireErrorOf } from '../../api/client.ts';
import { useBalances, usePayees, usePreview } from '../../api/queries.ts';
import { PageHead } from '../../components/Panel.tsx';
import { canPreview, draftOf, trimmed, withAccount, wrongOf, type Typed } from './draft.ts';
import { knownOn, lookAlikeOf } from './look-alike.ts';
import { PreviewPanel } from './PreviewPanel.tsx';
import { TransferForm } from './TransferForm.tsx';
import './transfer.css';

/** Milliseconds without typing before the policy is asked. */
const PAUSE_MS = 250;

/** One page: the form at the left, what it means at the right, before anything is submitted. */
export function NewTransfer() {
  const [typed, setTyped] = useState<Typed>({});
  const balances = useBalances();
  const payees = usePayees();
  const draft = draftOf(typed, balances.data ?? []);
  const account = balances.data?.find(({ accountId }) => accountId === draft.accountId);
  const sent = trimmed(draft);
  const [settled] = useDebouncedValue(sent, PAUSE_MS);
  const isComplete = canPreview(sent);
  const preview = usePreview(settled, isComplete && canPreview(settled));
  const isSettled = JSON.stringify(settled) === JSON.stringify(sent) && !preview.isPlaceholderData;
  const error = isComplete ? preview.error : null;
  const wrong = error === null ? null : wrongOf(wireErrorOf(error));
  const known = account === undefined ? [] : knownOn(account.chain, payees.data ?? [], balances.data ?? []);
  return (
    <>
      <PageHead title="New transfer" sub="Nothing is reserved before you submit." />
      <div className="tf">
        <TransferForm
          draft={draft}
          account={account}
          balances={balances.data}
          payees={payees.data}
          error={balances.error ?? payees.error}
          wrong={wrong}
          lookAlike={isComplete && isSettled && sent.address !== '' ? lookAlikeOf(sent.address, known) : undefined}
          onAccount={(chosen) => setTyped(withAccount(typed, account, chosen))}
          onChange={(change) => setTyped({ ...typed, ...change })}
        />
        <PreviewPanel
          draft={sent}
          preview={isComplete && error === null ? preview.data : undefined}
          error={wrong === null ? error : null}
          isAsking={isComplete && error === null}
          isSettled={isSettled}
        />
      </div>
    </>
  );
}
