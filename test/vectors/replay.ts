/** Replays vector files in the format of our protocol specification against this code. */
import { z } from 'zod';
import { bytesFromHex, bytesToHex } from '../../src/base/bytes.ts';
import { taggedHash, taggedStream } from '../../src/base/tagged-hash.ts';
import { decodeWith, encodeWith } from '../../src/base/tlv-decode.ts';
import { encodeTlv } from '../../src/base/tlv.ts';
import { deriveBip32 } from '../../src/engine/mpc/derivation/bip32.ts';
import { suiteOf } from '../../src/engine/mpc/frost/suite.ts';
import { SCHEMAS } from './tlv-schemas.ts';
import { valueOf, type ValueDescription } from './value-description.ts';

/** How many checks a file made, and the first that disagreed. */
export interface Replay {
  readonly checks: number;
  readonly disagreements: readonly string[];
}

type Replayer = (content: unknown) => Replay;

const described = z.custom<ValueDescription>((value) => Array.isArray(value) && typeof value[0] === 'string');

/** Reader for each file of the specification that this version can replay, by name. */
export const REPLAYERS: Readonly<Record<string, Replayer>> = {
  'tlv.json': replayTlv,
  'transcript.json': replayTranscript,
  'bip32.json': replayBip32,
  'bip340.json': replayBip340,
};

function replayTlv(content: unknown): Replay {
  const file = z
    .object({
      encode: z.array(z.object({ value: described, hex: z.string() })),
      decode: z.array(
        z.object({ schema: z.string(), hex: z.string(), valid: z.boolean(), name: z.string().optional() }),
      ),
    })
    .parse(content);
  return collect([
    ...file.encode.map(({ value, hex }) =>
      same(`encode ${hex.slice(0, 24)}`, () => bytesToHex(encodeTlv(valueOf(value))), hex),
    ),
    ...file.decode.map(({ schema, hex, valid, name }) => {
      const label = `decode ${schema} ${name ?? hex.slice(0, 24)}`;
      return same(label, () => isAccepted(schema, hex), valid);
    }),
  ]);
}

function isAccepted(schema: string, hex: string): boolean {
  const codec = SCHEMAS[schema];
  if (codec === undefined) throw new Error(`no schema ${schema}`);
  try {
    return bytesToHex(encodeWith(codec, decodeWith(codec, bytesFromHex(hex)))) === hex;
  } catch {
    // A decoder refuses by throwing; that is the answer the vector asks for.
    return false;
  }
}

function replayTranscript(content: unknown): Replay {
  const file = z
    .object({
      cases: z.array(z.object({ tag: z.string(), fields: z.array(described), H: z.string(), first100: z.string() })),
    })
    .parse(content);
  return collect(
    file.cases.flatMap(({ tag, fields, H, first100 }, number) => {
      const values = fields.map(valueOf);
      return [
        same(`case ${number} H`, () => bytesToHex(taggedHash(tag, ...values)), H),
        same(`case ${number} stream`, () => bytesToHex(taggedStream(tag, ...values)(100)), first100),
      ];
    }),
  );
}

function replayBip32(content: unknown): Replay {
  const path = z.array(z.number());
  const one = z.object({
    X: z.string(),
    chainCode: z.string(),
    path,
    childX: z.string(),
    childChainCode: z.string().optional(),
  });
  const file = z
    .object({ cases: z.array(one), published: one.partial({ childChainCode: true }), invalidPaths: z.array(path) })
    .parse(content);
  const { X, chainCode } = file.published;
  return collect([
    ...[...file.cases, file.published].map((vector) =>
      same(
        `path ${vector.path.join('/')}`,
        () => bytesToHex(deriveBip32(bytesFromHex(vector.X), bytesFromHex(vector.chainCode), vector.path).key),
        vector.childX,
      ),
    ),
    ...file.invalidPaths.map((invalid) =>
      same(`invalid path ${invalid.join('/')}`, () => canDerive(X, chainCode, invalid), false),
    ),
  ]);
}

function canDerive(X: string, chainCode: string, path: number[]): boolean {
  try {
    deriveBip32(bytesFromHex(X), bytesFromHex(chainCode), path);
    return true;
  } catch {
    // A path that must throw.
    return false;
  }
}

function replayBip340(content: unknown): Replay {
  const hex = z.string();
  const file = z
    .object({
      cases: z.array(z.object({ index: z.number(), publicKey: hex, message: hex, signature: hex, valid: z.boolean() })),
    })
    .parse(content);
  return collect(
    file.cases.map(({ index, publicKey, message, signature, valid }) =>
      same(
        `vector ${index}`,
        () => suiteOf('bip340').verify(bytesFromHex(signature), bytesFromHex(message), bytesFromHex(publicKey)),
        valid,
      ),
    ),
  );
}

/** `null` when the code agrees, otherwise what it said. */
function same<T extends string | boolean>(label: string, compute: () => T, expected: T): string | null {
  try {
    const value = compute();
    return value === expected ? null : `${label}: ${String(value)} instead of ${String(expected)}`;
  } catch (error) {
    return `${label}: ${error instanceof Error ? error.message : 'failed'}`;
  }
}

function collect(results: readonly (string | null)[]): Replay {
  return { checks: results.length, disagreements: results.filter((result) => result !== null) };
}
