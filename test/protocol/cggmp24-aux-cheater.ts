/** A cheater in an auxiliary run whose commitment fits what it opens: only the content deviates. */
import { encodeWith, decodeWith } from '../../src/base/tlv-decode.ts';
import { profileOf } from '../../src/engine/crypto/parameters.ts';
import { auxCommitment } from '../../src/engine/mpc/cggmp24/aux-checks.ts';
import { auxRounds, type Ax2 } from '../../src/engine/mpc/cggmp24/aux-messages.ts';
import { partyIdOf } from '../../src/engine/mpc/protocol/party.ts';
import type { Device } from './party.ts';
import { cheat, resign, rewriteEchoed, type Delivery, type Hook } from './sim-net.ts';

export const profile = profileOf('TEST');
export const { AX1, AX2, AX3, AX3P } = auxRounds(profile);

export const isPrivate = ({ envelope }: Delivery): boolean => envelope.to.length > 0;

/** The broadcast of a party in a run that was made before. */
export function broadcastOf(sent: readonly Delivery[], party: Device, round: number): Delivery {
  const found = sent.find((d) => d.from === party && d.envelope.round === round && !isPrivate(d));
  if (found === undefined) throw new Error(`${party.name} sent nothing in round ${round}`);
  return found;
}

/**
 * Lets the cheater commit to and open another AX2 than its session makes. Runs are deterministic: `honest` is the same run without cheating,
 * from which the cheater's own values are known before they are sent.
 */
export function openOther(
  all: readonly Device[],
  cheater: Device,
  honest: readonly Delivery[],
  change: (own: Ax2) => Partial<Ax2>,
): readonly Hook[] {
  const sent = broadcastOf(honest, cheater, 2);
  const own = decodeWith(AX2.codec, sent.envelope.payload);
  const opening = { ...own, ...change(own) };
  const V = auxCommitment(profile, sent.envelope.sid, partyIdOf(cheater.pid), opening);
  return [
    rewriteEchoed(all, 1, ({ from }) => (from === cheater ? encodeWith(AX1.codec, { V }) : undefined)),
    // Its own session does not know that it cheats and disputes the echoes; the opening goes out in place of that.
    cheat(cheater, 301, (d) => [resign(d, { round: 2, payload: encodeWith(AX2.codec, opening) })]),
  ];
}
