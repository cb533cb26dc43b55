/** Who must approve a change of the share holders, what their tokens sign, and what they show. */
import { bytesFromHex } from '../../base/bytes.ts';
import { taggedHash } from '../../base/tagged-hash.ts';
import { tlv } from '../../base/tlv.ts';
import { SCREEN_COLUMNS, type ScreenText } from '../intent/token-screens.ts';
import type { EntryOf } from './entry.ts';
import type { VaultState, WorkspaceState } from './state.ts';

export interface ReshareApprovalSubject {
  /** Hex, 32 bytes. */
  readonly workspaceId: string;
  /** Hex, 32 bytes: hash of the proposing entry, which names everything that changes. */
  readonly runId: string;
  readonly memberId: string;
  readonly tokenId: string;
}

/** `H("treasury/reshare-approval", workspaceId, runId, memberId, tokenId)`: 32 bytes. */
export function reshareDigest({ workspaceId, runId, memberId, tokenId }: ReshareApprovalSubject): Uint8Array {
  return taggedHash(
    'treasury/reshare-approval',
    tlv.bytes(bytesFromHex(workspaceId, 32)),
    tlv.bytes(bytesFromHex(runId, 32)),
    tlv.text(memberId),
    tlv.text(tokenId),
  );
}

/**
 * How many members' tokens a proposal needs. A refresh gives nobody anything, so one member may order it. Other holders or another
 * number of signers decide who can spend: a majority of all members approves, whoever proposed.
 */
export function approvalsNeeded(state: Pick<WorkspaceState, 'members'>, reason: 'refresh' | 'reshare'): number {
  return reason === 'refresh' ? 0 : Math.floor(state.members.size / 2) + 1;
}

/** The screens of one approval: which vault, who leaves, who joins with the start of its key's hash, how many sign. */
export function reshareScreens(
  state: Pick<WorkspaceState, 'coSigners'>,
  vault: VaultState,
  proposal: EntryOf<'vault.reshare-proposed'>,
): ScreenText[] {
  const after = proposal.holders.map(({ pid }) => pid);
  const nameOf = (pid: string): string => state.coSigners.get(pid)?.name ?? pid;
  const person = (title: string, pid: string): ScreenText => ({
    title,
    lines: [...lines(nameOf(pid)).slice(0, 2), pid.slice(0, SCREEN_COLUMNS)],
  });
  return [
    { title: 'Change shares', lines: lines(vault.name).slice(0, 3) },
    ...vault.holders.filter((pid) => !after.includes(pid)).map((pid) => person('Leaves', pid)),
    ...after.filter((pid) => !vault.holders.includes(pid)).map((pid) => person('Joins', pid)),
    {
      title: 'Who signs',
      lines: [
        `was ${vault.minSigners} of ${vault.holders.length}`,
        `will be ${proposal.minSigners} of ${after.length}`,
      ],
    },
    { title: 'Sign?', lines: ['Approve'] },
  ];
}

function lines(text: string): string[] {
  return text.match(new RegExp(`.{1,${SCREEN_COLUMNS}}`, 'gu')) ?? [];
}
