/** The two runs a co-signer takes part in, ready to drive. */
import { bytesEqual, compareBytes } from '../../../base/bytes.ts';
import type { VerifyEd25519 } from '../../../base/signatures.ts';
import type { OutputTweak } from '../derivation/derive-package.ts';
import { partyIdOf } from '../protocol/party.ts';
import { withReady } from '../protocol/ready.ts';
import { demandRun, enterRun, type RunOptions } from '../protocol/run-options.ts';
import { Session } from '../protocol/session.ts';
import { defineKeygen } from './keygen-messages.ts';
import { frostKeygen } from './keygen.ts';
import { MAX_PARTY_COUNT, partyIdsOf, type FrostKeyShare } from './key-share.ts';
import { defineSigning, MAX_MESSAGE_BYTES, setUpSigning } from './sign-messages.ts';
import { frostSign, type FrostSignature } from './sign.ts';
import { suiteOf, type FrostScheme } from './suite.ts';

export type { RunOptions };

export interface KeygenOptions extends RunOptions {
  readonly scheme: FrostScheme;
  /** 1 to 64 bytes. */
  readonly keyId: string;
  /** Epoch of the new sharing; 0 unless told. */
  readonly epoch?: number;
  /** 2 up to the number of parties. */
  readonly minSigners: number;
  /** pids, in any order. */
  readonly parties: readonly Uint8Array[];
  /** Hex of `commitment[0]` of every FK1 stored from earlier runs, to refuse replays. */
  readonly earlierPhis?: ReadonlySet<string>;
}

export interface SignOptions extends RunOptions {
  /** Borrowed for the run: stays usable afterwards, is wiped by the caller. */
  readonly keyShare: FrostKeyShare;
  /** pids of exactly `minSigners` holders, in any order, own included. */
  readonly signers: readonly Uint8Array[];
  /** Ed25519: the message itself. BIP-340: the 32-byte sighash. */
  readonly message: Uint8Array;
  /** Non-hardened indices; empty for the vault's own key. */
  readonly path: readonly number[];
  /** BIP-340 only; a Taproot output without script tree unless told otherwise. */
  readonly tweak?: OutputTweak;
  /** Second, independent Ed25519 verifier of the final signature. */
  readonly verifySecond?: VerifyEd25519;
}

/** A key generation for this device. @throws AppError `RUN_INVALID` for parameters that cannot be run */
export function createKeygenSession(options: KeygenOptions): Session<FrostKeyShare> {
  const { keyId, minSigners } = options;
  const parties = [...options.parties].sort(compareBytes);
  const partyCount = parties.length;
  demandRun(partyCount >= 2 && partyCount <= MAX_PARTY_COUNT, 'a key needs 2 to 64 parties');
  demandRun(
    Number.isInteger(minSigners) && minSigners >= 2 && minSigners <= partyCount,
    'the number of signers must be 2 up to the number of parties',
  );
  demandRun(
    keyId.length > 0 && new TextEncoder().encode(keyId).length <= 64,
    'the key identifier must have 1 to 64 bytes',
  );
  const suite = suiteOf(options.scheme);
  const definition = defineKeygen({ scheme: options.scheme, keyId, epoch: options.epoch ?? 0, minSigners, parties });
  const { frame, self } = enterRun(definition, options);
  const { random, signer, earlierPhis = new Set<string>() } = options;
  const session: Session<FrostKeyShare> = new Session({
    frame,
    self,
    signer,
    deadline: options.deadline,
    protocol: withReady({ plan: definition.plan, self, random }, (sid) =>
      frostKeygen({
        suite,
        plan: definition.plan,
        self,
        sid,
        random,
        earlierPhis,
        sign: (digest) => signer.sign(digest),
        isSignedBy: (party, digest, signature) =>
          options.verify(frame.keys.get(party) ?? new Uint8Array(), digest, signature),
        payloadHashes: (roundId) => session.payloadHashes(roundId),
      }),
    ),
  });
  return session;
}

/** A signing run for this device. @throws AppError `RUN_INVALID`, `PATH_INVALID`, `PARTY_UNKNOWN` */
export function createSignSession(options: SignOptions): Session<FrostSignature> {
  const { keyShare, message, path, random } = options;
  const holders = partyIdsOf(keyShare);
  const signers = [...options.signers].sort(compareBytes).map(partyIdOf);
  demandRun(
    signers.length === keyShare.minSigners && new Set(signers).size === signers.length,
    'exactly the needed number of signers must take part',
  );
  demandRun(
    signers.every((party) => holders.includes(party)),
    'a signer holds no share of this key',
  );
  demandRun(bytesEqual(keyShare.self, options.self), 'the key share belongs to another party');
  demandRun(message.length <= MAX_MESSAGE_BYTES && path.length <= 16, 'the message or the path is too long');
  const isBip340 = keyShare.scheme === 'bip340';
  const tweak = options.tweak ?? (isBip340 ? { type: 'taproot', merkleRoot: new Uint8Array() } : { type: 'none' });
  // An untweaked output key could hide a script path of whoever chose it (frost.md 5).
  demandRun(isBip340 === (tweak.type === 'taproot'), 'BIP-340 keys, and only they, sign for a Taproot output');
  demandRun(!isBip340 || message.length === 32, 'BIP-340 signs 32 bytes');
  demandRun(
    tweak.type === 'none' || (tweak.merkleRoot.length % 32 === 0 && tweak.merkleRoot.length <= 32),
    'a merkle root has 32 bytes or none',
  );
  const setup = setUpSigning({ key: keyShare, signers, message, path, tweak });
  const definition = defineSigning(setup);
  const { frame, self } = enterRun(definition, options);
  const { verifySecond, signer, deadline } = options;
  const protocol = withReady({ plan: definition.plan, self, random }, (sid) =>
    frostSign({ sid, setup, keyShare, self, random, verifySecond }),
  );
  return new Session({ frame, self, signer, deadline, protocol });
}
