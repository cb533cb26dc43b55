/** One signing attempt: what each share holder judged, and how far the protocol is. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesFromHex, bytesToHex } from '../../../base/bytes.ts';
import { taggedHash } from '../../../base/tagged-hash.ts';
import { tlv } from '../../../base/tlv.ts';
import type { SessionView, VerdictView } from '../../../contract/views.ts';
import { MAX_ATTEMPTS } from '../../../treasury/workspace/admit-session.ts';
import type { SessionState, VaultState } from '../../../treasury/workspace/state.ts';
import type { ViewContext } from './context.ts';
import { holdersOf } from './names.ts';
import { ECDSA_ONLINE, FROST_SIGN } from './protocol-rounds.ts';
import { canStillCancel, sessionRounds, signingRounds } from './session-rounds.ts';
import { sessionError, sessionWaitingFor } from './session-words.ts';
import { coSignerView } from './workspace-view.ts';

/** One attempt of a request; `vault` is the vault that the session's proposal names. */
export function sessionView(context: ViewContext, session: SessionState, vault: VaultState): SessionView {
  const { proposal, outcome } = session;
  const holders = holdersOf(context.state, thenIn(vault, proposal.epoch)).map(({ pid }) => pid);
  const rounds = sessionRounds(context, session, holders);
  return {
    sessionId: proposal.sessionId,
    attempt: proposal.attempt,
    maxAttempts: MAX_ATTEMPTS,
    state: outcome.type === 'agreed' ? 'running' : outcome.type,
    signers: [...proposal.signers],
    verdicts: holders.map((pid) => verdictView(context, session, pid)),
    rounds,
    waitingFor: sessionWaitingFor(context, session, rounds),
    canCancel: canStillCancel(context, session),
    agreed: agreements(session),
    unsignedTransaction: proposal.unsignedTransaction,
    lifetime: lifetimeView(proposal.lifetime),
    protocol: protocolWords(session),
    startedAt: session.time,
    endedAt: endOf(session),
    error: sessionError(context, session),
    blamed: outcome.type === 'failed' ? outcome.failure.blame.map((record) => ({ ...record })) : [],
  };
}

/** The vault with the holders of an epoch: who judged an old session does not change with the holders. */
function thenIn(vault: VaultState, epoch: number): VaultState {
  const record = vault.sharing.epochs.find((one) => one.epoch === epoch);
  return record === undefined ? vault : { ...vault, holders: [...record.ids.keys()] };
}

/** What ends the life of the bytes, in the chain's own terms. */
function lifetimeView(lifetime: SessionState['proposal']['lifetime']): SessionView['lifetime'] {
  return 'nonce' in lifetime
    ? { label: 'Nonce', value: `${lifetime.nonce}` }
    : { label: 'Blockhash', value: lifetime.blockhash };
}

function protocolWords(session: SessionState): string {
  const rounds = signingRounds(session);
  if (rounds === FROST_SIGN) return 'FROST, two rounds';
  return rounds === ECDSA_ONLINE
    ? 'CGGMP24, one round after a presignature'
    : 'CGGMP24, full signing without a presignature';
}

/** When an attempt ended, by the clock of whose entry ended it; null while it is under way. */
export function endOf(session: SessionState): bigint | null {
  const { outcome } = session;
  if (outcome.type === 'signed' || outcome.type === 'failed') return outcome.time;
  if (outcome.type !== 'refused') return null;
  return [...session.verdicts.values()].find(({ index }) => index === outcome.index)?.time ?? session.time;
}

function verdictView(context: ViewContext, session: SessionState, pid: string): VerdictView {
  const coSigner = coSignerView(context, pid);
  const verdict = session.verdicts.get(pid);
  if (verdict === undefined) {
    return { coSigner, answer: 'waiting', reading: '', decoder: '', reasons: [], logIndex: null, at: null };
  }
  const { answer, reading, decoder, index, time } = verdict;
  const reasons = verdict.reasons.map(({ code, text }) => ({ code, text }));
  return { coSigner, answer, reading, decoder, reasons, logIndex: index, at: time };
}

/**
 * What a contribution vouches for. A refusal vouches for nothing, so the count is that of the signers who contribute: their
 * signed verdict names the session, and the session names all of this.
 */
function agreements({ proposal, entryHash, verdicts }: SessionState): SessionView['agreed'] {
  const agree = proposal.signers.filter((pid) => verdicts.get(pid)?.answer === 'contribute').length;
  const counted = (label: string, hash: string) => ({ label, hash, agree, of: proposal.signers.length });
  return [
    counted('Intent', proposal.intentHash),
    counted('Policy', proposal.policyHash),
    counted('Unsigned transaction', bytesToHex(sha256(bytesFromHex(proposal.unsignedTransaction)))),
    counted('Signer set', signerSetHash(proposal.signers)),
    counted('Log entry', entryHash),
  ];
}

/** `H("treasury/signer-set", list of pids)` as hex, over the pids sorted by bytes. */
export function signerSetHash(signers: readonly string[]): string {
  const pids = [...signers].sort().map((pid) => tlv.bytes(bytesFromHex(pid, 32)));
  return bytesToHex(taggedHash('treasury/signer-set', tlv.list(pids)));
}
