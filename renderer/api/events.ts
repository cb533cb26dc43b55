/** Events of the console are hints to ask again, never a source of truth. */
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { TokenPromptView } from '../../src/contract/views.ts';
import { useClient } from './client.ts';

/** Keeps the answers fresh for as long as the component lives. */
export function useFreshness(): void {
  const client = useClient();
  const queries = useQueryClient();
  useEffect(() => {
    const askAgain = (...queryKey: unknown[]) => void queries.invalidateQueries({ queryKey });
    const ends = [
      client.on('app.changed', () => askAgain()),
      client.on('workspace.changed', () => askAgain()),
      client.on('ceremony.progressed', () => askAgain('ceremony.get')),
      client.on('key.progressed', () => askAgain('key.list')),
      client.on('session.progressed', ({ requestId }) => {
        askAgain('request.get', { requestId });
        askAgain('request.list');
      }),
    ];
    return () => ends.forEach((end) => end());
  }, [client, queries]);
}

/** What the token asks its holder now, or `null` while it is idle. */
export function useTokenPrompt(): TokenPromptView | null {
  const client = useClient();
  const [prompt, setPrompt] = useState<TokenPromptView | null>(null);
  useEffect(() => client.on('token.prompted', (event) => setPrompt(event.prompt)), [client]);
  return prompt;
}
