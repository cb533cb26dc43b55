import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useState } from 'react';
import type { Client } from '../src/contract/client.ts';
import { ClientContext, wireErrorOf } from './api/client.ts';
import { useFreshness } from './api/events.ts';
import { useStatus } from './api/queries.ts';
import { Ceremony } from './features/first-run/Ceremony.tsx';
import { CreateWorkspace } from './features/first-run/CreateWorkspace.tsx';
import { Failed, Starting } from './features/first-run/Starting.tsx';
import { Unlock } from './features/first-run/Unlock.tsx';
import { TokenDialog } from './features/token/TokenDialog.tsx';
import { createAppRouter } from './frame/router.tsx';

/** The console is on this machine: being offline is no reason not to ask it, and a refusal is no reason to ask twice. */
const createQueries = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: { networkMode: 'always', retry: false, staleTime: 1_000, refetchOnWindowFocus: true },
      mutations: { networkMode: 'always', retry: false },
    },
  });

/** The whole renderer over one client. */
export function App({ client }: { readonly client: Client }) {
  const [queries] = useState(createQueries);
  return (
    <ClientContext.Provider value={client}>
      <QueryClientProvider client={queries}>
        <Phases />
        <TokenDialog />
      </QueryClientProvider>
    </ClientContext.Provider>
  );
}

/** One screen per phase of the console. The end of a ceremony stays on screen until a person has read it. */
function Phases() {
  useFreshness();
  const status = useStatus();
  const [router] = useState(createAppRouter);
  const [isCeremonyUnread, setCeremonyUnread] = useState(false);
  // While the console is asked again the query knows no error, but the person still has to read the last one.
  const [failure, setFailure] = useState<unknown>(null);
  if (status.error !== null && status.error !== failure) setFailure(status.error);
  const phase = status.data?.phase;
  if (phase === 'ceremony' && !isCeremonyUnread) setCeremonyUnread(true);

  if (status.data === undefined && failure !== null) return <Failed error={wireErrorOf(failure)} />;
  if (status.data === undefined) return <Starting step="Connecting to the console" />;
  if (phase === 'failed') return <Failed error={status.data.error} />;
  if (phase === 'starting') return <Starting step={status.data.step} />;
  if (phase === 'first-run') return <CreateWorkspace />;
  if (phase === 'locked') return <Unlock />;
  if (phase === 'ceremony' || isCeremonyUnread) return <Ceremony onRead={() => setCeremonyUnread(false)} />;
  return <RouterProvider router={router} />;
}
