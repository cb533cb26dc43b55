/** The two runs a co-signer takes part in, ready to drive. */
import { bytesEqual, bytesToHex, compareBytes } from '../../../base/bytes.ts';
import { AppError } from '../../../base/errors.ts';
import { pidOf } from '../../../base/identity.ts';
import type { Random } from '../../../base/random.ts';
import type { Ed25519Signer, VerifyEd25519 } from '../../../base/signatures.ts';
import type { OutputTweak } from '../derivation/derive-package.ts';
import type { ProtocolDefinition } from '../protocol/definition.ts';
import { partyIdOf, type PartyId } from '../protocol/party.ts';
import { withReady } from '../protocol/ready.ts';
import type { RunFrame } from '../protocol/run-frame.ts';
import { Session } from '../protocol/session.ts';
import { defineKeygen } from './keygen-messages.ts';
import { frostKeygen } from './keygen.ts';
import { MAX_PARTY_COUNT, partyIdsOf, type FrostKeyShare } from './key-share.ts';
import { defineSigning, MAX_MESSAGE_BYTES, setUpSigning } from './sign-messages.ts';
import { frostSign, type FrostSignature } from './sign.ts';
import { suiteOf, type FrostScheme } from './suite.ts';

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
  demand(partyCount >= 2 && partyCount <= MAX_PARTY_COUNT, 'a key needs 2 to 64 parties');
  demand(
    Number.isInteger(minSigners) && minSigners >= 2 && minSigners <= partyCount,
    'the number of signers must be 2 up to the number of parties',
  );
  demand(
    keyId.length > 0 && new TextEncoder().encode(keyId).length <= 64,
    'the key identifier must have 1 to 64 bytes',
  );
  const suite = suiteOf(options.scheme);
  const definition = defineKeygen({ scheme: options.scheme, keyId, epoch: options.epoch ?? 0, minSigners, parties });
  const { frame, self } = enter(definition, options);
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
  demand(
    signers.length === keyShare.minSigners && new Set(signers).size === signers.length,
    'exactly the needed number of signers must take part',
  );
  demand(
    signers.every((party) => holders.includes(party)),
    'a signer holds no share of this key',
  );
  demand(bytesEqual(keyShare.self, options.self), 'the key share belongs to another party');
  demand(message.length <= MAX_MESSAGE_BYTES && path.length <= 16, 'the message or the path is too long');
  const isBip340 = keyShare.scheme === 'bip340';
  const tweak = options.tweak ?? (isBip340 ? { type: 'taproot', merkleRoot: new Uint8Array() } : { type: 'none' });
  demand(isBip340 || tweak.type === 'none', 'only BIP-340 keys have a Taproot tweak');
  demand(!isBip340 || message.length === 32, 'BIP-340 signs 32 bytes');
  demand(
    tweak.type === 'none' || (tweak.merkleRoot.length % 32 === 0 && tweak.merkleRoot.length <= 32),
    'a merkle root has 32 bytes or none',
  );
  const setup = setUpSigning({ key: keyShare, signers, message, path, tweak });
  const definition = defineSigning(setup);
  const { frame, self } = enter(definition, options);
  const { verifySecond, signer, deadline } = options;
  const protocol = withReady({ plan: definition.plan, self, random }, (sid) =>
    frostSign({ sid, setup, keyShare, self, random, verifySecond }),
  );
  return new Session({ frame, self, signer, deadline, protocol });
}

/** What every run checks about who takes part: identity keys must be the ones behind the pids, ours included. */
function enter(definition: ProtocolDefinition, options: RunOptions): { frame: RunFrame; self: PartyId } {
  const { runId, verify, signer, identityKeys } = options;
  const { participants } = definition.plan;
  const self = partyIdOf(options.self);
  demand(runId.length === 32, 'a run identifier has 32 bytes');
  demand(new Set(participants).size === participants.length, 'a party is named twice');
  demand(participants.includes(self), 'this device is not a party of the run');
  demand(bytesEqual(pidOf(signer.publicKey), options.self), 'the signing key is not the identity key of this device');
  const keys = new Map<PartyId, Uint8Array>();
  for (const party of participants) {
    const key = identityKeys.get(party);
    demand(
      key?.length === 32 && bytesToHex(pidOf(key)) === party,
      'an identity key is missing or not the one behind its pid',
    );
    if (key !== undefined) keys.set(party, key);
  }
  return { frame: { definition, runId, sid: undefined, keys, verify }, self };
}

function demand(condition: boolean, reason: string): void {
  if (condition) return;
  throw new AppError({
    code: 'RUN_INVALID',
    kind: 'input',
    message: `The run cannot start: ${reason}.`,
    safe: 'Nothing was sent.',
  });
}
