/** Evidence for third parties: who broke which protocol, from the bundle alone. */
import { AppError } from '../../base/errors.ts';
import type { VerifyEd25519 } from '../../base/signatures.ts';
import { readAuxPlan } from './cggmp24/aux-definition.ts';
import { AUX } from './cggmp24/aux-messages.ts';
import { readEcdsaKeygenPlan } from './cggmp24/keygen-definition.ts';
import { ECDSA_KEYGEN } from './cggmp24/keygen-messages.ts';
import { ONLINE, readOnlinePlan } from './cggmp24/online-definition.ts';
import { readPresignPlan } from './cggmp24/presign-definition.ts';
import { FULL_SIGN, PRESIGN } from './cggmp24/signing-plan.ts';
import { KEYGEN, readKeygenPlan } from './frost/keygen-messages.ts';
import { readSignPlan, SIGN } from './frost/sign-messages.ts';
import type { ProtocolDefinition } from './protocol/definition.ts';
import { checkEvidence, type Verdict } from './protocol/evidence.ts';
import { readResharePlan } from './reshare/definition.ts';
import { RESHARE } from './reshare/plan.ts';
import { readRepairPlan, REPAIR } from './reshare/repair-messages.ts';

/**
 * Repeats the failed check of an evidence bundle. The caller compares `accused`, `runId` and `planBytes` with what it knows.
 * @throws AppError `EVIDENCE_INVALID` unless the signed messages inside prove the fault
 */
export function verifyEvidence(bundle: Uint8Array, verify: VerifyEd25519): Verdict {
  return checkEvidence(bundle, resolveDefinition, verify);
}

function resolveDefinition(protocol: string, planBytes: Uint8Array): ProtocolDefinition {
  if (protocol === AUX) return readAuxPlan(planBytes);
  if (protocol === ECDSA_KEYGEN) return readEcdsaKeygenPlan(planBytes);
  if (protocol === PRESIGN || protocol === FULL_SIGN) return readPresignPlan(protocol, planBytes);
  if (protocol === ONLINE) return readOnlinePlan(planBytes);
  if (protocol === KEYGEN) return readKeygenPlan(planBytes);
  if (protocol === SIGN) return readSignPlan(planBytes);
  if (protocol === RESHARE) return readResharePlan(planBytes);
  if (protocol === REPAIR) return readRepairPlan(planBytes);
  throw new AppError({
    code: 'PROTOCOL_UNKNOWN',
    kind: 'input',
    message: 'The evidence is about a protocol this engine does not know.',
  });
}
