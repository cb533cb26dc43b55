/** What every misbehaviour test asserts. */
import { expect } from 'vitest';
import type { ProtocolAbort } from '../../src/engine/mpc/protocol/abort.ts';
import { verifyEvidence } from '../../src/engine/mpc/verify-evidence.ts';
import { bytesToHex } from '../../src/base/bytes.ts';
import { verifyWithOpenSsl, type Device } from './party.ts';
import { DEADLINE } from './runs.ts';
import type { SimNet, SimNode } from './sim-net.ts';

export interface Expected {
  readonly cheater: Device;
  readonly code: string;
}

function abortOf<T>({ session, device }: SimNode<T>): ProtocolAbort {
  const { state } = session;
  if (state.type !== 'aborted') throw new Error(`${device.name} is ${state.type}, not aborted`);
  return state.error;
}

/** Name and code of everybody a node blames, for readable failures. */
function blamedBy<T>(node: SimNode<T>, all: readonly SimNode<T>[]) {
  return abortOf(node)
    .blame.map(({ party, code, certainty }) => ({
      name: all.find(({ device }) => device.hex === bytesToHex(party))?.device.name ?? 'unknown',
      code,
      certainty,
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Every honest party names exactly the cheaters with exactly these codes, proven, and a third party agrees from the evidence alone. */
export function expectProven<T>(nodes: readonly SimNode<T>[], expected: readonly Expected[]): void {
  const cheaters = new Set(expected.map(({ cheater }) => cheater));
  const names = expected
    .map(({ cheater, code }) => ({ name: cheater.name, code, certainty: 'proven' }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const honest = nodes.filter(({ device }) => !cheaters.has(device));
  for (const node of honest) {
    expect({ by: node.device.name, blame: blamedBy(node, nodes) }).toEqual({ by: node.device.name, blame: names });
    expect(abortOf(node).code).toBe('PROTOCOL_FAULT');
    const verdicts = node.session.evidence().map((bundle) => verifyEvidence(bundle, verifyWithOpenSsl));
    const proven = verdicts.map(({ accused, code }) => `${bytesToHex(accused)} ${code}`).sort();
    expect(proven).toEqual(expected.map(({ cheater, code }) => `${cheater.hex} ${code}`).sort());
    for (const verdict of verdicts) expect(verdict.messageIds.length).toBeGreaterThan(0);
    expect(node.session.prepared).toBeUndefined();
  }
}

/** Time passes until all deadlines are over; then every honest party suspects exactly these parties of silence. */
export function expectUnresponsive<T>(
  net: SimNet<T>,
  nodes: readonly SimNode<T>[],
  cheater: Device,
  deadline = DEADLINE,
): void {
  net.advanceTo(deadline);
  net.advanceTo(deadline + 5_000n);
  for (const node of nodes.filter(({ device }) => device !== cheater)) {
    const blame = [{ name: cheater.name, code: 'UNRESPONSIVE', certainty: 'suspected' }];
    expect({ by: node.device.name, blame: blamedBy(node, nodes) }).toEqual({ by: node.device.name, blame });
    expect(abortOf(node).code).toBe('UNRESPONSIVE');
    expect(node.session.evidence()).toEqual([]);
  }
}

/** Every honest party ends with this code and blames nobody. */
export function expectBlameless<T>(nodes: readonly SimNode<T>[], code: string): void {
  for (const node of nodes) {
    expect({ by: node.device.name, code: abortOf(node).code, blame: blamedBy(node, nodes) }).toEqual({
      by: node.device.name,
      code,
      blame: [],
    });
    expect(node.session.evidence()).toEqual([]);
  }
}
