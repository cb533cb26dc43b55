/** Hashes of all messages of deterministic runs. A change here is a change of the wire format: raise the protocol version. */
import { sha256 } from '@noble/hashes/sha2.js';
import { describe, expect, it } from 'vitest';
import { bytesToHex, concatBytes, utf8ToBytes } from '../../src/base/bytes.ts';
import type { FrostScheme } from '../../src/engine/mpc/frost/index.ts';
import { devices } from './party.ts';
import { keygenNet, resultsOf, signNet } from './runs.ts';
import type { Delivery } from './sim-net.ts';

const hashOf = (sent: readonly Delivery[]): string =>
  bytesToHex(sha256(concatBytes(...sent.map(({ bytes }) => bytes))));

describe.each<[FrostScheme, string, string]>([
  [
    'ed25519',
    '3ac3cd416087c0f992c5d3828768962a7ce75b5f00163d22e7fa3a659b8197cd',
    '936254eb943ca0fc3b599f7af96fc371ed738a7a39c7e7cda1af00cfb2bdbc3e',
  ],
  [
    'bip340',
    '8bd1d247c9215604d8dd01e86660646ac4d4fb9e950b5f74b075bd488c6851b9',
    'f1568c36811921cc61798b6dcebe8541bc95de13c1c013c2c36b4e120343073d',
  ],
])('%s, two of three', (scheme, keygen, sign) => {
  it('sends the same bytes as ever', () => {
    const all = devices(3);
    const made = keygenNet({ scheme, minSigners: 2, all, name: 'snapshot' });
    made.net.run();
    const shares = resultsOf(made.nodes);
    const message = sha256(utf8ToBytes('snapshot'));
    const signed = signNet({ shares, signers: all.slice(0, 2), message, name: 'snapshot' });
    signed.net.run();
    resultsOf(signed.nodes);
    expect([hashOf(made.net.sent), hashOf(signed.net.sent)]).toEqual([keygen, sign]);
  });
});
