import { Link } from '@tanstack/react-router';
import type { RequestDetailView } from '../../../src/contract/views.ts';
import { Count } from '../../components/Amount.tsx';
import { CopyButton } from '../../components/CopyButton.tsx';
import { addressParts } from '../../components/digits.ts';
import { Icon } from '../../components/Icon.tsx';
import { IconRosetteDiscountCheckFilled } from '../../components/icons.ts';
import { ProofState } from '../../components/ProofState.tsx';

interface ReceiptProps {
  readonly detail: RequestDetailView;
  readonly receipt: NonNullable<RequestDetailView['receipt']>;
  readonly hasSigningLink?: boolean;
}

/** What was signed and where it is written. */
export function Receipt({ detail, receipt, hasSigningLink = true }: ReceiptProps) {
  const isConfirmed = detail.summary.status === 'confirmed';
  return (
    <section className="dock dock-ok" aria-label="Receipt" data-testid="receipt">
      <div className="dock-t">
        <div className="row-b">
          <b className="row c-ok">
            <Icon of={IconRosetteDiscountCheckFilled} size={18} />
            {isConfirmed ? 'Paid and confirmed.' : 'Signed and sent.'}
          </b>
          {hasSigningLink && (
            <Link to="/requests/$requestId/signing" params={{ requestId: detail.summary.requestId }} className="lnk">
              Open signing
            </Link>
          )}
        </div>
        <dl className="kv">
          <dt>{receipt.positionName === 'block' ? 'Transaction hash' : 'Transaction'}</dt>
          <dd className="row mono txid">
            <span>{inGroups(receipt.transactionId)}</span>
            <CopyButton text={receipt.transactionId} label="transaction" />
          </dd>
          {receipt.slot !== null && (
            <>
              <dt>{receipt.positionName === 'block' ? 'Block' : 'Slot'}</dt>
              <dd>
                <Count of={receipt.slot} /> <span className="t3">on {receipt.chainName}</span>
              </dd>
            </>
          )}
          <dt>Log entry</dt>
          <dd className="row">
            <Link to="/log" search={{ filter: detail.summary.label }} className="lnk">
              <Count of={receipt.logIndex} />
            </Link>
            <ProofState proof={receipt.isIncluded ? 'included' : 'pending'} />
          </dd>
          <dt>Verified by</dt>
          <dd>{receipt.verifiedBy}</dd>
        </dl>
      </div>
    </section>
  );
}

/** In fours, with the 0x of a hash hung before the first. */
function inGroups(transactionId: string): string {
  const { prefix, groups } = addressParts(transactionId);
  return [prefix, ...groups].filter((part) => part !== '').join(' ');
}
