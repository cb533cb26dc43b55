/**
 * Cheating signers: the honest protocol with a hand on what it sends. Messages are changed before they are signed, so that the cheater's own
 * echoes fit what it has sent; what it cannot change is what the others check.
 */
import { K_IA } from '../../src/engine/crypto/parameters.ts';
import { G, q } from '../../src/engine/crypto/secp256k1.ts';
import type { EcdsaSignature } from '../../src/engine/mpc/cggmp24/ecdsa-signature.ts';
import { proveErrorRound } from '../../src/engine/mpc/cggmp24/error-round.ts';
import { fullSign } from '../../src/engine/mpc/cggmp24/full-sign.ts';
import { mtaDigest, type ErrorCase } from '../../src/engine/mpc/cggmp24/presign-checks.ts';
import { definePresign } from '../../src/engine/mpc/cggmp24/presign-definition.ts';
import {
  presignRounds,
  type Er,
  type PresignRounds,
  type Ps1,
  type Ps2,
  type Ps2p,
  type Ps3,
} from '../../src/engine/mpc/cggmp24/presign-messages.ts';
import { presign, type NonceShares, type PresignContext } from '../../src/engine/mpc/cggmp24/presign.ts';
import { OwnPresign } from '../../src/engine/mpc/cggmp24/presign-own.ts';
import { hashMessage } from '../../src/engine/mpc/cggmp24/signable-message.ts';
import { othersOf, setUpSigning, signingKeyOf, type SigningSetup } from '../../src/engine/mpc/cggmp24/signing-setup.ts';
import type { EcdsaKeyShare } from '../../src/engine/mpc/cggmp24/key-share.ts';
import { partyIdOf, type PartyId } from '../../src/engine/mpc/protocol/party.ts';
import {
  agree,
  echoOwn,
  send,
  type Effect,
  type Protocol,
  type Round,
} from '../../src/engine/mpc/protocol/protocol.ts';
import { withReady } from '../../src/engine/mpc/protocol/ready.ts';
import { enterRun } from '../../src/engine/mpc/protocol/run-options.ts';
import { Session } from '../../src/engine/mpc/protocol/session.ts';
import { runOptions } from './ecdsa-runs.ts';
import { fullSignNet, message, presignNet, type Net, type SigningCommittee } from './ecdsa-signing-runs.ts';
import type { Device } from './party.ts';
import { SimNet, type Hook, type SimNode } from './sim-net.ts';

export type Send = Extract<Effect, { op: 'send' }>;

/** What a cheater does: an effect of its honest protocol becomes others. The last answer goes to the honest protocol. */
export type Cheat = (effect: Effect, context: CheatContext) => Protocol<unknown>;

export interface CheatContext {
  readonly context: PresignContext;
  readonly rounds: PresignRounds;
}

/** Runs a protocol through a cheat. */
export function* through<T>(inner: Protocol<T>, cheat: (effect: Effect) => Protocol<unknown>): Protocol<T> {
  try {
    let answer: unknown;
    for (;;) {
      const step = inner.next(answer);
      if (step.done === true) return step.value;
      answer = yield* cheat(step.value);
    }
  } finally {
    inner.return(undefined as T);
  }
}

/** Changes the messages of one round, by name; `to` is a peer for private ones. */
export function changeMessages<N extends keyof PresignRounds>(
  name: N,
  change: (message: MessageOf<N>, to: PartyId | 'all', context: CheatContext) => MessageOf<N>,
): Cheat {
  return function* (effect, context) {
    const round = context.rounds[name];
    const isMine = effect.op === 'send' && effect.round.id === round.id && effect.round.kind === round.kind;
    if (!isMine) return yield effect;
    return yield { ...effect, message: change(effect.message as MessageOf<N>, effect.to, context) };
  };
}

type MessageOf<N extends keyof PresignRounds> = PresignRounds[N] extends { codec: { toValue(value: infer M): unknown } }
  ? M
  : never;

/**
 * Changes the private ciphertexts together with the digest that binds them, so that only the proofs can tell. PS2 waits until the private messages
 * are made.
 */
