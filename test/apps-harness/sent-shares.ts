/** What a witness wrote about the signature shares of one co-signer, over all of its lives. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

export const SHARES_FILE = 'shares-sent.jsonl';

const SentShare = z.strictObject({
  runId: z.string(),
  /** Of the presignature that it was made with; `null` where there was none. */
  presigId: z.string().nullable(),
  /** Hash of the message's content. */
  payload: z.string(),
});
export type SentShare = z.output<typeof SentShare>;

export function sentShares(coSignerDirectory: string): readonly SentShare[] {
  const path = join(coSignerDirectory, SHARES_FILE);
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1);
  return lines.map((line) => SentShare.parse(JSON.parse(line)));
}
