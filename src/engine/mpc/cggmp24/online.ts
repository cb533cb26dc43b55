/** Signing in one round with a presignature (cggmp24.md 8.1). The presignature is consumed, and its secret gone, before this protocol exists. */
import { bytesEqual } from '../../../base/bytes.ts';
import { forgetAll } from '../../crypto/secret-integer.ts';
import { ProtocolStop } from '../protocol/abort.ts';
import { pidBytes, type PartyId } from '../protocol/party.ts';
import { receive, send, type Protocol } from '../protocol/protocol.ts';
import { blameShares } from '../protocol/share-sum.ts';
import { signatureOf, type EcdsaSignature } from './ecdsa-signature.ts';
import { ON, type On } from './online-definition.ts';
import { takeSecrets, type Presignature, type PublicPresignature } from './presignature.ts';
import type { HashedMessage } from './signable-message.ts';
import { isSignatureShare, makeSignatureShare } from './signature-share.ts';
import type { SigningSetup } from './signing-setup.ts';

export interface OnlineContext {
  readonly setup: SigningSetup;
  readonly presignature: PublicPresignature;
  readonly message: HashedMessage;
  /** Own share, already made and looked over: the secret behind it is erased. */
  readonly sigma: bigint;
}

/**
 * Turns a consumed presignature into the one share that it can give, and erases it. Its secrets are shown to be those that presigning made for this
 * very nonce point (`takeSecrets`), and the share is computed in two ways: together that stands for `isShareOf` of the own share.
 * @throws AppError `PRESIGNATURE_BINDING` if its parts do not belong together; `LOCAL_BUG` for a slip of the computation
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
export function* signOnline({ setup, presignature, message, sigma }: OnlineContext): Protocol<EcdsaSignature> {
  const { presigId, Gamma } = presignature;
  const { messageHash, preimage } = message;
  yield* send(ON, 'all', { presigId, messageHash, sigma });
  const received = yield* receive(ON);
  const isOurs = (on: On): boolean => bytesEqual(on.presigId, presigId) && bytesEqual(on.messageHash, messageHash);
  const areOurs = [...received.values()].every(isOurs);
  const sigmas = [sigma, ...[...received.values()].map((on) => on.sigma)];
  const signature = areOurs
    ? signatureOf({ Gamma, childKey: setup.childKey, sigmas, messageHash, preimage })
    : undefined;
  // The signature is the check of one share: recovering the key shows `sum sigma·Gamma = m·G + r·X`, and the points of all add up to G and X
  yield* blameShares(ON, received, signature !== undefined, (j, on) =>
    !isOurs(on) || isShareOf(presignature, j, on) ? undefined : 'on.sigma',
  );
  // Somebody judged another transaction: nobody is to blame, and this presignature is spent all the same
  if (!areOurs) throw new ProtocolStop('CONFIG_MISMATCH', 'messageHash differs');
  if (signature === undefined) throw new ProtocolStop('LOCAL_BUG', 'the signature does not verify');
  return signature;
}

/** `sigma_j·Gamma == m·Dt_j + r·St_j`. */
export function isShareOf(presignature: PublicPresignature, party: PartyId, { messageHash, sigma }: On): boolean {
  const { Gamma, Dt, St, signers } = presignature;
  const index = signers.findIndex((pid) => bytesEqual(pid, pidBytes(party)));
  const [Delta, S] = [Dt[index], St[index]];
  return Delta !== undefined && S !== undefined && isSignatureShare({ Gamma, Delta, S, delta: 1n }, messageHash, sigma);
}
