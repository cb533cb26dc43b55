/**
 * Signing sessions: judge every proposal of a vault whose share is held here, say so in the log, and run the protocol when every
 * party of the signer set has agreed.
 */
import { bytesFromHex } from '../../base/bytes.ts';
import { AppError } from '../../base/errors.ts';
import { hashMessage } from '../../engine/mpc/cggmp24/signable-message.ts';
import { presignatureRun } from '../../treasury/workspace/admit-presign.ts';
import { judge } from '../../treasury/judge/judge.ts';
import { readingSentence } from '../../treasury/judge/reading-sentence.ts';
import type { SessionState, WorkspaceState } from '../../treasury/workspace/state.ts';
import type { Attempt, ChainFacts, OwnLifetime } from './chain-facts.ts';
import { agreedAttempts, attemptOf } from './earlier-attempts.ts';
import { failureOf } from './failure.ts';
import type { CoSignerContext } from './context.ts';
import { jobSetup, partyOf } from './key-jobs.ts';
import { RunAborted } from './run-host.ts';
import type { JobOf } from './run-task.ts';
import { drawConsequences } from './suspects.ts';

const SESSION_PATIENCE_MS = 30_000n;
/** An error round, which finds out who cheated, takes a slow machine this long. */
const ECDSA_PATIENCE_MS = 120_000n;

/** Judges one proposal and appends the verdict. */
export async function giveVerdict(context: CoSignerContext, session: SessionState): Promise<void> {
  const { proposal } = session;
  const { requestId, sessionId } = proposal;
  const seen = { sessionId, requestId, logIndex: session.index, seenAt: context.clock.now() };
  context.sessions.recordProposal(seen);
  const chain = chainOf(context, session);
  const request = context.replica.state?.requests.get(requestId);
  const attempt = attemptOf(session, request);
  const reading = chain.read(proposal.unsignedTransaction);
  const [network, lifetimeValid, earlier] = await Promise.all([
    chain.network(),
    chain.isLifetimeValid(attempt),
    chain.settleEarlier(requestId, request?.intent.network ?? '', agreedAttempts(context, requestId, sessionId)),
    // Also by holders that do not sign: when this attempt fails, they must know how long its bytes stay dangerous.
    chain.noteLifetime(attempt),
  ]);
  const state = context.replica.state;
  if (state === null) return;
  await followEpoch(context, state, proposal.vaultId);
  const active = context.epochs.active(proposal.vaultId);
  const decision = judge({
    state,
    sessionId,
    reading,
    now: context.clock.now(),
    self: context.home.pid,
    ownEpoch: active === undefined ? null : active.epoch,
    earlier,
    lifetimeValid,
    network,
    isPresignatureReady:
      proposal.presignature !== undefined && context.stock.isAvailable(presignatureRun(proposal.presignature)),
    isSigningStopped: context.errorRounds.isStopped(proposal.vaultId, proposal.epoch, proposal.signers),
    verify: context.verify,
  });
  context.sessions.recordAnswer(sessionId, decision.answer);
  await context.replica.append({
    type: 'verdict.given',
    sessionId,
    answer: decision.answer,
    reading: readingSentence(reading),
    decoder: chain.decoder,
    policyHash: state.policyHash,
    reasons: decision.answer === 'refuse' ? [...decision.reasons] : [],
  });
}

/**
 * The log may have brought an epoch into force a moment ago, with the proposal close behind it: a verdict by the shares before it would
 * cost the request an attempt for nothing.
 */
async function followEpoch({ epochs, change, report }: CoSignerContext, state: WorkspaceState, vaultId: string) {
  const active = epochs.active(vaultId);
  if (active === undefined || active.epoch >= (state.vaults.get(vaultId)?.epoch ?? 0)) return;
  await change.advance(vaultId, state).catch((error: unknown) => report('epoch', error));
}

/** The chain that the bytes are for: admission holds the kind of their lifetime against the intent. */
function chainOf({ chains }: CoSignerContext, { proposal }: SessionState): ChainFacts {
  return 'nonce' in proposal.lifetime ? chains.evm : chains.solana;
}

/** Runs the signing protocol of a session in which every signer has agreed, and appends its result. */
export async function runSession(
  context: CoSignerContext,
  state: WorkspaceState,
  session: SessionState,
): Promise<void> {
  const { proposal } = session;
  const { sessionId, requestId, vaultId } = proposal;
  const chain = chainOf(context, session);
  const attempt = attemptOf(session, state.requests.get(requestId));
  const { account, unsigned } = attempt;
  try {
    const lifetime = await ownLifetime(chain, attempt);
    assertStillWanted(context, session);
    context.sessions.useRun(bytesFromHex(session.entryHash, 32), context.clock.now());
    const result = await context.runs.run(
      signingJob(context, state, session, chain),
      // On disk before the first share leaves: after a crash this co-signer still knows what may be on its way to the chain.
      () => {
        assertStillWanted(context, session);
        context.sessions.markReleased({
          sessionId,
          requestId,
          vaultId,
          account,
          message: unsigned,
          lifetime: lifetime.text,
          turn: lifetime.turn,
          releasedAt: context.clock.now(),
        });
      },
    );
    await appendSignature(context, sessionId, result.signature);
  } catch (error) {
    context.report('signing', error);
    await drawConsequences(context, { runId: bytesFromHex(session.entryHash, 32), vaultId }, error);
    await failSession(context, sessionId, error);
  }
}

