/** RESHARE and REPAIR on this device, ready to drive. */
import { bytesEqual } from '../../../base/bytes.ts';
import { withReady } from '../protocol/ready.ts';
import { demandRun, enterRun, type RunOptions } from '../protocol/run-options.ts';
import { Session } from '../protocol/session.ts';
import { sharedKeyOf, type AnyKeyShare } from './any-share.ts';
import { defineReshare } from './definition.ts';
import { setUpReshare } from './messages.ts';
import { assertPlan, type ResharePlan } from './plan.ts';
import { defineRepair, setUpRepair, type RepairPlan } from './repair-messages.ts';
import { repair, type RepairResult } from './repair.ts';
import { reshare, type ReshareResult } from './reshare.ts';
import { isSameKey, type SharedKey } from './shared-key.ts';
import { assertAttested } from './statements.ts';

export interface ReshareOptions extends RunOptions {
  /** Approved by the operators' policy: they signed `planDigest`. */
  readonly plan: ResharePlan;
  /** Own share of epoch e, on a holder that has it. Borrowed: stays usable, and stays ACTIVE (reshare.md 6). */
  readonly keyShare?: AnyKeyShare;
  /** Without a share: what old holders state about the key, by pid in hex (`encodeSharedKey`). */
  readonly statements?: ReadonlyMap<string, Uint8Array>;
}

export interface RepairOptions extends RunOptions {
  readonly plan: RepairPlan;
  /** Own share, on a helper. Borrowed. */
  readonly keyShare?: AnyKeyShare;
  /** On the repaired member: what other holders state about the key, by pid in hex (`encodeSharedKey`). */
  readonly statements?: ReadonlyMap<string, Uint8Array>;
}

/**
 * A reshare for this device. Its result is only PREPARED: store it, then follow `activation.ts`.
 * @throws AppError `RUN_INVALID`, `PLAN_INVALID`, `KEY_UNATTESTED`, `KEY_DISPUTED`
 */
export function createReshareSession(options: ReshareOptions): Session<ReshareResult> {
  const { plan, keyShare, random, signer, deadline } = options;
  assertPlan(plan);
  const setup = setUpReshare(plan);
  const definition = defineReshare(setup);
  const { frame, self } = enterRun(definition, options);
  assertKnowsKey(plan.key, options);
  demandRun(keyShare !== undefined || !setup.dealers.includes(self), 'a dealer needs its share');
  const session: Session<ReshareResult> = new Session({
    ...{ frame, self, signer, deadline },
    protocol: withReady({ plan: definition.plan, self, random }, (sid) =>
      reshare({
        ...{ setup, self, sid, random, oldSecret: keyShare?.secret },
        payloadHashes: (roundId) => session.payloadHashes(roundId),
      }),
    ),
  });
  return session;
}

/** A repair for this device. @throws AppError `RUN_INVALID`, `PLAN_INVALID`, `KEY_UNATTESTED`, `KEY_DISPUTED` */
export function createRepairSession(options: RepairOptions): Session<RepairResult> {
  const { plan, keyShare, random, signer, deadline } = options;
  const setup = setUpRepair(plan);
  const definition = defineRepair(setup);
  const { frame, self } = enterRun(definition, options);
  assertKnowsKey(plan.key, options);
  demandRun(
    (keyShare === undefined) === (self === setup.lost),
    'the helpers need their shares, and the repaired party has none',
  );
  return new Session({
    ...{ frame, self, signer, deadline },
    protocol: withReady({ plan: definition.plan, self, random }, () =>
      repair({ setup, self, random, ownSecret: keyShare?.secret }),
    ),
  });
}

/** A holder compares the plan with its own share, any other device with what at least t holders say. */
function assertKnowsKey(
  key: SharedKey,
  { self, keyShare, statements = new Map() }: ReshareOptions | RepairOptions,
): void {
  if (keyShare === undefined) return assertAttested(key, self, statements);
  demandRun(bytesEqual(keyShare.self, self), 'the key share belongs to another party');
  demandRun(isSameKey(sharedKeyOf(keyShare), key), 'the plan is about another key or another epoch than the share');
}
