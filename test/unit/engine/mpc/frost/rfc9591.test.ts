/** RFC 9591, appendix E, through the library suites we use and, for Ed25519, through our own protocol. */
import { ed25519_FROST } from '@noble/curves/ed25519.js';
import { secp256k1_FROST } from '@noble/curves/secp256k1.js';
import { describe, expect, it } from 'vitest';
import { bytesFromHex, bytesToHex } from '../../../../../src/base/bytes.ts';
import { Secret } from '../../../../../src/base/secret.ts';
import type { FrostKeyShare } from '../../../../../src/engine/mpc/frost/index.ts';
import { ed25519Group, secp256k1Group } from '../../../../../src/engine/mpc/frost/group.ts';
import { devices } from '../../../../protocol/party.ts';
import { resultsOf, signNet } from '../../../../protocol/runs.ts';
import vectors from '../../../../vectors/rfc9591.json' with { type: 'json' };

const SUITES = {
  ed25519: { library: ed25519_FROST, group: ed25519Group },
  secp256k1: { library: secp256k1_FROST, group: secp256k1Group },
} as const;
const message = bytesFromHex(vectors.message);

type Vector = (typeof vectors.suites)[number];

function publicOf({ scheme, groupSecret, coefficient }: Vector) {
  const { group } = SUITES[scheme as keyof typeof SUITES];
  const [s, a] = [groupSecret, coefficient].map((hex) => group.parseScalar(bytesFromHex(hex))!) as [bigint, bigint];
  const share = (id: bigint) => (s + a * id) % group.order;
  return { commitments: [s, a].map((each) => group.multiplyBase(each)), share, group };
}

/** Randomness in the order in which it is asked for. */
function queue(...hex: string[]) {
  const values = hex.map((each) => bytesFromHex(each));
  return () => values.shift()!;
}

describe.each(vectors.suites)('$name', (vector) => {
  const { library } = SUITES[vector.scheme as keyof typeof SUITES];
  const { commitments, share, group } = publicOf(vector);
  const verifyingShares = Object.fromEntries(
    [1, 2, 3].map((id) => [library.Identifier.fromNumber(id), group.multiplyBase(share(BigInt(id)))]),
  );
  const pub = { signers: { min: 2, max: 3 }, commitments, verifyingShares };

  it('gives the shares and the group key', () => {
    expect(bytesToHex(commitments[0]!)).toBe(vector.groupKey);
    for (const signer of vector.signers)
      expect(bytesToHex(group.scalarToBytes(share(BigInt(signer.id))))).toBe(signer.share);
  });

  it('gives the commitments, the signature shares and the signature', () => {
    const made = vector.signers.map((signer) => {
      const secret = { identifier: library.Identifier.fromNumber(signer.id), signingShare: bytesFromHex(signer.share) };
      library.validateSecret(secret, pub);
      return {
        signer,
        secret,
        ...library.commit(secret, queue(signer.hidingRandomness, signer.bindingRandomness) as never),
      };
    });
    const list = made.map((each) => each.commitments);
    const [first] = vector.signers;
    if (first?.hiding !== undefined) {
      expect(bytesToHex(list[0]!.hiding)).toBe(first.hiding);
      expect(bytesToHex(list[0]!.binding)).toBe(first.binding);
    }
    const shares = made.map(({ signer, secret, nonces }) => {
      const z = library.signShare(secret, pub, nonces, list, message);
      expect(bytesToHex(z)).toBe(signer.z);
      expect(library.verifyShare(pub, list, message, secret.identifier, z)).toBe(true);
      return [secret.identifier, z] as const;
    });
    expect(bytesToHex(library.aggregate(pub, list, message, Object.fromEntries(shares)))).toBe(vector.signature);
  });
});

it('our signing protocol gives the signature of the RFC from its nonces', () => {
  const vector = vectors.suites[0]!;
  const { commitments, share, group } = publicOf(vector);
  const all = devices(3);
  const shares = [0, 2].map((index): FrostKeyShare => {
    return {
      scheme: 'ed25519',
      keyId: 'rfc',
      epoch: 0,
      minSigners: 2,
      partyCount: 3,
      parties: all.map(({ pid }, i) => ({ pid, id: i + 1 })),
      groupKey: commitments[0]!,
      commitments,
      verifyingShares: [1n, 2n, 3n].map((id) => group.multiplyBase(share(id))),
      chainCode: new Uint8Array(32),
      transcriptHash: new Uint8Array(32),
      sid: new Uint8Array(32),
      self: all[index]!.pid,
      ownId: index + 1,
      secret: new Secret(group.scalarToBytes(share(BigInt(index + 1)))),
    };
  });
  const signers = [all[0]!, all[2]!];
  const { net, nodes } = signNet({
    shares,
    signers,
    message,
    change: (device) => {
      const { hidingRandomness, bindingRandomness } = vector.signers[signers.indexOf(device)]!;
      // The first randomness of a run is its Ready nonce.
      return { random: queue('00'.repeat(32), hidingRandomness, bindingRandomness) };
    },
  });
  net.run();
  for (const { signature } of resultsOf(nodes)) expect(bytesToHex(signature)).toBe(vector.signature);
});
