/**
 * REPAIR (reshare.md 4): RP1 (strict echo) and RPp among the helpers, RPs to the repaired member. Point commitments make every deviation
 * attributable. No helper learns the share of another one or of the repaired member.
 */
import { bytesEqual, wipe } from '../../../base/bytes.ts';
import type { Random } from '../../../base/random.ts';
import { Secret } from '../../../base/secret.ts';
import { mod } from '../../crypto/integers.ts';
import { forgetAll, SecretInteger } from '../../crypto/secret-integer.ts';
import { ProtocolStop } from '../protocol/abort.ts';
import { pidBytes, type PartyId } from '../protocol/party.ts';
import { blame, receive, send, type Protocol } from '../protocol/protocol.ts';
import { keyShareOf, type AnyKeyShare } from './any-share.ts';
import { commitTo, randomScalarOf } from './field.ts';
import {
  codeOfCommitments,
  helperWeight,
  isPart,
  isSum,
  type RepairSetup,
  type Rp1,
  type Rpp,
  type Rps,
} from './repair-messages.ts';
import { holderOf } from './shared-key.ts';

export interface RepairContext {
  readonly setup: RepairSetup;
  readonly self: PartyId;
  readonly random: Random;
  /** x_i, borrowed; needed by helpers only. */
  readonly ownSecret: Secret | undefined;
}

export interface RepairResult {
  /** The share that was lost, on the repaired member only. Owned by the caller. An ECDSA share comes without auxiliary data. */
  readonly share: AnyKeyShare | undefined;
}

/** The protocol of one participant. Everything secret is erased when it ends in any way; the share survives only a successful end. */
export function* repair(ctx: RepairContext): Protocol<RepairResult> {
  const { setup, self } = ctx;
  const { RP1, helpers } = setup;
  const split = helpers.includes(self) ? splitShare(ctx) : undefined;
  try {
    // Round 1: the helpers commit to the parts of their weighted shares
    if (split !== undefined) yield* send(RP1, 'all', split.commitments);
    const rp1 = yield* receive(RP1);
    yield* blame(RP1, rp1, (i, message) => codeOfCommitments(setup, i, message));
    const all = new Map(split === undefined ? rp1 : [...rp1, [self, split.commitments]]);

    // Rounds 2 and 3: parts between helpers, sums to the repaired member
    if (split === undefined) return { share: yield* receiveShare(ctx, all) };
    yield* help(ctx, split.parts, all);
    return { share: undefined };
  } finally {
    forgetAll(...(split?.parts ?? []));
  }
}

/** `z_i = lagrange(Hs, i, at = r) x_i`, split into random `d_ij`, with commitments; verified before anything leaves. */
function splitShare({ setup, self, random, ownSecret }: RepairContext): { parts: SecretInteger[]; commitments: Rp1 } {
  const { group, helpers } = setup;
  const x = ownSecret?.use((bytes) => group.parseScalar(bytes));
  if (x === undefined) throw new ProtocolStop('LOCAL_BUG', 'a helper has no share');
  let rest = mod(helperWeight(setup, self) * x, group.order);
  const others = helpers.slice(1).map(() => {
    const part = randomScalarOf(group, random);
    rest = mod(rest - part, group.order);
    return SecretInteger.of(part);
  });
  const parts = [SecretInteger.of(rest), ...others];
  const Dp = parts.map((part) => commitTo(group, part)).filter((point) => point !== undefined);
  const commitments = { Dp };
  if (Dp.length !== helpers.length || codeOfCommitments(setup, self, commitments) !== undefined) {
    forgetAll(...parts);
    throw new ProtocolStop('LOCAL_BUG', 'the own share does not belong to the plan');
  }
  return { parts, commitments };
}

/** Sends each helper its part, checks the received ones, and sends their sum to the repaired member. */
function* help(
  { setup, self }: RepairContext,
  parts: readonly SecretInteger[],
  all: ReadonlyMap<PartyId, Rp1>,
): Protocol<void> {
  const { group, helpers, lost, RPP, RPS } = setup;
  const bytes: Uint8Array[] = [];
  const keep = (scalar: SecretInteger): Uint8Array => {
    const encoded = scalar.use((value) => group.scalarToBytes(value));
    bytes.push(encoded);
    return encoded;
  };
  try {
    for (const [j, helper] of helpers.entries()) {
      const part = parts[j];
      if (helper !== self && part !== undefined) yield* send(RPP, helper, { d: keep(part) });
    }
    const received: ReadonlyMap<PartyId, Rpp> = yield* receive(RPP);
    bytes.push(...[...received.values()].map(({ d }) => d));
    yield* blame(RPP, received, (i, { d }) => {
      const commitments = all.get(i);
      return commitments !== undefined && isPart(setup, commitments, self, d) ? undefined : 'rp.2';
    });
    const own = parts[helpers.indexOf(self)];
    let sum = own?.use((value) => value) ?? 0n;
    for (const { d } of received.values()) sum = mod(sum + (group.parseScalar(d) ?? 0n), group.order);
    yield* send(RPS, lost, { sigma: keep(SecretInteger.of(sum)) });
  } finally {
    wipe(...bytes);
  }
}

/** `x_r = sum_j sigma_j`, checked against X_r. */
function* receiveShare(ctx: RepairContext, all: ReadonlyMap<PartyId, Rp1>): Protocol<AnyKeyShare> {
  const { setup, self } = ctx;
  const { group, helpers, plan, RPS } = setup;
  const inOrder = helpers.flatMap((helper) => all.get(helper) ?? []);
  const received: ReadonlyMap<PartyId, Rps> = yield* receive(RPS);
  try {
    yield* blame(RPS, received, (j, { sigma }) => (isSum(setup, inOrder, j, sigma) ? undefined : 'rp.3'));
    let sum = 0n;
    for (const { sigma } of received.values()) sum = mod(sum + (group.parseScalar(sigma) ?? 0n), group.order);
    const { id, publicShare } = holderOf(plan.key, self);
    const x = SecretInteger.of(sum);
    const X = commitTo(group, x);
    if (X === undefined || !bytesEqual(X, publicShare)) {
      throw new ProtocolStop('LOCAL_BUG', 'the repaired share is not the one behind its public share');
    }
    const secret = new Secret(group.scalarToBytes(sum));
    x.forget();
    return keyShareOf(plan.key, pidBytes(self), id, secret);
  } finally {
    wipe(...[...received.values()].map(({ sigma }) => sigma));
  }
}
