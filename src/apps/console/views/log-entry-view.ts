/** One log entry as the audit log and a request's history show it. */
import { bytesToHex } from '../../../base/bytes.ts';
import type { LogEntryView } from '../../../contract/views.ts';
import type { EntryBody } from '../../../treasury/workspace/entry.ts';
import type { WorkspaceState } from '../../../treasury/workspace/state.ts';
import type { AdmittedEntry, ViewContext } from './context.ts';
import { entrySentence } from './entry-sentence.ts';
import { authorOf } from './names.ts';
import { textOf } from './sentence.ts';
import { includedSize } from './workspace-view.ts';

/** An entry counts as included when the newest checkpoint that every co-signer signed covers it. */
export function logEntryView(context: ViewContext, admitted: AdmittedEntry): LogEntryView {
  const { index, hash, entry } = admitted;
  const author = authorOf(context.state, entry.author);
  return {
    index,
    hash,
    time: entry.time,
    author: author.name,
    authorKind: author.kind,
    type: entry.body.type,
    what: entrySentence(context.state, entry.body),
    tone: toneOf(entry.body),
    requestId: requestIdOf(context.state, entry.body),
    signature: bytesToHex(entry.signature),
    proof: index < includedSize(context) ? 'included' : 'pending',
  };
}

/** Whether every word of the text is in author, sentence, type, number or hash of the entry; case does not matter. */
export function matchesFilter(view: LogEntryView, text: string): boolean {
  const content = [view.author, textOf(view.what), view.type, `#${view.index}`, view.hash].join('\n').toLowerCase();
  const words = text.toLowerCase().split(/\s+/u);
  return words.every((word) => content.includes(word));
}

/** The request that an entry concerns, directly or through its session. */
export function requestIdOf(state: WorkspaceState, body: EntryBody): string | null {
  if (body.type === 'request.created') return body.intent.requestId;
  if ('requestId' in body) return body.requestId;
  if ('sessionId' in body) return state.sessionRequests.get(body.sessionId) ?? null;
  return null;
}

function toneOf(body: EntryBody): LogEntryView['tone'] {
  switch (body.type) {
    case 'vault.failed':
    case 'session.failed':
    case 'request.rejected':
      return 'bad';
    case 'verdict.given':
      return body.answer === 'refuse' ? 'bad' : 'neutral';
    case 'request.settled':
      return body.outcome === 'confirmed' ? 'ok' : 'bad';
    case 'session.signed':
    case 'vault.confirmed':
      return 'ok';
    default:
      return 'neutral';
  }
}
