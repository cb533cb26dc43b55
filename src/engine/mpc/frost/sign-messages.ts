/** Messages, plan and repeatable checks of FROST signing (frost.md 4). */
import type { NonceCommitments } from '@noble/curves/abstract/frost.js';
import { bytesEqual } from '../../../base/bytes.ts';
import { taggedHash } from '../../../base/tagged-hash.ts';
import {
  bytesCodec,
  decodeWith,
  DecodeError,
  encodeWith,
  listCodec,
  structCodec,
  textCodec,
  u32Codec,
} from '../../../base/tlv-decode.ts';
import { tlv, type TlvValue } from '../../../base/tlv.ts';
import { derivePackage, derivePath, type OutputTweak } from '../derivation/derive-package.ts';
import { defineProtocol, type EvidenceFacts, type ProtocolDefinition } from '../protocol/definition.ts';
import { partyIdOf, pidBytes, type PartyId } from '../protocol/party.ts';
import type { SessionPlan } from '../protocol/plan.ts';
import type { EchoView, Round } from '../protocol/protocol.ts';
import { identifierOf, idOf, keyMaterialHashOf, MAX_PARTY_COUNT, type FrostPublicShare } from './key-share.ts';
import { groupKeyOf, type PublicPackage } from './key-package.ts';
import type { RoundTwo } from './round-two.ts';
import { suiteOf, type FrostSuite } from './suite.ts';

export const SIGN = 'frost-sign';

/** Largest message in bytes; a Solana transaction has at most 1232. */
export const MAX_MESSAGE_BYTES = 16384;
const MAX_PATH_LENGTH = 16;

/** Commitments to the nonces of one session. */
export type Nc = { readonly poolId: Uint8Array; readonly hiding: Uint8Array; readonly binding: Uint8Array };
/** Signature share, with the hash of everything it was made for. */
export type Ss = { readonly ctxHash: Uint8Array; readonly z: Uint8Array };

/** The public facts of a key that `sid` binds, and no others: evidence about a signing run must not depend on anything unbound. */
export type SigningKey = Pick<
  FrostPublicShare,
  'scheme' | 'keyId' | 'epoch' | 'minSigners' | 'parties' | 'groupKey' | 'verifyingShares' | 'chainCode'
>;

/** What the signers agree on. */
export interface SignRequest {
  readonly key: SigningKey;
  /** Exactly `minSigners`, in pid order. */
  readonly signers: readonly PartyId[];
  readonly message: Uint8Array;
  readonly path: readonly number[];
  readonly tweak: OutputTweak;
}

/** A request with everything that follows from it in public. */
export interface SignSetup extends SignRequest {
  readonly suite: FrostSuite;
  /** Sum of the path's steps. */
  readonly shift: bigint;
  /** Package of the key that signs, without a secret. */
  readonly output: PublicPackage;
  readonly NC: Round<Nc>;
  readonly SS: Round<Ss>;
}

type SignPlan = {
  readonly scheme: string;
  readonly keyId: string;
  readonly epoch: number;
  readonly minSigners: number;
  readonly parties: readonly { readonly pid: Uint8Array; readonly id: number }[];
  readonly groupKey: Uint8Array;
  readonly verifyingShares: readonly Uint8Array[];
  readonly chainCode: Uint8Array;
  readonly signers: readonly Uint8Array[];
  readonly message: Uint8Array;
  readonly path: readonly number[];
  /** Empty list for `none`, one merkle root (32 or 0 bytes) for `taproot`. */
  readonly tweak: readonly Uint8Array[];
};

// Points are checked against the curve of the scheme after decoding.
const anyPoint = bytesCodec({ max: 33 });
const parties = listCodec(structCodec<SignPlan['parties'][number]>({ pid: bytesCodec({ exact: 32 }), id: u32Codec }), {
  min: 2,
  max: MAX_PARTY_COUNT,
});

const planCodec = structCodec<SignPlan>({
  scheme: textCodec(16),
  keyId: textCodec(64),
  epoch: u32Codec,
  minSigners: u32Codec,
  parties,
  groupKey: anyPoint,
  verifyingShares: listCodec(anyPoint, { min: 2, max: MAX_PARTY_COUNT }),
  chainCode: bytesCodec({ exact: 32 }),
  signers: listCodec(bytesCodec({ exact: 32 }), { min: 2, max: MAX_PARTY_COUNT }),
  message: bytesCodec({ max: MAX_MESSAGE_BYTES }),
  path: listCodec(u32Codec, { min: 0, max: MAX_PATH_LENGTH }),
  tweak: listCodec(bytesCodec({ max: 32 }), { min: 0, max: 1 }),
});

