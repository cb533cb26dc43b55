import { CopyButton } from './CopyButton.tsx';
import { Icon } from './Icon.tsx';
import { IconAlertTriangle, IconCircleCheck } from './icons.ts';
import { addressParts, inFours } from './digits.ts';

interface AddressProps {
  readonly of: string;
  readonly size?: 'sm' | 'md' | 'lg';
  /** Groups in a row; without it the groups wrap where the line ends. */
  readonly perRow?: 5 | 6;
  /** What the address is of, for the copy button; without it nothing can be copied. */
  readonly copyLabel?: string;
}

/** A full address in groups of four; the first and last two groups are strong. */
export function Address({ of: address, size = 'md', perRow, copyLabel }: AddressProps) {
  const { prefix, groups } = addressParts(address);
  const isEdge = (index: number) => index < 2 || index >= groups.length - 2;
  return (
    <span className={`adr adr-${size}`}>
      {prefix !== '' && <span className="adr-p">{prefix}</span>}
      <span className={perRow === undefined ? 'adr-line' : `adr-grid adr-grid-${perRow}`}>
        {groups.map((group, index) => (
          <span key={index} className={isEdge(index) ? 'adr-e' : undefined}>
            {group}
          </span>
        ))}
      </span>
      {copyLabel !== undefined && <CopyButton text={address} label={copyLabel} />}
    </span>
  );
}

/** For dense lists only; it cannot be copied. */
export function ShortAddress({ of: address }: { readonly of: string }) {
  const { prefix, groups } = addressParts(address);
  const text = groups.join('');
  return (
    <span className="mono t3">
      {prefix}
      {text.slice(0, 4)} … {text.slice(-4)}
    </span>
  );
}

interface DifferenceRow {
  readonly label: string;
  readonly address: string;
}

/** Two addresses under each other; every character of the second that differs from the first is underlined. */
export function AddressDifference({ known, other }: { readonly known: DifferenceRow; readonly other: DifferenceRow }) {
  return (
    <div className="diff">
      {[known, other].map((row, index) => (
        <div className="diff-r" key={row.label}>
          <span className="diff-l">
            <Icon
              of={index === 0 ? IconCircleCheck : IconAlertTriangle}
              size={14}
              className={index === 0 ? 'c-ok' : 'c-bad'}
            />
            {row.label}
          </span>
          <span className="diff-a">
            {inFours(row.address).map((group, position) => (
              <span key={position} className="adr-g">
                {group.split('').map((sign, offset) => (
                  <span key={offset} className={sign === known.address[position * 4 + offset] ? undefined : 'dx'}>
                    {sign}
                  </span>
                ))}
              </span>
            ))}
          </span>
        </div>
      ))}
    </div>
  );
}
