import { AppError, type AppErrorOptions } from '../../../base/errors.ts';

const MESSAGES = {
  RELAY_FRAME_INVALID: 'A relay frame is malformed or too large.',
  RELAY_RATE_LIMITED: 'Too many relay frames arrived in a short time.',
  RELAY_NOT_ATTACHED: 'The relay was used before attaching to it.',
  RELAY_STREAM_FAILED: 'The relay could not read or write its stream.',
  RELAY_STREAM_ORDER: 'The relay delivered the stream with a gap or out of order.',
  RELAY_SENDER_UNKNOWN: 'A message claims to come from somebody who is not enrolled.',
  RELAY_DECRYPT_FAILED: 'A relayed message was altered, or is not meant for this process.',
  RELAY_SIGNATURE_INVALID: 'A relayed message is not signed by its claimed sender.',
  RELAY_REPLAY: 'A relayed message was delivered before, or is left over from an earlier run.',
  RELAY_RECIPIENT_UNKNOWN: 'The recipient is not enrolled.',
  RELAY_PEER_OFFLINE: 'The recipient is not attached to the relay.',
  RELAY_PAYLOAD_TOO_LARGE: 'A message is larger than the relay carries.',
  RELAY_QUEUE_FULL: 'Too many messages wait for the relay.',
  RELAY_CLOSED: 'The connection to the relay is closed.',
  RELAY_CANCELLED: 'Waiting for the relay was cancelled.',
  RELAY_HANDLER_FAILED: 'A message could not be processed.',
} as const;

export type RelayErrorCode = keyof typeof MESSAGES;

/** A named relay error. `details` carries public facts only. */
export function relayError(code: RelayErrorCode, options: Pick<AppErrorOptions, 'details' | 'cause'> = {}): AppError {
  const kind = code === 'RELAY_HANDLER_FAILED' ? 'bug' : 'peer';
  return new AppError({
    code,
    kind,
    message: MESSAGES[code],
    safe: 'The message was dropped; nothing was decided because of it.',
    ...options,
  });
}

/** The codes under which the hub may refuse a frame. */
export const REFUSALS = [
  'RELAY_FRAME_INVALID',
  'RELAY_RATE_LIMITED',
  'RELAY_NOT_ATTACHED',
  'RELAY_STREAM_FAILED',
  'RELAY_PEER_OFFLINE',
] as const satisfies readonly RelayErrorCode[];
