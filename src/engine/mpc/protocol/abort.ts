/** How a run ends without a result, and whom that blames (protocol README, section 8). */
import { AppError, type ErrorKind } from '../../../base/errors.ts';

export type AbortCode =
  /** A party provably deviated. */
  | 'PROTOCOL_FAULT'
  /** Messages did not arrive in time; no cryptographic blame. */
  | 'UNRESPONSIVE'
  /** The parties started with different parameters; nobody is blamed. */
  | 'CONFIG_MISMATCH'
  /** A peer gave up without a provable reason. */
  | 'PEER_ABORTED'
  | 'CANCELLED'
  /** The messages of several parties do not go together, and nothing says whose are wrong. */
  | 'UNATTRIBUTED'
  /** Our own output failed our own check. */
  | 'LOCAL_BUG';

export interface Blame {
  /** pid, 32 bytes. */
  readonly party: Uint8Array;
  /** `proven`: signed messages that anyone can check again (`verifyEvidence`). `suspected`: only we saw it. */
  readonly certainty: 'proven' | 'suspected';
  /** The check that failed, for example `fk1.pok` or `EQUIVOCATION`. */
  readonly code: string;
  /** Hex digests of the signed messages that prove it. */
  readonly messageIds: readonly string[];
}

export interface AbortOptions {
  readonly code: AbortCode;
  readonly protocol: string;
  readonly round: number;
  /** `sid` as hex, or the `runId` while there is no `sid`. */
  readonly sessionId: string;
  readonly blame: readonly Blame[];
  readonly details?: Readonly<Record<string, string | number | boolean>>;
  readonly cause?: unknown;
}

const WORDS: Record<AbortCode, { kind: ErrorKind; message: string; next: string }> = {
  PROTOCOL_FAULT: {
    kind: 'peer',
    message: 'A co-signer broke the protocol and was identified by its own signed messages.',
    next: 'Keep the evidence, exclude the co-signer and start a new run.',
  },
  UNRESPONSIVE: {
    kind: 'peer',
    message: 'A co-signer did not answer in time.',
    next: 'Check that it runs and is connected, then start a new run.',
  },
  CONFIG_MISMATCH: {
    kind: 'peer',
    message: 'The co-signers started this run with different parameters.',
    next: 'Bring all co-signers to the same log head and start a new run.',
  },
  PEER_ABORTED: {
    kind: 'peer',
    message: 'A co-signer ended the run.',
    next: 'See its own log for the reason, then start a new run.',
  },
  CANCELLED: { kind: 'policy', message: 'The run was cancelled.', next: 'Start a new run when ready.' },
  UNATTRIBUTED: {
    kind: 'peer',
    message: 'The contributions of several co-signers do not go together, and nothing shows whose are wrong.',
    next: 'Start a new run; if it happens again, check which co-signers share hardware or backups.',
  },
  LOCAL_BUG: {
    kind: 'bug',
    message: 'This co-signer refused its own result because it failed its own check.',
    next: 'Report this; do not retry before it is understood.',
  },
};

/** The end of a run without a result. Secrets of the run have been erased when it is visible. */
export class ProtocolAbort extends AppError {
  readonly protocol: string;
  readonly round: number;
  readonly sessionId: string;
  readonly blame: readonly Blame[];

  constructor(options: AbortOptions) {
    const words = WORDS[options.code];
    super({
      code: options.code,
      kind: words.kind,
      message: words.message,
      safe: 'Nothing was signed by this run here, and its secrets have been erased.',
      next: words.next,
      details: { ...options.details, protocol: options.protocol, round: options.round, sessionId: options.sessionId },
      cause: options.cause,
    });
    this.name = 'ProtocolAbort';
    this.protocol = options.protocol;
    this.round = options.round;
    this.sessionId = options.sessionId;
    this.blame = options.blame;
  }
}

/** Thrown inside a protocol to stop it without blame; the `Session` turns it into a `ProtocolAbort`. */
export class ProtocolStop extends Error {
  readonly code: 'CONFIG_MISMATCH' | 'UNATTRIBUTED' | 'LOCAL_BUG';

  constructor(code: ProtocolStop['code'], reason: string) {
    super(reason);
    this.name = 'ProtocolStop';
    this.code = code;
  }
}
