/** Signing in one round with a presignature (cggmp24.md 8.1). The presignature is consumed, and its secret gone, before this protocol exists. */
import { bytesEqual } from '../../../base/bytes.ts';
import { forgetAll } from '../../crypto/secret-integer.ts';
import { ProtocolStop } from '../protocol/abort.ts';
import { pidBytes, type PartyId } from '../protocol/party.ts';
import { blame, receive, send, type Protocol } from '../protocol/protocol.ts';
import { assembleSignature, type EcdsaSignature } from './ecdsa-signature.ts';
import { ON, type On } from './online-definition.ts';
import { takeSecrets, type Presignature, type PublicPresignature } from './presignature.ts';
import type { HashedMessage } from './signable-message.ts';
import { isSignatureShare, makeSignatureShare } from './signature-share.ts';
import type { SigningSetup } from './signing-setup.ts';

export interface OnlineContext {
  readonly setup: SigningSetup;
  readonly presignature: PublicPresignature;
  readonly self: PartyId;
  readonly message: HashedMessage;
  /** Own share, already made: the secret behind it is erased. */
  readonly sigma: bigint;
}

/**
 * Turns a consumed presignature into the one share that it can give, and erases it.
 * @throws AppError `PRESIGNATURE_BINDING` if its parts do not belong together
 */
export function spendPresignature(presignature: Presignature, messageHash: Uint8Array): bigint {
  const secrets = takeSecrets(presignature);
  try {
    return makeSignatureShare(secrets, presignature.Gamma, messageHash);
  } finally {
    forgetAll(secrets.kt, secrets.chit);
  }
}

/** The protocol of one signer. */
export function* signOnline({ setup, presignature, self, message, sigma }: OnlineContext): Protocol<EcdsaSignature> {
  const { presigId, Gamma } = presignature;
  const { messageHash, preimage } = message;
  const own: On = { presigId, messageHash, sigma };
  if (!isShareOf(presignature, self, own)) throw new ProtocolStop('LOCAL_BUG', 'own signature share is invalid');
  yield* send(ON, 'all', own);
  const received = yield* receive(ON);
  const isOurs = (on: On): boolean => bytesEqual(on.presigId, presigId) && bytesEqual(on.messageHash, messageHash);
  yield* blame(ON, received, (j, on) => (!isOurs(on) || isShareOf(presignature, j, on) ? undefined : 'on.sigma'));
  // Somebody judged another transaction: nobody is to blame, and this presignature is spent all the same
  if (![...received.values()].every(isOurs)) throw new ProtocolStop('CONFIG_MISMATCH', 'messageHash differs');
  const sigmas = [sigma, ...[...received.values()].map((on) => on.sigma)];
  return assembleSignature({ Gamma, childKey: setup.childKey, sigmas, messageHash, preimage });
}

/** `sigma_j·Gamma == m·Dt_j + r·St_j`. */
export function isShareOf(presignature: PublicPresignature, party: PartyId, { messageHash, sigma }: On): boolean {
  const { Gamma, Dt, St, signers } = presignature;
  const index = signers.findIndex((pid) => bytesEqual(pid, pidBytes(party)));
  const [Delta, S] = [Dt[index], St[index]];
  return Delta !== undefined && S !== undefined && isSignatureShare({ Gamma, Delta, S, delta: 1n }, messageHash, sigma);
}
