/** Replays the proof vectors, `zk-<proof>.json`, against our decoders and verifiers. A proof joins with one line in `PROOFS`. */
import { z } from 'zod';
import { bytesFromHex, concatBytes } from '../../src/base/bytes.ts';
import { profileOf, type Profile } from '../../src/engine/crypto/parameters.ts';
import type { RingPedersen } from '../../src/engine/crypto/ring-pedersen.ts';
import { IDENTITY, pointFromBytes, type Point } from '../../src/engine/crypto/secp256k1.ts';
import { affGStarCodec, verifyAffGStar } from '../../src/engine/zk/aff-g-star.ts';
import { affGCodec, verifyAffG } from '../../src/engine/zk/aff-g.ts';
import { decCodec, verifyDec } from '../../src/engine/zk/dec.ts';
import { elogCodec, verifyElog } from '../../src/engine/zk/elog.ts';
import { encElgCodec, verifyEncElg } from '../../src/engine/zk/enc-elg.ts';
import { facCodec, verifyFac } from '../../src/engine/zk/fac.ts';
import { modCodec, verifyMod } from '../../src/engine/zk/mod.ts';
import { prmCodec, verifyPrm } from '../../src/engine/zk/prm.ts';
import type { ProofContext } from '../../src/engine/zk/proof-context.ts';
import { schCodec, verifySch } from '../../src/engine/zk/sch.ts';
import { verdictOfBytes, type ZkVerdict } from '../../src/engine/zk/verdict.ts';
import { collect, same, type Replay, type Replayer } from './replaying.ts';
import { integerFromHex } from './value-description.ts';

/** One case with its references resolved. */
interface ProofCase {
  readonly profile: Profile;
  readonly ctx: ProofContext;
  readonly statement: StatementFields;
  readonly proof: Uint8Array;
}

/** The verdict on each kind of proof, by the `type` of its file. */
const PROOFS: Readonly<Record<string, (proofCase: ProofCase) => ZkVerdict>> = {
  sch: ({ ctx, statement, proof }) =>
    verdictOfBytes(schCodec, proof, (decoded) => verifySch(ctx, { X: statement.point('X') }, decoded)),
  elog: ({ ctx, statement, proof }) =>
    verdictOfBytes(elogCodec, proof, (decoded) => verifyElog(ctx, statement.points('L', 'M', 'X', 'Y', 'h'), decoded)),
  'enc-elg': ({ profile, ctx, statement, proof }) =>
    verdictOfBytes(encElgCodec(profile), proof, (decoded) =>
      verifyEncElg(
        ctx,
        { ...statement.integers('N', 'C'), ...statement.points('A', 'B', 'X'), RP: statement.ringPedersen() },
        decoded,
      ),
    ),
  'aff-g': ({ profile, ctx, statement, proof }) =>
    verdictOfBytes(affGCodec(profile), proof, (decoded) =>
      verifyAffG(
        ctx,
        {
          ...statement.integers('N0', 'N1', 'C', 'D', 'Y'),
          ...statement.points('X'),
          RP: statement.ringPedersen(),
        },
        decoded,
      ),
    ),
  prm: ({ profile, ctx, statement, proof }) =>
    verdictOfBytes(prmCodec(profile), proof, (decoded) =>
      verifyPrm(ctx, statement.integers('Nh', 's', 't'), decoded, profile),
    ),
  mod: ({ profile, ctx, statement, proof }) =>
    verdictOfBytes(modCodec(profile), proof, (decoded) => verifyMod(ctx, statement.integers('N'), decoded, profile)),
  fac: ({ profile, ctx, statement, proof }) =>
    verdictOfBytes(facCodec(profile), proof, (decoded) =>
      verifyFac(ctx, { ...statement.integers('N'), RP: statement.ringPedersen() }, decoded),
    ),
  dec: ({ profile, ctx, statement, proof }) =>
    verdictOfBytes(decCodec(profile), proof, (decoded) =>
      verifyDec(
        ctx,
        { ...statement.integers('N0', 'K', 'D'), ...statement.points('X', 'Sp', 'H'), size: statement.number('size') },
        decoded,
      ),
    ),
  'aff-g*': ({ profile, ctx, statement, proof }) =>
    verdictOfBytes(affGStarCodec(profile), proof, (decoded) =>
      verifyAffGStar(ctx, { ...statement.integers('N0', 'N1', 'C', 'D', 'Y'), ...statement.points('X') }, decoded),
    ),
};

const hexRecord = z.record(z.string(), z.string());
const rawStatement = z.record(z.string(), z.union([z.string(), z.number(), hexRecord]));
type RawStatement = z.infer<typeof rawStatement>;

/** The statement of a case, read field by field. The identity is `00`, as a verifier may be handed one by a buggy caller. */
export class StatementFields {
  readonly #raw: RawStatement;

  constructor(raw: RawStatement) {
    this.#raw = raw;
  }

