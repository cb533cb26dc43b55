/** Which checkpoints stand in the table of entries; where every entry has one, showing all would bury the entries. */
import type { CheckpointView } from '../../../src/contract/views.ts';

/** Entries between two complete checkpoints that are shown. */
const MIN_GAP = 10;

/** The newest, then one for each ten entries, and every one that a co-signer has not signed. Newest first. */
export function shownCheckpoints(checkpoints: readonly CheckpointView[]): CheckpointView[] {
  const shown: CheckpointView[] = [];
  for (const checkpoint of checkpoints.toSorted((left, right) => right.size - left.size)) {
    const last = shown.at(-1);
    const isIncomplete = checkpoint.signedBy.length < checkpoint.coSignerCount;
    if (last === undefined || isIncomplete || last.size - checkpoint.size >= MIN_GAP) shown.push(checkpoint);
  }
  return shown;
}
