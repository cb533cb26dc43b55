/** The door of the protocol machinery. */
export { ProtocolAbort, type AbortCode, type Blame } from './abort.ts';
export type { Verdict } from './evidence.ts';
export type { ProgressEvent, Refusal } from './progress.ts';
export { Session, type Outgoing, type SessionState } from './session.ts';
