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
export {
  ackDigest,
  acknowledge,
  acknowledgementCodec,
  auxHashOf,
  isAcknowledgement,
  isRefusal,
  nackDigest,
  NO_AUX,
  refusalCodec,
  refuse,
  testSignatureMessage,
  type Acknowledgement,
  type ActivationTerms,
  type Refusal,
} from './acknowledgement.ts';
export {
  activeEpoch,
  applyActivation,
  dutiesOf,
  mayErase,
  NO_EPOCHS,
  signingVerdict,
  type ActivationEvent,
  type ActivationState,
  type Duty,
  type EpochRecord,
  type EpochState,
  type SigningVerdict,
} from './activation.ts';
export {
  assembleCommitCert,
  decodeCommitCert,
  encodeCommitCert,
  isCommitCert,
  type CommitCert,
  type Members,
} from './commit-cert.ts';
