import type { AmountView } from '../../src/contract/views.ts';
import { inThrees, listDigits, plainDigits } from './digits.ts';

/** Digits grouped by margin, never by comma or dot: 1 250 cannot be read as 1.25, and a copy is plain. */
export function Digits({ text }: { readonly text: string }) {
  const [integer = '0', fraction] = text.split('.');
  return (
    <>
      <span className="amt-i">
        {inThrees(integer).map((group, index) => (
          <span key={index} className={index === 0 ? undefined : 'amt-g'}>
            {group}
          </span>
        ))}
      </span>
      {fraction !== undefined && <span className="amt-d">.{fraction}</span>}
    </>
  );
}

interface AmountProps {
  readonly of: AmountView;
  readonly size?: 'md' | 'lg' | 'xl';
  readonly hasUnit?: boolean;
  /** Where one decides: the very digits of the token. Lists keep four to six decimals, so that their columns align. */
  readonly isExact?: boolean;
}

/** An amount with its unit. */
export function Amount({ of: amount, size = 'md', hasUnit = true, isExact = size !== 'md' }: AmountProps) {
  return (
    <span className={`amt amt-${size}`}>
      <span className="amt-l">
        <Digits text={isExact ? plainDigits(amount) : listDigits(amount)} />
        {hasUnit && <span className="amt-a"> {amount.asset}</span>}
      </span>
    </span>
  );
}

/** A count in groups of three, such as a log index. */
export function Count({ of: count }: { readonly of: number | bigint }) {
  return (
    <span className="num">
      {inThrees(String(count)).map((group, index) => (
        <span key={index} className={index === 0 ? undefined : 'amt-g'}>
          {group}
        </span>
      ))}
    </span>
  );
}
