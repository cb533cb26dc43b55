/**
 * The driver of one protocol run: the only stateful object of the engine. Sans-I/O: envelopes in, envelopes out, time as an argument.
 * It decodes, buffers, refuses, compares echoes, keeps the signed transcript, names culprits and erases secrets.
 */
import { bytesEqual, bytesToHex, wipe } from '../../../base/bytes.ts';
import type { Ed25519Signer } from '../../../base/signatures.ts';
import { decodeWith, DecodeError, encodeWith } from '../../../base/tlv-decode.ts';
import { ProtocolAbort, ProtocolStop, type AbortCode, type Blame } from './abort.ts';
import { disputedRound, echoCarrier, slotOf } from './definition.ts';
import { dispute, type Dispute } from './dispute-message.ts';
import { echoDigest, judgeDisputes, type SignedDispute } from './dispute.ts';
import { sealEnvelope } from './envelope.ts';
import { encodeEvidence, readNoticeEvidence, type Verdict } from './evidence.ts';
import { isPlanDependent } from './evidence-check.ts';
import type { Fault } from './fault.ts';
import { NOTICE, type Missing, type Notice } from './notice.ts';
import { partyIdOf, pidBytes, type PartyId } from './party.ts';
import { deriveSid, paramsHash } from './plan.ts';
import type { ProgressEvent, Refusal } from './progress.ts';
import type { Accusation, Effect, Protocol, Round } from './protocol.ts';
import { READY } from './ready.ts';
import {
  authenticate,
  bindingOf,
  openAuthentic,
  type AuthenticEnvelope,
  type RefusalCode,
  type RunFrame,
} from './run-frame.ts';
import { EnvelopeStore } from './store.ts';
import { REASONS_GRACE_MS, silentParties } from './timeout.ts';

/** An envelope to deliver. Private ones must be encrypted to the recipient by the channel. */
export interface Outgoing {
  /** pid, or all other participants of the run. */
  readonly to: Uint8Array | 'all';
  /** Round code, for the caller's own display; the one inside the envelope is signed. */
  readonly round: number;
  readonly envelope: Uint8Array;
}

export type SessionState<T> =
  | { readonly type: 'waiting'; readonly round: number; readonly label: string; readonly on: readonly Uint8Array[] }
  | { readonly type: 'done'; readonly result: T }
  | { readonly type: 'aborted'; readonly error: ProtocolAbort };

export interface SessionOptions<T> {
  readonly frame: RunFrame;
  readonly self: PartyId;
  readonly signer: Ed25519Signer;
  /** Milliseconds since the Unix epoch, on the same clock as every `now`. */
  readonly deadline: bigint;
  /** The protocol from its Ready round on. */
  readonly protocol: Protocol<T>;
}

type Phase<T> =
  | { readonly type: 'idle' }
  | { readonly type: 'running'; readonly awaiting: Round<unknown> }
  | { readonly type: 'disputing'; readonly round: Round<unknown>; readonly disputes: Map<PartyId, SignedDispute> }
  | {
      readonly type: 'expiring';
      readonly until: bigint;
      readonly round: Round<unknown>;
      readonly missing: readonly Missing[];
      readonly reasons: Map<PartyId, readonly Missing[]>;
    }
  | { readonly type: 'done'; readonly result: T }
  | { readonly type: 'aborted'; readonly error: ProtocolAbort };

const MAX_REFUSALS = 64;

/** One run of one protocol on one device. */
export class Session<T> {
  readonly #options: SessionOptions<T>;
  readonly #store = new EnvelopeStore();
  readonly #peers: readonly PartyId[];
  #frame: RunFrame;
  #nonces: readonly Uint8Array[] = [];
  #phase: Phase<T> = { type: 'idle' };
  #prepared: T | undefined;
  #malformed: Fault[] = [];
  #lastRound = 0;
  #isNoticeSent = false;
  #out: Outgoing[] = [];
  #progress: ProgressEvent[] = [];
  #refusals: Refusal[] = [];
  #evidence: Uint8Array[] = [];

  constructor(options: SessionOptions<T>) {
    this.#options = options;
    this.#frame = options.frame;
    this.#peers = options.frame.definition.plan.participants.filter((party) => party !== options.self);
  }

