/** Secrets of a presigning or full signing run are erased whatever its end (README 11.6, cggmp24.md 11). */
import { describe, expect, it } from 'vitest';
import { SecretInteger } from '../../src/engine/crypto/secret-integer.ts';
import { makeMaterial } from '../../src/engine/mpc/cggmp24/presign-material.ts';
import { PreparedPresign } from '../../src/engine/mpc/cggmp24/presign-prepared.ts';
import { setUpSigning, signingKeyOf } from '../../src/engine/mpc/cggmp24/signing-setup.ts';
import { partyIdOf } from '../../src/engine/mpc/protocol/party.ts';
import { REASONS_GRACE_MS } from '../../src/engine/mpc/protocol/timeout.ts';
import { fullSignNet, makeSigningKey, presignNet, type Net } from './ecdsa-signing-runs.ts';
import type { Device } from './party.ts';
import { DEADLINE } from './runs.ts';
import { cheat, resign, type Hook } from './sim-net.ts';
import { testRng } from './test-rng.ts';

const key = makeSigningKey(2, 2);
const [alice, bob] = key.all as [Device, Device];
const [share] = key.shares;
const setup = setUpSigning({ key: signingKeyOf(share!), signers: key.all.map(({ pid }) => partyIdOf(pid)), path: [] });

/** Everything secret in a value, however deep. */
function secretsIn(value: unknown): SecretInteger[] {
  if (value instanceof SecretInteger) return [value];
  if (value instanceof Map) return [...value.values()].flatMap(secretsIn);
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return [];
  return Object.getPrototypeOf(value) === Object.prototype ? Object.values(value).flatMap(secretsIn) : [];
}

/** A run in which Alice uses material whose secrets the test can see. */
function watched(netOf: typeof presignNet | typeof fullSignNet, ...hooks: readonly Hook[]) {
  const material = makeMaterial(setup, share!, testRng('watched'));
  const prepared = new PreparedPresign(setup, partyIdOf(alice.pid), material);
  const made: Net<unknown> = netOf({
    ...key,
    signers: key.all,
    hooks,
    change: (device) => (device === alice ? { prepared } : {}),
  });
  const secrets = secretsIn(material);
  // At least 7 of the run, 4 of Pi-elog, and for one peer 2 times 5 of Pi-enc-elg and 2 times (3 + 8) of the multiplications
  expect(secrets.length).toBeGreaterThanOrEqual(43);
  return { ...made, alice: made.nodes[0]!.session, left: () => secrets.filter((each) => !each.isForgotten).length };
}

const spoilt = (round: number): Hook =>
  cheat(bob, round, (d) => [resign(d, { payload: Uint8Array.of(...d.envelope.payload, 0) })]);
const silentFrom =
  (round: number): Hook =>
  (d) =>
    d.from === bob && d.envelope.round % 100 >= round && d.envelope.round < 300 ? [] : [d];

describe('presigning erases everything', () => {
  it('with its success', () => {
    const { net, alice: session, left } = watched(presignNet);
    net.run();
    expect([session.state.type, left()]).toEqual(['done', 0]);
  });

  it.each([1, 3])('when a peer is at fault in round %i', (round) => {
    const { net, alice: session, left } = watched(presignNet, spoilt(round));
    net.run();
    expect([session.state, left()]).toMatchObject([{ type: 'aborted', error: { code: 'PROTOCOL_FAULT' } }, 0]);
  });

  it.each([0, 2])('when it is cancelled while it waits for round %i', (round) => {
    const { net, alice: session, left } = watched(presignNet, silentFrom(round));
    net.run();
    expect(left()).toBeGreaterThan(0);
    session.cancel();
    expect([session.state.type, left()]).toEqual(['aborted', 0]);
  });

  it('when time is up', () => {
    const { net, alice: session, left } = watched(presignNet, silentFrom(2));
    net.run();
    expect(left()).toBeGreaterThan(0);
    net.advanceTo(DEADLINE);
    expect(left()).toBe(0);
    net.advanceTo(DEADLINE + REASONS_GRACE_MS);
    expect([session.state.type, left()]).toEqual(['aborted', 0]);
  });
});

describe('full signing erases everything', () => {
  it('with its success', () => {
    const { net, alice: session, left } = watched(fullSignNet);
    net.run();
    expect([session.state.type, left()]).toEqual(['done', 0]);
  });

  it('when a share of the signature is malformed', () => {
    const { net, alice: session, left } = watched(fullSignNet, spoilt(5));
    net.run();
    expect([session.state, left()]).toMatchObject([{ type: 'aborted', error: { code: 'PROTOCOL_FAULT' } }, 0]);
  });
});
