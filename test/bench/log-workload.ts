/** A valid log of any length, always the same one: what the bench replays and verifies. */
import { encodeEntry } from '../../src/treasury/log/entry-codec.ts';
import { TestWorkspace } from '../unit/treasury/test-workspace.ts';

/** Canonical bytes of the first `size` entries of a workspace that does one transfer after the other (eight entries each). */
export function logWorkload(size: number): Uint8Array[] {
  // Every signature here is made by this code; verifying them while building would only cost time.
  const workspace = new TestWorkspace(() => true);
  workspace.begin();
  while (workspace.log.length < size) workspace.transfer();
  return workspace.log.slice(0, size).map(encodeEntry);
}
