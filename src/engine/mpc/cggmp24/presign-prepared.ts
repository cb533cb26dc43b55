/**
 * Everything of a presigning run that depends on no received value and on no session: nonces, their encryptions, and the masks of all proofs. Made
 * ahead, it leaves little work between the messages. For one run only: whoever used it twice would give its key away.
 */
import type { Random } from '../../../base/random.ts';
import { AppError } from '../../../base/errors.ts';
import { partyIdOf, type PartyId } from '../protocol/party.ts';
import type { EcdsaKeyShare } from './key-share.ts';
import { forgetMaterial, makeMaterial, type PresignMaterial } from './presign-material.ts';
import { memberOf, setUpSigning, signingKeyOf, type SigningRequest, type SigningSetup } from './signing-setup.ts';

/** Prepared material and what it is for. Prints as `[secret]`. */
export class PreparedPresign {
  readonly #setup: SigningSetup;
  readonly #self: PartyId;
  #material: PresignMaterial | undefined;

  constructor(setup: SigningSetup, self: PartyId, material: PresignMaterial) {
    this.#setup = setup;
    this.#self = self;
    this.#material = material;
  }

  /** @throws AppError `PREPARED_SPENT`; `PREPARED_OTHER` for another key, epoch, signing set, path or party */
  assertFits(setup: SigningSetup, self: PartyId): void {
    if (self !== this.#self || !isSameSetup(setup, this.#setup)) {
      throw refused('PREPARED_OTHER', 'The prepared values are for another key, epoch, signing set or path.');
    }
    if (this.#material === undefined) throw spent();
  }

  /** Hands the material over, once; the taker forgets it. @throws AppError as `assertFits` */
  take(setup: SigningSetup, self: PartyId): PresignMaterial {
    this.assertFits(setup, self);
    const material = this.#material;
    this.#material = undefined;
    if (material === undefined) throw spent();
    return material;
  }

  /** Erases what was not taken. */
  forget(): void {
    if (this.#material !== undefined) forgetMaterial(this.#material);
    this.#material = undefined;
  }

  toString(): string {
    return '[secret]';
  }

  toJSON(): string {
    return '[secret]';
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return '[secret]';
  }
}

/**
 * Prepares one presigning run: half of its work, about 0.13 s per peer with 2048-bit moduli and 0.35 s with 3072. It needs no peer and no session, so an
 * app makes it while it is idle, in its worker, and hands it to `createPresignSession` or `createFullSignSession`; without it the session does the same
 * work before its first message. It lives in memory only, for one run of this key, epoch, signing set and path: never stored, erased by `forget` when the
 * epoch ends or it is not needed any more.
 * @throws AppError as `setUpSigning`; `KEY_SHARE_INCOMPLETE` without auxiliary information; `LOCAL_BUG` for a slip of the computation
 */
export function preparePresign(
  share: EcdsaKeyShare,
  { signers, path }: Pick<SigningRequest, 'signers' | 'path'>,
  random: Random,
): PreparedPresign {
  const setup = setUpSigning({ key: signingKeyOf(share), signers, path });
  return new PreparedPresign(setup, partyIdOf(share.self), makeMaterial(setup, share, random));
}

function isSameSetup(a: SigningSetup, b: SigningSetup): boolean {
  const isSameKey = a.key.keyId === b.key.keyId && a.key.epoch === b.key.epoch && a.childKey.equals(b.childKey);
  // The same child key, signers and public shares: the same w_i. The same moduli: the same encryptions
  return isSameKey && a.signers.join() === b.signers.join() && a.signers.every((party) => isSameMember(a, b, party));
}

function isSameMember(a: SigningSetup, b: SigningSetup, party: PartyId): boolean {
  const [one, other] = [memberOf(a, party), memberOf(b, party)];
  const isSameRp = one.RP.Nh === other.RP.Nh && one.RP.s === other.RP.s && one.RP.t === other.RP.t;
  return one.W.equals(other.W) && one.paillier.N === other.paillier.N && isSameRp;
}

function spent(): AppError {
  return refused('PREPARED_SPENT', 'The prepared values were used before.');
}

function refused(code: string, message: string): AppError {
  return new AppError({ code, kind: 'input', message, safe: 'Nothing was sent.' });
}
