/** The console's side of the contract: parse, run, encode. Shells add the transport and the sender check. */
import { z } from 'zod';
import { AppError } from '../base/errors.ts';
import { CHANNELS, type Channel } from './channels.ts';
import { contract, events, type ConsoleEvent, type Handlers, type Reply } from './contract.ts';
import type { WireError } from './views.ts';

/** The largest JSON text a call may have. */
export const MAX_CALL_LENGTH = 64 * 1024;

const isChannel = (name: unknown): name is Channel =>
  typeof name === 'string' && (CHANNELS as readonly string[]).includes(name);

/**
 * Serves one call from an untrusted renderer. Never throws: whatever happens becomes a `Reply`.
 * @param report receives the original error of every failed call, for the local diagnostics log.
 */
export async function serveCall(
  handlers: Handlers,
  channel: unknown,
  wire: unknown,
  report: (channel: string, error: unknown) => void = () => undefined,
): Promise<Reply> {
  if (!isChannel(channel))
    return {
      ok: false,
      error: toWireError(refused('CALL_UNKNOWN', 'The window asked for a call that does not exist.')),
    };
  try {
    if (lengthOf(wire ?? {}) > MAX_CALL_LENGTH)
      throw refused('CALL_TOO_LARGE', 'The window sent more than a call may carry.');
    const input = contract[channel].input.safeParse(wire ?? {});
    if (!input.success)
      throw refused('CALL_INVALID', `The window sent a malformed ${channel}: ${firstIssue(input.error)}.`);
    const run = handlers[channel] as (value: unknown) => Promise<unknown>;
    return { ok: true, value: z.encode(contract[channel].output, (await run(input.data)) as never) };
  } catch (error) {
    report(channel, error);
    return { ok: false, error: toWireError(error) };
  }
}

/** Length of a call as JSON text. A structured clone can carry what JSON cannot: cycles, big integers. */
function lengthOf(wire: unknown): number {
  try {
    return JSON.stringify(wire).length;
  } catch {
    throw refused('CALL_INVALID', 'The window sent something that is not JSON.');
  }
}

/** Encodes an event for the wire. @throws ZodError, a bug, when the payload breaks the contract. */
export function encodeEvent(event: ConsoleEvent): { name: string; payload: unknown } {
  return { name: event.name, payload: z.encode(events[event.name] as z.ZodType, event.payload) };
}

/** What a person may see of an error: code and safe words. An unknown error keeps its cause on this side. */
export function toWireError(error: unknown): WireError {
  if (error instanceof AppError) {
    return {
      code: error.code,
      kind: error.kind,
      message: error.message.slice(0, 600),
      ...(error.safe === undefined ? {} : { safe: error.safe }),
      ...(error.next === undefined ? {} : { next: error.next }),
      details: { ...error.details },
    };
  }
  return {
    code: 'INTERNAL',
    kind: 'bug',
    message: 'Countersign met a fault of its own. The diagnostics log on this machine has the cause.',
    safe: 'The log, the shares and the approvals are as they were.',
    next: 'Try again; if it happens twice, restart the console.',
  };
}

function refused(code: string, message: string): AppError {
  return new AppError({ code, kind: 'input', message, safe: 'Nothing was done.' });
}

function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  return issue === undefined ? 'unreadable' : `${issue.path.join('.') || 'input'}: ${issue.message}`.slice(0, 200);
}
