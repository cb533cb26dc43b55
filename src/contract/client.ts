/** The renderer's side of the contract: encode, invoke, decode. */
import { z } from 'zod';
import type { Channel, EventName } from './channels.ts';
import { contract, events, type EventPayload, type Input, type Output } from './contract.ts';
import { WireError } from './views.ts';

/** What the preload script exposes as `window.countersign`, in every shell. Values are plain JSON. */
export interface Bridge {
  invoke(channel: Channel, wire: unknown): Promise<unknown>;
  /** Returns a function that ends the subscription. */
  subscribe(event: EventName, listener: (wire: unknown) => void): () => void;
}

/** An error the console reported, or `BRIDGE_BROKEN` when its answer could not be understood. */
export class RemoteError extends Error {
  readonly wire: WireError;

  constructor(wire: WireError) {
    super(wire.message);
    this.name = 'RemoteError';
    this.wire = wire;
  }

  get code(): string {
    return this.wire.code;
  }
}

const ReplySchema = z.discriminatedUnion('ok', [
  z.strictObject({ ok: z.literal(true), value: z.unknown() }),
  z.strictObject({ ok: z.literal(false), error: WireError }),
]);

export interface Client {
  call<C extends Channel>(channel: C, input: Input<C>): Promise<Output<C>>;
  on<E extends EventName>(event: E, listener: (payload: EventPayload<E>) => void): () => void;
}

/** Builds the typed client over a shell's bridge. */
export function createClient(bridge: Bridge): Client {
  return {
    async call(channel, input) {
      const wire = z.encode(contract[channel].input as z.ZodType, input);
      const reply = ReplySchema.safeParse(await bridge.invoke(channel, wire));
      if (!reply.success) throw new RemoteError(brokenBridge);
      if (!reply.data.ok) throw new RemoteError(reply.data.error);
      const output = (contract[channel].output as z.ZodType).safeParse(reply.data.value);
      if (!output.success) throw new RemoteError(brokenBridge);
      return output.data as Output<typeof channel>;
    },
    on(event, listener) {
      return bridge.subscribe(event, (wire) => {
        const payload = (events[event] as z.ZodType).safeParse(wire);
        if (payload.success) listener(payload.data as EventPayload<typeof event>);
      });
    },
  };
}

const brokenBridge: WireError = {
  code: 'BRIDGE_BROKEN',
  kind: 'bug',
  message: 'The console gave an answer this window does not understand.',
  safe: 'Nothing was done in this window.',
  next: 'Close the window and open it again.',
};
