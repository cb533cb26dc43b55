/** Every kind of log entry as a sentence that follows its author's name. */
import { assetText } from '../../../treasury/intent/assets.ts';
import { requestLabel } from '../../../treasury/intent/token-screens.ts';
import type { EntryBody, EntryOf, EntryType, Member } from '../../../treasury/workspace/entry.ts';
import type { WorkspaceState } from '../../../treasury/workspace/state.ts';
import { authorOf, listOfNames, networkName, positionName, shortened } from './names.ts';
import { plain, sentence, strong, type Part } from './sentence.ts';
import { keyFingerprint } from './key-fingerprint.ts';

/** What the entry's author did, in pieces; the strong ones are names and numbers. */
export function entrySentence(state: WorkspaceState, body: EntryBody): Part[] {
  const write = SENTENCES[body.type] as (state: WorkspaceState, body: EntryBody) => Part[];
  return sentence(...write(state, body));
}

const SENTENCES: { readonly [T in EntryType]: (state: WorkspaceState, body: EntryOf<T>) => Part[] } = {
  'workspace.created': (_, { name, kind, members, coSigners, policy }) => [
    plain('founds the workspace '),
    strong(name),
    plain(
      `${kind === 'demo' ? ', a demo,' : ''} with ${count(members.length, 'officer')}, ${count(coSigners.length, 'co-signer')} and policy v${policy.version}`,
    ),
  ],
  'vault.proposed': (state, { name, minSigners, holders }) => [
    plain('orders the key ceremony of '),
    strong(name),
    plain(`, ${minSigners} of ${listOfNames(holders.map((pid) => authorOf(state, pid).name))}`),
  ],
  'vault.confirmed': (state, { vaultId, epoch, groupKey }) => [
    plain('stored its share of '),
    strong(state.vaults.get(vaultId)?.name ?? vaultId),
    plain(`, epoch ${epoch}, key `),
    strong(keyFingerprint(groupKey)),
  ],
  'vault.failed': (state, { vaultId, text, blame }) => [
    plain('ends the key ceremony of '),
    strong(state.vaults.get(vaultId)?.name ?? vaultId),
    plain(`: ${text}`),
    ...blamed(state, blame),
  ],
  'co-signer.enrolled': (_, { coSigner }) => [
    plain('enrols the co-signer '),
    strong(coSigner.name),
    plain(` at ${coSigner.site}`),
  ],
  'presignatures.ordered': (state, { vaultId, signers, count: ordered }) => [
    plain(`orders ${count(ordered, 'presignature')} of `),
    vaultName(state, vaultId),
    plain(` from ${listOfNames(signers.map((pid) => authorOf(state, pid).name))}`),
  ],
  'vault.reshare-proposed': (state, { vaultId, reason, epoch, nextEpoch, holders, minSigners }) => [
    plain(reason === 'refresh' ? 'orders fresh shares of ' : 'asks for new share holders of '),
    vaultName(state, vaultId),
    plain(`, epoch ${epoch} to ${nextEpoch}`),
    ...(reason === 'refresh'
      ? []
      : [plain(`, ${minSigners} of ${listOfNames(holders.map(({ pid }) => authorOf(state, pid).name))}`)]),
  ],
  'vault.reshare-approved': (state, { vaultId, tokenId }) => [
    plain('approves the new share holders of '),
    vaultName(state, vaultId),
    plain(` on a ${tokenWord(state, tokenId)}`),
  ],
  'vault.reshare-failed': (state, { vaultId, text, blame }) => [
    plain('ends the change of the shares of '),
    vaultName(state, vaultId),
    plain(`: ${text}`),
    ...blamed(state, blame),
  ],
  'vault.epoch-acknowledged': (state, { vaultId, epoch }) => [
    plain('stored its share of '),
    vaultName(state, vaultId),
    plain(`, epoch ${epoch}, for the same key`),
  ],
  'vault.epoch-refused': (state, { vaultId, epoch }) => [
    plain('refuses its share of '),
    vaultName(state, vaultId),
    plain(`, epoch ${epoch}, for good`),
  ],
  'vault.epoch-erased': (state, { vaultId, epoch }) => [
    plain('destroyed its share of '),
    vaultName(state, vaultId),
    plain(`, epoch ${epoch}`),
  ],
  'account.opened': (state, { name, vaultId, address }) => [
    plain('opens the account '),
    strong(name),
    plain(` in ${state.vaults.get(vaultId)?.name ?? vaultId}, address ${address}`),
  ],
  'request.created': (state, { intent }) => [
    plain('asks for '),
    request(state, intent.requestId),
    plain(', '),
    strong(assetText(intent.amount, intent.asset)),
    plain(' to '),
    strong(state.payees.get(intent.payeeId)?.name ?? shortened(intent.to)),
    plain(`, “${intent.purpose}”`),
  ],
  'request.approved': (state, { requestId, tokenId }) => [
    plain('approves '),
    request(state, requestId),
    plain(` on a ${tokenWord(state, tokenId)}`),
  ],
  'request.rejected': (state, { requestId, reason }) => [
    plain('rejects '),
    request(state, requestId),
    plain(`: “${reason}”`),
  ],
  'request.cancelled': (state, { requestId }) => [plain('withdraws '), request(state, requestId)],
  'session.proposed': (state, { requestId, attempt, signers }) => [
    plain('proposes session '),
    strong(`${attempt}`),
    plain(' for '),
    request(state, requestId),
    plain(`, signers ${listOfNames(signers.map((pid) => authorOf(state, pid).name))}`),
  ],
  'verdict.given': (state, { sessionId, answer, reasons }) =>
    answer === 'contribute'
      ? [plain('contributes to '), requestOfSession(state, sessionId)]
      : [strong('refuses '), requestOfSession(state, sessionId), plain(`: ${reasonWords(reasons)}`)],
  'session.signed': (state, { sessionId }) => [
    plain('reports the signature of '),
    requestOfSession(state, sessionId),
    plain(', verified'),
  ],
  'session.failed': (state, { sessionId, text, blame }) => [
    plain('ends the session of '),
    requestOfSession(state, sessionId),
    plain(`: ${text}`),
    ...blamed(state, blame),
  ],
  'request.broadcast': (state, { requestId, transactionId }) => [
    plain('sent '),
    request(state, requestId),
    plain(` to ${chainOf(state, requestId)}, transaction ${shortened(transactionId)}`),
  ],
  'request.settled': (state, { requestId, outcome, slot }) => [
    plain('sees '),
    request(state, requestId),
    plain(' '),
    strong(outcome === 'confirmed' ? 'confirmed' : 'failed on the chain'),
    plain(` in ${positionName(state.requests.get(requestId)?.intent.chain ?? 'solana')} ${slot}`),
  ],
};

