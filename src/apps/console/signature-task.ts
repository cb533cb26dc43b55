/** Many Ed25519 signatures in a worker thread: the task both threads agree on. */
import { z } from 'zod';
import type { SignatureCheck } from '../../treasury/log/verify-log.ts';
import type { Task } from '../../adapters/workers/task.ts';

const MAX_CHECKS = 65_536;

const checks = z.custom<readonly SignatureCheck[]>((value) => Array.isArray(value) && value.length <= MAX_CHECKS);
const Questions = z.strictObject({ id: z.int(), checks });
const Answers = z.strictObject({ id: z.int(), answers: z.array(z.boolean()).max(MAX_CHECKS) });

/** Verifies until its owner ends it; each batch is answered in the order of its questions. */
export const signatureTask: Task<null, z.output<typeof Questions>, z.output<typeof Answers>, null> = {
  init: z.null(),
  inbound: Questions,
  outbound: Answers,
  result: z.null(),
};