  /** Starts the run and returns the first messages. */
  start(now: bigint): Outgoing[] {
    if (this.#phase.type === 'idle') this.#advance(undefined);
    return this.tick(now);
  }

  /**
   * Takes one envelope from the channel of the peer `from` (pid). Whatever cannot be attributed to a participant counts as not received.
   * If `prepared` appeared during this call, the caller must store it before it delivers what is returned.
   */
  receive(from: Uint8Array, envelope: Uint8Array, now: bigint): Outgoing[] {
    this.#expireIfDue(now);
    const sealed = this.#admit(from, envelope);
    if (sealed !== undefined) this.#file(sealed, now);
    return this.#flush();
  }

  /** Applies the deadline. To be called regularly while the session waits. */
  tick(now: bigint): Outgoing[] {
    this.#expireIfDue(now);
    return this.#flush();
  }

  /** Ends the run here, erases its secrets and tells the peers. Does nothing after the end. */
  cancel(): Outgoing[] {
    if (!this.#isOver()) this.#abort('CANCELLED', [], {});
    return this.#flush();
  }

  get state(): SessionState<T> {
    const phase = this.#phase;
    switch (phase.type) {
      case 'done':
      case 'aborted':
        return phase;
      case 'idle':
        return { type: 'waiting', round: 0, label: 'Not started', on: [] };
      case 'running':
        return waiting(phase.awaiting, this.#missingFrom(phase.awaiting));
      case 'disputing':
        return waiting(
          dispute(phase.round),
          this.#peers.filter((party) => !phase.disputes.has(party)),
        );
      case 'expiring':
        return waiting(
          { id: phase.round.id, label: 'Time is up: collecting reasons' },
          this.#peers.filter((party) => !phase.reasons.has(party)),
        );
    }
  }

  /** A result that is complete here but not yet confirmed by all parties; to be stored as PREPARED (reshare.md 6). Erased if the run aborts. */
  get prepared(): T | undefined {
    return this.#prepared;
  }

  /** The columns of the live grid, in order. */
  get rounds(): readonly { readonly id: number; readonly label: string }[] {
    return this.#frame.definition.rounds.map(({ id, label }) => ({ id, label }));
  }

  /** 32 bytes once all Ready messages are agreed. */
  get sid(): Uint8Array | undefined {
    return this.#frame.sid;
  }

  /** `H("payload", ...)` of each participant's broadcast of a round, in participant order; of complete rounds only. */
  payloadHashes(roundId: number): readonly Uint8Array[] {
    const { participants } = this.#frame.definition.plan;
    return participants.flatMap((party) => this.#store.find(roundId, party)?.payloadHash ?? []);
  }

  /** The progress since the last call. */
  drainProgress(): ProgressEvent[] {
    return this.#progress.splice(0);
  }

  /** Messages that counted as not received; at most the first 64. */
  refusals(): readonly Refusal[] {
    return this.#refusals;
  }

  /** One encoded bundle per proven fault, for `verifyEvidence`. */
  evidence(): readonly Uint8Array[] {
    return this.#evidence;
  }

  // Messages in

  #admit(from: Uint8Array, bytes: Uint8Array): AuthenticEnvelope | undefined {
    const refuse = (code: RefusalCode): undefined => {
      if (this.#refusals.length < MAX_REFUSALS) this.#refusals.push({ from, code });
    };
    const sender = this.#peers.find((party) => party === bytesToHex(from));
    if (sender === undefined) return refuse('SENDER_UNKNOWN');
    const result = authenticate(this.#frame, bytes);
    if (result.type === 'refused') return refuse(result.code);
    const { sealed } = result;
    if (sealed.author !== sender) return refuse('IMPERSONATION');
    const isForUs = sealed.envelope.to.length === 0 || bytesToHex(sealed.envelope.to) === this.#options.self;
    if (!isForUs) return refuse('RECIPIENT_OTHER');
    if (bindingOf(this.#frame, sealed.envelope.round) !== undefined) return sealed;
    if (this.#store.fileEarly(sealed).type === 'flooding') refuse('FLOODING');
    return undefined;
  }

  #file(sealed: AuthenticEnvelope, now: bigint): void {
    const round = slotOf(this.#frame.definition, sealed.envelope);
    if (round === undefined) return this.#fault([proven('SLOT_UNKNOWN', [sealed])]);
    const filing = this.#store.file(sealed);
    if (filing.type === 'duplicate') return;
    if (filing.type === 'conflict') return this.#fault([proven('EQUIVOCATION', [filing.earlier, sealed])]);
    this.#report(round, sealed.author, 'received');
    if (round.id === NOTICE.id) return this.#onNotice(sealed, now);
    const disputed = disputedRound(this.#frame.definition, round.id);
    if (disputed !== undefined) return this.#onDispute(disputed);
    const phase = this.#phase;
    if (phase.type === 'running' && phase.awaiting.id === round.id) this.#resume(phase.awaiting);
  }

  // The protocol

  #resume(round: Round<unknown>): void {
    const messages = this.#collect(round);
    if (messages !== undefined) this.#advance(messages);
  }

  /** Runs the protocol until it waits for messages or ends. */
  #advance(answer: unknown): void {
    try {
      let input = answer;
      for (;;) {
        const step = this.#options.protocol.next(input);
        if (step.done === true) return this.#finish(step.value);
        if (this.#malformed.length > 0 && step.value.op !== 'blame') return this.#fault(this.#malformed);
        const outcome = this.#perform(step.value);
        if (outcome.type === 'stopped' || this.#isOver()) return;
        input = outcome.answer;
      }
    } catch (error) {
      const code = error instanceof ProtocolStop ? error.code : 'LOCAL_BUG';
      const reason = error instanceof ProtocolStop ? error.message : 'unexpected error';
      this.#abort(code, [], { details: { reason }, cause: error });
    }
  }

  #perform(effect: Effect): { type: 'stopped' } | { type: 'continue'; answer: unknown } {
    const answered = (answer?: unknown) => ({ type: 'continue', answer }) as const;
    const stopped = { type: 'stopped' } as const;
    switch (effect.op) {
      case 'send':
        this.#send(effect.round, effect.to, effect.message);
        return answered();
      case 'receive': {
        this.#phase = { type: 'running', awaiting: effect.round };
        this.#lastRound = effect.round.id;
        const messages = this.#collect(effect.round);
        return messages === undefined ? stopped : answered(messages);
      }
      case 'blame': {
        const faults = [...this.#malformed, ...effect.accusations.map((accusation) => this.#prove(accusation))];
        if (faults.length === 0) {
          for (const party of this.#peers) this.#report(effect.round, party, 'verified');
          return answered();
        }
        this.#fault(faults);
        return stopped;
      }
      case 'digest':
        return answered(echoDigest(this.#frame, effect.round, this.#seen(effect.round)));
      case 'dispute':
        this.#openDispute(effect.round, true);
        return stopped;
      case 'bind':
        return answered(this.#bind(effect.nonces));
      case 'prepare':
        this.#prepared = effect.value as T;
        return answered();
    }
  }

  /** The decoded messages of all peers, or `undefined` while one is missing. Malformed ones are kept as faults until the next step. */
  #collect(round: Round<unknown>): ReadonlyMap<PartyId, unknown> | undefined {
    if (this.#missingFrom(round).length > 0) return undefined;
    const messages = new Map<PartyId, unknown>();
    for (const party of this.#peers) {
      const sealed = this.#find(round, party);
      if (sealed === undefined) continue;
      const message = decodeOrFault(round, sealed);
      if (message.type === 'fault') this.#malformed.push(message.fault);
      else messages.set(party, message.value);
    }
    return messages;
  }

  #find(round: Round<unknown>, party: PartyId): AuthenticEnvelope | undefined {
    return this.#store.find(round.id, party, round.kind === 'p2p' ? pidBytes(this.#options.self) : undefined);
  }

  #missingFrom(round: Round<unknown>): PartyId[] {
    return this.#peers.filter((party) => this.#find(round, party) === undefined);
  }

  #seen(round: Round<unknown>): Map<PartyId, AuthenticEnvelope> {
    const seen = new Map<PartyId, AuthenticEnvelope>();
    for (const party of this.#frame.definition.plan.participants) {
      const sealed = this.#store.find(round.id, party);
      if (sealed !== undefined) seen.set(party, sealed);
    }
    return seen;
  }

  #bind(nonces: readonly Uint8Array[]): Uint8Array {
    const sid = deriveSid(this.#frame.definition.plan, nonces);
    this.#nonces = nonces;
    this.#frame = { ...this.#frame, sid };
    for (const early of this.#store.takeEarly()) {
      if (this.#phase.type !== 'running') break;
      const isOurs = bytesToHex(early.envelope.sid) === bytesToHex(sid);
      if (isOurs) this.#file(early, 0n);
      else if (this.#refusals.length < MAX_REFUSALS)
        this.#refusals.push({ from: early.envelope.from, code: 'SESSION_OTHER' });
    }
    return sid;
  }

  #send(round: Round<unknown>, to: PartyId | 'all', message: unknown): void {
    const { plan } = this.#frame.definition;
    const { self, signer } = this.#options;
    const payload = encodeWith(round.codec, message);
    const sealed = sealEnvelope(
      {
        protocol: plan.protocol,
        sid: bindingOf(this.#frame, round.id) ?? this.#frame.runId,
        round: round.id,
        from: pidBytes(self),
        to: to === 'all' ? new Uint8Array() : pidBytes(to),
        payload,
      },
      signer,
    );
    // Private messages carry shares and are not kept.
    if (to === 'all') this.#store.file({ ...sealed, author: self });
    else wipe(payload);
    this.#out.push({ to: to === 'all' ? 'all' : pidBytes(to), round: round.id, envelope: sealed.bytes });
    this.#report(round, self, 'verified');
  }

  #finish(result: T): void {
    this.#phase = { type: 'done', result };
    this.#store.wipePrivate();
  }

  // Echo disputes

  #openDispute(round: Round<unknown>, isOpener: boolean): void {
    const message = this.#disputeMessage(round, isOpener);
    this.#send(dispute(round), 'all', message);
    if (this.#phase.type === 'done') return;
    this.#stopProtocol();
    this.#phase = { type: 'disputing', round, disputes: new Map() };
    this.#onDispute(round);
  }

  #disputeMessage(round: Round<unknown>, isOpener: boolean): Dispute {
    const carrier = echoCarrier(this.#frame.definition, round).round;
    const bytes = (envelopes: ReadonlyMap<PartyId, AuthenticEnvelope>) =>
      [...envelopes.values()].map((sealed) => sealed.bytes);
    return { opened: isOpener ? 1 : 0, seen: bytes(this.#seen(round)), carriers: bytes(this.#seen(carrier)) };
  }

  #onDispute(round: Round<unknown>): void {
    const phase = this.#phase;
    if (phase.type === 'running' || phase.type === 'done') {
      const isAnswered = this.#store.find(dispute(round).id, this.#options.self) !== undefined;
      const isComplete = this.#seen(round).size === this.#frame.definition.plan.participants.length;
      if (isComplete && !isAnswered) this.#openDispute(round, false);
      return;
    }
    if (phase.type !== 'disputing' || phase.round.id !== round.id) return;
    for (const party of this.#frame.definition.plan.participants) {
      const sealed = this.#store.find(dispute(round).id, party);
      if (sealed === undefined || phase.disputes.has(party)) continue;
      const message = decodeOrFault(dispute(round), sealed);
      if (message.type === 'fault') return this.#fault([message.fault]);
      phase.disputes.set(party, { sealed, message: message.value });
    }
    if (phase.disputes.size === this.#frame.definition.plan.participants.length) this.#settleDispute(phase, []);
  }

  #settleDispute(phase: Extract<Phase<T>, { type: 'disputing' }>, silent: readonly PartyId[]): void {
    const found = judgeDisputes(this.#frame, phase.round, [...phase.disputes.values()]);
    // A party with another plan is not at fault for lists that fit its own plan.
    const faults = found.filter((fault) => fault.code === 'EQUIVOCATION' || this.#planOf(fault.party) === 'same');
    if (faults.length < found.length && faults.length === 0) return this.#abort('CONFIG_MISMATCH', [], {});
    const unresponsive = silent.map((party): Fault => ({
      party,
      code: 'UNRESPONSIVE',
      certainty: 'suspected',
      envelopes: [],
    }));
    this.#fault([...faults, ...unresponsive]);
  }

  // Abort notices

  #onNotice(sealed: AuthenticEnvelope, now: bigint): void {
    if (this.#isOver()) return;
    const decoded = decodeOrFault(NOTICE, sealed);
    if (decoded.type === 'fault') return this.#fault([decoded.fault]);
    const notice = decoded.value;
    const verdicts = readNoticeEvidence(this.#frame, notice.evidence);
    if (verdicts === 'false') return this.#onFalseNotice(sealed);
    if (verdicts.length > 0) return this.#abortByEvidence(notice, verdicts);
    this.#onForwards(notice, now);
    if (this.#isOver()) return;
    if (notice.code === 'UNRESPONSIVE' || this.#phase.type === 'expiring')
      return this.#onReasons(sealed.author, notice, now);
    const code = notice.code === 'CONFIG_MISMATCH' ? 'CONFIG_MISMATCH' : 'PEER_ABORTED';
    this.#abort(code, [], { details: { peer: sealed.author, peerCode: notice.code } });
  }

  /** A notice whose evidence does not hold is a fault, unless its author works from another plan (or we cannot know that). */
  #onFalseNotice(sealed: AuthenticEnvelope): void {
    const plan = this.#planOf(sealed.author);
    if (plan === 'same') return this.#fault([proven('FALSE_ACCUSATION', [sealed])], [sealed.bytes]);
    this.#abort(plan === 'other' ? 'CONFIG_MISMATCH' : 'PEER_ABORTED', [], { details: { peer: sealed.author } });
  }

  /** Whether a party has signed up for our plan in its Ready message. */
  #planOf(party: PartyId): 'same' | 'other' | 'unknown' {
    const ready = this.#store.find(READY.id, party);
    const message = ready === undefined ? undefined : decodeOrFault(READY, ready);
    if (message?.type !== 'message') return 'unknown';
    return bytesEqual(message.value.paramsHash, paramsHash(this.#frame.definition.plan)) ? 'same' : 'other';
  }

  /** Judges notices that another party passed on; one that cannot be opened here says nothing about who passed it on. */
  #onForwards(notice: Notice, now: bigint): void {
    for (const bytes of notice.forwards) {
      const forwarded = openAuthentic(this.#frame, bytes);
      if (forwarded === undefined || forwarded.envelope.round !== NOTICE.id || forwarded.author === this.#options.self)
        continue;
      const isFirst = this.#store.find(NOTICE.id, forwarded.author) === undefined;
      const inner = decodeOrFault(NOTICE, forwarded);
      if (!isFirst || inner.type === 'fault' || inner.value.evidence.length === 0) continue;
      this.#file(forwarded, now);
      if (this.#isOver()) return;
    }
  }

  #abortByEvidence(notice: Notice, verdicts: readonly Verdict[]): void {
    this.#evidence = [...notice.evidence];
    const blame = verdicts.map(({ accused, code, messageIds }): Blame => ({
      party: accused,
      certainty: 'proven',
      code,
      messageIds,
    }));
    this.#abort('PROTOCOL_FAULT', blame, {});
  }

  // Deadline

  #expireIfDue(now: bigint): void {
    const phase = this.#phase;
    if (phase.type === 'running' && now >= this.#options.deadline) this.#beginExpiry(phase.awaiting, now);
    else if (phase.type === 'disputing' && now >= this.#options.deadline) {
      this.#settleDispute(
        phase,
        this.#peers.filter((party) => !phase.disputes.has(party)),
      );
    } else if (phase.type === 'expiring' && now >= phase.until) this.#settleExpiry(phase);
  }

  #beginExpiry(round: Round<unknown>, now: bigint): void {
    const missing = this.#missingFrom(round).map((party) => ({ round: round.id, party: pidBytes(party) }));
    this.#stopProtocol();
    this.#phase = { type: 'expiring', until: now + REASONS_GRACE_MS, round, missing, reasons: new Map() };
    this.#notify({ code: 'UNRESPONSIVE', evidence: [], forwards: [], missing });
  }

  #onReasons(author: PartyId, notice: Notice, now: bigint): void {
    if (this.#phase.type === 'running') this.#beginExpiry(this.#phase.awaiting, now);
    const phase = this.#phase;
    if (phase.type !== 'expiring') return;
    const known = notice.missing.filter(({ party }) => this.#frame.keys.has(partyIdOf(party)));
    phase.reasons.set(author, known);
    if (phase.reasons.size === this.#peers.length) this.#settleExpiry(phase);
  }

  #settleExpiry(phase: Extract<Phase<T>, { type: 'expiring' }>): void {
    const silent = silentParties(this.#options.self, phase.missing, phase.reasons);
    const blame = silent.map((party): Blame => ({
      party: pidBytes(party),
      certainty: 'suspected',
      code: 'UNRESPONSIVE',
      messageIds: [],
    }));
    this.#abort('UNRESPONSIVE', blame, {});
  }

  // The end

  #prove({ party, code }: Accusation): Fault {
    const check = Object.hasOwn(this.#frame.definition.checks, code) ? this.#frame.definition.checks[code] : undefined;
    const envelopes = (check?.needs ?? []).flatMap((need) => {
      const parties = need.from === 'accused' ? [party] : this.#frame.definition.plan.participants;
      return parties.flatMap((each) => this.#find(need.round, each) ?? []);
    });
    return { party, code, certainty: check === undefined ? 'suspected' : 'proven', envelopes };
  }

  #fault(faults: readonly Fault[], forwards: readonly Uint8Array[] = []): void {
    if (this.#isOver()) return;
    this.#malformed = [];
    const proofs = faults.filter((fault) => fault.certainty === 'proven');
    this.#evidence = proofs.map((fault) => encodeEvidence(this.#frame, this.#nonces, this.#withPlan(fault)));
    const blame = faults.map(({ party, code, certainty, envelopes }): Blame => {
      return { party: pidBytes(party), certainty, code, messageIds: envelopes.map((sealed) => sealed.messageId) };
    });
    const isSilenceOnly = faults.length > 0 && faults.every((fault) => fault.code === 'UNRESPONSIVE');
    this.#abort(isSilenceOnly ? 'UNRESPONSIVE' : 'PROTOCOL_FAULT', blame, { forwards });
  }

  /** Adds the message with which the accused agreed to the plan, where the verdict depends on it. */
  #withPlan(fault: Fault): Fault {
    const ready = this.#store.find(READY.id, fault.party);
    if (!isPlanDependent(fault.code) || ready === undefined) return fault;
    return { ...fault, envelopes: [...fault.envelopes, ready] };
  }

  #abort(
    code: AbortCode,
    blame: readonly Blame[],
    more: { details?: Record<string, string>; cause?: unknown; forwards?: readonly Uint8Array[] },
  ): void {
    this.#stopProtocol();
    const sessionId = bytesToHex(this.#frame.sid ?? this.#frame.runId);
    const { protocol } = this.#frame.definition.plan;
    const error = new ProtocolAbort({
      code,
      protocol,
      round: this.#lastRound,
      sessionId,
      blame,
      details: more.details ?? {},
      cause: more.cause,
    });
    this.#phase = { type: 'aborted', error };
    this.#prepared = undefined;
    const forwards = more.forwards ?? [];
    this.#notify({ code, evidence: forwards.length > 0 ? [] : this.#evidence, forwards, missing: [] });
    this.#store.wipePrivate();
  }

  /** Ends the protocol at its current step; its `finally` erases the secrets. */
  #stopProtocol(): void {
    this.#options.protocol.return(undefined as T);
  }

  /** Tells all peers, once per run: a second notice would be equivocation. */
  #notify(notice: Notice): void {
    if (this.#isNoticeSent) return;
    this.#isNoticeSent = true;
    this.#send(NOTICE, 'all', notice);
  }

  #isOver(): boolean {
    return this.#phase.type === 'done' || this.#phase.type === 'aborted';
  }

  #report(round: Round<unknown>, party: PartyId, state: ProgressEvent['state']): void {
    this.#progress.push({ round: round.id, label: round.label, party: pidBytes(party), state });
  }

  #flush(): Outgoing[] {
    return this.#out.splice(0);
  }
}

function waiting(round: Pick<Round<unknown>, 'id' | 'label'>, on: readonly PartyId[]) {
  return { type: 'waiting', round: round.id, label: round.label, on: on.map(pidBytes) } as const;
}

function proven(code: string, envelopes: readonly [AuthenticEnvelope, ...AuthenticEnvelope[]]): Fault {
  return { party: envelopes[0].author, code, certainty: 'proven', envelopes };
}

function decodeOrFault<M>(
  round: Round<M>,
  sealed: AuthenticEnvelope,
): { type: 'message'; value: M } | { type: 'fault'; fault: Fault } {
  try {
    return { type: 'message', value: decodeWith(round.codec, sealed.envelope.payload) };
  } catch (error) {
    if (error instanceof DecodeError) return { type: 'fault', fault: proven('decode', [sealed]) };
    throw error;
  }
}
