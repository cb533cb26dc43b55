/** What a live grid of rounds x parties shows. Without times: the engine has no clock. */
import type { RefusalCode } from './run-frame.ts';

export interface ProgressEvent {
  readonly round: number;
  readonly label: string;
  /** pid, 32 bytes; our own when we sent our message. */
  readonly party: Uint8Array;
  /** `received`: the signature is good. `verified`: the content passed every check of the round. */
  readonly state: 'received' | 'verified';
}

/** A message that counts as not received. It blames nobody: anyone could have made it. */
export interface Refusal {
  /** pid of the channel peer, 32 bytes. */
  readonly from: Uint8Array;
  readonly code: RefusalCode;
}
