/** The public description of presigning and full signing: plan, message slots, and the checks that evidence repeats (cggmp24.md 7, codes). */
import { bytesEqual } from '../../../base/bytes.ts';
import { DecodeError } from '../../../base/tlv-decode.ts';
import {
  defineProtocol,
  type EvidenceCheck,
  type EvidenceFacts,
  type ProtocolDefinition,
} from '../protocol/definition.ts';
import type { PartyId } from '../protocol/party.ts';
import { echoRound, type Round } from '../protocol/protocol.ts';
import {
  isCaseFalse,
  isMultiplicationFalse,
  isPlaintextFalse,
  isRevealFalse,
  type ErrorView,
} from './error-round-checks.ts';
import {
  areMtaCiphertexts,
  codeOfPs1,
  codeOfPs2Opening,
  codeOfPs2Proofs,
  codeOfPs3,
  errorCaseOf,
  sumOfDeltas,
  sumOfGammas,
  type Exchange,
} from './presign-checks.ts';
import { presignRounds, type Er, type PresignRounds, type Ps1p, type Ps2p } from './presign-messages.ts';
import { decodeSigningPlan, encodeSigningPlan, FULL_SIGN, PRESIGN, signingPlanOf } from './signing-plan.ts';
import { setUpSigning, type SigningSetup } from './signing-setup.ts';
import { isSignatureShare } from './signature-share.ts';
import { echoOf } from './wire.ts';

/** A presigning run, or with `messageHash` (32 bytes) a full signing run. */
export function definePresign(setup: SigningSetup, messageHash?: Uint8Array): ProtocolDefinition {
  const rounds = presignRounds(setup.profile, setup.signers.length);
  const { PS1, PS1P, PS2, PS2P, PS3, ECHO3, ONF, ER } = rounds;
  const isFull = messageHash !== undefined;
  // In full signing ONF carries the echo; a bare one is sent only when E1 or E2 fails
  const last = isFull ? [{ ...ECHO3, exceptional: { timeMs: 0n } }, ONF] : [ECHO3];
  return defineProtocol({
    plan: signingPlanOf(setup, messageHash),
    planBytes: encodeSigningPlan(setup, messageHash),
    rounds: [PS1, PS1P, PS2, PS2P, PS3, ...last, ER],
    checks: {
      ...roundOneChecks(setup, rounds),
      ...roundTwoChecks(setup, rounds),
      ...roundThreeChecks(rounds),
      ...errorRoundChecks(setup, rounds, isFull),
      ...(!isFull ? {} : { 'on.sigma': shareCheck(rounds, messageHash) }),
    },
  });
}

/** @throws AppError for a malformed plan, or one that is not of `protocol` */
export function readPresignPlan(protocol: string, bytes: Uint8Array): ProtocolDefinition {
  const { messageHash, ...request } = decodeSigningPlan(bytes);
  if (protocol !== (messageHash === undefined ? PRESIGN : FULL_SIGN)) {
    throw new DecodeError('a plan belongs to another protocol');
  }
  return definePresign(setUpSigning(request), messageHash);
}

type Checks = Record<string, EvidenceCheck>;

const ofAccused = (round: Round<unknown>) => ({ round, from: 'accused' }) as const;
const ofAll = (round: Round<unknown>) => ({ round, from: 'participants' }) as const;

function roundOneChecks(setup: SigningSetup, { PS1, PS1P }: PresignRounds): Checks {
  const check = (code: string): EvidenceCheck => ({
    needs: [ofAccused(PS1), ofAccused(PS1P)],
    isFault: (facts) => {
      const { accused } = facts;
      const ps1p: Ps1p = facts.message(PS1P, accused);
      return codeOfPs1(exchangeOf(setup, facts, PS1P), facts.message(PS1, accused), ps1p) === code;
    },
  });
  return { 'ps1.group': check('ps1.group'), 'ps1.psi0': check('ps1.psi0'), 'ps1.psi1': check('ps1.psi1') };
}

