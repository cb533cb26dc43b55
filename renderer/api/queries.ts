/** Every question the screens ask, as hooks. A key is `[channel, input]`, so that events can name what to ask again. */
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { Channel } from '../../src/contract/channels.ts';
import type { Input, Output } from '../../src/contract/contract.ts';
import type { VaultView } from '../../src/contract/views.ts';
import { useClient } from './client.ts';

const LOG_PAGE = 60;

interface Asking<Answer> {
  /** Milliseconds between questions, for figures that age without an event. */
  readonly every?: number | ((answer: Answer) => number);
  readonly isEnabled?: boolean;
  readonly keepsPrevious?: boolean;
}

function useAnswer<C extends Channel>(channel: C, input: Input<C>, asking: Asking<Output<C>> = {}) {
  const client = useClient();
  return useQuery<Output<C>>({
    queryKey: [channel, input],
    queryFn: () => client.call(channel, input),
    refetchInterval: ({ state: { data } }) => {
      if (typeof asking.every !== 'function') return asking.every ?? false;
      return data === undefined ? false : asking.every(data);
    },
    enabled: asking.isEnabled ?? true,
    ...(asking.keepsPrevious === true ? { placeholderData: keepPreviousData } : {}),
  });
}

export const useStatus = () => useAnswer('app.status', {}, { every: 5_000 });
export const useWorkspace = () => useAnswer('workspace.get', {}, { every: 5_000 });
export const useCeremony = () => useAnswer('ceremony.get', {}, { every: 2_000 });
export const useBalances = () => useAnswer('balance.list', { refresh: false }, { every: 30_000 });
export const usePayees = () => useAnswer('payee.list', {});
export const useRequests = () => useAnswer('request.list', {}, { every: 10_000 });
/** More often while something runs: its clocks are not in the log. */
export const useVaults = () =>
  useAnswer('key.list', {}, { every: (vaults) => (vaults.some(isMoving) ? 2_000 : 10_000) });

const isMoving = ({ status, reshare, presignatures }: VaultView): boolean =>
  status === 'announced' ||
  status === 'ceremony' ||
  reshare?.status === 'running' ||
  (presignatures?.underWay ?? 0) > 0;

/** @param isLive asks every second, for the clocks of a running session. */
export const useRequest = (requestId: string, isLive = false) =>
  useAnswer('request.get', { requestId }, { every: isLive ? 1_000 : 10_000 });
export const usePreview = (draft: Input<'transfer.preview'>['draft'], isEnabled: boolean) =>
  useAnswer('transfer.preview', { draft }, { isEnabled, keepsPrevious: true });

/** Log entries in pages, newest first; each page starts below the last index of the one before. */
export function useLog(filter: string) {
  const client = useClient();
  return useInfiniteQuery({
    queryKey: ['log.list', filter],
    queryFn: ({ pageParam }) => client.call('log.list', { filter, before: pageParam, limit: LOG_PAGE }),
    initialPageParam: null as number | null,
    getNextPageParam: (page) => (page.entries.length < LOG_PAGE ? undefined : page.entries.at(-1)?.index),
    placeholderData: keepPreviousData,
  });
}
