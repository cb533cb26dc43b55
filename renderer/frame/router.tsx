import { createHashHistory, createRootRoute, createRoute, createRouter, redirect } from '@tanstack/react-router';
import { Approvals } from '../features/approvals/Approvals.tsx';
import { AuditLog } from '../features/audit/AuditLog.tsx';
import { ChangeHolders } from '../features/keys/ChangeHolders.tsx';
import { Keys } from '../features/keys/Keys.tsx';
import { Overview } from '../features/overview/Overview.tsx';
import { RequestPage } from '../features/request/RequestPage.tsx';
import { SigningPage } from '../features/signing/SigningPage.tsx';
import { NewTransfer } from '../features/transfer/NewTransfer.tsx';
import { Frame } from './Frame.tsx';

const queueViews = ['mine', 'open', 'done'] as const;
export type QueueView = (typeof queueViews)[number];
const requestTabs = ['people', 'policy', 'history', 'raw'] as const;
export type RequestTab = (typeof requestTabs)[number];

const oneOf = <T extends string>(choices: readonly T[], value: unknown): T | undefined =>
  choices.find((choice) => choice === value);

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value.slice(0, 120) : undefined);

// A search value that is not understood is overwritten: what `validateSearch` leaves out would otherwise reach the screen.
const root = createRootRoute({ component: Frame });
const index = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/overview' });
  },
});
const overview = createRoute({ getParentRoute: () => root, path: '/overview', component: Overview });
const transfer = createRoute({ getParentRoute: () => root, path: '/transfers/new', component: NewTransfer });
const approvals = createRoute({
  getParentRoute: () => root,
  path: '/approvals',
  validateSearch: (search): { view?: QueueView | undefined } => ({ view: oneOf(queueViews, search['view']) }),
  component: Approvals,
});
const request = createRoute({
  getParentRoute: () => root,
  path: '/requests/$requestId',
  validateSearch: (search): { tab?: RequestTab | undefined } => ({ tab: oneOf(requestTabs, search['tab']) }),
  component: RequestPage,
});
const signing = createRoute({
  getParentRoute: () => root,
  path: '/requests/$requestId/signing',
  component: SigningPage,
});
const keys = createRoute({
  getParentRoute: () => root,
  path: '/keys',
  /** `vault`: the section that is scrolled to. */
  validateSearch: (search): { vault?: string | undefined } => ({ vault: textOf(search['vault']) }),
  component: Keys,
});
const holders = createRoute({
  getParentRoute: () => root,
  path: '/keys/$vaultId/holders',
  /** Pids that are marked at first: who leaves, who joins. */
  validateSearch: (search): { leave?: string | undefined; join?: string | undefined } => ({
    leave: textOf(search['leave']),
    join: textOf(search['join']),
  }),
  component: ChangeHolders,
});
const log = createRoute({
  getParentRoute: () => root,
  path: '/log',
  validateSearch: (search): { filter?: string | undefined } => ({
    filter: textOf(search['filter']),
  }),
  component: AuditLog,
});

const routeTree = root.addChildren([index, overview, transfer, approvals, request, signing, keys, holders, log]);

/** Places live behind the `#`, so that they work on every origin a shell may use. */
export function createAppRouter() {
  return createRouter({ routeTree, history: createHashHistory(), defaultNotFoundComponent: Overview });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
