/** Bundles made by hand from the messages of a run: what a party could claim, true or not. */
import { decodeWith } from '../../src/base/tlv-decode.ts';
import type { ProtocolDefinition } from '../../src/engine/mpc/protocol/definition.ts';
import { encodeEvidence } from '../../src/engine/mpc/protocol/evidence.ts';
import { partyIdOf } from '../../src/engine/mpc/protocol/party.ts';
import { READY } from '../../src/engine/mpc/protocol/ready.ts';
import { openAuthentic, type RunFrame } from '../../src/engine/mpc/protocol/run-frame.ts';
import { verifyWithOpenSsl, type Device } from './party.ts';
import type { Delivery } from './sim-net.ts';

/** Claims that `accused` failed the check `code`, with these messages as evidence. */
export function bundleOf(
  definition: ProtocolDefinition,
  sent: readonly Delivery[],
  accused: Device,
  code: string,
  messages: readonly Delivery[],
): Uint8Array {
  const all = definition.plan.participants.map((party) => sent.find(({ from }) => from.hex === party)!.from);
  const ready = all.map((party) => sent.find(({ from, envelope }) => from === party && envelope.round === 0)!);
  const nonces = ready.map(({ envelope }) => decodeWith(READY.codec, envelope.payload).nonce);
  const frame: RunFrame = {
    definition,
    runId: ready[0]!.envelope.sid,
    sid: sent.find(({ envelope }) => envelope.round === 1)!.envelope.sid,
    keys: new Map(all.map(({ pid, signer }) => [partyIdOf(pid), signer.publicKey])),
    verify: verifyWithOpenSsl,
  };
  const opened = (delivery: Delivery) => {
    const sealed = openAuthentic(frame, delivery.bytes);
    if (sealed === undefined) throw new Error('a message is not of this run');
    return sealed;
  };
  const fault = {
    party: partyIdOf(accused.pid),
    code,
    certainty: 'proven' as const,
    envelopes: messages.map(opened),
  };
  return encodeEvidence(frame, nonces, fault, opened(ready[all.indexOf(accused)]!));
}
