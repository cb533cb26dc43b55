/** Two channels over one pipe between processes: the relay's frames, and what parent and child say to each other. */
import { z } from 'zod';
import type { RelayPort } from '../../adapters/relay/embedded/port.ts';
import type { MessagePipe } from './child-port.ts';

/** The relay's end of the pipe. */
export function relayPortOf(pipe: MessagePipe): RelayPort {
  return {
    send: (frame) => pipe.send({ relay: frame }),
    onMessage: (listener) =>
      pipe.onMessage((message) => {
        if (isRecord(message) && 'relay' in message) listener(message['relay']);
      }),
    onClose: (listener) => pipe.onClose(listener),
  };
}

/** The control end of the pipe: typed both ways, malformed messages dropped and reported. */
export interface ControlChannel<Out, In> {
  send(message: Out): void;
  onMessage(listener: (message: In) => void): void;
}

export function controlChannelOf<Out, In>(
  pipe: MessagePipe,
  outgoing: z.ZodType<Out>,
  incoming: z.ZodType<In>,
  report: (error: unknown) => void,
): ControlChannel<Out, In> {
  return {
    send: (message) => pipe.send({ control: z.encode(outgoing, message) }),
    onMessage: (listener) =>
      pipe.onMessage((message) => {
        if (!isRecord(message) || !('control' in message)) return;
        const parsed = incoming.safeParse(message['control']);
        if (parsed.success) listener(parsed.data);
        else report(parsed.error);
      }),
  };
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
