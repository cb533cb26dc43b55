/**
 * The generic tamper matrix of the test plan, section 4, for any proof: each field of the proof +1, replaced by 0, 1, modulus-1, modulus, a multiple of a
 * factor, negated; points shifted, negated, the identity; lists cut, grown, reordered; fields of equal type exchanged; another party, session,
 * label, extra, and whatever other statements the test offers. The verdict is that of the encoded proof, as a peer would send it.
 */
import { decodeWith, encodeWith, type TlvCodec } from '../../../../src/base/tlv-decode.ts';
import { codeOf } from '../../../../src/base/errors.ts';
import { G, IDENTITY, type Point } from '../../../../src/engine/crypto/secp256k1.ts';
import type { ProofContext } from '../../../../src/engine/zk/proof-context.ts';
import type { ZkVerdict } from '../../../../src/engine/zk/verdict.ts';

export interface Tampered<S, P> {
  readonly codec: TlvCodec<P>;
  readonly verify: (ctx: ProofContext, statement: S, proof: P) => ZkVerdict;
  /** A valid case. */
  readonly ctx: ProofContext;
  readonly statement: S;
  readonly proof: P;
  /** Modulus of each unit field, with one of its factors, by field name. */
  readonly moduli: Readonly<Record<string, Modulus>>;
  /** Other statements that the proof must not prove, by name. */
  readonly statements: Readonly<Record<string, S>>;
}

export interface Modulus {
  readonly modulus: bigint;
  readonly factor: bigint;
}

/** What the verifier says about every variant: the names of the variants by code; `ok` must not be among the codes. */
export function tamperMatrix<S, P>(tampered: Tampered<S, P>): Record<string, readonly string[]> {
  const { ctx, statement, proof, statements } = tampered;
  const said: [name: string, code: string][] = [];
  for (const [name, variant] of variantsOf(proof, tampered.moduli)) {
    said.push([name, codeOfBytes(tampered, variant as P)]);
  }
  const proofVerdict = (other: ProofContext, of: S): string => codeText(tampered.verify(other, of, proof));
  for (const [name, other] of contextsOf(ctx)) said.push([name, proofVerdict(other, statement)]);
  for (const [name, other] of Object.entries(statements)) said.push([`statement ${name}`, proofVerdict(ctx, other)]);
  const byCode = Map.groupBy(said, ([, code]) => code);
  return Object.fromEntries([...byCode].map(([code, cases]) => [code, cases.map(([name]) => name)]));
}

/**
 * The variants whose code is not the expected one. A rule says which names have which code (`a | b` where the length of a random value decides); every
 * name must be matched by exactly one rule.
 */
export function misjudged(
  matrix: Readonly<Record<string, readonly string[]>>,
  rules: Readonly<Record<string, RegExp>>,
): readonly string[] {
  return Object.entries(matrix).flatMap(([code, names]) =>
    names.flatMap((name) => {
      const matching = Object.entries(rules).filter(([, rule]) => rule.test(name));
      const [expected] = matching;
      if (matching.length === 1 && expected?.[0].split(' | ').includes(code)) return [];
      return [`${name}: ${code} instead of ${matching.map(([codes]) => codes).join(' and ')}`];
    }),
  );
}

/** The verdict on the encoded proof; a value that has no encoding goes to the verifier as it is, which must not throw. */
export function codeOfBytes<S, P>({ codec, verify, ctx, statement }: Tampered<S, P>, proof: P): string {
  let bytes: Uint8Array;
  try {
    bytes = encodeWith(codec, proof);
  } catch {
    return codeText(verify(ctx, statement, proof));
  }
  try {
    return codeText(verify(ctx, statement, decodeWith(codec, bytes)));
  } catch (error) {
    if (codeOf(error) === 'decode') return 'decode';
    throw error;
  }
}

export function codeText(verdict: ZkVerdict): string {
  return verdict.ok ? 'ok' : verdict.code;
}

