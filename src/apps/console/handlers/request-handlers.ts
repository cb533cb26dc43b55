/** Requests: read, approve with the token, reject, cancel, sign. */
import { bytesFromHex } from '../../../base/bytes.ts';
import { AppError } from '../../../base/errors.ts';
import { verifyInclusion } from '../../../treasury/log/merkle.ts';
import { approvalDigest } from '../../../treasury/intent/approval-digest.ts';
import { tokenScreens } from '../../../treasury/intent/token-screens.ts';
import type { SkipCode } from '../../../treasury/workspace/admit.ts';
import type { RequestState } from '../../../treasury/workspace/state.ts';
import type { Handlers } from '../../../contract/contract.ts';
import type { OfficerConsole } from '../officer-console.ts';
import { receiptIndex, requestDetail, type ReceiptFacts } from '../views/request-detail.ts';
import type { ViewContext } from '../views/context.ts';
import { requestList, statusOf } from '../views/request-views.ts';
import { rightsOn } from '../views/request-rights.ts';
import { includedSize } from '../views/workspace-view.ts';
import type { CommandOnce } from './command-once.ts';

type RequestChannel =
  | 'request.list'
  | 'request.get'
  | 'request.approve'
  | 'request.reject'
  | 'request.cancel'
  | 'session.start'
  | 'session.cancel';

export function requestHandlers(officer: () => OfficerConsole, once: CommandOnce): Pick<Handlers, RequestChannel> {
  return {
    'request.list': () => Promise.resolve(requestList(officer().context())),
    'request.get': ({ requestId }) => {
      const context = officer().context();
      return Promise.resolve(requestDetail(context, requestId, receiptFacts(officer(), requestId)));
    },
    'request.approve': ({ requestId, intentHash, commandId }) =>
      once.run('request.approve', commandId, () => approve(officer(), requestId, intentHash)),
    'request.reject': ({ requestId, reason, commandId }) =>
      once.run('request.reject', commandId, async () => {
        const { index } = await officer().replica.append({ type: 'request.rejected', requestId, reason });
        return { logIndex: index };
      }),
    'request.cancel': ({ requestId, commandId }) =>
      once.run('request.cancel', commandId, async () => {
        const { index } = await officer().replica.append({ type: 'request.cancelled', requestId });
        return { logIndex: index };
      }),
    'session.start': ({ requestId, commandId }) =>
      once.run('session.start', commandId, async () => {
        officer().assertOneHistory();
        const { index } = await officer().coordinator.propose(requestId);
        return { logIndex: index };
      }),
    'session.cancel': ({ requestId }) => {
      const session = requestOf(officer(), requestId).sessions.at(-1);
      if (session !== undefined) officer().cancelRun(session.entryHash, session.proposal.signers);
      return Promise.resolve({});
    },
  };
}

/** Approves with the token: what the token shows and signs comes from the log's intent, never from the window. */
async function approve(officer: OfficerConsole, requestId: string, intentHash: string): Promise<{ logIndex: number }> {
  officer.assertOneHistory();
  const context = officer.context();
  const request = requestOf(officer, requestId);
  if (request.intentHash !== intentHash) throw intentDiffers();
  const rights = rightsOn(context, request);
  if (!rights.approve) throw notAllowed(context, request, rights.why);
  const { state } = context;
  const { policyHash } = request;
  const { tokenId } = officer.token;
  const screens = tokenScreens(request.number, request.intent);
  const digest = approvalDigest({
    workspaceId: state.workspaceId,
    requestId,
    intentHash,
    policyHash,
    memberId: officer.memberId,
    tokenId,
  });
  const tokenSignature = await officer.token.sign({
    digest,
    screens: screens.map(({ title, lines }) => ({ title, text: lines.join('\n') })),
  });
  const { index } = await officer.replica.append({
    type: 'request.approved',
    requestId,
    intentHash,
    policyHash,
    tokenId,
    tokenSignature,
  });
  return { logIndex: index };
}

function requestOf(officer: OfficerConsole, requestId: string): RequestState {
  const request = officer.state().requests.get(requestId);
  if (request !== undefined) return request;
  throw new AppError({
    code: 'REQUEST_UNKNOWN',
    kind: 'input',
    message: 'There is no such request in this workspace.',
  });
}

/** Whether the receipt's entry is proved to be under the newest checkpoint that every co-signer signed. */
function receiptFacts(officer: OfficerConsole, requestId: string): ReceiptFacts | null {
  const context = officer.context();
  const request = context.state.requests.get(requestId);
  if (request === undefined) return null;
  const index = receiptIndex(context, request);
  if (index === null) return null;
  const { tree } = officer.replica;
  const size = includedSize(context);
  const isIncluded =
    size > index &&
    verifyInclusion({
      index,
      size,
      leafHash: bytesFromHex(officer.replica.hashAt(index), 32),
      root: tree.rootOf(size),
      proof: tree.inclusionProof(index, size),
    });
  return { isIncluded, verifiedBy: `OpenSSL ${process.versions.openssl}` };
}

function intentDiffers(): AppError {
  return new AppError({
    code: 'INTENT_DIFFERS',
    kind: 'policy',
    message: 'The window showed another intent than the log holds.',
    safe: 'No approval was made.',
    next: 'Open the request again and read it once more.',
  });
}

/** Under the code that the log's own rule would give. */
function notAllowed(context: ViewContext, request: RequestState, why: string): AppError {
  return new AppError({
    code: refusalCode(context, request),
    kind: 'policy',
    message: why,
    safe: 'No approval was made.',
  });
}

function refusalCode(context: ViewContext, request: RequestState): SkipCode {
  if (request.initiator === context.me) return 'SELF_APPROVAL';
  if (request.approvals.some(({ memberId }) => memberId === context.me)) return 'DOUBLE_APPROVAL';
  return statusOf(context, request) === 'expired' ? 'REQUEST_EXPIRED' : 'APPROVAL_NOT_NEEDED';
}
