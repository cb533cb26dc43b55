/** What a co-signer's event loop and the worker of one protocol run say to each other. Structured clones, same process. */

import type { ScryptCost } from '../../adapters/keystore/file/sealed-box.ts';

/** Who takes part in a run. */
export interface RunParty {
  readonly pid: Uint8Array;
  readonly identityKey: Uint8Array;
}

interface RunSetup {
  /** 32 bytes: hash of the log entry that ordered the run. */
  readonly runId: Uint8Array;
  readonly self: Uint8Array;
  /** PKCS#8 of this co-signer's identity key; the worker wipes its copy. */
  readonly identitySecret: Uint8Array;
  readonly passphrase: Uint8Array;
  /** Work factor of sealing under that passphrase. */
  readonly sealCost: ScryptCost;
  readonly sharePath: string;
  readonly vaultId: string;
  readonly epoch: number;
  /** Milliseconds since the Unix epoch. */
  readonly deadline: bigint;
}

export interface KeygenJob extends RunSetup {
  readonly kind: 'keygen';
  readonly minSigners: number;
  readonly parties: readonly RunParty[];
}

export interface SignJob extends RunSetup {
  readonly kind: 'sign';
  readonly signers: readonly RunParty[];
  readonly message: Uint8Array;
}

export type RunJob = KeygenJob | SignJob;

export type ToWorker =
  | { readonly type: 'start'; readonly job: RunJob }
  | { readonly type: 'deliver'; readonly from: Uint8Array; readonly envelope: Uint8Array }
  | { readonly type: 'cancel' };

export interface RunBlame {
  readonly pid: string;
  readonly code: string;
  readonly certainty: 'proven' | 'suspected';
}

export type FromWorker =
  | { readonly type: 'send'; readonly to: Uint8Array | 'all'; readonly round: number; readonly envelope: Uint8Array }
  | {
      readonly type: 'progress';
      readonly party: string;
      readonly round: number;
      readonly state: 'received' | 'verified' | 'rejected';
    }
  /** The share is sealed on disk; only public results leave the worker. */
  | {
      readonly type: 'generated';
      readonly groupKey: Uint8Array;
      readonly chainCode: Uint8Array;
      readonly transcriptHash: Uint8Array;
      readonly sid: Uint8Array;
      readonly publicData: Uint8Array;
    }
  | { readonly type: 'signed'; readonly signature: Uint8Array }
  | { readonly type: 'aborted'; readonly code: string; readonly message: string; readonly blame: readonly RunBlame[] };
