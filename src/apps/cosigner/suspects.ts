/** Whom an error round named: it counts against the signing sets with that party, and no other set has to bear it. */
import type { ErrorRoundStore } from '../../adapters/storage/error-round-store.ts';
import { RunAborted } from './run-host.ts';

/**
 * Writes down whom the run's end names, if the run had an error round: those whose fault is proven, or those who fell silent in it.
 * @param self own pid; a co-signer does not suspect itself
 */
export function nameSuspects(
  errorRounds: Pick<ErrorRoundStore, 'name'>,
  runId: Uint8Array,
  error: unknown,
  self: string,
): void {
  const blame = error instanceof RunAborted ? error.blame.filter(({ pid }) => pid !== self) : [];
  const proven = blame.filter(({ certainty }) => certainty === 'proven');
  const suspects = (proven.length > 0 ? proven : blame).map(({ pid }) => pid);
  if (suspects.length > 0) errorRounds.name(runId, suspects);
}