/** A token by its kind; its id is in the entry's details. */
function tokenWord(state: WorkspaceState, tokenId: string): string {
  const owner = [...state.members.values()].find(({ token }) => token.tokenId === tokenId);
  return owner === undefined ? `token ${shortened(tokenId)}` : TOKEN_WORDS[owner.token.kind];
}

function chainOf(state: WorkspaceState, requestId: string): string {
  const intent = state.requests.get(requestId)?.intent;
  return intent === undefined ? 'the chain' : networkName(intent);
}

function vaultName(state: WorkspaceState, vaultId: string): Part {
  return strong(state.vaults.get(vaultId)?.name ?? vaultId);
}

function request(state: WorkspaceState, requestId: string): Part {
  const number = state.requests.get(requestId)?.number;
  return strong(number === undefined ? `request ${shortened(requestId)}` : requestLabel(number));
}

function requestOfSession(state: WorkspaceState, sessionId: string): Part {
  const requestId = state.sessionRequests.get(sessionId);
  return requestId === undefined ? strong(`session ${shortened(sessionId)}`) : request(state, requestId);
}

/** The first reasons in full; a request's detail shows all of them. */
function reasonWords(reasons: EntryOf<'verdict.given'>['reasons']): string {
  const shown = reasons.slice(0, 3).map(({ text }) => text);
  const more = reasons.length - shown.length;
  return [...shown, ...(more > 0 ? [`And ${count(more, 'more reason')}.`] : [])].join(' ');
}

function blamed(state: WorkspaceState, blame: EntryOf<'session.failed'>['blame']): Part[] {
  if (blame.length === 0) return [];
  const names = blame.map(({ pid, certainty }) => `${authorOf(state, pid).name} (${certainty})`);
  return [plain(' At fault: '), strong(listOfNames(names))];
}

const TOKEN_WORDS: Readonly<Record<Member['token']['kind'], string>> = {
  simulated: 'simulated token',
  ledger: 'Ledger',
  fido2: 'FIDO2 key',
};

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
