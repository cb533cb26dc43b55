/** What one device has sent and received in a run: it authenticates, files, finds, decodes and proves. It decides nothing. */
import { bytesEqual, bytesToHex, wipe } from '../../../base/bytes.ts';
import type { Ed25519Signer } from '../../../base/signatures.ts';
import { decodeWith, DecodeError, encodeWith } from '../../../base/tlv-decode.ts';
import { echoDigest } from './dispute.ts';
import { sealEnvelope } from './envelope.ts';
import { encodeEvidence } from './evidence.ts';
import type { Fault } from './fault.ts';
import { pidBytes, type PartyId } from './party.ts';
import { deriveSid, paramsHash } from './plan.ts';
import { sendersOf, type Accusation, type Awaited, type Round } from './protocol.ts';
import { READY } from './ready.ts';
import { authenticate, bindingOf, type AuthenticEnvelope, type RefusalCode, type RunFrame } from './run-frame.ts';
import { EnvelopeStore, type Filing } from './store.ts';

/** An envelope to deliver. Private ones must be encrypted to the recipient by the channel. */
export interface Outgoing {
  /** pid, or all other participants of the run. */
  readonly to: Uint8Array | 'all';
  /** Round code, for the caller's own display; the one inside the envelope is signed. */
  readonly round: number;
  readonly envelope: Uint8Array;
}

export type Admission =
  | { readonly type: 'admitted'; readonly sealed: AuthenticEnvelope }
  | { readonly type: 'early' }
  | { readonly type: 'refused'; readonly code: RefusalCode };

export type Decoded<M> =
  { readonly type: 'message'; readonly value: M } | { readonly type: 'fault'; readonly fault: Fault };

/** Round codes from here on are those of disputes and notices. */
const FIRST_DISPUTE = 300;

export class Transcript {
  readonly #self: PartyId;
  readonly #signer: Ed25519Signer;
  readonly #store = new EnvelopeStore();
  /** Own echoes by round: the messages of a complete round do not change any more. */
  readonly #digests = new Map<number, Uint8Array>();
  #frame: RunFrame;
  #nonces: readonly Uint8Array[] = [];

  constructor(frame: RunFrame, self: PartyId, signer: Ed25519Signer) {
    this.#frame = frame;
    this.#self = self;
    this.#signer = signer;
  }

  get frame(): RunFrame {
    return this.#frame;
  }

  get participants(): readonly PartyId[] {
    return this.#frame.definition.plan.participants;
  }

