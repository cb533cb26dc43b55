/**
 * The driver of one protocol run: the only stateful object of the engine. Sans-I/O: envelopes in, envelopes out, time as an argument.
 * It decodes, buffers, refuses, compares echoes, names culprits and erases secrets.
 */
import { bytesToHex } from '../../../base/bytes.ts';
import type { Ed25519Signer } from '../../../base/signatures.ts';
import { ProtocolAbort, ProtocolStop } from './abort.ts';
import { disputedRound, isSlotOf, slotOf } from './definition.ts';
import { dispute } from './dispute-message.ts';
import { MAX_PAYLOAD_BYTES } from './envelope.ts';
import { DisputePhase, isAnswerDue, ownDispute } from './dispute-phase.ts';
import { endingOf, type Ending } from './ending.ts';
import { ExpiryPhase } from './expiry-phase.ts';
import type { Fault } from './fault.ts';
import { readNotice, STILL_HERE, type NoticeReading } from './notice-reading.ts';
import { NOTICE, type Notice } from './notice.ts';
import { pidBytes, type PartyId } from './party.ts';
import type { ProgressEvent, Refusal } from './progress.ts';
import type { Awaited, Effect, Protocol, Round } from './protocol.ts';
import type { AuthenticEnvelope, RefusalCode, RunFrame } from './run-frame.ts';
import { REASONS_GRACE_MS } from './timeout.ts';
import { decodeOrFault, provenFault, Transcript, type Outgoing } from './transcript.ts';

export type { Outgoing };

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
  | { readonly type: 'running'; readonly awaiting: Awaited }
  | DisputePhase
  | ExpiryPhase
  | { readonly type: 'done'; readonly result: T }
  | { readonly type: 'aborted'; readonly error: ProtocolAbort };

const MAX_REFUSALS = 64;

/** One run of one protocol on one device. */
export class Session<T> {
  readonly #self: PartyId;
  #deadline: bigint;
  readonly #protocol: Protocol<T>;
  readonly #transcript: Transcript;
  #phase: Phase<T> = { type: 'idle' };
  #now = 0n;
  #lastRound = 0;
  #prepared: T | undefined;
  #malformed: Fault[] = [];
  #evidence: readonly Uint8Array[] = [];
  #isNoticeSent = false;
  #out: Outgoing[] = [];
  #progress: ProgressEvent[] = [];
  #refusals: Refusal[] = [];

  constructor({ frame, self, signer, deadline, protocol }: SessionOptions<T>) {
    this.#self = self;
    this.#deadline = deadline;
    this.#protocol = protocol;
    this.#transcript = new Transcript(frame, self, signer);
  }

