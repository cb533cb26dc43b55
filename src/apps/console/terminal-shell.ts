/**
 * An officer's console whose screen is the process that started it: it asks through the same contract as a
 * window, as the terminal demo does and Electron, where only the main process can open windows.
 */
import { encodeEvent, serveCall } from '../../contract/serve.ts';
import { controlChannelOf } from '../processes/channels.ts';
import type { MessagePipe } from '../processes/child-port.ts';
import { ChildMessage, ParentMessage } from '../processes/parent-messages.ts';
import type { OfficerShell } from './officer-program.ts';

/** Serves the parent's calls until the parent ends. Only for a process that was started with `--terminal`. */
export function terminalShell(pipe: MessagePipe, name: OfficerShell['name'] = 'browser'): OfficerShell {
  return {
    name,
    open: ({ handlers, onEvent, report }) => {
      const control = controlChannelOf(pipe, ChildMessage, ParentMessage, (error) => report('control', error));
      onEvent((event) => control.send({ type: 'event', ...encodeEvent(event) }));
      control.onMessage((message) => {
        if (message.type !== 'call') return;
        const { id, channel, wire } = message;
        void serveCall(handlers, channel, wire, report).then((reply) => control.send({ type: 'reply', id, reply }));
      });
      return Promise.resolve({ closed: new Promise<void>(() => undefined) });
    },
  };
}
