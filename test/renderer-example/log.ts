/** Log entries of the example. */
import type { LogEntryView, RequestSummaryView } from '../../src/contract/views.ts';
import { hex, MINUTE, NOW } from './cast.ts';

/** One entry; words like TR-0007 are strong. */
export function entry(
  index: number,
  author: string,
  authorKind: LogEntryView['authorKind'],
  what: string,
  about?: Pick<RequestSummaryView, 'requestId'>,
  age = BigInt(231 - index) * 2n * MINUTE,
): LogEntryView {
  return {
    index,
    hash: hex(7_000 + index),
    time: NOW - age,
    author,
    authorKind,
    type: 'request.approved',
    what: what
      .split(/(TR-\d{4}|refuses|contributes)/)
      .filter((text) => text !== '')
      .map((text) => ({ text, isStrong: /^(TR-\d{4}|refuses)$/.test(text) })),
    tone: what.startsWith('refuses') || what.startsWith('rejects') ? 'bad' : 'neutral',
    requestId: about?.requestId ?? null,
    signature: hex(8_000 + index, 64),
    proof: index < 226 ? 'included' : 'pending',
  };
}

const lines: readonly [author: string, kind: LogEntryView['authorKind'], what: string][] = [
  ['Compliance', 'compliance', 'contributes to TR-0008'],
  ['HSM-to-be', 'hsm', 'contributes to TR-0008'],
  ['Treasurer laptop', 'endpoint', 'contributes to TR-0008'],
  ['Treasurer', 'member', 'proposes session 1 for TR-0008, signers Treasurer laptop and HSM-to-be'],
  ['Controller', 'member', 'approves TR-0008 on a simulated token'],
  ['CFO', 'member', 'approves TR-0008 on a simulated token'],
  ['HSM-to-be', 'hsm', 'refuses TR-0009: The bytes pay another address than the intent that was approved.'],
  ['Treasurer', 'member', 'asks for TR-0010, 12.75 SOL to Castell Marine Insurance, “Hull premium, fourth quarter”'],
  ['Treasurer', 'member', 'sees TR-0004 confirmed in slot 298114207'],
  ['Controller', 'member', 'rejects TR-0002: “Wrong quarter on the invoice.”'],
];

export const entries: LogEntryView[] = Array.from({ length: 231 }, (_, offset) => {
  const index = 230 - offset;
  const [author, kind, what] = lines[offset % lines.length]!;
  return entry(index, author, kind, what);
});
