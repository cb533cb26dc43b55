/**
 * Protocols as generators: they read like the paper, do no I/O, and end in `finally` when they are cancelled.
 * A protocol only ever yields through the helpers of this file; the `Session` answers.
 */
import { bytesEqual } from '../../../base/bytes.ts';
import { bytesCodec, DecodeError, structCodec, u32Codec, type TlvCodec } from '../../../base/tlv-decode.ts';
import type { PartyId } from './party.ts';
import type { SessionPlan } from './plan.ts';

/** What an echo digest may look at: the messages of one echoed round as one party saw them. */
export interface EchoView {
  readonly plan: SessionPlan;
  /** `sid`, or `runId` for the Ready round. */
  readonly binding: Uint8Array;
  payloadHash(party: PartyId): Uint8Array;
  /** Decoded message. @throws DecodeError */
  message(party: PartyId): unknown;
}

/** One kind of message. */
export interface Round<M> {
  /** Round code of the envelope: 1, 2, 3 for numbered rounds. */
  readonly id: number;
  /** What a person reads in the live grid. */
  readonly label: string;
  /**
   * `broadcast`: to all, agreement not needed. `echo`: broadcast whose echo completes before the protocol goes on (ECHO_STRICT).
   * `piggy`: broadcast whose echo travels inside a later round (ECHO_PIGGY). `p2p`: private, one per peer.
   */
  readonly kind: 'broadcast' | 'echo' | 'piggy' | 'p2p';
  /**
   * Sent only when something went wrong: the live grid shows it when it happens, and it extends the deadline by its own time, in milliseconds from when
   * it is waited for.
   */
  readonly exceptional?: { readonly timeMs: bigint };
  /** Those who send in this round, in participant order; all participants unless told. All receive broadcasts and echo them. */
  readonly senders?: readonly PartyId[];
  readonly codec: TlvCodec<M>;
  /** This round's message carries the echo of an earlier `piggy` round. */
  readonly echoOf?: { readonly round: Round<unknown>; read(message: M): Uint8Array };
  /** Replaces the standard echo digest of this round. */
  digest?(view: EchoView): Uint8Array;
}

/** Those who send in a round, in participant order. */
export function sendersOf(plan: SessionPlan, round: Pick<Round<unknown>, 'senders'>): readonly PartyId[] {
  return round.senders ?? plan.participants;
}

export interface Accusation {
  readonly party: PartyId;
  readonly code: string;
}

/** The rounds of which each peer has to send one message; almost always a single one. */
export type Awaited = readonly [Round<unknown>, ...Round<unknown>[]];

/** What a protocol asks of its driver. */
export type Effect =
  | { readonly op: 'send'; readonly round: Round<unknown>; readonly to: PartyId | 'all'; readonly message: unknown }
  | { readonly op: 'receive'; readonly rounds: Awaited }
  | { readonly op: 'blame'; readonly round: Round<unknown>; readonly accusations: readonly Accusation[] }
  | { readonly op: 'digest'; readonly round: Round<unknown> }
  | { readonly op: 'dispute'; readonly round: Round<unknown> }
  | { readonly op: 'bind'; readonly nonces: readonly Uint8Array[] }
  | { readonly op: 'prepare'; readonly value: unknown };

/** A protocol that ends with a `T`. The driver's answers are typed by the helpers below, which is why they need `yield*`. */
export type Protocol<T> = Generator<Effect, T, unknown>;

/** Sends one message; to `'all'` for every kind but `p2p`. */
export function* send<M>(round: Round<M>, to: PartyId | 'all', message: M): Protocol<void> {
  yield { op: 'send', round, to, message };
}

/**
 * The messages of all peers that send in a round, once they are complete. For an `echo` round the driver has agreed on them with all parties;
 * for a round that carries an echo, that echo has been compared. Any mismatch ends the run in a dispute.
 */
export function* receive<M>(round: Round<M>): Protocol<ReadonlyMap<PartyId, M>> {
  const [messages] = (yield { op: 'receive', rounds: [round] }) as [ReadonlyMap<PartyId, M>];
  if (round.kind === 'echo') yield* agree(round);
  if (round.echoOf !== undefined) {
    const { echoOf } = round;
    const echoes = [...messages.values()].map((message) => echoOf.read(message));
    yield* compareEchoes(echoOf.round, echoes);
  }
  return messages;
}

