/** The officer's side of a window that another process shows: calls come in and are answered here, where the keys are. */
import type { OfficerShell, OfficerWindowOptions } from '../src/apps/console/officer-program.ts';
import type { MessagePipe } from '../src/apps/processes/child-port.ts';
import { encodeEvent, serveCall } from '../src/contract/serve.ts';
import { type FromOfficer, ToOfficer, windowMessage } from './window-messages.ts';

/** The shell of an officer's utility process. `partition` names the window's own storage. */
export function officerShell(pipe: MessagePipe, partition: string): OfficerShell {
  const send = (message: FromOfficer): void => pipe.send({ window: message });
  return {
    name: 'electron',
    open: (options) => {
      const shown = Promise.withResolvers<void>();
      const closed = Promise.withResolvers<void>();
      pipe.onMessage((message) => {
        const received = windowMessage(ToOfficer, message);
        if (received?.type === 'shown') shown.resolve();
        if (received?.type === 'closed') closed.resolve();
        if (received?.type === 'call') void answer(options, received, send);
      });
      options.onEvent((event) => {
        send({ type: 'event', name: event.name, payload: encodeEvent(event).payload });
      });
      send({ type: 'open', title: options.title, partition });
      return shown.promise.then(() => ({ closed: closed.promise }));
    },
  };
}

async function answer(
  { handlers, report }: OfficerWindowOptions,
  { id, channel, wire }: Extract<ToOfficer, { type: 'call' }>,
  send: (message: FromOfficer) => void,
): Promise<void> {
  send({ type: 'reply', id, reply: await serveCall(handlers, channel, wire, report) });
}
