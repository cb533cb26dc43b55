/**
 * FROST signing (frost.md 4): R1 NC (nonce commitments), R2 SS (signature shares, carrying the echo of NC). Every signer aggregates and verifies. Inputs:
 * key share, request. Output: the signature under the derived output key. Nonces are made inside the run, used once and never leave it.
 */
import type { Nonces } from '@noble/curves/abstract/frost.js';
import { wipe } from '../../../base/bytes.ts';
import type { Random } from '../../../base/random.ts';
import type { VerifyEd25519 } from '../../../base/signatures.ts';
import { derivePackage } from '../derivation/derive-package.ts';
import { ProtocolStop } from '../protocol/abort.ts';
import type { PartyId } from '../protocol/party.ts';
import { blame, echoOwn, receive, send, type Protocol } from '../protocol/protocol.ts';
import { blameShares } from '../protocol/share-sum.ts';
import { groupKeyOf, wipePackage, type KeyPackage, type SecretPackage } from './key-package.ts';
import { assertOwnShareFits, identifierOf, idOf, keyPackageOf, type FrostKeyShare } from './key-share.ts';
import type { RoundTwo } from './round-two.ts';
import {
  codeOfNc,
  commitmentList,
  isShareValid,
  roundTwoOf,
  type Nc,
  type SignSetup,
  type Ss,
} from './sign-messages.ts';

export interface FrostSignature {
  /** 64 bytes. */
  readonly signature: Uint8Array;
  /** The key it verifies under, 32 bytes: derived, and x-only for BIP-340. */
  readonly publicKey: Uint8Array;
}

export interface SignContext {
  readonly sid: Uint8Array;
  readonly setup: SignSetup;
  readonly keyShare: FrostKeyShare;
  readonly self: PartyId;
  readonly random: Random;
  /** A second, independent verifier of the final Ed25519 signature (OpenSSL in the product). */
  readonly verifySecond: VerifyEd25519 | undefined;
}

/** The protocol of one signer. Nonces and the derived share are erased when it ends in any way. */
export function* frostSign(ctx: SignContext): Protocol<FrostSignature> {
  const { setup, self, sid } = ctx;
  const { suite, NC, SS } = setup;
  const pkg = deriveOwn(ctx);
  const secret = secretOf(pkg);
  const nonces = new NonceOnce(suite.signing.commit(secret, rngOf(ctx.random)));
  try {
    // Round 1: commitments to fresh nonces. The pool is this session: nothing is committed ahead
    const own: Nc = { poolId: sid, ...nonces.commitments };
    yield* send(NC, 'all', own);
    const nc = yield* receive(NC);
    yield* blame(NC, nc, (_j, m) => codeOfNc(suite, sid, m));

    // Round 2: our share, looked over before it leaves
    const roundTwo = roundTwoOf(setup, commitmentList(setup, new Map([...nc, [self, own]])));
    const ctxHash = yield* echoOwn(NC);
    const z = nonces.take((taken) => roundTwo.signShare(secret, taken, nonces.commitments));
    yield* send(SS, 'all', { ctxHash, z });
    const ss = yield* receive(SS);

    const shares = new Map([...ss].map(([j, m]) => [j, m.z]));
    const signature = signatureOf(setup, roundTwo, shares.set(self, z));
    yield* blameShares(SS, ss, signature !== undefined, (j, m) => codeOfSs(setup, roundTwo, j, m));
    return confirmed(ctx, signature);
  } finally {
    nonces.wipe();
    wipePackage(pkg);
  }
}

/** A nonce pair that leaves its place before it is used: neither a throw nor a second call can use it again (frost.md 3). */
class NonceOnce {
  readonly commitments: { readonly hiding: Uint8Array; readonly binding: Uint8Array };
  #nonces: Nonces | undefined;

  constructor(generated: { nonces: Nonces; commitments: { hiding: Uint8Array; binding: Uint8Array } }) {
    const { hiding, binding } = generated.commitments;
    this.commitments = { hiding, binding };
    this.#nonces = generated.nonces;
  }

  take<T>(sign: (nonces: Nonces) => T): T {
    const nonces = this.#nonces;
    this.#nonces = undefined;
    if (nonces === undefined) throw new ProtocolStop('LOCAL_BUG', 'a nonce was asked for twice');
    try {
      return sign(nonces);
    } finally {
      wipe(nonces.hiding, nonces.binding);
    }
  }

  wipe(): void {
    wipe(this.#nonces?.hiding, this.#nonces?.binding);
    this.#nonces = undefined;
  }
}

function deriveOwn({ setup, keyShare }: SignContext): KeyPackage {
  assertOwnShareFits(setup.suite, keyShare);
  const raw = keyPackageOf(setup.suite, keyShare);
  try {
    return derivePackage(setup.suite, raw, setup.shift, setup.tweak);
  } finally {
    wipePackage(raw);
  }
}

function secretOf(pkg: KeyPackage): SecretPackage {
  if (pkg.secret === undefined) throw new ProtocolStop('LOCAL_BUG', 'the key package has no secret');
  return pkg.secret;
}

function rngOf(random: Random) {
  return (byteLength = 32) => new Uint8Array(random(byteLength));
}

function codeOfSs(setup: SignSetup, roundTwo: RoundTwo, party: PartyId, { z }: Ss): string | undefined {
  if (setup.suite.group.parseScalar(z) === undefined) return 'ss.canonical';
  return isShareValid(setup, roundTwo, party, z) ? undefined : 'ss.share';
}

/** The signature made of all shares, or `undefined` when it does not verify. */
function signatureOf(
  setup: SignSetup,
  roundTwo: RoundTwo,
  shares: ReadonlyMap<PartyId, Uint8Array>,
): FrostSignature | undefined {
  const { suite, output, message, key } = setup;
  if ([...shares.values()].some((z) => suite.group.parseScalar(z) === undefined)) return undefined;
  const byIdentifier = [...shares].map(([party, z]) => [identifierOf(suite, idOf(key, party)), z] as const);
  const signature = aggregated(roundTwo, new Map(byIdentifier));
  const publicKey = suite.outputKey(groupKeyOf({ public: output }));
  if (signature === undefined || !suite.verify(signature, message, publicKey)) return undefined;
  return { signature, publicKey };
}

/** The library's own `aggregate` throws for a signature that does not verify. */
function aggregated(roundTwo: RoundTwo, shares: ReadonlyMap<string, Uint8Array>): Uint8Array | undefined {
  try {
    return roundTwo.aggregate(shares);
  } catch {
    return undefined;
  }
}

/** All share checks passed, so a signature that fails now is our own bug (README 8, rule 5). */
function confirmed({ setup, verifySecond }: SignContext, made: FrostSignature | undefined): FrostSignature {
  if (made === undefined) throw new ProtocolStop('LOCAL_BUG', 'the signature does not verify');
  const { signature, publicKey } = made;
  const isConfirmed = setup.suite.scheme !== 'ed25519' || (verifySecond?.(publicKey, setup.message, signature) ?? true);
  if (!isConfirmed) throw new ProtocolStop('LOCAL_BUG', 'the second verifier rejects the signature');
  return made;
}
