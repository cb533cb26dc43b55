/** How this machine's log stands against what the co-signers last reported; pure. */
import type { WorkspaceView } from '../../src/contract/views.ts';
import { ageWords } from '../components/time.ts';

export interface SyncState {
  readonly isBehind: boolean;
  /** For example "synced, last entry" and "4 s ago", or "log is behind by" and "2 entries". */
  readonly label: string;
  readonly figure: string;
}

/** @param now milliseconds by the console's clock. */
export function syncState({ log, coSigners }: Pick<WorkspaceView, 'log' | 'coSigners'>, now: number): SyncState {
  const missing = Math.max(0, ...coSigners.map(({ logSize }) => (logSize ?? 0) - log.size));
  if (missing > 0) {
    return { isBehind: true, label: 'log is behind by', figure: missing === 1 ? '1 entry' : `${missing} entries` };
  }
  return { isBehind: false, label: 'synced, last entry', figure: `${ageWords(now - Number(log.syncedAt))} ago` };
}
