/** One page's DevTools session, and which of its script contexts is the trusted one. */
import { z } from 'zod';
import { CONSOLE_ORIGIN } from '../console/window-policy.ts';
import type { DevTools, Params } from './devtools.ts';

/** The isolated world that holds the binding. */
export const ISOLATED_WORLD = 'countersign-preload';

export interface PageSession {
  readonly sessionId: string;
  /** The page's top frame. */
  readonly frameId: string;
  send(method: string, params?: Params): Promise<Params>;
  /** Hears one method's events of this session. */
  on(method: string, listener: (params: Params) => void): void;
}

/** Attaches to a page target. */
export async function attachToPage(devTools: DevTools, targetId: string): Promise<PageSession> {
  const answer = await devTools.send('Target.attachToTarget', { targetId, flatten: true });
  const { sessionId } = z.object({ sessionId: z.string() }).parse(answer);
  const tree = await devTools.send('Page.getFrameTree', {}, sessionId);
  const { frameTree } = z.object({ frameTree: z.object({ frame: z.object({ id: z.string() }) }) }).parse(tree);
  return {
    sessionId,
    frameId: frameTree.frame.id,
    send: (method, params) => devTools.send(method, params, sessionId),
    on: (method, listener) =>
      devTools.onEvent((event) => {
        if (event.sessionId === sessionId && event.method === method) listener(event.params);
      }),
  };
}

const Created = z.object({
  context: z.object({
    id: z.int(),
    uniqueId: z.string(),
    origin: z.string(),
    name: z.string(),
    auxData: z.object({ frameId: z.string() }),
  }),
});
const Destroyed = z.object({ executionContextId: z.int() });

export interface TrustedContexts {
  /** The unique id of a context when calls from it may be served: our isolated world, our origin, the top frame. */
  trusted(contextId: number): string | undefined;
  /** The trusted context of the page as it is now. */
  current(): string | undefined;
}

/** Follows the page's contexts. Must be called before `Runtime.enable`. */
export function trackContexts(page: PageSession): TrustedContexts {
  const trusted = new Map<number, string>();
  page.on('Runtime.executionContextCreated', (params) => {
    const created = Created.safeParse(params);
    if (!created.success) return;
    const { id, uniqueId, origin, name, auxData } = created.data.context;
    if (name === ISOLATED_WORLD && origin === CONSOLE_ORIGIN && auxData.frameId === page.frameId)
      trusted.set(id, uniqueId);
  });
  page.on('Runtime.executionContextDestroyed', (params) => {
    const destroyed = Destroyed.safeParse(params);
    if (destroyed.success) trusted.delete(destroyed.data.executionContextId);
  });
  page.on('Runtime.executionContextsCleared', () => trusted.clear());
  return { trusted: (id) => trusted.get(id), current: () => [...trusted.values()].at(-1) };
}
