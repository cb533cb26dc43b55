/** Policy v0: ordered rules, first match decides, what no rule allows is denied. */
import { z } from 'zod';
import { decimal, line, slug } from '../workspace/wire.ts';

/** Where money goes: an own account, a payee of the address book, or any other address. */
export const DestinationClass = z.enum(['own', 'book', 'new']);
export type DestinationClass = z.output<typeof DestinationClass>;

/** So many different members of one group, never counting the initiator. */
export const Requirement = z.strictObject({ groupId: slug, quorum: z.int().min(1).max(16) });
export type Requirement = z.output<typeof Requirement>;

export const PolicyRule = z.strictObject({
  ruleId: z.string().regex(/^T-\d{1,3}$/),
  /** Accounts the rule speaks of; empty means every account. */
  accounts: z.array(slug).max(32),
  asset: z.enum(['SOL', 'ETH']),
  destinations: z.array(DestinationClass).min(1).max(3),
  /** The band `above < amount <= upTo`, in base units. */
  above: decimal,
  upTo: decimal,
  /** Stages in order; every one must be met. An empty list is not allowed: nothing moves without a person. */
  needs: z.array(Requirement).min(1).max(4),
  /** How long approvals may take, in milliseconds; also the latest expiry an intent under this rule may name. */
  deadline: decimal,
});
export type PolicyRule = z.output<typeof PolicyRule>;

export const PolicyGroup = z.strictObject({ groupId: slug, name: line(40), members: z.array(slug).min(1).max(16) });
export type PolicyGroup = z.output<typeof PolicyGroup>;

export const Policy = z.strictObject({
  version: z.int().min(1).max(1_000_000),
  groups: z.array(PolicyGroup).min(1).max(16),
  rules: z.array(PolicyRule).min(1).max(64),
});
export type Policy = z.output<typeof Policy>;

/** One stage of the deciding rule, filled in for one request. Names, not counts. */
export interface StageState {
  readonly groupId: string;
  readonly groupName: string;
  readonly quorum: number;
  /** Members of the group who may still count, or have. */
  readonly seats: readonly {
    readonly memberId: string;
    readonly state: 'approved' | 'open' | 'initiator' | 'used-elsewhere' | 'not-needed';
  }[];
  readonly isMet: boolean;
}

/** What the policy says of one intent. */
export type PolicyVerdict =
  | {
      readonly type: 'allowed';
      readonly ruleId: string;
      readonly destination: DestinationClass;
      readonly stages: readonly StageState[];
      readonly isComplete: boolean;
    }
  | {
      readonly type: 'denied';
      readonly destination: DestinationClass;
      /** Machine-readable reason and one plain sentence. */
      readonly code: 'NO_RULE' | 'OVER_LIMIT' | 'QUORUM_IMPOSSIBLE' | 'EXPIRY_TOO_LATE';
      readonly reason: string;
      /** For every rule, in order, the first condition that failed. */
      readonly nearMisses: readonly { readonly ruleId: string; readonly because: string }[];
    };
