import type { RequestSummaryView } from '../../src/contract/views.ts';
import { Chip } from './Chip.tsx';
import { IconGitBranch, IconRefresh, IconUserPlus } from './icons.ts';

/** What makes this request different, at most one thing, the gravest first. */
export function NoticeChip({ request }: { readonly request: RequestSummaryView }) {
  if (request.hasDissent)
    return (
      <Chip tone="bad" icon={IconGitBranch} isSmall>
        two readings
      </Chip>
    );
  if (request.attempts > 1)
    return (
      <Chip tone="wait" icon={IconRefresh} isSmall>
        attempt {request.attempts}
      </Chip>
    );
  if (request.destination === 'new')
    return (
      <Chip tone="wait" icon={IconUserPlus} isSmall>
        new address
      </Chip>
    );
  if (request.isFirstPayment)
    return (
      <Chip tone="wait" icon={IconUserPlus} isSmall>
        first time
      </Chip>
    );
  return <Chip isSmall>{request.destination === 'own' ? 'own account' : 'known payee'}</Chip>;
}