function roundTwoChecks(setup: SigningSetup, { PS1, PS2, PS2P }: PresignRounds): Checks {
  const opening = (code: string): EvidenceCheck => ({
    needs: [ofAccused(PS1), ofAccused(PS2), ofAccused(PS2P)],
    isFault: (facts) => {
      const { accused } = facts;
      const exchange = exchangeOf(setup, facts, PS2P);
      const ps2p: Ps2p = facts.message(PS2P, accused);
      return codeOfPs2Opening(exchange, facts.message(PS1, accused), facts.message(PS2, accused), ps2p) === code;
    },
  });
  // K is the receiver's, who may be the accuser: the echo of the accused proves which K it multiplied
  const proof = (code: string): EvidenceCheck => ({
    needs: [ofAll(PS1), ofAccused(echoRound(PS1)), ofAccused(PS2), ofAccused(PS2P)],
    isFault: (facts) => {
      const { accused } = facts;
      const exchange = exchangeOf(setup, facts, PS2P);
      if (!hasEchoed(facts, PS1, facts.message(echoRound(PS1), accused).h)) return false;
      const [ps2, ps2p] = [facts.message(PS2, accused), facts.message(PS2P, accused)];
      const { K } = facts.message(PS1, exchange.receiver);
      return areMtaCiphertexts(exchange, ps2p) && codeOfPs2Proofs(exchange, K, ps2, ps2p) === code;
    },
  });
  return {
    'ps2.psiG': opening('ps2.psiG'),
    'ps2.digest': opening('ps2.digest'),
    'ps2.group': {
      needs: [ofAccused(PS2P)],
      isFault: (facts) => !areMtaCiphertexts(exchangeOf(setup, facts, PS2P), facts.message(PS2P, facts.accused)),
    },
    'ps2.psi': proof('ps2.psi'),
    'ps2.psih': proof('ps2.psih'),
  };
}

function roundThreeChecks({ PS1, PS2, PS3 }: PresignRounds): Checks {
  return {
    'ps3.group': {
      needs: [ofAccused(PS3)],
      isFault: (facts) => facts.message(PS3, facts.accused).delta === 0n,
    },
    'ps3.psiD': {
      needs: [ofAccused(PS1), ofAll(PS2), ofAccused(PS3)],
      isFault: (facts) => {
        const { sid, accused } = facts;
        const ps3 = facts.message(PS3, accused);
        // Gamma is a sum over all signers: fair only for the messages that the accused has echoed
        if (!hasEchoed(facts, PS2, ps3.echo2)) return false;
        const Gamma = sumOfGammas(messagesOf(facts, PS2));
        return codeOfPs3(sid, accused, facts.message(PS1, accused), Gamma, ps3) === 'ps3.psiD';
      },
    },
  };
}

/** Every error-round verdict is about messages that the accused has echoed: PS1 by itself, PS2 in its PS3, PS3 in its ER. */
function errorRoundChecks(setup: SigningSetup, rounds: PresignRounds, isFull: boolean): Checks {
  const { PS1, PS2, PS3, ER } = rounds;
  const transcript = [ofAll(PS1), ofAccused(echoRound(PS1)), ofAll(PS2), ofAll(PS3)];
  const ofOne = (isFalse: (view: ErrorView, er: Er, accused: PartyId) => boolean): EvidenceCheck => ({
    needs: [...transcript, ofAccused(ER)],
    isFault: (facts) => {
      const view = echoedView(setup, rounds, facts);
      return view !== undefined && isFalse(view, facts.message(ER, facts.accused), facts.accused);
    },
  });
  return {
    'er.case': caseCheck(setup, rounds, isFull),
    'er.digest': ofOne(isRevealFalse),
    'er.dec': {
      needs: [...transcript, ofAll(ER)],
      isFault: (facts) => {
        const view = echoedView(setup, rounds, facts);
        return view !== undefined && isPlaintextFalse(view, messagesOf(facts, ER), facts.accused);
      },
    },
    'er.aff': ofOne(isMultiplicationFalse),
  };
}