/**
 * The messages of all peers in several rounds that carry the echo of the same earlier round, by round, once each peer has sent one of them. Which of
 * them an honest party sends depends on that earlier round only, so the echoes are compared first: a mismatch ends the run in a dispute.
 */
export function* receiveAny<M extends readonly [unknown, ...unknown[]]>(
  ...rounds: { readonly [K in keyof M]: Round<M[K]> }
): Protocol<{ readonly [K in keyof M]: ReadonlyMap<PartyId, M[K]> }> {
  const listed: Awaited = rounds;
  const answer = (yield { op: 'receive', rounds: listed }) as { readonly [K in keyof M]: ReadonlyMap<PartyId, M[K]> };
  const received: readonly ReadonlyMap<PartyId, unknown>[] = answer;
  const echoes = listed.flatMap((round, i) => echoesIn(round, received[i] ?? new Map<PartyId, unknown>()));
  const [{ echoOf }] = listed;
  if (echoOf !== undefined) yield* compareEchoes(echoOf.round, echoes);
  return answer;
}

function echoesIn<M>({ echoOf }: Round<M>, messages: ReadonlyMap<PartyId, M>): Uint8Array[] {
  return echoOf === undefined ? [] : [...messages.values()].map((message) => echoOf.read(message));
}

/**
 * Runs one check over all messages of a round and reports every party that fails it, never only the first
 * (README 8, rule 1). `check` returns the code of the failed check.
 */
export function* blame<M>(
  round: Round<M>,
  messages: ReadonlyMap<PartyId, M>,
  check: (party: PartyId, message: M) => string | undefined,
): Protocol<void> {
  const accusations: Accusation[] = [];
  for (const [party, message] of messages) {
    const code = check(party, message);
    if (code !== undefined) accusations.push({ party, code });
  }
  yield { op: 'blame', round, accusations };
}

/** Fixes `sid` from the nonces of all participants; every later message is bound to it. */
export function* bindSession(nonces: readonly Uint8Array[]): Protocol<Uint8Array> {
  return (yield { op: 'bind', nonces }) as Uint8Array;
}

/** Shows a result that the caller must store before it sends anything more (reshare.md 6, PREPARED). */
export function* prepare(value: unknown): Protocol<void> {
  yield { op: 'prepare', value };
}

export type Echo = { readonly round: number; readonly h: Uint8Array };

/** The separate echo message of a round (round code 100 + r). An echo that names another round does not decode. */
export function echoRound(round: Round<unknown>): Round<Echo> {
  const echoed: TlvCodec<number> = {
    toValue: (id) => u32Codec.toValue(id),
    read: (reader) => {
      if (u32Codec.read(reader) !== round.id) throw new DecodeError('an echo names another round');
      return round.id;
    },
  };
  return {
    id: 100 + round.id,
    label: `${round.label}: echo`,
    kind: 'broadcast',
    codec: structCodec<Echo>({ round: echoed, h: bytesCodec({ exact: 32 }) }),
  };
}

/** Our own echo of a round whose echo travels inside a later message. */
export function* echoOwn(round: Round<unknown>): Protocol<Uint8Array> {
  return (yield { op: 'digest', round }) as Uint8Array;
}

/** Agrees with all parties on the messages of a complete round (ECHO_STRICT). `receive` does it for `echo` rounds; after `receiveAny` it is for the caller. */
export function* agree(round: Round<unknown>): Protocol<void> {
  const h = yield* echoOwn(round);
  const echo = echoRound(round);
  yield* send(echo, 'all', { round: round.id, h });
  const echoes = yield* receive(echo);
  yield* blame(echo, echoes, () => undefined);
  const received = [...echoes.values()].map((message) => message.h);
  yield* compareEchoes(round, received);
}

function* compareEchoes(round: Round<unknown>, received: readonly Uint8Array[]): Protocol<void> {
  const own = yield* echoOwn(round);
  if (received.some((h) => !bytesEqual(h, own))) yield { op: 'dispute', round };
}
