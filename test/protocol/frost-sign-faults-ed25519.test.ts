import { ed25519 } from '@noble/curves/ed25519.js';
import { describe, expect, it } from 'vitest';
import { bytesCodec, decodeWith, encodeWith, structCodec } from '../../src/base/tlv-decode.ts';
import type { Nc } from '../../src/engine/mpc/frost/sign-messages.ts';
import { suiteOf } from '../../src/engine/mpc/frost/suite.ts';
import { describeSignFaults, message, TORSION } from './frost-sign-faults.ts';
import { makeKey, signNet } from './runs.ts';
import { cheat, resign } from './sim-net.ts';
import { expectProven } from './verdicts.ts';

describeSignFaults('ed25519');

describe('signing, Ed25519 only', () => {
  it.each(['hiding', 'binding'] as const)('low-order: blames who commits to a %s nonce of mixed order', (field) => {
    const { all, shares } = makeKey('ed25519', 2, 3);
    const signers = all.slice(0, 2);
    const cheater = signers[1]!;
    const { pointCodec } = suiteOf('ed25519').group;
    const codec = structCodec<Nc>({ poolId: bytesCodec({ exact: 32 }), hiding: pointCodec, binding: pointCodec });
    const mixed = cheat(cheater, 1, (d) => {
      const nc = decodeWith(codec, d.envelope.payload);
      const point = ed25519.Point.fromBytes(nc[field]).add(TORSION).toBytes();
      return [resign(d, { payload: encodeWith(codec, { ...nc, [field]: point }) })];
    });
    // The cheater signs for what it sent: its share carries the hash of the mixed list.
    const { net, nodes } = signNet({ shares, signers, message, hooks: [mixed] });
    net.run();
    expect(nodes[0]!.session.state.type).toBe('aborted');
    expectProven(nodes, [{ cheater, code: 'nc.torsion' }]);
  });
});
