import { CopyButton } from './CopyButton.tsx';
import { inFours } from './digits.ts';
import { Icon } from './Icon.tsx';
import { IconEqual } from './icons.ts';

interface HashBlockProps {
  readonly label: string;
  readonly hash: string;
  /** Groups of four shown; the copy is always whole. */
  readonly groups?: number;
  /** How many machines compared it and found it the same. */
  readonly agreed?: { readonly agree: number; readonly of: number };
}

/** A hash with what it is of, in groups of four. */
export function HashBlock({ label, hash, groups = 8, agreed }: HashBlockProps) {
  const all = inFours(hash.replaceAll(' ', ''));
  return (
    <div className="hash">
      <span className="hash-l">{label}</span>
      <span className="hash-h">
        {all.slice(0, groups).map((group, index) => (
          <span key={index} className={index < 2 ? 'hash-e' : undefined}>
            {group}
          </span>
        ))}
        {all.length > groups && <span>…</span>}
      </span>
      {agreed && (
        <span className={`hash-m${agreed.agree === agreed.of ? '' : ' hash-x'}`}>
          <Icon of={IconEqual} size={12} />
          {agreed.agree} of {agreed.of}
        </span>
      )}
      <CopyButton text={hash} label={label} />
    </div>
  );
}

/** The first groups of a hash, for a strip or a table cell. */
export function HashPrefix({ of: hash, groups = 2 }: { readonly of: string; readonly groups?: number }) {
  return <span className="mono">{inFours(hash).slice(0, groups).join(' ')}</span>;
}
