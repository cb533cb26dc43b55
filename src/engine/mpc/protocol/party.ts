/** Parties are named by the 32-byte hash of their identity key (protocol README, section 4), never by an index a peer claims. */
import { bytesFromHex, bytesToHex } from '../../../base/bytes.ts';
import { AppError } from '../../../base/errors.ts';

/** A pid as lower-case hex: the form that serves as a map key and that errors may print. */
export type PartyId = string & { readonly __brand: 'PartyId' };

/** @throws AppError `PARTY_INVALID` unless `pid` has 32 bytes. */
export function partyIdOf(pid: Uint8Array): PartyId {
  if (pid.length !== 32) {
    throw new AppError({ code: 'PARTY_INVALID', kind: 'input', message: 'A party identifier must have 32 bytes.' });
  }
  return bytesToHex(pid) as PartyId;
}

/** The 32 bytes behind a `PartyId`. */
export function pidBytes(party: PartyId): Uint8Array {
  return bytesFromHex(party, 32);
}
