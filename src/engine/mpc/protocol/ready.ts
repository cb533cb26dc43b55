/** Round 0: everyone contributes a nonce and shows the parameters it was started with; `sid` follows (protocol README, section 5). */
import { bytesEqual } from '../../../base/bytes.ts';
import type { Random } from '../../../base/random.ts';
import { bytesCodec, structCodec } from '../../../base/tlv-decode.ts';
import { ProtocolStop } from './abort.ts';
import type { PartyId } from './party.ts';
import { paramsHash, type SessionPlan } from './plan.ts';
import { bindSession, receive, send, type Protocol, type Round } from './protocol.ts';

export type Ready = { readonly nonce: Uint8Array; readonly paramsHash: Uint8Array };

/**
 * Intentional divergence: the Ready round is echoed (ECHO_STRICT). An equivocated nonce would otherwise give honest parties different
 * session identifiers, so that they refuse each other's messages and nobody can be blamed for it.
 */
export const READY: Round<Ready> = {
  id: 0,
  label: 'Ready',
  kind: 'echo',
  codec: structCodec<Ready>({ nonce: bytesCodec({ exact: 32 }), paramsHash: bytesCodec({ exact: 32 }) }),
};

/**
 * Runs the Ready round and then `protocol` under the derived `sid`. Our own fresh nonce is in the hash, hence `sid` is new to us.
 * Different parameters end the run as `CONFIG_MISMATCH`, which blames nobody.
 */
export function* withReady<T>(
  { plan, self, random }: { plan: SessionPlan; self: PartyId; random: Random },
  protocol: (sid: Uint8Array) => Protocol<T>,
): Protocol<T> {
  const own: Ready = { nonce: random(32), paramsHash: paramsHash(plan) };
  yield* send(READY, 'all', own);
  const ready = yield* receive(READY);
  if ([...ready.values()].some((message) => !bytesEqual(message.paramsHash, own.paramsHash))) {
    throw new ProtocolStop('CONFIG_MISMATCH', 'paramsHash differs');
  }
  const nonces = plan.participants.map((party) => (party === self ? own : ready.get(party))?.nonce ?? new Uint8Array());
  const sid = yield* bindSession(nonces);
  return yield* protocol(sid);
}
