import { Select, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import type { PayeeView } from '../../../src/contract/views.ts';
import { Address } from '../../components/Address.tsx';
import { addressHints } from '../../components/chains.ts';
import { OTHER_ADDRESS, type Draft } from './draft.ts';
import type { Known } from './look-alike.ts';
import { LookAlike } from './LookAlike.tsx';
import { Step } from './Step.tsx';

interface PayeeStepProps {
  readonly draft: Draft;
  readonly chain: PayeeView['chain'];
  /** Those that can be paid from the chosen account. */
  readonly payees: readonly PayeeView[];
  /** Why the console does not accept the answer. */
  readonly error: ReactNode;
  /** What the typed address could be taken for. */
  readonly lookAlike: Known | undefined;
  readonly onChange: (change: Partial<Draft>) => void;
}

/** From the book, or an address that is typed; then the policy says what a new address may receive. */
export function PayeeStep({ draft, chain, payees, error, lookAlike, onChange }: PayeeStepProps) {
  const [isOther, setOther] = useState(false);
  const payee = payees.find(({ payeeId }) => payeeId === draft.payeeId);
  const typed = draft.address.replaceAll(/\s/g, '');
  const choose = (value: string | null) => {
    setOther(value === OTHER_ADDRESS);
    onChange({ payeeId: value === OTHER_ADDRESS || value === null ? '' : value, address: '' });
  };
  return (
    <Step number={2} title="Payee" isDone={(payee !== undefined || draft.address !== '') && error === null}>
      <Select
        aria-label="Payee"
        placeholder="From the address book"
        searchable
        data={[
          ...payees.map(({ payeeId, name }) => ({ value: payeeId, label: name })),
          { value: OTHER_ADDRESS, label: 'Another address' },
        ]}
        value={isOther ? OTHER_ADDRESS : draft.payeeId || null}
        onChange={choose}
        allowDeselect={false}
        nothingFoundMessage="No payee of that name on this chain"
      />
      {isOther && (
        <TextInput
          aria-label="Address"
          placeholder="Full address"
          description={addressHints[chain]}
          inputWrapperOrder={['input', 'description', 'error']}
          className="mono-in"
          autoComplete="off"
          spellCheck={false}
          maxLength={64}
          value={draft.address}
          error={error}
          onChange={(event) => onChange({ address: event.currentTarget.value })}
        />
      )}
      {payee && (
        <>
          <Address of={payee.address} size="sm" />
          <span className="t2">
            {payee.payments === 0
              ? 'In the address book. Never paid.'
              : `In the address book. Paid ${times(payee.payments)}.`}
          </span>
        </>
      )}
      {isOther && typed !== '' && error === null && <Address of={typed} size="sm" />}
      {isOther && lookAlike !== undefined && <LookAlike address={typed} other={lookAlike} />}
    </Step>
  );
}

const times = (count: number): string => (count === 1 ? 'once' : `${count} times`);
