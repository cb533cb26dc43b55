/** What every run needs from its device, and what is checked before anything is sent. */
import { bytesEqual, bytesToHex } from '../../../base/bytes.ts';
import { AppError } from '../../../base/errors.ts';
import { pidOf } from '../../../base/identity.ts';
import type { Random } from '../../../base/random.ts';
import type { Ed25519Signer, VerifyEd25519 } from '../../../base/signatures.ts';
import type { ProtocolDefinition } from './definition.ts';
import { partyIdOf, type PartyId } from './party.ts';
import type { RunFrame } from './run-frame.ts';

export interface RunOptions {
  /** 32 bytes: hash of the log entry that ordered this run. Never used for a second run, also not after a crash. */
  readonly runId: Uint8Array;
  /** Own pid. */
  readonly self: Uint8Array;
  /** pid as hex to 32-byte Ed25519 identity key, for every participant. */
  readonly identityKeys: ReadonlyMap<string, Uint8Array>;
  readonly signer: Ed25519Signer;
  readonly verify: VerifyEd25519;
  /** Cryptographically secure randomness. */
  readonly random: Random;
  /** Milliseconds since the Unix epoch. */
  readonly deadline: bigint;
}

/**
 * What every run checks about who takes part: identity keys must be the ones behind the pids, ours included.
 * @throws AppError `RUN_INVALID`
 */
export function enterRun(definition: ProtocolDefinition, options: RunOptions): { frame: RunFrame; self: PartyId } {
  const { runId, verify, signer, identityKeys } = options;
  const { participants } = definition.plan;
  const self = partyIdOf(options.self);
  demandRun(runId.length === 32, 'a run identifier has 32 bytes');
  demandRun(new Set(participants).size === participants.length, 'a party is named twice');
  demandRun(participants.includes(self), 'this device is not a party of the run');
  demandRun(
    bytesEqual(pidOf(signer.publicKey), options.self),
    'the signing key is not the identity key of this device',
  );
  const keys = new Map<PartyId, Uint8Array>();
  for (const party of participants) {
    const key = identityKeys.get(party);
    demandRun(
      key?.length === 32 && bytesToHex(pidOf(key)) === party,
      'an identity key is missing or not the one behind its pid',
    );
    if (key !== undefined) keys.set(party, key);
  }
  return { frame: { definition, runId, sid: undefined, keys, verify }, self };
}

/** @throws AppError `RUN_INVALID` with the reason unless the condition holds */
export function demandRun(condition: boolean, reason: string): void {
  if (condition) return;
  throw new AppError({
    code: 'RUN_INVALID',
    kind: 'input',
    message: `The run cannot start: ${reason}.`,
    safe: 'Nothing was sent.',
  });
}
