/** Replays vector files in the format of our protocol specification against this code. */
import { z } from 'zod';
import { bytesFromHex, bytesToHex } from '../../src/base/bytes.ts';
import { decodeWith, encodeWith } from '../../src/base/tlv-decode.ts';
import { encodeTlv } from '../../src/base/tlv.ts';
import { deriveBip32 } from '../../src/engine/mpc/derivation/bip32.ts';
import { suiteOf } from '../../src/engine/mpc/frost/suite.ts';
import { replayPaillier } from './replay-paillier.ts';
import { replayReshare } from './replay-reshare.ts';
import { replayTamperFile, replayTranscriptFile } from './replay-protocol.ts';
import { replayShamir } from './replay-shamir.ts';
import { replayTranscript } from './replay-transcript.ts';
import { ZK_REPLAYERS } from './replay-zk.ts';
import { accepts, collect, described, same, type Replay, type Replayer } from './replaying.ts';
import { SCHEMAS } from './tlv-schemas.ts';
import { valueOf } from './value-description.ts';

/** Reader for each file of the specification that this version can replay, by name. */
export const REPLAYERS: Readonly<Record<string, Replayer>> = {
  'tlv.json': replayTlv,
  'transcript.json': replayTranscript,
  'bip32.json': replayBip32,
  'bip340.json': replayBip340,
  'paillier.json': replayPaillier,
  'reshare.json': replayReshare,
  'shamir.json': replayShamir,
  'transcript-2of3.json': replayTranscriptFile,
  'protocol-tamper.json': replayTamperFile,
  ...ZK_REPLAYERS,
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
  let again: string | undefined;
  const isDecoded = accepts(() => {
    again = bytesToHex(encodeWith(codec, decodeWith(codec, bytesFromHex(hex))));
  });
  return isDecoded && again === hex;
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
      same(`path ${vector.path.join('/')}`, () => derive(vector.X, vector.chainCode, vector.path), vector.childX),
    ),
    ...file.invalidPaths.map((invalid) =>
      same(`invalid path ${invalid.join('/')}`, () => accepts(() => derive(X, chainCode, invalid)), false),
    ),
  ]);
}

function derive(X: string, chainCode: string, path: number[]): string {
  return bytesToHex(deriveBip32(bytesFromHex(X), bytesFromHex(chainCode), path).key);
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