  integer(name: string): bigint {
    return integerFromHex(this.#text(name));
  }

  point(name: string): Point {
    const hex = this.#text(name);
    return hex === '00' ? IDENTITY : pointFromBytes(bytesFromHex(hex));
  }

  number(name: string): number {
    return z.number().parse(this.#raw[name]);
  }

  integers<K extends string>(...names: readonly K[]): Record<K, bigint> {
    return Object.fromEntries(names.map((name) => [name, this.integer(name)])) as Record<K, bigint>;
  }

  points<K extends string>(...names: readonly K[]): Record<K, Point> {
    return Object.fromEntries(names.map((name) => [name, this.point(name)])) as Record<K, Point>;
  }

  /** The field `RP`. */
  ringPedersen(): RingPedersen {
    const fields = z.object({ Nh: z.string(), s: z.string(), t: z.string() }).parse(this.#raw['RP']);
    return { Nh: integerFromHex(fields.Nh), s: integerFromHex(fields.s), t: integerFromHex(fields.t) };
  }

  #text(name: string): string {
    return z.string().parse(this.#raw[name]);
  }
}

const edit = z.tuple([z.number(), z.number(), z.string()]);
const zkFile = z.object({
  type: z.string(),
  profile: z.string().optional(),
  cases: z.array(
    z.object({
      name: z.string(),
      profile: z.string().optional(),
      ctx: z.object({ sid: z.string(), pid: z.string(), label: z.string(), extra: z.string() }),
      statement: z.union([z.object({ ref: z.string(), set: rawStatement.optional() }), rawStatement]),
      proof: z.string().optional(),
      proof64: z.string().optional(),
      base: z.string().optional(),
      edits: z.array(edit).optional(),
      valid: z.boolean(),
      code: z.string().optional(),
    }),
  ),
});
type ZkFile = z.infer<typeof zkFile>;

/** One check a case: `ok`, or the code of the first check that fails. */
function replayZk(content: unknown): Replay {
  const file = zkFile.parse(content);
  const verdictOf = PROOFS[file.type];
  if (verdictOf === undefined) throw new Error(`no verifier for ${file.type}`);
  const proofs = new Map<string, Uint8Array>();
  const statements = new Map<string, RawStatement>();
  return collect(
    file.cases.map((vector) => {
      // Cases refer to earlier ones by name, so they are resolved in order.
      proofs.set(vector.name, proofBytes(vector, proofs));
      statements.set(vector.name, statementOf(vector, statements));
      return same(vector.name, () => saidAbout(file, vector, { proofs, statements }, verdictOf), expected(vector));
    }),
  );
}

type ZkCase = ZkFile['cases'][number];

function saidAbout(
  file: ZkFile,
  { name, profile, ctx }: ZkCase,
  resolved: { proofs: ReadonlyMap<string, Uint8Array>; statements: ReadonlyMap<string, RawStatement> },
  verdictOf: (proofCase: ProofCase) => ZkVerdict,
): string {
  const profileName = profile ?? file.profile ?? 'TEST';
  const verdict = verdictOf({
    // TEST has the sizes of P112 and only says that the moduli are published.
    profile: profileOf(profileName === 'TEST' ? 'P112' : profileName),
    ctx: {
      sid: bytesFromHex(ctx.sid),
      prover: bytesFromHex(ctx.pid),
      label: ctx.label,
      extra: bytesFromHex(ctx.extra),
    },
    statement: new StatementFields(resolved.statements.get(name) ?? {}),
    proof: resolved.proofs.get(name) ?? new Uint8Array(),
  });
  return verdict.ok ? 'ok' : verdict.code;
}

function expected({ valid, code }: ZkCase): string {
  return valid ? 'ok' : (code ?? 'a code');
}

function statementOf({ statement }: ZkCase, earlier: ReadonlyMap<string, RawStatement>): RawStatement {
  const reference = z.object({ ref: z.string(), set: rawStatement.optional() }).safeParse(statement);
  if (!reference.success) return rawStatement.parse(statement);
  const base = earlier.get(reference.data.ref);
  if (base === undefined) throw new Error(`no case ${reference.data.ref}`);
  return { ...base, ...reference.data.set };
}

function proofBytes({ proof, proof64, base, edits }: ZkCase, earlier: ReadonlyMap<string, Uint8Array>): Uint8Array {
  if (proof !== undefined) return bytesFromHex(proof);
  if (proof64 !== undefined) return Uint8Array.from(Buffer.from(proof64, 'base64'));
  const bytes = earlier.get(base ?? '');
  if (bytes === undefined) throw new Error(`no case ${base ?? '(unnamed)'}`);
  return edited(bytes, edits ?? []);
}

/** Each edit deletes and inserts at an offset, one after the other. */
export function edited(bytes: Uint8Array, edits: readonly (readonly [number, number, string])[]): Uint8Array {
  return edits.reduce((text, [offset, deleted, inserted]) => {
    return concatBytes(text.subarray(0, offset), bytesFromHex(inserted), text.subarray(offset + deleted));
  }, bytes);
}

export const ZK_REPLAYERS: Readonly<Record<string, Replayer>> = {
  'zk-sch.json': replayZk,
  'zk-elog.json': replayZk,
  'zk-enc-elg.json': replayZk,
  'zk-aff-g.json': replayZk,
  'zk-prm.json': replayZk,
  'zk-mod.json': replayZk,
  'zk-fac.json': replayZk,
  'zk-dec.json': replayZk,
  'zk-aff-g-star.json': replayZk,
};
