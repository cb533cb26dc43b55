/** Deterministic people, machines and keys for tests of the treasury. Keys are real; only their seeds are fixed. */
import { createEd25519Verifier } from '../../../src/adapters/identity/verify-ed25519.ts';
import { ed25519Signer } from '../../../src/adapters/identity/device-identity.ts';
import { bytesToHex } from '../../../src/base/bytes.ts';
import { pidOf } from '../../../src/base/identity.ts';
import type { Ed25519Signer } from '../../../src/base/signatures.ts';
import { taggedHash } from '../../../src/base/tagged-hash.ts';
import { tlv } from '../../../src/base/tlv.ts';
import { solanaText } from '../../../src/treasury/intent/chain-address.ts';
import type { CoSigner, CoSignerKind, Member, Payee } from '../../../src/treasury/workspace/entry.ts';

export const verify = createEd25519Verifier();
export const SOL = 1_000_000_000n;
export const HOUR = 3_600_000n;

/** 32 bytes that depend on the name only. */
export function seedOf(name: string): Uint8Array {
  return taggedHash('test/kat', tlv.text(name));
}

export function keyOf(name: string): Ed25519Signer {
  return ed25519Signer(seedOf(name));
}

export interface TestMember {
  readonly record: Member;
  readonly pid: string;
  readonly device: Ed25519Signer;
  readonly token: Ed25519Signer;
}

export function testMember(
  memberId: string,
  name: string,
  tokenKind: Member['token']['kind'] = 'simulated',
): TestMember {
  const device = keyOf(`device ${memberId}`);
  const token = keyOf(`token ${memberId}`);
  const pid = bytesToHex(pidOf(device.publicKey));
  const record: Member = {
    memberId,
    name,
    device: { pid, identityKey: device.publicKey, channelKey: seedOf(`channel ${memberId}`) },
    token: { tokenId: `token-${memberId}`, kind: tokenKind, publicKey: token.publicKey, canShow: true },
  };
  return { record, pid, device, token };
}

export interface TestCoSigner {
  readonly record: CoSigner;
  readonly pid: string;
  readonly key: Ed25519Signer;
}

export function testCoSigner(kind: CoSignerKind, name: string): TestCoSigner {
  const key = keyOf(`co-signer ${name}`);
  const pid = bytesToHex(pidOf(key.publicKey));
  const record = {
    pid,
    name,
    kind,
    site: 'this machine',
    identityKey: key.publicKey,
    channelKey: seedOf(`channel ${name}`),
  };
  return { record, pid, key };
}

export function testPayee(payeeId: string, name: string): Payee {
  return { payeeId, name, chain: 'solana', address: solanaText(keyOf(`payee ${payeeId}`).publicKey) };
}

/** An address that is in no book. */
export const STRANGER = solanaText(keyOf('stranger').publicKey);
