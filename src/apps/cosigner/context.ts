/** What the parts of one co-signer share. Built once, in `cosigner.ts`. */
import type { Clock } from '../../base/clock.ts';
import type { Ed25519Signer, VerifyEd25519 } from '../../base/signatures.ts';
import type { ScryptCost } from '../../adapters/keystore/file/sealed-box.ts';
import type { ErrorRoundStore } from '../../adapters/storage/error-round-store.ts';
import type { EpochStore } from '../../adapters/storage/epoch-store.ts';
import type { SessionStore } from '../../adapters/storage/session-store.ts';
import type { ModPowReport } from '../../engine/crypto/modpow.ts';
import type { LogReplica } from '../replica/log-replica.ts';
import type { AllChainFacts } from './chain-facts.ts';
import type { ActivationStore } from '../../adapters/storage/activation-store.ts';
import type { DirectMessage } from '../direct/direct-message.ts';
import type { EpochChange } from './epoch-change.ts';
import type { OneTimeStock } from './one-time-stock.ts';
import type { PrimePool } from './prime-pool.ts';
import type { PublicKeys } from './public-keys.ts';
import type { RunHost } from './run-host.ts';

/** A co-signer's private folder and what it keeps there. */
export interface CoSignerIdentity {
  /** Lower-case hex of the 32-byte pid. */
  readonly pid: string;
  readonly signer: Ed25519Signer;
  /** A fresh copy for a worker, which wipes it. */
  identitySecret(): Uint8Array;
  /** A fresh copy of what the shares are sealed under. */
  passphrase(): Uint8Array;
  /** Work factor of sealing under the passphrase. */
  readonly sealCost: ScryptCost;
  sharePath(vaultId: string, epoch: number): string;
}

export interface CoSignerContext {
  readonly home: CoSignerIdentity;
  readonly replica: LogReplica;
  readonly sessions: SessionStore;
  readonly epochs: EpochStore;
  readonly activation: ActivationStore;
  readonly change: EpochChange;
  readonly stock: OneTimeStock;
  readonly errorRounds: ErrorRoundStore;
  readonly primes: PrimePool;
  readonly publicKeys: PublicKeys;
  /** Whether a device or co-signer is attached to the relay now; good for planning, and for nothing else. */
  readonly isOnline: (pid: string) => boolean;
  /** Sends to one device or co-signer; silently lost when it is offline. */
  readonly sendDirect: (toPid: string, message: DirectMessage) => void;
  readonly runs: RunHost;
  readonly chains: AllChainFacts;
  /** Which implementation of big-integer arithmetic this process uses. */
  readonly arithmetic: ModPowReport;
  readonly clock: Clock;
  readonly verify: VerifyEd25519;
  /** Local diagnostics; never a secret. */
  readonly report: (part: string, error: unknown) => void;
}
