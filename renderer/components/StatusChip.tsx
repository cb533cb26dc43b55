import type { RequestSummaryView } from '../../src/contract/views.ts';
import { Chip, type Tone } from './Chip.tsx';
import {
  IconBroadcast,
  IconArrowsExchange2,
  IconCheck,
  IconCircleCheck,
  IconClockPause,
  IconCpu,
  IconGitBranch,
  IconHourglassEmpty,
  IconLock,
  IconMinus,
  IconShieldX,
  IconSignature,
  IconUsers,
  IconX,
  type TablerIcon,
} from './icons.ts';

type Face = readonly [tone: Tone, icon: TablerIcon, word: string];

const needs: Record<RequestSummaryView['needs'], Face> = {
  you: ['solid', IconSignature, 'Needs you'],
  others: ['wait', IconUsers, 'Needs others'],
  machine: ['idle', IconCpu, 'Machine'],
  nobody: ['idle', IconClockPause, 'Nothing to do'],
};

const statuses: Partial<Record<RequestSummaryView['status'], Face>> = {
  blocked: ['bad', IconShieldX, 'Blocked by policy'],
  approved: ['ok', IconCheck, 'Approved'],
  signing: ['ink', IconArrowsExchange2, 'Signing'],
  signed: ['ink', IconArrowsExchange2, 'Signed'],
  broadcast: ['ink', IconBroadcast, 'Broadcast'],
  confirmed: ['ok', IconCircleCheck, 'Confirmed'],
  failed: ['bad', IconX, 'Failed'],
  rejected: ['bad', IconX, 'Rejected'],
  cancelled: ['idle', IconMinus, 'Cancelled'],
  locked: ['bad', IconLock, 'Locked'],
  expired: ['idle', IconHourglassEmpty, 'Expired'],
};
const dissent: Face = ['bad', IconGitBranch, 'Co-signer dissents'];

/** Whether nothing more can happen to the request. */
export const isDone = (request: Pick<RequestSummaryView, 'status'>): boolean =>
  ['blocked', 'confirmed', 'rejected', 'cancelled', 'locked', 'expired', 'failed'].includes(request.status);

function faceOf(request: RequestSummaryView): Face {
  if (request.hasDissent && !isDone(request)) return dissent;
  if (request.needs === 'you') return needs.you;
  return statuses[request.status] ?? needs[request.needs];
}

/** The one chip of a request: what it waits for while it is open, how it ended afterwards. */
export function StatusChip({ request }: { readonly request: RequestSummaryView }) {
  const [tone, icon, word] = faceOf(request);
  return (
    <Chip tone={tone} icon={icon}>
      {word}
    </Chip>
  );
}
