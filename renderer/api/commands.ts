/** Everything a person can order, as one hook. Errors stay with the caller: the screen shows them where they belong. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Channel } from '../../src/contract/channels.ts';
import type { Input, Output } from '../../src/contract/contract.ts';
import { useClient } from './client.ts';

/** Runs a command, then asks again for everything that may have changed. */
export function useCommand<C extends Channel>(channel: C) {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation<Output<C>, unknown, Input<C>>({
    mutationFn: (input) => client.call(channel, input),
    onSettled: () => queries.invalidateQueries(),
  });
}