export function changeMta(change: (mta: Ps2p, to: PartyId) => Partial<Ps2p>): Cheat {
  let ps2: Send | undefined;
  const digests = new Map<PartyId, Uint8Array>();
  return function* (effect, { context, rounds }) {
    if (effect.op !== 'send' || effect.round.id !== rounds.PS2.id) return yield effect;
    if (effect.to === 'all') {
      ps2 = effect;
      return undefined;
    }
    const { setup, sid, self } = context;
    const made = effect.message as Ps2p;
    const message = { ...made, ...change(made, effect.to) };
    digests.set(effect.to, mtaDigest({ setup, sid, sender: self, receiver: effect.to }, message));
    yield { ...effect, message };
    const dig = othersOf(setup, self).flatMap((peer) => digests.get(peer) ?? []);
    if (ps2 !== undefined && dig.length === setup.order.length - 1)
      yield { ...ps2, message: { ...(ps2.message as Ps2), dig } };
    return undefined;
  };
}

/** One cheat after the other. */
export function all(...cheats: readonly Cheat[]): Cheat {
  const [first, ...rest] = cheats;
  if (first === undefined)
    return function* (effect) {
      return yield effect;
    };
  const others = all(...rest);
  return (effect, context) => through(first(effect, context), (inner) => others(inner, context));
}

export interface CheatSetup extends SigningCommittee {
  readonly signers: readonly Device[];
  readonly cheater: Device;
  readonly cheat: Cheat;
  readonly path?: readonly number[];
  readonly hooks?: readonly Hook[];
  /** Other names have other randomness and another session. */
  readonly name?: string;
  /** What the cheater believes about the session. */
  readonly twist?: (context: PresignContext) => PresignContext;
}

function cheatingSession<T>(
  setup: CheatSetup,
  messageHash: Uint8Array | undefined,
  protocol: (context: PresignContext) => Protocol<T>,
): Session<T> {
  const { signers, cheater, cheat, path = [], shares, name, twist = (context: PresignContext) => context } = setup;
  const share = shares.find(({ self }) => partyIdOf(self) === cheater.hex) as EcdsaKeyShare;
  const agreed: SigningSetup = setUpSigning({
    key: signingKeyOf(share),
    signers: signers.map(({ pid }) => partyIdOf(pid)),
    path,
  });
  const definition = definePresign(agreed, messageHash);
  const options = runOptions(cheater, signers, name ?? (messageHash === undefined ? 'presign' : 'full-sign'));
  const { frame, self } = enterRun(definition, options);
  const { random, signer, deadline } = options;
  const rounds = presignRounds(agreed.profile, signers.length);
  const cheating = withReady({ plan: definition.plan, self, random }, (sid) => {
    const context = twist({ sid, setup: agreed, share, self, random, prepared: undefined });
    return through(protocol(context), (effect) => cheat(effect, { context, rounds }));
  });
  return new Session({ frame, self, signer, deadline, protocol: cheating });
}

function withCheater<T, C>({ nodes }: Net<T>, { cheater, hooks = [] }: CheatSetup, session: Session<C>): Net<T | C> {
  const mixed: SimNode<T | C>[] = nodes.map((node) =>
    node.device === cheater ? { device: cheater, session } : (node as SimNode<T | C>),
  );
  return { net: new SimNet(mixed, hooks), nodes: mixed };
}

/** A presigning run with one cheater. */
export function cheatedPresign(setup: CheatSetup): Net<unknown> {
  const session: Session<NonceShares> = cheatingSession(setup, undefined, presign);
  return withCheater(presignNet(setup), setup, session);
}

/** A full signing run with one cheater. */
export function cheatedFullSign(setup: CheatSetup): Net<unknown> {
  const hashed = hashMessage(message);
  const session: Session<EcdsaSignature> = cheatingSession(setup, hashed.messageHash, (context) =>
    fullSign({ ...context, message: hashed }),
  );
  return withCheater(fullSignNet(setup), setup, session);
}

/** What a signer knows that runs the honest protocol, gathered as its cheat sees it pass by. */
interface Gathered {
  readonly ps1: Map<PartyId, Ps1>;
  readonly ps2: Map<PartyId, Ps2>;
}

const latest: { own?: OwnPresign } = {};
const add = OwnPresign.prototype.add;
OwnPresign.prototype.add = function (this: OwnPresign, received) {
  // The signer that adds up now is the one whose cheat sees its PS3 next: all of it happens in one step
  latest.own = this;
  add.call(this, received);
};

export interface ErrorCheat {
  readonly errorCase: ErrorCase;
  /** The lie. */
  ps3(message: Ps3): Ps3;
  /** What it sends in the error round: proofs of its true values, unless told. */
  er?(truth: () => Er, context: CheatContext): Er;
}

