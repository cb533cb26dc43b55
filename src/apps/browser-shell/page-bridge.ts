/** The contract over a page's binding: calls in, replies and events out. */
import { z } from 'zod';
import { AppError } from '../../base/errors.ts';
import { CHANNELS, EVENTS } from '../../contract/channels.ts';
import type { ConsoleEvent, Handlers, Reply } from '../../contract/contract.ts';
import { encodeEvent, MAX_CALL_LENGTH, serveCall, toWireError } from '../../contract/serve.ts';
import { CONSOLE_ORIGIN } from '../console/window-policy.ts';
import { ISOLATED_WORLD, trackContexts, type PageSession } from './page-session.ts';
import { isolatedWorld, mainWorld, preloadScript, type PreloadSettings } from './preload.ts';

/** Receives what went wrong in a call, for the local diagnostics log. */
export type Report = (what: string, error: unknown) => void;

/** Calls that may run at the same time. A screen has about ten. */
export const MAX_CALLS_IN_FLIGHT = 64;

const BINDING = 'countersignSend';
const RECEIVER = 'countersignReceive';

const BindingCalled = z.object({ name: z.literal(BINDING), payload: z.string(), executionContextId: z.int() });
const Call = z.tuple([z.int(), z.string().max(60), z.string().max(MAX_CALL_LENGTH)]);

export interface PageBridge {
  /** Sends an event to the page that is shown now; lost when none is, because events are only hints. Never throws. */
  push(event: ConsoleEvent): void;
}

/** Installs binding and preload scripts and serves calls. `Runtime` is enabled here. */
export async function installBridge(page: PageSession, handlers: Handlers, report: Report): Promise<PageBridge> {
  const contexts = trackContexts(page);
  let inFlight = 0;

  const deliver = (uniqueContextId: string, message: readonly [number | string, unknown]): void => {
    const expression = `globalThis[${JSON.stringify(RECEIVER)}](${JSON.stringify(message)})`;
    // A page that has gone meanwhile needs no answer.
    page.send('Runtime.evaluate', { expression, uniqueContextId, silent: true }).catch(() => undefined);
  };

  const answer = async (channel: string, text: string): Promise<Reply> => {
    if (inFlight >= MAX_CALLS_IN_FLIGHT) return refusal('CALLS_TOO_MANY', 'The window asked for too much at once.');
    const wire = parseJson(text);
    if (wire === undefined) return refusal('CALL_INVALID', 'The window sent a call that cannot be read.');
    inFlight += 1;
    try {
      return await serveCall(handlers, channel, wire, report);
    } finally {
      inFlight -= 1;
    }
  };

  page.on('Runtime.bindingCalled', (params) => {
    const called = BindingCalled.safeParse(params);
    if (!called.success) return;
    const context = contexts.trusted(called.data.executionContextId);
    if (context === undefined) return report('bridge', untrustedSender());
    const call = Call.safeParse(parseJson(called.data.payload));
    if (!call.success) return report('bridge', call.error);
    const [id, channel, text] = call.data;
    void answer(channel, text).then((reply) => deliver(context, [id, reply]));
  });

  const settings = preloadSettings();
  await Promise.all([
    page.send('Runtime.enable'),
    page.send('Runtime.addBinding', { name: BINDING, executionContextName: ISOLATED_WORLD }),
    page.send('Page.addScriptToEvaluateOnNewDocument', {
      source: preloadScript(isolatedWorld, settings),
      worldName: ISOLATED_WORLD,
    }),
    page.send('Page.addScriptToEvaluateOnNewDocument', { source: preloadScript(mainWorld, settings) }),
  ]);
  return {
    push: (event) => {
      const context = contexts.current();
      if (context === undefined) return;
      try {
        const { name, payload } = encodeEvent(event);
        deliver(context, [name, payload]);
      } catch (error) {
        report('event', error);
      }
    },
  };
}

function preloadSettings(): PreloadSettings {
  return {
    origin: CONSOLE_ORIGIN,
    binding: BINDING,
    receiver: RECEIVER,
    handshake: 'countersign-bridge',
    channels: CHANNELS,
    events: EVENTS,
    maxCallLength: MAX_CALL_LENGTH,
    unknownCall: refusal('CALL_UNKNOWN', 'The window asked for a call that does not exist.'),
    oversizedCall: refusal('CALL_TOO_LARGE', 'The window sent more than a call may carry.'),
  };
}

function refusal(code: string, message: string): Reply {
  return { ok: false, error: toWireError(new AppError({ code, kind: 'input', message, safe: 'Nothing was done.' })) };
}

function untrustedSender(): AppError {
  return new AppError({
    code: 'CALL_UNTRUSTED',
    kind: 'peer',
    message: 'A call came from something else than the console’s own page.',
    safe: 'Nothing was done.',
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
