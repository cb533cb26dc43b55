/** The name of a policy version: approvals, sessions and verdicts carry it. */
import { z } from 'zod';
import { bytesToHex } from '../../base/bytes.ts';
import { taggedHash } from '../../base/tagged-hash.ts';
import { tlv } from '../../base/tlv.ts';
import { encodeCanonical } from '../log/canonical-json.ts';
import { Policy } from './policy.ts';

/** `H("treasury/policy", canonical JSON of the policy)` as hex (32 bytes). */
export function policyHash(policy: Policy): string {
  return bytesToHex(taggedHash('treasury/policy', tlv.bytes(encodeCanonical(z.encode(Policy, policy)))));
}
