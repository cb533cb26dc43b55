/** A plan inside an evidence bundle is anybody's bytes: a malformed one is named as such and throws nothing else. */
import { describe, expect, it } from 'vitest';
import { DecodeError } from '../../src/base/tlv-decode.ts';
import { encodeTlv, tlv } from '../../src/base/tlv.ts';
import { defineSigning, readSignPlan, setUpSigning } from '../../src/engine/mpc/frost/sign-messages.ts';
import { partyIdsOf } from '../../src/engine/mpc/frost/key-share.ts';
import { makeKey } from './runs.ts';

const { shares } = makeKey('ed25519', 2, 3);
const key = shares[0]!;
const signers = partyIdsOf(key).slice(0, 2);

function planOf(change: { verifyingShares?: readonly Uint8Array[]; ids?: readonly number[] }): Uint8Array {
  const { verifyingShares = key.verifyingShares, ids = [1, 2, 3] } = change;
  return encodeTlv(
    tlv.list([
      tlv.text(key.scheme),
      tlv.text(key.keyId),
      tlv.u32(key.epoch),
      tlv.u32(key.minSigners),
      tlv.list(key.parties.map(({ pid }, i) => tlv.list([tlv.bytes(pid), tlv.u32(ids[i]!)]))),
      tlv.bytes(key.groupKey),
      tlv.list(verifyingShares.map(tlv.bytes)),
      tlv.bytes(key.chainCode),
      tlv.list(signers.map((party) => tlv.bytes(Buffer.from(party, 'hex')))),
      tlv.bytes(Uint8Array.of(7)),
      tlv.list([tlv.u32(0)]),
      tlv.list([]),
    ]),
  );
}

describe('the plan of a signing run', () => {
  it('is read back as it was written', () => {
    const message = Uint8Array.of(7);
    const setup = setUpSigning({ key, signers, message, path: [0], tweak: { type: 'none' } });
    expect(Buffer.from(defineSigning(setup).planBytes)).toEqual(Buffer.from(planOf({})));
    expect(readSignPlan(planOf({})).plan.participants).toEqual(signers);
  });

  it.each([
    ['fewer public shares than parties', { verifyingShares: key.verifyingShares.slice(0, 2) }],
    ['more public shares than parties', { verifyingShares: [...key.verifyingShares, key.groupKey] }],
    ['one Shamir id twice', { ids: [1, 1, 3] }],
    ['a Shamir id of zero', { ids: [0, 2, 3] }],
  ])('with %s is malformed', (_, change) => {
    expect(() => readSignPlan(planOf(change))).toThrow(DecodeError);
  });
});