/** er.case: an error round that the echoed PS3 do not call for, or of another case; in full signing also going on although they do. */
function caseCheck(setup: SigningSetup, { PS3, ECHO3, ONF, ER }: PresignRounds, isFull: boolean): EvidenceCheck {
  const said = <M>(facts: EvidenceFacts, round: Round<M>): M | undefined => {
    if (!facts.has(round, facts.accused) || round.echoOf === undefined) return undefined;
    const message = facts.message(round, facts.accused);
    return hasEchoed(facts, PS3, round.echoOf.read(message)) ? message : undefined;
  };
  return {
    needs: [ofAll(PS3), ofAccused(ER), ...(isFull ? [ofAccused(ONF), ofAccused(ECHO3)] : [])],
    isFault: (facts) => {
      const ps3 = messagesOf(facts, PS3);
      const er = said(facts, ER);
      if (er !== undefined && isCaseFalse({ setup, ps3 }, er)) return true;
      if (!isFull) return false;
      const wrong = errorCaseOf(setup, ps3) === undefined ? said(facts, ECHO3) : said(facts, ONF);
      return wrong !== undefined;
    },
  };
}

/** on.sigma in full signing. `sid` contains the message, so that another one in ONF is a fault too. */
function shareCheck({ PS2, PS3, ONF }: PresignRounds, messageHash: Uint8Array): EvidenceCheck {
  return {
    needs: [ofAll(PS2), ofAll(PS3), ofAccused(ONF)],
    isFault: (facts) => {
      const { accused } = facts;
      const [ps2, ps3] = [messagesOf(facts, PS2), messagesOf(facts, PS3)];
      const [own, share] = [facts.message(PS3, accused), facts.message(ONF, accused)];
      if (!hasEchoed(facts, PS2, own.echo2) || !hasEchoed(facts, PS3, share.echo3)) return false;
      if (!bytesEqual(share.presigId, facts.sid) || !bytesEqual(share.messageHash, messageHash)) return true;
      const delta = sumOfDeltas(ps3);
      const points = { Gamma: sumOfGammas(ps2), Delta: own.Delta, S: own.S };
      return delta !== 0n && !isSignatureShare({ ...points, delta }, messageHash, share.sigma);
    },
  };
}

function exchangeOf(setup: SigningSetup, facts: EvidenceFacts, round: Round<unknown>): Exchange {
  const { sid, accused } = facts;
  return { setup, sid, sender: accused, receiver: facts.recipient(round, accused) };
}

function messagesOf<M>(facts: EvidenceFacts, round: Round<M>): Map<PartyId, M> {
  return new Map(facts.plan.participants.map((party) => [party, facts.message(round, party)]));
}

/** Whether `h` is the echo of exactly the messages of this bundle. */
function hasEchoed(facts: EvidenceFacts, round: Round<unknown>, h: Uint8Array): boolean {
  const hashes = facts.plan.participants.map((party) => facts.payloadHash(round, party));
  return bytesEqual(h, echoOf(facts.sid, round.id, hashes));
}

function echoedView(
  setup: SigningSetup,
  { PS1, PS2, PS3, ER }: PresignRounds,
  facts: EvidenceFacts,
): ErrorView | undefined {
  const { sid, accused } = facts;
  const isEchoed =
    hasEchoed(facts, PS1, facts.message(echoRound(PS1), accused).h) &&
    hasEchoed(facts, PS2, facts.message(PS3, accused).echo2) &&
    hasEchoed(facts, PS3, facts.message(ER, accused).echo3);
  if (!isEchoed) return undefined;
  return { setup, sid, ps1: messagesOf(facts, PS1), ps2: messagesOf(facts, PS2), ps3: messagesOf(facts, PS3) };
}
