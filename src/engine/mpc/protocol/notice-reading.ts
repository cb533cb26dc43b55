/** What an abort notice of a peer means for our own run. Its evidence is checked, never believed. */
import type { Blame } from './abort.ts';
import { endingOf, type Ending } from './ending.ts';
import { readNoticeEvidence } from './evidence.ts';
import { NOTICE, type Missing, type Notice } from './notice.ts';
import type { PartyId } from './party.ts';
import { openAuthentic, type AuthenticEnvelope } from './run-frame.ts';
import { decodeOrFault, provenFault, type Transcript } from './transcript.ts';

/** Code of the notice with which a party that is done answers one whose time is up. */
export const STILL_HERE = 'DONE';

export type NoticeReading =
  /** The run ends here too. */
  | { readonly type: 'ending'; readonly ending: Ending }
  /** The peer's time is up; or it is still here and lacks nothing. */
  | { readonly type: 'reasons'; readonly code: string; readonly missing: readonly Missing[] }
  /** The peer gave up without evidence of its own; what it passed on has to be judged first. */
  | { readonly type: 'gave up'; readonly forwards: readonly AuthenticEnvelope[]; readonly ending: Ending };

/** Reads the notice of a peer. */
export function readNotice(transcript: Transcript, self: PartyId, sealed: AuthenticEnvelope): NoticeReading {
  const decoded = decodeOrFault(NOTICE, sealed);
  if (decoded.type === 'fault') return { type: 'ending', ending: endingOf(transcript, [decoded.fault]) };
  const notice = decoded.value;
  const proofs = readNoticeEvidence(transcript.frame, notice.evidence);
  if (proofs === 'false') return { type: 'ending', ending: falseNotice(transcript, sealed) };
  if (proofs.length > 0) {
    const blame = proofs.map(({ verdict: { accused, code, messageIds } }): Blame => {
      return { party: accused, certainty: 'proven', code, messageIds };
    });
    const evidence = proofs.map(({ bundle }) => bundle);
    return { type: 'ending', ending: { code: 'PROTOCOL_FAULT', blame, evidence } };
  }
  const { code, missing } = notice;
  if (code === 'UNRESPONSIVE' || code === STILL_HERE) return { type: 'reasons', code, missing };
  const details = { peer: sealed.author, peerCode: code };
  const ending: Ending = { code: code === 'CONFIG_MISMATCH' ? code : 'PEER_ABORTED', blame: [], details };
  return { type: 'gave up', forwards: forwardsIn(transcript, self, notice), ending };
}

/** A notice whose evidence does not hold is a fault, unless its author works from another plan (or we cannot know that). */
function falseNotice(transcript: Transcript, sealed: AuthenticEnvelope): Ending {
  const plan = transcript.planOf(sealed.author);
  if (plan === 'same') {
    return { ...endingOf(transcript, [provenFault('FALSE_ACCUSATION', [sealed])]), forwards: [sealed.bytes] };
  }
  return { code: plan === 'other' ? 'CONFIG_MISMATCH' : 'PEER_ABORTED', blame: [], details: { peer: sealed.author } };
}

/** Accusations that another party passed on; one that cannot be opened here says nothing about who passed it on. */
function forwardsIn(transcript: Transcript, self: PartyId, notice: Notice): AuthenticEnvelope[] {
  return notice.forwards.flatMap((bytes) => {
    const forwarded = openAuthentic(transcript.frame, bytes);
    if (forwarded?.envelope.round !== NOTICE.id || forwarded.author === self) return [];
    const inner = decodeOrFault(NOTICE, forwarded);
    return inner.type === 'message' && inner.value.evidence.length > 0 ? [forwarded] : [];
  });
}
