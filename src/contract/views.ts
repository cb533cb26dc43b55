/** What the console tells the renderer: views, never domain state, never a secret. */
export * from './views/accounts.ts';
export * from './views/amounts.ts';
export * from './views/keys.ts';
export * from './views/log.ts';
export * from './views/people.ts';
export * from './views/requests.ts';
export * from './views/reshare.ts';
export * from './views/runs.ts';
export * from './views/tokens.ts';
export * from './views/transfers.ts';
export * from './views/wire-error.ts';
