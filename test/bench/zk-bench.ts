/** Each proof, made and checked: by the prover with its own key, by the verifier with its own key and trapdoor where the protocol has it so. */
import { secureRandom as random } from '../../src/adapters/identity/secure-random.ts';
import { profileOf } from '../../src/engine/crypto/parameters.ts';
import { randomScalar } from '../../src/engine/crypto/sampling.ts';
import { SecretInteger } from '../../src/engine/crypto/secret-integer.ts';
import { multiplyBaseSecret } from '../../src/engine/crypto/secp256k1.ts';
import { proveAffGStar, verifyAffGStar } from '../../src/engine/zk/aff-g-star.ts';
import { proveAffG, verifyAffG } from '../../src/engine/zk/aff-g.ts';
import { proveDec, verifyDec } from '../../src/engine/zk/dec.ts';
import { proveElog, verifyElog } from '../../src/engine/zk/elog.ts';
import { proveEncElg, verifyEncElg } from '../../src/engine/zk/enc-elg.ts';
import { proveFac, verifyFac } from '../../src/engine/zk/fac.ts';
import { proveMod, verifyMod } from '../../src/engine/zk/mod.ts';
import { provePrm, verifyPrm } from '../../src/engine/zk/prm.ts';
import type { ProofContext } from '../../src/engine/zk/proof-context.ts';
import { proveSch, verifySch } from '../../src/engine/zk/sch.ts';
import type { ZkVerdict } from '../../src/engine/zk/verdict.ts';
import { milliseconds, timed, type Figure } from './figures.ts';
import type { BenchProfile } from './options.ts';
import type { PrimeStock } from './primes.ts';
import { affGCase, decCase, elogCase, encElgCase, proofParties, type ProofParties } from './zk-cases.ts';

/** One proof: how it is made, and how it is checked. */
interface Proof<P> {
  readonly name: string;
  readonly prove: () => P;
  readonly verify: (proof: P) => ZkVerdict;
  /** Absent: once, without a warm-up, because it takes seconds. */
  readonly runs?: number;
}

const FEW = 3;
const MANY = 9;

export function zkBench(name: BenchProfile, primes: PrimeStock): Figure[] {
  const parties = proofParties(profileOf(name), primes);
  return [...auxiliaryProofs(name, parties), ...presigningProofs(name, parties), ...errorProofs(name, parties)];
}

/** Of key generation and auxiliary information. */
function auxiliaryProofs(name: string, { profile, prover, verifier, pedersen }: ProofParties): Figure[] {
  const x = SecretInteger.of(randomScalar(random));
  const X = multiplyBaseSecret(x);
  const [sch, prm, mod, fac] = ['sch', 'prm', 'mod', 'fac'].map(contextOf) as [
    ProofContext,
    ProofContext,
    ProofContext,
    ProofContext,
  ];
  const { N } = prover.publicKey;
  const facStatement = { N, RP: verifier.ringPedersen.parameters };
  return [
    ...figures(name, {
      ...{ name: 'sch', runs: MANY },
      prove: () => proveSch(sch, { X }, { x }, random),
      verify: (proof) => verifySch(sch, { X }, proof),
    }),
    ...figures(name, {
      ...{ name: 'prm', runs: FEW },
      prove: () => provePrm(prm, pedersen, profile, random),
      verify: (proof) => verifyPrm(prm, pedersen.parameters, proof, profile),
    }),
    ...figures(name, {
      ...{ name: 'mod', runs: FEW },
      prove: () => proveMod(mod, prover, profile, random),
      verify: (proof) => verifyMod(mod, { N }, proof, profile),
    }),
    ...figures(name, {
      ...{ name: 'fac', runs: MANY },
      prove: () => proveFac(fac, facStatement, prover, random),
      verify: (proof) => verifyFac(fac, facStatement, proof, verifier),
    }),
  ];
}

function presigningProofs(name: string, parties: ProofParties): Figure[] {
  const { verifier } = parties;
  const [elog, encElg, affG] = [elogCase(), encElgCase(parties), affGCase(parties)];
  const ctx = contextOf('presign');
  return [
    ...figures(name, {
      ...{ name: 'elog', runs: MANY },
      prove: () => proveElog(ctx, elog.statement, elog.witness, random),
      verify: (proof) => verifyElog(ctx, elog.statement, proof),
    }),
    ...figures(name, {
      ...{ name: 'enc-elg', runs: MANY },
      prove: () => proveEncElg(ctx, encElg.statement, encElg.witness, random),
      verify: (proof) => verifyEncElg(ctx, encElg.statement, proof, verifier),
    }),
    ...figures(name, {
      ...{ name: 'aff-g', runs: MANY },
      prove: () => proveAffG(ctx, affG.statement, affG.witness, random),
      verify: (proof) => verifyAffG(ctx, affG.statement, proof, verifier),
    }),
  ];
}

/** Checked by everybody, so without any key of the verifier's own. */
function errorProofs(name: string, parties: ProofParties): Figure[] {
  const [dec, affG] = [decCase(parties), affGCase(parties)];
  const ctx = contextOf('error round');
  return [
    ...figures(name, {
      name: 'dec',
      prove: () => proveDec(ctx, dec.statement, dec.witness, random),
      verify: (proof) => verifyDec(ctx, dec.statement, proof),
    }),
    ...figures(name, {
      name: 'aff-g-star',
      prove: () => proveAffGStar(ctx, affG.statement, affG.witness, random),
      verify: (proof) => verifyAffGStar(ctx, affG.statement, proof),
    }),
  ];
}

function figures<P>(profile: string, { name, prove, verify, runs }: Proof<P>): Figure[] {
  const repetitions = runs === undefined ? { warmUp: 0, runs: 1 } : { runs };
  let proof: P | undefined;
  const proving = timed(() => void (proof = prove()), repetitions);
  const verifying = timed(() => {
    const verdict: ZkVerdict = proof === undefined ? { ok: false, code: 'none' } : verify(proof);
    if (!verdict.ok) throw new Error(`a proof of the bench is rejected: ${verdict.code}`);
  }, repetitions);
  return [
    milliseconds(`zk-${name}.${profile}.prove`, 'one proof, nothing prepared', proving),
    milliseconds(`zk-${name}.${profile}.verify`, 'one proof', verifying),
  ];
}

function contextOf(label: string): ProofContext {
  return { sid: random(32), prover: random(32), label, extra: random(32) };
}
