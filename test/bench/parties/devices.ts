/** The devices of the bench: the same in every thread. */
import { devices, identityKeys, type Device } from '../../protocol/party.ts';

/** Five holders, and one more that takes over from one of them. */
export const PLACES = 6;

export const DEVICES: readonly Device[] = devices(PLACES);

export function deviceAt(place: number): Device {
  const device = DEVICES[place];
  if (device === undefined) throw new RangeError(`there is no device ${place}`);
  return device;
}

export function placeOf(pid: Uint8Array): number {
  return DEVICES.findIndex((device) => Buffer.from(device.pid).equals(pid));
}

export function keysOf(participants: readonly number[]): Map<string, Uint8Array> {
  return identityKeys(participants.map(deviceAt));
}