/** Derives the output key and the rounds of a request. @throws AppError for an unusable path */
export function setUpSigning(request: SignRequest): SignSetup {
  const suite = suiteOf(request.key.scheme);
  const raw = { public: signingPackageOf(suite, request.key) };
  const { shift } = derivePath(suite, request.key.groupKey, request.key.chainCode, request.path);
  const output = derivePackage(suite, raw, shift, request.tweak).public;
  return { ...request, suite, shift, output, ...signRounds(suite, request, output) };
}

/** Verifying needs the group key and the public shares; the other commitments belong to key generation. */
function signingPackageOf(suite: FrostSuite, key: SigningKey): PublicPackage {
  const shares = key.parties.map(
    ({ id }, index) => [identifierOf(suite, id), key.verifyingShares[index] ?? new Uint8Array()] as const,
  );
  return {
    signers: { min: key.minSigners, max: key.parties.length },
    commitments: [key.groupKey],
    verifyingShares: Object.fromEntries(shares),
  };
}

function signRounds(suite: FrostSuite, request: SignRequest, output: PublicPackage): { NC: Round<Nc>; SS: Round<Ss> } {
  const { pointCodec } = suite.group;
  const NC: Round<Nc> = {
    id: 1,
    label: 'Nonce commitments',
    kind: 'piggy',
    codec: structCodec<Nc>({ poolId: bytesCodec({ exact: 32 }), hiding: pointCodec, binding: pointCodec }),
    digest: (view) => ctxHashOf(view, request, output),
  };
  const SS: Round<Ss> = {
    id: 2,
    label: 'Signature shares',
    kind: 'broadcast',
    codec: structCodec<Ss>({ ctxHash: bytesCodec({ exact: 32 }), z: bytesCodec({ exact: 32 }) }),
    echoOf: { round: NC, read: (message: Ss) => message.ctxHash },
  };
  return { NC, SS };
}

/**
 * `H("frost/ctx", ...)` over one party's view of the NC messages.
 *
 * Intentional divergence: frost.md 4 reports a different ctxHash as CONFIG_MISMATCH, because a coordinator could have sent different lists. Here
 * the signers broadcast NC themselves, so ctxHash is the echo of that round: a difference is resolved as a dispute and names the liar.
 */
function ctxHashOf(view: EchoView, request: SignRequest, output: PublicPackage): Uint8Array {
  const list = request.signers
    .map((party) => ({ id: idOf(request.key, party), nc: view.message(party) as Nc }))
    .sort((a, b) => a.id - b.id)
    .map(({ id, nc }) => tlv.list([tlv.integer(BigInt(id)), tlv.point(nc.hiding), tlv.point(nc.binding)]));
  const groupKey = tlv.point(groupKeyOf({ public: output }));
  return taggedHash('frost/ctx', tlv.bytes(view.binding), tlv.bytes(request.message), tlv.list(list), groupKey);
}

/**
 * Intentional divergence: there is no request message SQ and no coordinator. What SQ would carry (path, tweak, message) is in `purpose` and
 * thereby in `sid`, so that parties with different requests cannot even get past Ready.
 */
function sessionPlan(setup: SignSetup): SessionPlan {
  const { key, signers, path, tweak, suite, shift, message } = setup;
  const purpose: TlvValue[] = [
    tlv.list(signers.map((party) => tlv.integer(BigInt(idOf(key, party))))),
    tlv.list(path.map(tlv.u32)),
    tlv.scalar(suite.group.scalarToBytes(shift)),
    tlv.bytes(taggedHash('frost/message', tlv.bytes(message))),
  ];
  if (tweak.type === 'taproot') purpose.push(tlv.list([tlv.text('taproot'), tlv.bytes(tweak.merkleRoot)]));
  return {
    suite: key.scheme,
    profile: 'P128',
    protocol: SIGN,
    protocolVersion: 1,
    keyId: key.keyId,
    epoch: key.epoch,
    committee: key.parties.map(({ pid, id }) => ({ party: partyIdOf(pid), id: BigInt(id) })),
    minSigners: key.minSigners,
    keyMaterialHash: keyMaterialHashOf(key),
    participants: signers,
    purpose,
  };
}

