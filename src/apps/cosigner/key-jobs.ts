/** What the jobs of one co-signer have in common, and where its shares and public key data are. */
import { bytesFromHex } from '../../base/bytes.ts';
import { codeOf } from '../../base/errors.ts';
import type { EcdsaProfile } from '../../treasury/chains/chain.ts';
import type { WorkspaceState } from '../../treasury/workspace/state.ts';
import type { CoSignerContext } from './context.ts';
import { notWanted } from './run-places.ts';
import type { PrimesOnDisk } from './run-task.ts';

/** What every job on a share of this co-signer is given. `patienceMs` from now until the peers are given up. */
export function jobSetup(
  { home, clock }: Pick<CoSignerContext, 'home' | 'clock'>,
  run: { readonly runId: string; readonly vaultId: string; readonly epoch: number; readonly patienceMs: bigint },
) {
  const { runId, vaultId, epoch, patienceMs } = run;
  return {
    runId: bytesFromHex(runId, 32),
    self: bytesFromHex(home.pid, 32),
    identitySecret: home.identitySecret(),
    passphrase: home.passphrase(),
    sealCost: home.sealCost,
    sharePath: home.sharePath(vaultId, epoch),
    vaultId,
    epoch,
    deadline: clock.now() + patienceMs,
  };
}

/**
 * A set of primes, taken out of the pool; waits until there is one. While it waits, `isWanted` is asked whether anybody still needs it.
 * @throws AppError `PRIMES_MISSING`, `RUN_NOT_WANTED`
 */
export async function primesFor(
  { primes, stock }: Pick<CoSignerContext, 'primes' | 'stock'>,
  profile: EcdsaProfile,
  isWanted: () => boolean,
): Promise<PrimesOnDisk> {
  for (;;) {
    await primes.ready(profile);
    if (!isWanted()) throw notWanted();
    try {
      return stock.takePrimes(profile);
    } catch (error) {
      // Another job was faster.
      if (codeOf(error) !== 'PRIMES_MISSING') throw error;
    }
  }
}

/** Opens a share of this co-signer in a thread of its own. @returns its public part @throws AppError of the keystore, `KEY_SHARE_INVALID` */
export async function reopenShare(
  { home, runs }: Pick<CoSignerContext, 'home' | 'runs'>,
  vaultId: string,
  epoch: number,
): Promise<Uint8Array> {
  return runs.reopen({
    kind: 'reopen',
    self: bytesFromHex(home.pid, 32),
    passphrase: home.passphrase(),
    sharePath: home.sharePath(vaultId, epoch),
    vaultId,
    epoch,
  });
}

/** What the workers of one run need to know of a peer. */
export function partyOf(state: WorkspaceState, pid: string): { pid: Uint8Array; identityKey: Uint8Array } {
  const coSigner = state.coSigners.get(pid);
  if (coSigner === undefined) throw new Error('The log names a holder that is no co-signer.');
  return { pid: bytesFromHex(pid, 32), identityKey: coSigner.identityKey };
}
