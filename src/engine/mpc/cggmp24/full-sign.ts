/** Signing in four rounds without a presignature (cggmp24.md 8.2), the default: the message is fixed before the first nonce is made. */
import { bytesEqual } from '../../../base/bytes.ts';
import { forgetAll } from '../../crypto/secret-integer.ts';
import { ProtocolStop } from '../protocol/abort.ts';
import { blame, echoOwn, receiveAny, send, type Protocol } from '../protocol/protocol.ts';
import { assembleSignature, type EcdsaSignature } from './ecdsa-signature.ts';
import { presignRounds } from './presign-messages.ts';
import { refuseAll, shareNonce, type NonceShares, type PresignContext } from './presign.ts';
import type { HashedMessage } from './signable-message.ts';
import { isSignatureShare, makeSignatureShare } from './signature-share.ts';
import type { PartyId } from '../protocol/party.ts';

export interface FullSignContext extends PresignContext {
  readonly message: HashedMessage;
}

/** The protocol of one signer. The nonce is gone before the share of the signature leaves. */
export function* fullSign(ctx: FullSignContext): Protocol<EcdsaSignature> {
  const { setup, sid, self, message } = ctx;
  const { messageHash, preimage } = message;
  const rounds = presignRounds(setup.profile, setup.signers.length);
  const { PS3, ECHO3, ONF, ER } = rounds;
  const shares = yield* shareNonce(ctx, rounds);
  const sigma = spend(shares, messageHash);
  if (!isShareOf(shares, self, messageHash, sigma))
    throw new ProtocolStop('LOCAL_BUG', 'own signature share is invalid');
  yield* send(ONF, 'all', { presigId: sid, messageHash, sigma, echo3: yield* echoOwn(PS3) });
  const [onf, echoes, ers] = yield* receiveAny(ONF, ECHO3, ER);
  yield* refuseAll(ER, ers);
  // In this run a bare echo announces an error round
  yield* refuseAll(ECHO3, echoes);
  // `sid` contains the message: a share for another one is a fault, not another configuration
  yield* blame(ONF, onf, (j, m) => {
    const isBound = bytesEqual(m.presigId, sid) && bytesEqual(m.messageHash, messageHash);
    return isBound && isShareOf(shares, j, messageHash, m.sigma) ? undefined : 'on.sigma';
  });
  const sigmas = [sigma, ...[...onf.values()].map((m) => m.sigma)];
  return assembleSignature({ Gamma: shares.Gamma, childKey: setup.childKey, sigmas, messageHash, preimage });
}

function spend(shares: NonceShares, messageHash: Uint8Array): bigint {
  try {
    return makeSignatureShare(shares, shares.Gamma, messageHash);
  } finally {
    forgetAll(shares.kt, shares.chit);
  }
}

function isShareOf({ Gamma, Dt, St }: NonceShares, party: PartyId, messageHash: Uint8Array, sigma: bigint): boolean {
  const [Delta, S] = [Dt.get(party), St.get(party)];
  return Delta !== undefined && S !== undefined && isSignatureShare({ Gamma, Delta, S, delta: 1n }, messageHash, sigma);
}
