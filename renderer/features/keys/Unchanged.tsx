import { Address } from '../../components/Address.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { HashBlock } from '../../components/HashBlock.tsx';
import { Icon } from '../../components/Icon.tsx';
import { IconEqual } from '../../components/icons.ts';

interface UnchangedProps {
  readonly title: string;
  readonly fingerprint: string;
  readonly addresses: readonly string[];
  /** Holders that computed the same key themselves, of all that must; left out before anybody has. */
  readonly confirmed?: { readonly agree: number; readonly of: number };
}

/** Key and addresses, which no change of the shares moves. */
export function Unchanged({ title, fingerprint, addresses, confirmed }: UnchangedProps) {
  return (
    <div className="same" data-testid="unchanged">
      <b>{title}</b>
      <HashBlock label="Key" hash={fingerprint} {...(confirmed === undefined ? {} : { agreed: confirmed })} />
      {addresses.map((address) => (
        <div key={address} className="hash">
          <span className="hash-l">Address</span>
          <Address of={address} size="sm" />
          {confirmed !== undefined && (
            <span className={`hash-m${confirmed.agree === confirmed.of ? '' : ' hash-x'}`}>
              <Icon of={IconEqual} size={12} />
              {confirmed.agree} of {confirmed.of}
            </span>
          )}
          <CopyButton text={address} label="address" />
        </div>
      ))}
    </div>
  );
}