/** The run of a session: FROST, ECDSA in full, or ECDSA with a presignature, which is spent here, before the job exists. */
function signingJob(
  context: CoSignerContext,
  state: WorkspaceState,
  { proposal, entryHash }: SessionState,
  { hash }: ChainFacts,
): JobOf<'sign' | 'online' | 'ecdsa-sign'> {
  const { vaultId, epoch, requestId, unsignedTransaction, presignature } = proposal;
  const unsigned = bytesFromHex(unsignedTransaction);
  const patienceMs = hash === null ? SESSION_PATIENCE_MS : ECDSA_PATIENCE_MS;
  const signers = proposal.signers.map((pid) => partyOf(state, pid));
  const setup = { ...jobSetup(context, { runId: entryHash, vaultId, epoch, patienceMs }), signers };
  if (hash === null) return { kind: 'sign', ...setup, message: unsigned };
  const accountId = state.requests.get(requestId)?.intent.accountId ?? '';
  const path = [...(state.accounts.get(accountId)?.path ?? [])];
  const message = { hash, bytes: unsigned };
  if (presignature === undefined) return { kind: 'ecdsa-sign', ...setup, path, message };
  const { stock } = context;
  const runId = presignatureRun(presignature);
  const { messageHash } = hashMessage(message);
  const presigId = stock.consume({ runId, vaultId, epoch, signers: proposal.signers, path, messageHash });
  const file = { oneTimeKey: stock.key(), presignaturePath: stock.presignaturePath(runId), presigId };
  return { kind: 'online', ...setup, path, message, ...file };
}

/**
 * The log and the clock move on while the chain and the peers are asked. A session that failed meanwhile, a request that was
 * rejected or has expired gets no share any more.
 */
function assertStillWanted({ replica, clock }: CoSignerContext, { proposal }: SessionState): void {
  const request = replica.state?.requests.get(proposal.requestId);
  const session = request?.sessions.find((candidate) => candidate.proposal.sessionId === proposal.sessionId);
  const isCurrent = replica.state?.vaults.get(proposal.vaultId)?.epoch === proposal.epoch;
  const isAgreed = request?.status === 'signing' && session?.outcome.type === 'agreed' && isCurrent;
  if (isAgreed && clock.now() < request.intent.expiresAt) return;
  throw new AppError({
    code: isAgreed ? 'REQUEST_EXPIRED' : 'SESSION_CLOSED',
    kind: 'policy',
    message: isAgreed ? 'The approvals expired before the shares were exchanged.' : 'The session ended meanwhile.',
    safe: 'No share of a signature left this co-signer.',
  });
}

/**
 * How long the bytes can live, by this co-signer's own endpoint. What the proposal says is the console's word: a short life would
 * make released bytes look expired while they can still pay, and a second payment could follow.
 */
async function ownLifetime(chain: ChainFacts, attempt: Attempt): Promise<OwnLifetime> {
  const lifetime = await chain.ownLifetime(attempt);
  if (lifetime !== null && lifetime !== 'unknown') return lifetime;
  throw new AppError({
    code: lifetime === null ? 'LIFETIME_INVALID' : 'CHAIN_UNREADABLE',
    kind: 'chain',
    message: 'The endpoint of this co-signer does not say how long the bytes stay valid.',
    safe: 'No share of a signature left this co-signer.',
    next: 'Start a new signing session.',
  });
}

/** Appends `session.failed`, unless the session has an outcome already. */
export async function failSession(context: CoSignerContext, sessionId: string, error: unknown): Promise<void> {
  const failure = failureOf(error);
  const blame = error instanceof RunAborted ? [...error.blame] : ownFault(context, error);
  await context.replica
    .append({ type: 'session.failed', sessionId, ...failure, blame })
    .catch((cause: unknown) => context.report('signing', cause));
}

/** A share that does not open, a thread that died: this co-signer names itself, so that the next attempt goes through another. */
function ownFault({ home }: CoSignerContext, error: unknown): { pid: string; code: string; certainty: 'proven' }[] {
  const isOwn = !(error instanceof AppError) || error.kind === 'storage' || error.kind === 'bug';
  const code = error instanceof AppError ? error.code : 'INTERNAL';
  return isOwn ? [{ pid: home.pid, code, certainty: 'proven' }] : [];
}

async function appendSignature(context: CoSignerContext, sessionId: string, signature: Uint8Array): Promise<void> {
  await context.replica.append({ type: 'session.signed', sessionId, signature }).catch((error: unknown) => {
    // Every signer has the same signature; the first to append it wins, and the others are told that it is there.
    if (!(error instanceof AppError) || error.code !== 'SESSION_CLOSED') throw error;
  });
}
