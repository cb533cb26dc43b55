/** The certificate of an epoch, as the log has it: every new holder's acknowledgement (reshare.md 6.4). */
import { bytesFromHex } from '../../base/bytes.ts';
import { AppError } from '../../base/errors.ts';
import type { VerifyEd25519 } from '../../base/signatures.ts';
import { assembleCommitCert, type CommitCert } from '../../engine/mpc/reshare/index.ts';
import type { EntryOf } from '../../treasury/workspace/entry.ts';
import type { WorkspaceState } from '../../treasury/workspace/state.ts';

/**
 * The acknowledgements of the log as a certificate, checked again by the engine's own rules.
 * @throws AppError `EPOCH_NOT_CERTIFIED` when they do not make one
 */
export function certificateOf(
  workspace: WorkspaceState,
  acknowledgements: ReadonlyMap<string, EntryOf<'vault.epoch-acknowledged'>>,
  verify: VerifyEd25519,
): CommitCert {
  const [first] = acknowledgements.values();
  if (first === undefined) throw notCertified();
  const terms = {
    sid: bytesFromHex(first.sid, 32),
    transcriptHash: bytesFromHex(first.transcriptHash, 32),
    epoch: first.epoch,
    auxHash: bytesFromHex(first.auxHash, 32),
  };
  const pids = [...acknowledgements.keys()].toSorted();
  const members = new Map(pids.map((pid) => [pid, workspace.coSigners.get(pid)?.identityKey ?? new Uint8Array()]));
  const acks = new Map(
    [...acknowledgements].map(([pid, body]) => [
      pid,
      {
        transcriptHash: bytesFromHex(body.transcriptHash, 32),
        epoch: body.epoch,
        auxHash: bytesFromHex(body.auxHash, 32),
        sig: body.acknowledgement,
      },
    ]),
  );
  const certificate = assembleCommitCert(terms, members, acks, verify);
  if (certificate === undefined) throw notCertified();
  return certificate;
}

function notCertified(): AppError {
  return new AppError({
    code: 'EPOCH_NOT_CERTIFIED',
    kind: 'peer',
    message: 'The log calls an epoch certified whose acknowledgements do not hold.',
    safe: 'The old shares stay valid here.',
  });
}
