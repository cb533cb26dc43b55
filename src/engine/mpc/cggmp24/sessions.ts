/** The two runs that make an ECDSA key ready to presign: key generation and auxiliary information. */
import { compareBytes } from '../../../base/bytes.ts';
import { bitLength } from '../../crypto/integers.ts';
import { assertParameters, profileOf, type ProfileName } from '../../crypto/parameters.ts';
import type { ConfirmContext } from '../protocol/confirm.ts';
import { withReady } from '../protocol/ready.ts';
import { demandRun, enterRun, type RunOptions } from '../protocol/run-options.ts';
import type { RunFrame } from '../protocol/run-frame.ts';
import { Session } from '../protocol/session.ts';
import { modulusHash } from './aux-checks.ts';
import { defineAux } from './aux-definition.ts';
import { MAX_EARLIER_MODULI, MAX_REMEMBERED_MODULI } from './aux-messages.ts';
import { auxiliary, type AuxPrimes } from './aux.ts';
import { defineEcdsaKeygen } from './keygen-definition.ts';
import { ecdsaKeygen } from './keygen.ts';
import type { AuxInfo, EcdsaKeyShare, EcdsaPublicShare, PublicAux } from './key-share.ts';

export interface EcdsaKeygenOptions extends RunOptions {
  readonly profile: ProfileName;
  /** 1 to 64 bytes. */
  readonly keyId: string;
  /** 2 up to the number of parties. */
  readonly minSigners: number;
  /** pids, in any order. */
  readonly parties: readonly Uint8Array[];
}

/**
 * A key generation for this device. Its result has no auxiliary information yet.
 * @throws AppError `RUN_INVALID` for parameters that cannot be run; `COMMITTEE_SIZE`, `PROFILE_TEST_ONLY`
 */
export function createEcdsaKeygenSession(options: EcdsaKeygenOptions): Session<EcdsaKeyShare> {
  const { profile, keyId, minSigners, random, signer, deadline } = options;
  const parties = [...options.parties].sort(compareBytes);
  assertParameters(profileOf(profile), parties.length, minSigners);
  demandKeyId(keyId);
  const definition = defineEcdsaKeygen({ profile, keyId, epoch: 0, minSigners, parties });
  const { frame, self } = enterRun(definition, options);
  const { plan } = definition;
  const session: Session<EcdsaKeyShare> = new Session({
    frame,
    self,
    signer,
    deadline,
    protocol: withReady({ plan, self, random }, (sid) =>
      ecdsaKeygen({
        plan,
        self,
        random,
        ...confirmWith(options, frame, sid),
        payloadHashes: (roundId) => session.payloadHashes(roundId),
      }),
    ),
  });
  return session;
}

export interface AuxOptions extends RunOptions {
  /** Key, epoch and committee for which the information is made. */
  readonly key: Pick<EcdsaPublicShare, 'profile' | 'keyId' | 'epoch' | 'minSigners' | 'parties'>;
  /** Made ahead, taken out of their pool before the run, never used again. */
  readonly primes: AuxPrimes;
  /** Every modulus that this key has seen in earlier epochs, of anybody, in any order: the same at all parties. At most 8192. */
  readonly earlierModuli?: readonly bigint[];
  /** Those of which only the `modulusHash` is known, the latest last; distinct from the hashes of the former. At most 8192 together. */
  readonly earlierHashes?: readonly Uint8Array[];
}

/** What an auxiliary run has to know of the epochs before it, from the auxiliary information of the last one. */
export function earlierOf(last: PublicAux | undefined): Required<Pick<AuxOptions, 'earlierModuli' | 'earlierHashes'>> {
  return {
    earlierModuli: (last?.publics ?? []).flatMap(({ N, Nh }) => [N, Nh]),
    earlierHashes: last?.earlier ?? [],
  };
}

/**
 * An auxiliary run for this device: all holders of the key take part. Seconds of computation at each of its rounds: run it in a worker.
 * @throws AppError `RUN_INVALID` for parameters that cannot be run; `COMMITTEE_SIZE`, `PROFILE_TEST_ONLY`
 */
export function createAuxSession(options: AuxOptions): Session<AuxInfo> {
  const { key, primes, earlierModuli = [], earlierHashes = [], random, signer, deadline } = options;
  demandRun(
    earlierModuli.length + earlierHashes.length <= MAX_EARLIER_MODULI,
    'there are too many moduli of earlier epochs',
  );
  const { primeBits } = profileOf(key.profile);
  const all = [primes.paillier.p, primes.paillier.q, primes.ringPedersen.p, primes.ringPedersen.q];
  const isFit = new Set(all).size === 4 && all.every((prime) => bitLength(prime) === primeBits);
  demandRun(isFit, 'it needs four different primes of the length of the profile');
  const { profile, keyId, epoch, minSigners, parties } = key;
  const remembered = [...earlierHashes, ...earlierModuli.map(modulusHash)];
  const earlier = remembered.toSorted(compareBytes);
  const definition = defineAux({ profile, keyId, epoch, minSigners, parties, earlier });
  const { frame, self } = enterRun(definition, options);
  const { plan } = definition;
  const session: Session<AuxInfo> = new Session({
    frame,
    self,
    signer,
    deadline,
    protocol: withReady({ plan, self, random }, (sid) =>
      auxiliary({
        plan,
        self,
        random,
        primes,
        earlier,
        earlierModuli,
        remembered: remembered.slice(-MAX_REMEMBERED_MODULI),
        ...confirmWith(options, frame, sid),
        payloadHashes: (roundId) => session.payloadHashes(roundId),
      }),
    ),
  });
  return session;
}

function demandKeyId(keyId: string): void {
  const byteLength = new TextEncoder().encode(keyId).length;
  demandRun(byteLength > 0 && byteLength <= 64, 'the key identifier must have 1 to 64 bytes');
}

function confirmWith({ signer, verify }: RunOptions, frame: RunFrame, sid: Uint8Array): ConfirmContext {
  return {
    sid,
    sign: (digest) => signer.sign(digest),
    isSignedBy: (party, digest, signature) => verify(frame.keys.get(party) ?? new Uint8Array(), digest, signature),
  };
}
