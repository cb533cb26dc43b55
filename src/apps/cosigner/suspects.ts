/**
 * What follows for a co-signer from a run that somebody broke, whatever the run was for: whom an error round named counts against the
 * signing sets with that party, and no other set has to bear it; and nothing that was prepared with a cheat is ever used.
 */
import type { ErrorRoundStore } from '../../adapters/storage/error-round-store.ts';
import type { OneTimeStock } from './one-time-stock.ts';
import { RunAborted } from './run-host.ts';
import type { ProtocolJob } from './run-task.ts';

interface Consequences {
  /** Own pid, hex: a co-signer does not suspect itself. */
  readonly home: { readonly pid: string };
  readonly errorRounds: Pick<ErrorRoundStore, 'name'>;
  readonly stock: Pick<OneTimeStock, 'remove'>;
}

/** To be called for every run that failed, with what it failed with. */
export async function drawConsequences(
  { home, errorRounds, stock }: Consequences,
  { runId, vaultId }: Pick<ProtocolJob, 'runId' | 'vaultId'>,
  error: unknown,
): Promise<void> {
  const blame = error instanceof RunAborted ? error.blame.filter(({ pid }) => pid !== home.pid) : [];
  const guilty = blame.filter(({ certainty }) => certainty === 'proven').map(({ pid }) => pid);
  // Those whose fault is proven, or those who fell silent. Does nothing for a run without an error round.
  const suspects = guilty.length > 0 ? guilty : blame.map(({ pid }) => pid);
  if (suspects.length > 0) errorRounds.name(runId, suspects);
  // Presignatures with a party that provably broke a protocol of the key are never used (cggmp24.md 8.3, rule 3).
  if (guilty.length > 0)
    await stock.remove((one) => one.vaultId === vaultId && one.signers.some((pid) => guilty.includes(pid)), 'blame');
}