  /** Starts the run and returns the first messages. */
  start(now: bigint): Outgoing[] {
    this.#now = now;
    if (this.#phase.type === 'idle') this.#advance(undefined);
    return this.tick(now);
  }

  /**
   * Takes one envelope from the channel of the peer `from` (pid). Whatever cannot be attributed to a participant counts as not received.
   * If `prepared` appeared during this call, the caller must store it before it delivers what is returned.
   */
  receive(from: Uint8Array, envelope: Uint8Array, now: bigint): Outgoing[] {
    this.#expireIfDue(now);
    const admission = this.#transcript.admit(from, envelope);
    if (admission.type === 'refused') this.#refuse(from, admission.code);
    if (admission.type === 'admitted') this.#file(admission.sealed);
    return this.#flush();
  }

  /** Applies the deadline. To be called regularly while the session waits. */
  tick(now: bigint): Outgoing[] {
    this.#expireIfDue(now);
    return this.#flush();
  }

  /** Ends the run here, erases its secrets and tells the peers. Does nothing after the end. */
  cancel(): Outgoing[] {
    if (!this.#isOver()) this.#abort({ code: 'CANCELLED', blame: [] });
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
        return waiting(phase.awaiting[0], this.#transcript.missing(...phase.awaiting));
      case 'disputing':
        return waiting(dispute(phase.round), phase.waitsFor);
      case 'expiring':
        return waiting({ id: phase.round.id, label: 'Time is up: collecting reasons' }, phase.waitsFor);
    }
  }

  /** A result that is complete here but not yet confirmed by all parties; to be stored as PREPARED (reshare.md 6). Erased if the run aborts. */
  get prepared(): T | undefined {
    return this.#prepared;
  }

  /** The columns of the live grid, in order. */
  get rounds(): readonly { readonly id: number; readonly label: string }[] {
    const { rounds } = this.#transcript.frame.definition;
    const isShown = ({ id, exceptional }: Round<unknown>) => exceptional === undefined || this.#lastRound % 100 === id;
    return rounds.filter(isShown).map(({ id, label }) => ({ id, label }));
  }

  /** 32 bytes once all Ready messages are agreed. */
  get sid(): Uint8Array | undefined {
    return this.#transcript.frame.sid;
  }

  /** `H("payload", ...)` of the broadcasts of a round that are here, own included, in participant order. */
  payloadHashes(roundId: number): readonly Uint8Array[] {
    return [...this.#transcript.seen({ id: roundId }).values()].map((sealed) => sealed.payloadHash);
  }

  /** The signed broadcasts of a round that are here, own included, in participant order. */
  envelopes(roundId: number): readonly Uint8Array[] {
    return [...this.#transcript.seen({ id: roundId }).values()].map((sealed) => sealed.bytes);
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

  // The protocol

  #file(sealed: AuthenticEnvelope): void {
    const { definition } = this.#transcript.frame;
    const round = slotOf(definition, sealed.envelope);
    if (round === undefined || !isSlotOf(definition, sealed.envelope, sealed.author))
      return this.#fault([provenFault('SLOT_UNKNOWN', [sealed])]);
    const filing = this.#transcript.file(sealed);
    if (filing.type === 'conflict') return this.#fault([provenFault('EQUIVOCATION', [filing.earlier, sealed])]);
    if (filing.type !== 'new') return;
    this.#report(round, sealed.author, 'received');
    const disputed = disputedRound(definition, round.id);
    if (round.id === NOTICE.id) this.#onNotice(sealed);
    else if (disputed !== undefined) this.#onDispute(disputed);
    else if (this.#phase.type === 'running' && this.#phase.awaiting.includes(round)) this.#resume(this.#phase.awaiting);
  }

  #resume(awaiting: Awaited): void {
    const messages = this.#collect(awaiting);
    if (messages !== undefined) this.#advance(messages);
  }

  /** Runs the protocol until it waits for messages or ends. */
  #advance(answer: unknown): void {
    try {
      let input = answer;
      for (;;) {
        const step = this.#protocol.next(input);
        if (step.done === true) return this.#finish(step.value);
        if (this.#malformed.length > 0 && !this.#isSameRound(step.value)) return this.#fault(this.#malformed);
        const outcome = this.#perform(step.value);
        if (outcome === 'stopped' || this.#isOver()) return;
        input = outcome.answer;
      }
    } catch (error) {
      if (error instanceof ProtocolStop) {
        return this.#abort({ code: error.code, blame: [], details: { reason: error.message } });
      }
      this.#abort({ code: 'LOCAL_BUG', blame: [], details: { reason: 'unexpected error' }, cause: error });
    }
  }

  /** Whether a step still gathers the findings of the round in which malformed messages came: the blame list is to be complete. */
  #isSameRound(effect: Effect): boolean {
    if (effect.op === 'blame') return true;
    if (effect.op !== 'receive' || effect.rounds[0].id !== this.#lastRound) return false;
    return this.#transcript.missing(...this.#awaited(effect.rounds)).length === 0;
  }

  #perform(effect: Effect): 'stopped' | { answer: unknown } {
    switch (effect.op) {
      case 'send':
        this.#send(effect.round, effect.to, effect.message);
        return { answer: undefined };
      case 'receive': {
        const awaiting = this.#awaited(effect.rounds);
        this.#phase = { type: 'running', awaiting };
        this.#lastRound = awaiting[0].id;
        this.#extendFor(awaiting[0]);
        const messages = this.#collect(awaiting);
        return messages === undefined ? 'stopped' : { answer: messages };
      }
      case 'blame':
        return this.#blame(effect);
      case 'digest':
        return { answer: this.#transcript.digest(effect.round) };
      case 'dispute':
        this.#openDispute(effect.round, true);
        return 'stopped';
      case 'bind':
        return { answer: this.#bind(effect.nonces) };
      case 'prepare':
        this.#prepared = effect.value as T;
        return { answer: undefined };
    }
  }

  /** An exceptional round has its own time: what is computed for it may take longer than the whole run was meant to. */
  #extendFor({ exceptional }: Round<unknown>): void {
    const until = this.#now + (exceptional?.timeMs ?? 0n);
    if (until > this.#deadline) this.#deadline = until;
  }

  #awaited([first, ...others]: Awaited): Awaited {
    return [this.#canonical(first), ...others.map((round) => this.#canonical(round))];
  }

  /** The decoded messages of all peers, by round, or `undefined` while a peer has sent none. Malformed ones are kept as faults until the next step. */
  #collect(awaiting: Awaited): ReadonlyMap<PartyId, unknown>[] | undefined {
    if (this.#transcript.missing(...awaiting).length > 0) return undefined;
    return awaiting.map((round) => this.#decodeAll(round));
  }

  #decodeAll(round: Round<unknown>): ReadonlyMap<PartyId, unknown> {
    const messages = new Map<PartyId, unknown>();
    for (const party of this.#transcript.sendersAmongPeers(round)) {
      const sealed = this.#transcript.find(round, party);
      if (sealed === undefined) continue;
      const decoded = decodeOrFault(round, sealed);
      if (decoded.type === 'fault') this.#malformed.push(decoded.fault);
      else messages.set(party, decoded.value);
    }
    return messages;
  }

  #blame({ round, accusations }: Extract<Effect, { op: 'blame' }>): 'stopped' | { answer: undefined } {
    const faults = [...this.#malformed, ...accusations.map((accusation) => this.#transcript.prove(accusation))];
    if (faults.length > 0) {
      this.#fault(faults);
      return 'stopped';
    }
    for (const party of this.#transcript.sendersAmongPeers(round)) this.#report(round, party, 'verified');
    return { answer: undefined };
  }

  #bind(nonces: readonly Uint8Array[]): Uint8Array {
    const { sid, ours, others } = this.#transcript.bind(nonces);
    for (const sealed of others) this.#refuse(sealed.envelope.from, 'SESSION_OTHER');
    for (const sealed of ours) if (!this.#isOver()) this.#file(sealed);
    return sid;
  }

  /** Protocols rebuild their rounds from parameters; the definition's own object stands for all copies. */
  #canonical(round: Round<unknown>): Round<unknown> {
    const to = round.kind === 'p2p' ? pidBytes(this.#self) : new Uint8Array();
    return slotOf(this.#transcript.frame.definition, { round: round.id, to }) ?? round;
  }

  #send<M>(round: Round<M>, to: PartyId | 'all', message: M): void {
    this.#out.push(this.#transcript.seal(round, to, message));
    this.#report(round, this.#self, 'verified');
  }

  #finish(result: T): void {
    this.#phase = { type: 'done', result };
    this.#transcript.wipePrivate();
  }

  // Disputes, notices and the deadline

  /** A dispute always ends the run, so the protocol and its secrets end here. A run that is done only helps the others to their verdict. */
  #openDispute(round: Round<unknown>, isOpener: boolean): void {
    this.#send(dispute(round), 'all', ownDispute(this.#transcript, round, isOpener));
    if (this.#phase.type === 'done') return;
    this.#stopProtocol();
    // A dispute may begin shortly before the deadline; the others still get time to answer.
    const earliest = this.#now + REASONS_GRACE_MS;
    const until = earliest > this.#deadline ? earliest : this.#deadline;
    this.#phase = new DisputePhase(this.#transcript, this.#self, round, until);
    this.#onDispute(round);
  }

  #onDispute(round: Round<unknown>): void {
    const phase = this.#phase;
    if (phase.type === 'disputing' && phase.round.id === round.id) return this.#endIf(phase.collect());
    if (phase.type !== 'running' && phase.type !== 'done') return;
    if (isAnswerDue(this.#transcript, this.#self, round)) this.#openDispute(round, false);
  }

  #onNotice(sealed: AuthenticEnvelope): void {
    if (this.#phase.type === 'aborted') return;
    const reading = readNotice(this.#transcript, this.#self, sealed);
    if (reading.type === 'reasons') return this.#onReasons(sealed.author, reading);
    if (this.#phase.type === 'done') return;
    if (reading.type === 'gave up') {
      for (const forwarded of reading.forwards) if (!this.#isOver()) this.#file(forwarded);
      if (this.#isOver()) return;
      if (this.#phase.type === 'expiring') return this.#endIf(this.#phase.add(sealed.author, []));
    }
    this.#abort(reading.ending);
  }

  /** A peer whose time is up takes us with it. A run that is done lacks nothing, but must not look silent to such a peer. */
  #onReasons(author: PartyId, { code, missing }: Extract<NoticeReading, { type: 'reasons' }>): void {
    if (this.#phase.type === 'done' && code !== STILL_HERE) this.#notify({ code: STILL_HERE });
    if (this.#phase.type === 'running' && code !== STILL_HERE) this.#beginExpiry(this.#phase.awaiting);
    if (this.#phase.type === 'expiring') this.#endIf(this.#phase.add(author, missing));
  }

  #expireIfDue(now: bigint): void {
    this.#now = now;
    if (this.#phase.type === 'running' && now >= this.#deadline) this.#beginExpiry(this.#phase.awaiting);
    const phase = this.#phase;
    if ((phase.type === 'expiring' || phase.type === 'disputing') && now >= phase.until) this.#abort(phase.settle());
  }

  #beginExpiry(awaiting: Awaited): void {
    this.#stopProtocol();
    // A peer may say that its time is up as early as it likes: others still have until our deadline to give their reasons, because an honest one may
    // be computing for minutes, and would be suspected.
    const from = this.#now > this.#deadline ? this.#now : this.#deadline;
    const phase = new ExpiryPhase(this.#transcript, this.#self, awaiting, from);
    this.#phase = phase;
    this.#notify({ code: 'UNRESPONSIVE', missing: phase.missing });
  }

  // The end

  #fault(faults: readonly Fault[]): void {
    if (!this.#isOver()) this.#abort(endingOf(this.#transcript, faults));
  }

  #endIf(ending: Ending | undefined): void {
    if (ending !== undefined) this.#abort(ending);
  }

  #abort({ code, blame, evidence = [], forwards = [], details = {}, cause }: Ending): void {
    this.#stopProtocol();
    const { definition, runId, sid } = this.#transcript.frame;
    const { protocol } = definition.plan;
    const sessionId = bytesToHex(sid ?? runId);
    const error = new ProtocolAbort({ code, protocol, round: this.#lastRound, sessionId, blame, details, cause });
    this.#phase = { type: 'aborted', error };
    this.#prepared = undefined;
    this.#evidence = evidence;
    this.#notify({ code, forwards, ...(forwards.length > 0 ? {} : { evidence: fitting(evidence) }) });
    this.#transcript.wipePrivate();
  }

  /** Ends the protocol at its current step; its `finally` erases the secrets. */
  #stopProtocol(): void {
    this.#protocol.return(undefined as T);
  }

  /** Tells all peers, once per run: a second notice would be equivocation. */
  #notify(notice: Pick<Notice, 'code'> & Partial<Notice>): void {
    if (this.#isNoticeSent) return;
    this.#isNoticeSent = true;
    this.#send(NOTICE, 'all', { evidence: [], forwards: [], missing: [], ...notice });
  }

  #isOver(): boolean {
    return this.#phase.type === 'done' || this.#phase.type === 'aborted';
  }

  #refuse(from: Uint8Array, code: RefusalCode): void {
    if (this.#refusals.length < MAX_REFUSALS) this.#refusals.push({ from, code });
  }

  #report(round: Pick<Round<unknown>, 'id' | 'label'>, party: PartyId, state: ProgressEvent['state']): void {
    this.#progress.push({ round: round.id, label: round.label, party: pidBytes(party), state });
  }

  #flush(): Outgoing[] {
    return this.#out.splice(0);
  }
}

/** As many bundles as one notice can carry. What is left out, the peers find themselves: only an error round of many signers is that large, and all judge it. */
function fitting(evidence: readonly Uint8Array[]): Uint8Array[] {
  let room = MAX_PAYLOAD_BYTES - 65536;
  return evidence.filter((bundle) => {
    room -= bundle.length;
    return room >= 0;
  });
}

function waiting(round: Pick<Round<unknown>, 'id' | 'label'>, on: readonly PartyId[]) {
  return { type: 'waiting', round: round.id, label: round.label, on: on.map(pidBytes) } as const;
}
