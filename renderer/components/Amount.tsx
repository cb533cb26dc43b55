import type { AmountView } from '../../src/contract/views.ts';
import { inThrees, plainDigits } from './digits.ts';

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
}

/** An amount with its unit. */
export function Amount({ of: amount, size = 'md', hasUnit = true }: AmountProps) {
  return (
    <span className={`amt amt-${size}`}>
      <span className="amt-l">
        <Digits text={plainDigits(amount)} />
        {hasUnit && <span className="amt-a"> {amount.asset}</span>}
      </span>
    </span>
  );
}

/** A count in groups of three, such as a log index. */
export function Count({ of: count }: { readonly of: number }) {
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
