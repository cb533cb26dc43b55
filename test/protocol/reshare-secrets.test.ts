/** What a reshare keeps, erases and refuses to start with; and its bytes on the wire. */
import { sha256 } from '@noble/hashes/sha2.js';
import { describe, expect, it } from 'vitest';
import { bytesToHex, concatBytes } from '../../src/base/bytes.ts';
import { sharedKeyOf } from '../../src/engine/mpc/reshare/any-share.ts';
import { createReshareSession, encodeSharedKey, type ReshareOptions } from '../../src/engine/mpc/reshare/index.ts';
import { setUpReshare } from '../../src/engine/mpc/reshare/messages.ts';
import { reshare } from '../../src/engine/mpc/reshare/reshare.ts';
import { partyIdOf } from '../../src/engine/mpc/protocol/party.ts';
import { devices, identityKeys, verifyWithOpenSsl, type Device } from './party.ts';
import { dealtKey, reshareNet, SCHEMES, shareOf, statementsOf } from './reshare-runs.ts';
import { DEADLINE, resultsOf, runIdOf } from './runs.ts';
import { testRng } from './test-rng.ts';

const all = devices(6);
const [alice, bob, carol, dave] = all as [Device, Device, Device, Device];
const shares = dealtKey('ed25519', 2, [alice, bob, carol]);
const options = { shares, members: [bob, carol, dave], newMinSigners: 2, dealers: [alice, bob] };

describe('a reshare', () => {
  it('leaves the old shares as they were, and sends no share in a broadcast', () => {
    const { net, nodes } = reshareNet(options);
    net.run();
    const fresh = resultsOf(nodes).flatMap(({ share }) => share ?? []);
    expect(shares.every(({ secret }) => !secret.isWiped)).toBe(true);
    const secrets = [...shares, ...fresh].map(({ secret }) => secret.use(bytesToHex));
    for (const { bytes } of net.sent) for (const secret of secrets) expect(bytesToHex(bytes)).not.toContain(secret);
  });

  it('erases what it received when a later step fails', () => {
    const { plan } = reshareNet(options);
    const setup = setUpReshare(plan);
    const sigma = new Uint8Array(32).fill(1);
    const own = partyIdOf(dave.pid);
    const context = {
      setup,
      self: own,
      sid: runIdOf('sid'),
      random: testRng('own'),
      oldSecret: undefined,
      payloadHashes: () => [],
    };
    const protocol = reshare(context);
    const answers = [
      [new Map()],
      new Uint8Array(32),
      undefined,
      [new Map()],
      undefined,
      new Uint8Array(32),
      [new Map()],
      [new Map([[partyIdOf(alice.pid), { sigma }]])],
    ];
    protocol.next();
    for (const answer of answers) protocol.next(answer);
    expect(sigma[0]).toBe(1);
    protocol.return(undefined as never);
    expect(sigma).toEqual(new Uint8Array(32));
  });
});

describe('a device', () => {
  function start(device: Device, change: Partial<ReshareOptions>) {
    const { plan } = reshareNet(options);
    const keyShare = shareOf(shares, device);
    return () =>
      createReshareSession({
        ...{ plan, runId: runIdOf('start'), self: device.pid, identityKeys: identityKeys(all), signer: device.signer },
        ...{ verify: verifyWithOpenSsl, random: testRng('start'), deadline: DEADLINE },
        ...(keyShare === undefined ? { statements: statementsOf(shares) } : { keyShare }),
        ...change,
      });
  }
  const code = (expected: string): Error => expect.objectContaining({ code: expected }) as Error;
  const other = encodeSharedKey({ ...sharedKeyOf(shares[0]!), chainCode: new Uint8Array(32) });

  it('that is new hears t holders, and starts', () => {
    const two = new Map([...statementsOf(shares)].slice(0, 2));
    expect(start(dave, { statements: two })().state.type).toBe('waiting');
  });

  it.each([
    ['nobody', new Map()],
    ['too few', new Map([...statementsOf(shares)].slice(0, 1))],
    ['strangers', new Map(all.slice(3).map(({ hex }) => [hex, encodeSharedKey(sharedKeyOf(shares[0]!))]))],
  ])('that is new and hears %s does not start', (_, statements) => {
    expect(start(dave, { statements })).toThrow(code('KEY_UNATTESTED'));
  });

  it.each([
    ['one that differs', new Map([...statementsOf(shares)].map(([pid, said], i) => [pid, i === 2 ? other : said]))],
    [
      'one that is garbage',
      new Map([...statementsOf(shares)].map(([pid, said], i) => [pid, i === 0 ? Uint8Array.of(5) : said])),
    ],
  ])('that is new and hears %s does not start', (_, statements) => {
    expect(start(dave, { statements })).toThrow(code('KEY_DISPUTED'));
  });

  it.each([
    ['without its share', { keyShare: undefined, statements: statementsOf(shares) }],
    ['with the share of another', { keyShare: shares[1]! }],
    ['with a share of another key', { keyShare: dealtKey('bip340', 2, [alice, bob, carol])[0]! }],
    ['with a share of another epoch', { keyShare: { ...shares[0]!, epoch: 1 } as (typeof shares)[0] }],
  ])('that deals does not start %s', (_, change) => {
    expect(start(alice, change as Partial<ReshareOptions>)).toThrow(code('RUN_INVALID'));
  });

  it('that takes no part does not start', () => {
    expect(start(all[5]!, {})).toThrow(code('RUN_INVALID'));
  });
});

it.each([
  ['ecdsa-secp256k1', 'bb0babc6739772e46fde9a8c6f5a18cfe38700a80232abf5d13db2076849b5d3'],
  ['ed25519', '776b280fa0d8b90d8f270dca1dfe8645071e69f53093b556ed3bbc84a18b385d'],
  ['bip340', '4d9a9b0bac5d1b914ae25ee04c6598def78a172516ec0c7d5957a3f34683cefb'],
])('sends the same bytes as ever: %s, two of three to three of five', (scheme, expected) => {
  const committee = all.slice(0, 5);
  const old = dealtKey(
    SCHEMES.find((each) => each === scheme)!,
    2,
    committee.slice(0, 3),
  );
  const { net, nodes } = reshareNet({
    ...{ shares: old, members: committee, newMinSigners: 3, dealers: [alice, carol], name: 'snapshot' },
  });
  net.run();
  expect(resultsOf(nodes)).toHaveLength(5);
  expect(bytesToHex(sha256(concatBytes(...net.sent.map(({ bytes }) => bytes))))).toBe(expected);
});
