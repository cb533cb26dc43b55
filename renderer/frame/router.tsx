import { createHashHistory, createRootRoute, createRoute, createRouter, redirect } from '@tanstack/react-router';
import { Approvals } from '../features/approvals/Approvals.tsx';
import { AuditLog } from '../features/audit/AuditLog.tsx';
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
const keys = createRoute({ getParentRoute: () => root, path: '/keys', component: Keys });
const log = createRoute({
  getParentRoute: () => root,
  path: '/log',
  validateSearch: (search): { filter?: string | undefined } => ({
    filter: typeof search['filter'] === 'string' ? search['filter'].slice(0, 120) : undefined,
  }),
  component: AuditLog,
});

const routeTree = root.addChildren([index, overview, transfer, approvals, request, signing, keys, log]);

/** Places live behind the `#`, so that they work on every origin a shell may use. */
export function createAppRouter() {
  return createRouter({ routeTree, history: createHashHistory(), defaultNotFoundComponent: Overview });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
