/**
 * A cheater whose own node believes in what it sends: messages are changed before they are signed and filed, so that its echoes fit, and only
 * the content deviates. For every protocol alike.
 */
import type { TlvValue } from '../../src/base/tlv.ts';
import { partyIdOf } from '../../src/engine/mpc/protocol/party.ts';
import { Transcript } from '../../src/engine/mpc/protocol/transcript.ts';
import type { Device } from './party.ts';

/** What is sent in place of a message; `to` is hex, or empty for a broadcast. */
export type Rewrite = (round: number, to: string, message: TlvValue) => TlvValue;

let deviant: { readonly cheater: Device; readonly rewrite: Rewrite } | undefined;

const seal = Transcript.prototype.seal;
Transcript.prototype.seal = function (this: Transcript, round, to, message) {
  const isCheater = deviant !== undefined && !this.peers.includes(partyIdOf(deviant.cheater.pid));
  if (deviant === undefined || !isCheater) return seal.call(this, round, to, message);
  const { rewrite } = deviant;
  const { codec } = round;
  const toValue = (value: unknown): TlvValue =>
    rewrite(round.id, to === 'all' ? '' : to, codec.toValue(value as typeof message));
  return seal.call(this, { ...round, codec: { toValue, read: (reader) => codec.read(reader) } }, to, message);
};

/** Runs sessions in which `cheater` sends what `rewrite` makes of its messages. */
export function withDeviant<T>(cheater: Device, rewrite: Rewrite, run: () => T): T {
  deviant = { cheater, rewrite };
  try {
    return run();
  } finally {
    deviant = undefined;
  }
}