/** Lies in PS3, and takes part in the error round as if nothing was: its proofs are those of the true values. */
export function lieInPs3({ errorCase, ps3: lie, er: answer = (truth) => truth() }: ErrorCheat): Cheat {
  const gathered: Gathered = { ps1: new Map(), ps2: new Map() };
  let er: Er | undefined;
  return function* (effect, context) {
    const { PS3, ER, ECHO3, ONF } = context.rounds;
    gather(gathered, effect, context);
    if (isBroadcast(effect, PS3)) {
      er = answer(() => trueErrorRound(gathered, effect.message as Ps3, errorCase, context), context);
      return yield { ...effect, message: lie(effect.message as Ps3) };
    }
    if (er !== undefined && (isBroadcast(effect, ECHO3) || isBroadcast(effect, ONF))) {
      if (isBroadcast(effect, ECHO3)) yield effect;
      return yield* takePart(context, ER, er);
    }
    const received = yield effect;
    gatherAnswer(gathered, effect, context, received);
    return received;
  };
}

/** Starts an error round for no reason. */
export function errorRoundForNothing(er: (context: CheatContext) => Er): Cheat {
  return function* (effect, context) {
    const { ER, ECHO3, ONF } = context.rounds;
    if (!isBroadcast(effect, ECHO3) && !isBroadcast(effect, ONF)) return yield effect;
    return yield* takePart(context, ER, er(context));
  };
}

function* takePart({ rounds: { PS3 } }: CheatContext, ER: PresignRounds['ER'], er: Er): Protocol<never> {
  const echo3 = yield* echoOwn(PS3);
  yield* send(ER, 'all', { ...er, echo3 });
  yield { op: 'receive', rounds: [ER] };
  yield* agree(ER);
  // Whatever the others make of it: the cheater has nothing more to say
  yield { op: 'receive', rounds: [{ ...ER, id: 999 }] };
  throw new Error('nobody sends in this round');
}

function isBroadcast(effect: Effect, round: Round<unknown>): effect is Send {
  return effect.op === 'send' && effect.to === 'all' && effect.round.id === round.id;
}

function gather({ ps1, ps2 }: Gathered, effect: Effect, { context: { self }, rounds }: CheatContext): void {
  if (isBroadcast(effect, rounds.PS1)) ps1.set(self, effect.message as Ps1);
  if (isBroadcast(effect, rounds.PS2)) ps2.set(self, effect.message as Ps2);
}

function gatherAnswer({ ps1, ps2 }: Gathered, effect: Effect, { rounds }: CheatContext, answer: unknown): void {
  if (effect.op !== 'receive' || effect.rounds[0].kind === 'p2p') return;
  const [messages] = answer as [ReadonlyMap<PartyId, never>];
  for (const [party, message] of messages) {
    if (effect.rounds[0].id === rounds.PS1.id) ps1.set(party, message);
    if (effect.rounds[0].id === rounds.PS2.id) ps2.set(party, message);
  }
}

function trueErrorRound(
  { ps1, ps2 }: Gathered,
  mine: Ps3,
  errorCase: ErrorCase,
  { context: { setup, sid, self, random } }: CheatContext,
): Er {
  const own = latest.own!;
  const view = { setup, sid, ps1, ps2, ps3: new Map([[self, mine]]) };
  const { made, received } = own.exchanged;
  const witness = own.errorWitness(errorCase);
  return proveErrorRound({ view, self, errorCase, echo3: new Uint8Array(32), made, received, witness }, random);
}

/** An error round of the right shape with nothing in it. */
export function emptyErrorRound({ rounds: _rounds, context: { setup } }: CheatContext): Er {
  const others = setup.order.slice(1);
  const item = { A: 1n, R: G, B: 1n, z: 0n, zp: 0n, w: 1n, lam: 1n };
  return {
    case: 0,
    echo3: new Uint8Array(32),
    revealed: others.map(() => ({ D: 1n, F: 1n, Dh: 1n, Fh: 1n })),
    psi: Array.from({ length: K_IA }, () => ({ A: 1n, B: G, C: G, z: 0n, w: 0n, nu: 1n })),
    proofs: others.map(() => Array.from({ length: K_IA }, () => item)),
  };
}

/** A scalar plus one, for lies. */
export function addScalar(value: bigint): bigint {
  return (value + 1n) % q;
}
