/** The rounds of every protocol as people see them: their codes, names and purposes, and where a secret leaves a machine. */

export interface RoundSpec {
  /** Code of the protocol's messages. */
  readonly round: number;
  readonly name: string;
  readonly purpose: string;
  /** With these messages something leaves that can become a signature: nothing can be taken back afterwards. */
  readonly isRelease?: true;
}

/** Where holders sign that they computed the same. */
export const CONFIRM_ROUND = 200;
/** Round 3 of FROST key generation has no message: everybody computes the public key. */
export const FROST_KEY_ROUND = 3;

const READY: RoundSpec = { round: 0, name: 'Ready', purpose: 'fresh session nonces' };
const STORED: RoundSpec = { round: CONFIRM_ROUND, name: 'Confirm', purpose: 'same key, share stored' };

export const FROST_KEYGEN: readonly RoundSpec[] = [
  READY,
  { round: 1, name: 'Round 1', purpose: 'commitments' },
  { round: 2, name: 'Round 2', purpose: 'shares' },
  { round: FROST_KEY_ROUND, name: 'Round 3', purpose: 'public key' },
  STORED,
];

export const FROST_SIGN: readonly RoundSpec[] = [
  READY,
  { round: 1, name: 'Round 1', purpose: 'nonce commitments' },
  { round: 2, name: 'Round 2', purpose: 'signature shares', isRelease: true },
  { round: CONFIRM_ROUND, name: 'Check', purpose: 'second library' },
];

export const ECDSA_KEYGEN: readonly RoundSpec[] = [
  READY,
  { round: 1, name: 'Round 1', purpose: 'commitments' },
  { round: 2, name: 'Round 2', purpose: 'openings and shares' },
  { round: 3, name: 'Round 3', purpose: 'proofs of possession' },
  { round: CONFIRM_ROUND, name: 'Confirm', purpose: 'same key' },
];

export const AUXILIARY: readonly RoundSpec[] = [
  READY,
  { round: 1, name: 'Round 1', purpose: 'commitments' },
  { round: 2, name: 'Round 2', purpose: 'moduli' },
  { round: 3, name: 'Round 3', purpose: 'proofs about the moduli' },
  { round: CONFIRM_ROUND, name: 'Confirm', purpose: 'same moduli, share stored' },
];

/** A presignature was made before; what remains is one message. */
export const ECDSA_ONLINE: readonly RoundSpec[] = [
  { round: 1, name: 'Online', purpose: 'signature shares', isRelease: true },
];

export const ECDSA_FULL_SIGN: readonly RoundSpec[] = [
  READY,
  { round: 1, name: 'Round 1', purpose: 'encrypted nonces' },
  { round: 2, name: 'Round 2', purpose: 'multiplied shares' },
  { round: 3, name: 'Round 3', purpose: 'presignature shares' },
  { round: 5, name: 'Round 4', purpose: 'signature shares', isRelease: true },
];

export const RESHARE: readonly RoundSpec[] = [
  READY,
  { round: 1, name: 'Round 1', purpose: 'dealers commit' },
  { round: 2, name: 'Round 2', purpose: 'dealers open, shares' },
  { round: 3, name: 'Round 3', purpose: 'new holders prove their shares' },
];
