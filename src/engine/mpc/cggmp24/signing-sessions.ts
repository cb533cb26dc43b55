/** The three runs that sign with an ECDSA key: presigning, online signing with a presignature, and full signing. */
import { bytesEqual, compareBytes } from '../../../base/bytes.ts';
import { decodeWith } from '../../../base/tlv-decode.ts';
import { parseEnvelope } from '../protocol/envelope.ts';
import { partyIdOf } from '../protocol/party.ts';
import type { Protocol } from '../protocol/protocol.ts';
import { READY, withReady } from '../protocol/ready.ts';
import { demandRun, enterRun, type RunOptions } from '../protocol/run-options.ts';
import { Session } from '../protocol/session.ts';
import type { EcdsaSignature } from './ecdsa-signature.ts';
import { fullSign } from './full-sign.ts';
import type { EcdsaKeyShare } from './key-share.ts';
import { defineOnline } from './online-definition.ts';
import { signOnline, spendPresignature } from './online.ts';
import { definePresign } from './presign-definition.ts';
import { presignRounds } from './presign-messages.ts';
import type { PreparedPresign } from './presign-prepared.ts';
import { presign, type PresignContext } from './presign.ts';
import { encodePublicPresignature } from './presignature-codec.ts';
import type { PresignatureStore } from './presignature-store.ts';
import {
  assertPresignatureFits,
  makePresignature,
  type Presignature,
  type PresignTranscript,
  type PublicPresignature,
} from './presignature.ts';
import { hashMessage, type SignableMessage } from './signable-message.ts';
import { setUpSigningWith, type SigningSetup } from './signing-setup.ts';

export interface PresignOptions extends RunOptions {
  /** With auxiliary information. Borrowed for the run: stays usable afterwards, is wiped by the caller. */
  readonly keyShare: EcdsaKeyShare;
  /** pids of exactly `minSigners` holders, in any order, own included. */
  readonly signers: readonly Uint8Array[];
  /** Non-hardened indices; empty for the key itself. Fixed for good with the presignature. */
  readonly path: readonly number[];
  /** Most of the work, done ahead by `preparePresign` for the same key, signers and path; used up, whatever the end. */
  readonly prepared?: PreparedPresign;
}

/**
 * A presigning run for this device. Its result is to be stored as AVAILABLE, outside every backup, and erased by the caller. If the run ends by a fault,
 * the caller destroys all presignatures with the blamed party; an abort in the error round (round 4) counts against the limit of cggmp24.md 7.
 * @throws AppError `RUN_INVALID`, `PATH_INVALID`, `KEY_SHARE_INCOMPLETE`, `PREPARED_OTHER`, `PREPARED_SPENT`
 */
export function createPresignSession(options: PresignOptions): Session<Presignature> {
  const session: Session<Presignature> = signingSession(options, undefined, function* (context) {
    const { sid, setup, self } = context;
    const shares = yield* presign(context);
    return makePresignature(sid, setup, self, shares, transcriptOf(session, setup));
  });
  return session;
}

export interface FullSignOptions extends PresignOptions {
  /** What this node has built or judged itself; the digest is computed here. */
  readonly message: SignableMessage;
}

/**
 * A full signing run for this device: presigning and signing in one session.
 * @throws AppError as `createPresignSession`; `MESSAGE_INVALID`
 */
export function createFullSignSession(options: FullSignOptions): Session<EcdsaSignature> {
  const message = hashMessage(options.message);
  return signingSession(options, message.messageHash, (context) => fullSign({ ...context, message }));
}

export interface OnlineOptions extends Omit<RunOptions, 'runId' | 'random'> {
  /** Needed for what is public in it. */
  readonly keyShare: EcdsaKeyShare;
  /** What the caller wants to sign for: the presignature must have been made for exactly this. */
  readonly signers: readonly Uint8Array[];
  readonly path: readonly number[];
  readonly presignature: PublicPresignature;
  readonly store: PresignatureStore;
  readonly message: SignableMessage;
}

/**
 * An online run for this device. **Consumes the presignature before it returns**: whatever happens afterwards, it is spent. `runId` and `sid` are
 * its `presigId`.
 * @throws AppError `PRESIGNATURE_BINDING` (nothing is consumed), `RUN_INVALID`, `MESSAGE_INVALID`, and what `store.consume` throws
 */
export function createOnlineSession(options: OnlineOptions): Session<EcdsaSignature> {
  const { keyShare, presignature, store, signer, deadline } = options;
  const message = hashMessage(options.message);
  const setup = assertPresignatureFits(presignature, keyShare, options);
  const definition = defineOnline(setup, presignature.transcript);
  const { presigId } = presignature;
  const noRandom = (): Uint8Array => new Uint8Array();
  const { frame, self } = enterRun(definition, { ...options, runId: presigId, random: noRandom });
  const consumed = store.consume({ presigId, messageHash: message.messageHash });
  const sigma = spendPresignature(consumed, message.messageHash);
  // The same object where a thread holds just this one
  const isTheOne =
    consumed === presignature || bytesEqual(encodePublicPresignature(consumed), encodePublicPresignature(presignature));
  demandRun(isTheOne, 'the store handed out another presignature');
  return new Session({
    frame: { ...frame, sid: presigId },
    self,
    signer,
    deadline,
    protocol: signOnline({ setup, presignature, message, sigma }),
  });
}

function signingSession<T>(
  options: PresignOptions,
  messageHash: Uint8Array | undefined,
  protocolOf: (context: PresignContext) => Protocol<T>,
): Session<T> {
  const { keyShare, path, prepared, random, signer, deadline } = options;
  const signers = [...options.signers].sort(compareBytes).map(partyIdOf);
  const isExact = signers.length === keyShare.minSigners && new Set(signers).size === signers.length;
  demandRun(isExact, 'exactly the needed number of signers must take part');
  demandRun(bytesEqual(keyShare.self, options.self), 'the key share belongs to another party');
  const setup = setUpSigningWith(keyShare, signers, path);
  const definition = definePresign(setup, messageHash);
  const { frame, self } = enterRun(definition, options);
  prepared?.assertFits(setup, self);
  const protocol = withReady({ plan: definition.plan, self, random }, (sid) =>
    protocolOf({ sid, setup, share: keyShare, self, random, prepared }),
  );
  return new Session({ frame, self, signer, deadline, protocol: usingUp(prepared, protocol) });
}

/** A run that ends before it takes its prepared values, in the Ready round, erases them all the same. */
function* usingUp<T>(prepared: PreparedPresign | undefined, protocol: Protocol<T>): Protocol<T> {
  try {
    return yield* protocol;
  } finally {
    prepared?.forget();
  }
}

/** The signed messages of a finished run that later evidence about a signature share needs. */
function transcriptOf(session: Session<Presignature>, setup: SigningSetup): PresignTranscript {
  const { PS2, PS3, ECHO3 } = presignRounds(setup.profile, setup.signers.length);
  const nonces = session
    .envelopes(READY.id)
    .map((bytes) => decodeWith(READY.codec, parseEnvelope(bytes).envelope.payload).nonce);
  return {
    nonces,
    ps2: session.envelopes(PS2.id),
    ps3: session.envelopes(PS3.id),
    echo3: session.envelopes(ECHO3.id),
  };
}
