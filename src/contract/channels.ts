/** Names only, without dependencies, so that the sandboxed preload stays tiny. */

export const CHANNELS = [
  'app.status',
  'workspace.create',
  'workspace.unlock',
  'workspace.get',
  'ceremony.get',
  'ceremony.cancel',
  'ceremony.retry',
  'balance.list',
  'payee.list',
  'transfer.preview',
  'transfer.submit',
  'request.list',
  'request.get',
  'request.approve',
  'request.reject',
  'request.cancel',
  'session.start',
  'session.cancel',
  'token.answer',
  'key.list',
  'vault.ceremony',
  'key.refresh',
  'key.reshare',
  'key.approve-reshare',
  'key.cancel-reshare',
  'presignature.order',
  'co-signer.start',
  'log.list',
  'log.verify',
  'log.export',
  'officer.open',
] as const;
export type Channel = (typeof CHANNELS)[number];

/** Events are hints to ask again, never a source of truth. */
export const EVENTS = [
  'app.changed',
  'workspace.changed',
  'ceremony.progressed',
  'session.progressed',
  'key.progressed',
  'token.prompted',
] as const;
export type EventName = (typeof EVENTS)[number];