function contextsOf(ctx: ProofContext): readonly (readonly [string, ProofContext])[] {
  const other = (bytes: Uint8Array): Uint8Array => Uint8Array.from(bytes, (byte, i) => (i === 0 ? byte ^ 1 : byte));
  return [
    ['another party', { ...ctx, prover: other(ctx.prover) }],
    ['another session', { ...ctx, sid: other(ctx.sid) }],
    ['another label', { ...ctx, label: `${ctx.label}x` }],
    ['another extra', { ...ctx, extra: Uint8Array.of(...ctx.extra, 0) }],
  ];
}

type Variant = readonly [name: string, value: unknown];

/** All variants of a value that differ from it. Of long lists only the first and the last item are tampered with. */
function variantsOf(value: unknown, moduli: Tampered<unknown, unknown>['moduli'], name = ''): readonly Variant[] {
  if (typeof value === 'bigint') return integerVariants(name, value, moduli[name.split('.').at(-1) ?? '']);
  if (typeof value === 'number') return [[`${name} flipped`, 1 - value], [`${name} = 2`, 2]]; // prettier-ignore
  if (isPoint(value)) return pointVariants(name, value);
  if (Array.isArray(value)) return listVariants(name, value, moduli);
  const fields = Object.entries(value as Record<string, unknown>);
  const rebuilt = (changed: Record<string, unknown>): unknown => ({ ...(value as object), ...changed });
  const prefix = name === '' ? '' : `${name}.`;
  return [
    ...fields.flatMap(([key, field]) =>
      variantsOf(field, moduli, `${prefix}${key}`).map(
        ([label, variant]) => [label, rebuilt({ [key]: variant })] as const,
      ),
    ),
    ...pairs(fields)
      .filter(([[, a], [, b]]) => kindOf(a) === kindOf(b) && !isSame(a, b))
      .map(([[k, a], [l, b]]) => [`${prefix}${k} <-> ${l}`, rebuilt({ [k]: b, [l]: a })] as const),
  ];
}

function integerVariants(name: string, value: bigint, modulus: Modulus | undefined): readonly Variant[] {
  const variants: [string, bigint][] = [
    [`${name} + 1`, value + 1n],
    [`${name} = 0`, 0n],
    [`${name} = 1`, 1n],
    [`${name} negated`, -value],
  ];
  if (modulus !== undefined) {
    variants.push(
      [`${name} = modulus - 1`, modulus.modulus - 1n],
      [`${name} = modulus`, modulus.modulus],
      [`${name} + modulus`, value + modulus.modulus],
      [`${name} = multiple of a factor`, modulus.factor * 2n],
    );
  }
  return variants.filter(([, variant]) => variant !== value);
}

function pointVariants(name: string, point: Point): readonly Variant[] {
  return [
    [`${name} + G`, point.add(G)],
    [`${name} negated`, point.negate()],
    [`${name} = G`, G],
    [`${name} = identity`, IDENTITY],
  ];
}

function listVariants(
  name: string,
  items: readonly unknown[],
  moduli: Tampered<unknown, unknown>['moduli'],
): readonly Variant[] {
  const last = items.length - 1;
  const replaced = (index: number, item: unknown): readonly unknown[] =>
    items.map((old, i) => (i === index ? item : old));
  const inside = (index: number): readonly Variant[] =>
    variantsOf(items[index], moduli, `${name}[${index === 0 ? 'first' : 'last'}]`).map(
      ([label, item]) => [label, replaced(index, item)] as const,
    );
  return [
    [`${name} cut`, items.slice(0, -1)],
    [`${name} empty`, []],
    [`${name} grown`, [...items, items[last]]],
    [`${name} reordered`, [...items.slice(1), items[0]]],
    ...inside(0),
    ...inside(last),
  ];
}

function pairs<T>(items: readonly T[]): readonly (readonly [T, T])[] {
  return items.flatMap((a, i) => items.slice(i + 1).map((b) => [a, b] as const));
}

function isPoint(value: unknown): value is Point {
  return typeof value === 'object' && value !== null && 'is0' in value;
}

function kindOf(value: unknown): string {
  if (isPoint(value)) return 'point';
  return Array.isArray(value) ? 'list' : typeof value;
}

function isSame(a: unknown, b: unknown): boolean {
  return isPoint(a) && isPoint(b) ? a.equals(b) : a === b;
}
