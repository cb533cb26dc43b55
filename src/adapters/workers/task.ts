/**
 * The agreement between the two threads of a task: what starts it, what travels each way meanwhile, how it ends. Both
 * sides import one task definition and validate everything they receive by it.
 */
import { z } from 'zod';
import { AppError } from '../../base/errors.ts';

/** The four message schemas of a task. Values must survive a structured clone. */
export interface Task<Init, Inbound, Outbound, Result> {
  readonly init: z.ZodType<Init>;
  /** To the worker. */
  readonly inbound: z.ZodType<Inbound>;
  /** From the worker. */
  readonly outbound: z.ZodType<Outbound>;
  readonly result: z.ZodType<Result>;
}

const wireError = z.strictObject({
  code: z.string().max(100),
  kind: z.enum(['input', 'policy', 'chain', 'peer', 'storage', 'bug']),
  message: z.string().max(1000),
  safe: z.string().max(1000).optional(),
  next: z.string().max(1000).optional(),
  details: z.record(z.string().max(100), z.union([z.string().max(1000), z.number(), z.boolean()])),
});
export type WireError = z.output<typeof wireError>;

/** Main thread to worker. */
export const toWorker = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('start'), init: z.unknown() }),
  z.strictObject({ kind: z.literal('message'), message: z.unknown() }),
  z.strictObject({ kind: z.literal('cancel') }),
]);

/** Worker to main thread. */
export const fromWorker = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('message'), message: z.unknown() }),
  z.strictObject({ kind: z.literal('done'), result: z.unknown() }),
  z.strictObject({ kind: z.literal('failed'), error: wireError }),
]);

/** An `AppError` without its stack and cause; anything else that was thrown becomes `WORKER_TASK_FAILED`, a bug. */
export function toWireError(error: unknown): WireError {
  if (!(error instanceof AppError)) {
    return { code: 'WORKER_TASK_FAILED', kind: 'bug', message: 'A computation failed unexpectedly.', details: {} };
  }
  const { code, kind, message, safe, next, details } = error;
  return {
    code,
    kind,
    message,
    details,
    ...(safe === undefined ? {} : { safe }),
    ...(next === undefined ? {} : { next }),
  };
}

/** The `AppError` again. Its class and cause stay behind: outcomes that carry more belong into the task's result. */
export function fromWireError({ safe, next, ...rest }: WireError): AppError {
  return new AppError({ ...rest, ...(safe === undefined ? {} : { safe }), ...(next === undefined ? {} : { next }) });
}

/** One side sent what the task does not allow. */
export function protocolError(cause: unknown): AppError {
  return new AppError({
    code: 'WORKER_PROTOCOL',
    kind: 'bug',
    message: 'A worker and its owner disagree about a message.',
    cause,
  });
}
