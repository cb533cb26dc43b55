/** The door of resharing: refresh, removal, addition, another threshold, repair of a lost share. */
export { sharedKeyOf, type AnyKeyShare } from './any-share.ts';
export {
  decodeResharePlan,
  encodeResharePlan,
  makeResharePlan,
  nextIdCounter,
  planDigest,
  type NewMember,
  type ResharePlan,
  type ReshareWish,
} from './plan.ts';
export type { RepairPlan } from './repair-messages.ts';
export type { RepairResult } from './repair.ts';
export type { ReshareResult } from './reshare.ts';
export { createRepairSession, createReshareSession, type RepairOptions, type ReshareOptions } from './sessions.ts';
export { decodeSharedKey, encodeSharedKey, type KeyHolder, type SharedKey } from './shared-key.ts';