  get peers(): readonly PartyId[] {
    return this.participants.filter((party) => party !== this.#self);
  }

  /** Whether an envelope from the channel of `from` counts as received. Sid-bound ones are kept aside while `sid` is unknown. */
  admit(from: Uint8Array, bytes: Uint8Array): Admission {
    const refused = (code: RefusalCode): Admission => ({ type: 'refused', code });
    const sender = this.peers.find((party) => party === bytesToHex(from));
    if (sender === undefined) return refused('SENDER_UNKNOWN');
    const result = authenticate(this.#frame, bytes);
    if (result.type === 'refused') return result;
    const { sealed } = result;
    if (sealed.author !== sender) return refused('IMPERSONATION');
    const { to, round } = sealed.envelope;
    if (to.length > 0 && bytesToHex(to) !== this.#self) return refused('RECIPIENT_OTHER');
    if (bindingOf(this.#frame, round) !== undefined) return { type: 'admitted', sealed };
    return this.#store.fileEarly(sealed).type === 'flooding' ? refused('FLOODING') : { type: 'early' };
  }

  file(sealed: AuthenticEnvelope): Filing {
    return this.#store.file(sealed);
  }

  /** Fixes `sid` and hands over the messages that were kept aside for it. */
  bind(nonces: readonly Uint8Array[]): { sid: Uint8Array; ours: AuthenticEnvelope[]; others: AuthenticEnvelope[] } {
    const sid = deriveSid(this.#frame.definition.plan, nonces);
    this.#nonces = nonces;
    this.#frame = { ...this.#frame, sid };
    const early = this.#store.takeEarly();
    const isOurs = (sealed: AuthenticEnvelope): boolean => bytesEqual(sealed.envelope.sid, sid);
    return { sid, ours: early.filter(isOurs), others: early.filter((sealed) => !isOurs(sealed)) };
  }

  /** Signs a message. Broadcasts are kept; private ones carry shares and are not. */
  seal<M>(round: Round<M>, to: PartyId | 'all', message: M): Outgoing {
    const payload = encodeWith(round.codec, message);
    const sealed = sealEnvelope(
      {
        protocol: this.#frame.definition.plan.protocol,
        sid: bindingOf(this.#frame, round.id) ?? this.#frame.runId,
        round: round.id,
        from: pidBytes(this.#self),
        to: to === 'all' ? new Uint8Array() : pidBytes(to),
        payload,
      },
      this.#signer,
    );
    if (to === 'all') this.#store.file({ ...sealed, author: this.#self });
    else wipe(payload);
    return { to: to === 'all' ? 'all' : pidBytes(to), round: round.id, envelope: sealed.bytes };
  }

  /** Codes of the protocol rounds and echoes that a party has sent in; no dispute and no notice is among them. */
  roundsFrom(party: PartyId): number[] {
    return this.#store.roundsOf(party).filter((round) => round < FIRST_DISPUTE);
  }

  /** The message of `party` in a round: its broadcast, or what it sent to us. */
  find(round: Round<unknown>, party: PartyId): AuthenticEnvelope | undefined {
    return this.#store.find(round.id, party, round.kind === 'p2p' ? pidBytes(this.#self) : undefined);
  }

  /** The peers from which a round expects a message. */
  sendersAmongPeers(round: Pick<Round<unknown>, 'senders'>): readonly PartyId[] {
    return sendersOf(this.#frame.definition.plan, round).filter((party) => party !== this.#self);
  }

  /** The peers of which a message is expected in these rounds and that have sent none. Alternative rounds have the same senders. */
  missing(...rounds: Awaited): PartyId[] {
    const senders = this.sendersAmongPeers(rounds[0]);
    return senders.filter((party) => rounds.every((round) => this.find(round, party) === undefined));
  }

  /** The broadcasts of a round that are here, own included, in participant order. */
  seen(round: Pick<Round<unknown>, 'id'>): ReadonlyMap<PartyId, AuthenticEnvelope> {
    const seen = new Map<PartyId, AuthenticEnvelope>();
    for (const party of this.participants) {
      const sealed = this.#store.find(round.id, party);
      if (sealed !== undefined) seen.set(party, sealed);
    }
    return seen;
  }

  /** Our own echo of a complete round. */
  digest(round: Round<unknown>): Uint8Array {
    const known = this.#digests.get(round.id);
    if (known !== undefined) return known;
    const digest = echoDigest(this.#frame, round, this.seen(round));
    this.#digests.set(round.id, digest);
    return digest;
  }

  /** Whether a party has signed up for our plan in its Ready message. */
  planOf(party: PartyId): 'same' | 'other' | 'unknown' {
    if (this.#frame.definition.sid !== undefined) return 'same';
    const ready = this.find(READY, party);
    const message = ready === undefined ? undefined : decodeOrFault(READY, ready);
    if (message?.type !== 'message') return 'unknown';
    return bytesEqual(message.value.paramsHash, paramsHash(this.#frame.definition.plan)) ? 'same' : 'other';
  }

  /** Gathers the messages that prove what the protocol accuses a party of; without a repeatable check it stays a suspicion. */
  prove({ party, code }: Accusation): Fault {
    const { checks } = this.#frame.definition;
    const check = Object.hasOwn(checks, code) ? checks[code] : undefined;
    const envelopes = (check?.needs ?? []).flatMap((need) => {
      const parties = need.from === 'accused' ? [party] : this.participants;
      return parties.flatMap((each) => this.find(need.round, each) ?? []);
    });
    return { party, code, certainty: check === undefined ? 'suspected' : 'proven', envelopes };
  }

  /** The evidence bundle of a proven fault. */
  evidenceOf(fault: Fault): Uint8Array {
    const ready = this.find(READY, fault.party);
    // A fault in the Ready round itself stands without consent; a malformed Ready could not give it.
    const consent = this.planOf(fault.party) === 'same' ? ready : undefined;
    return encodeEvidence(this.#frame, this.#nonces, fault, consent);
  }

  /** Erases the content of private messages. */
  wipePrivate(): void {
    this.#store.wipePrivate();
  }
}

/** A fault of the author of signed messages. */
export function provenFault(code: string, envelopes: readonly [AuthenticEnvelope, ...AuthenticEnvelope[]]): Fault {
  return { party: envelopes[0].author, code, certainty: 'proven', envelopes };
}

/** Decodes a payload; what does not decode is a fault of its author. */
export function decodeOrFault<M>(round: Round<M>, sealed: AuthenticEnvelope): Decoded<M> {
  try {
    return { type: 'message', value: decodeWith(round.codec, sealed.envelope.payload) };
  } catch (error) {
    if (error instanceof DecodeError) return { type: 'fault', fault: provenFault('decode', [sealed]) };
    throw error;
  }
}