export function defineSigning(setup: SignSetup): ProtocolDefinition {
  const { suite, NC, SS, key, signers, message, path, tweak } = setup;
  const nc = { round: NC as Round<unknown>, from: 'accused' } as const;
  const ss = { round: SS as Round<unknown>, from: 'accused' } as const;
  const all = { round: NC as Round<unknown>, from: 'participants' } as const;
  const { scheme, keyId, epoch, minSigners, parties, groupKey, verifyingShares, chainCode } = key;
  const planBytes = encodeWith(planCodec, {
    scheme,
    keyId,
    epoch,
    minSigners,
    parties,
    groupKey,
    verifyingShares,
    chainCode,
    signers: signers.map(pidBytes),
    message,
    path,
    tweak: tweak.type === 'taproot' ? [tweak.merkleRoot] : [],
  });
  return defineProtocol({
    plan: sessionPlan(setup),
    planBytes,
    rounds: [NC, SS],
    checks: {
      'nc.pool': {
        needs: [nc],
        isFault: (facts) => codeOfNc(suite, facts.sid, facts.message(NC, facts.accused)) === 'nc.pool',
      },
      'nc.torsion': {
        needs: [nc],
        isFault: (facts) => codeOfNc(suite, facts.sid, facts.message(NC, facts.accused)) === 'nc.torsion',
      },
      'ss.canonical': {
        needs: [ss],
        isFault: (facts) => suite.group.parseScalar(facts.message(SS, facts.accused).z) === undefined,
      },
      'ss.share': { needs: [all, ss], isFault: (facts) => isShareProvenFalse(setup, facts) },
    },
  });
}

/** @throws AppError for a malformed plan */
export function readSignPlan(bytes: Uint8Array): ProtocolDefinition {
  const { scheme, signers: pids, message, path, tweak: roots, ...rest } = decodeWith(planCodec, bytes);
  const suite = suiteOf(scheme);
  const key: SigningKey = { ...rest, scheme: suite.scheme };
  const isUsable = (point: Uint8Array): boolean => suite.group.isPoint(point) && suite.group.isTorsionFree(point);
  const isShaped =
    key.verifyingShares.length === key.parties.length &&
    new Set(key.parties.map(({ id }) => id)).size === key.parties.length &&
    key.parties.every(({ id }) => id !== 0);
  if (!isShaped || ![key.groupKey, ...key.verifyingShares].every(isUsable)) {
    throw new DecodeError('the key of the plan is not valid');
  }
  const signers = pids.map(partyIdOf);
  const holders = key.parties.map(({ pid }) => partyIdOf(pid)).filter((party) => signers.includes(party));
  if (
    signers.length !== key.minSigners ||
    holders.length !== signers.length ||
    holders.some((party, i) => party !== signers[i])
  ) {
    throw new DecodeError('the signers are not exactly the needed number of holders in order');
  }
  const [merkleRoot] = roots;
  const tweak: OutputTweak = merkleRoot === undefined ? { type: 'none' } : { type: 'taproot', merkleRoot };
  return defineSigning(setUpSigning({ key, signers, message, path, tweak }));
}

/** The first failing check of one NC: its pool must be this session, its points torsion-free (canonical and not the identity once decoded). */
export function codeOfNc(suite: FrostSuite, sid: Uint8Array, message: Nc): 'nc.pool' | 'nc.torsion' | undefined {
  if (!bytesEqual(message.poolId, sid)) return 'nc.pool';
  const isSafe = suite.group.isTorsionFree(message.hiding) && suite.group.isTorsionFree(message.binding);
  return isSafe ? undefined : 'nc.torsion';
}

/** The library's commitment list of all signers. */
export function commitmentList(setup: SignSetup, messages: ReadonlyMap<PartyId, Nc>): NonceCommitments[] {
  return [...messages].map(([party, { hiding, binding }]) => ({
    identifier: identifierOf(setup.suite, idOf(setup.key, party)),
    hiding: new Uint8Array(hiding),
    binding: new Uint8Array(binding),
  }));
}

/** The equations of this request's signature. @throws Error for commitments that are no points */
export function roundTwoOf(setup: SignSetup, commitments: NonceCommitments[]): RoundTwo {
  return setup.suite.roundTwo({ output: setup.output, commitments, message: setup.message });
}

/** Whether a canonical share is the one its author's commitments and public share demand. Anything thrown about counts as no. */
export function isShareValid(setup: SignSetup, roundTwo: RoundTwo, party: PartyId, z: Uint8Array): boolean {
  try {
    return roundTwo.isShareValid(identifierOf(setup.suite, idOf(setup.key, party)), z);
  } catch {
    return false;
  }
}

/** Fair only because ctxHash proves that the accused signed for exactly these commitments. */
function isShareProvenFalse(setup: SignSetup, facts: EvidenceFacts): boolean {
  const { accused, plan, sid } = facts;
  const { ctxHash, z } = facts.message(setup.SS, accused);
  const messages = new Map(plan.participants.map((party) => [party, facts.message(setup.NC, party)]));
  const view: EchoView = {
    plan,
    binding: sid,
    payloadHash: (party) => facts.payloadHash(setup.NC, party),
    message: (party) => messages.get(party),
  };
  const isSameContext = bytesEqual(ctxHashOf(view, setup, setup.output), ctxHash);
  return isSameContext && !isShareValid(setup, roundTwoOf(setup, commitmentList(setup, messages)), accused, z);
}
