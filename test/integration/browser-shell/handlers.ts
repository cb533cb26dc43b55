/** Handlers that answer `app.status` and refuse the rest, so that a test sees exactly which call arrived. */
import { AppError } from '../../../src/base/errors.ts';
import { CHANNELS, type Channel } from '../../../src/contract/channels.ts';
import type { Handlers, Output } from '../../../src/contract/contract.ts';

const STATUS: Output<'app.status'> = {
  version: '0.0.0',
  buildHash: '',
  shell: 'browser',
  phase: 'ready',
  step: 'Everything is ready',
  error: null,
  notice: '',
  now: 1_700_000_000_000n,
};

/** `onCall` hears every call that passed the contract. */
export function testHandlers(onCall: (channel: Channel, input: unknown) => void = () => undefined): Handlers {
  const refusing = CHANNELS.map((channel) => [
    channel,
    (input: unknown) => {
      onCall(channel, input);
      return Promise.reject(new AppError({ code: 'TEST_REFUSED', kind: 'input', message: `${channel} was refused.` }));
    },
  ]);
  const answering: Pick<Handlers, 'app.status'> = {
    'app.status': (input) => {
      onCall('app.status', input);
      return Promise.resolve(STATUS);
    },
  };
  return { ...(Object.fromEntries(refusing) as Handlers), ...answering };
}
