/**
 * Four hundred sessions with one random deviation each, in the protocols that cost little; the dear ones are in `deviations-dear.test.ts`. The honest parties
 * finish with a valid result or blame the one that deviated, with evidence that convinces a third party, and keep no secret.
 */
import { expect, it } from 'vitest';
import { runDeviants } from '../protocol/deviant-runs.ts';
import {
  ecdsaKeygen,
  ecdsaSigning,
  frostKeygen,
  frostSigning,
  repairing,
  resharing,
  type RunKind,
} from '../protocol/run-kinds.ts';

it.each<[string, number, () => RunKind]>([
  ['key generation, ECDSA', 60, ecdsaKeygen],
  ['key generation, Ed25519', 40, () => frostKeygen('ed25519')],
  ['key generation, BIP-340', 30, () => frostKeygen('bip340')],
  ['signing, Ed25519', 40, () => frostSigning('ed25519')],
  ['signing, BIP-340', 30, () => frostSigning('bip340')],
  ['reshare, ECDSA', 40, () => resharing('ecdsa-secp256k1')],
  ['reshare, Ed25519', 30, () => resharing('ed25519')],
  ['reshare, BIP-340', 30, () => resharing('bip340')],
  ['repair, ECDSA', 20, () => repairing('ecdsa-secp256k1')],
  ['repair, Ed25519', 20, () => repairing('ed25519')],
  ['repair, BIP-340', 10, () => repairing('bip340')],
  ['online signing', 50, () => ecdsaSigning().online],
])('%s: %i sessions', (_name, count, make) => {
  const outcomes = runDeviants(make(), count);
  expect(outcomes.get('decode')).toBeGreaterThan(0);
  expect(outcomes.get('UNRESPONSIVE')).toBeGreaterThan(0);
});
