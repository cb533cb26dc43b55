/** Hex and decimal form of every secret of a run, searched in everything that the run shows: messages, states, progress, evidence, logs (test plan, section 8). */
import { inspect } from 'node:util';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { bytesToHex } from '../../src/base/bytes.ts';
import { bitLength } from '../../src/engine/crypto/integers.ts';
import { SecretInteger } from '../../src/engine/crypto/secret-integer.ts';
import { ecdsaSigning, resharing, type RunKind } from './run-kinds.ts';

let secrets: bigint[] = [];
let printed: string[] = [];

beforeEach(() => {
  secrets = [];
  printed = [];
  const of = SecretInteger.of.bind(SecretInteger);
  vi.spyOn(SecretInteger, 'of').mockImplementation((value) => {
    secrets.push(value);
    return of(value);
  });
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, 'write').mockImplementation((text) => {
      printed.push(String(text));
      return true;
    });
  }
});
afterEach(() => vi.restoreAllMocks());

/** Everything one run shows to anybody but the recipient of a private message. */
function shownBy(kind: RunKind): string {
  const { net, nodes } = kind.make({ name: 'scanned' });
  net.run();
  const broadcasts = net.sent.filter(({ envelope }) => envelope.to.length === 0);
  const sessions = nodes.map(({ session }) => [
    inspect(session, { depth: 8, showHidden: true, maxArrayLength: null, maxStringLength: null }),
    inspect(session.state, { depth: 8, maxArrayLength: null }),
    JSON.stringify(session.state, (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value)),
    inspect(session.drainProgress(), { depth: 8, maxArrayLength: null }),
  ]);
  return [...broadcasts.map(({ bytes }) => bytesToHex(bytes)), ...sessions.flat(), ...printed].join('\n');
}

it.each<[string, () => RunKind]>([
  ['full signing', () => ecdsaSigning().full],
  ['a reshare', () => resharing('ecdsa-secp256k1')],
])('%s shows no secret integer', (_name, make) => {
  const kind = make();
  secrets = [];
  const shown = shownBy(kind);
  // Small numbers are everywhere; what is below 2^128 is no secret of ours
  const large = [...new Set(secrets.map((value) => (value < 0n ? -value : value)))].filter((v) => bitLength(v) > 128);
  expect(large.length).toBeGreaterThan(2);
  const found = large.filter((value) => shown.includes(value.toString(16)) || shown.includes(value.toString()));
  expect(found).toHaveLength(0);
});
