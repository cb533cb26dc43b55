/** evidence-forgery: nobody can convict an honest signer, not even with messages that it signed itself, truly, around others (cggmp24.md 7). */
import { beforeAll, describe, expect, it } from 'vitest';
import { codeOf } from '../../src/base/errors.ts';
import { decodeWith, encodeWith } from '../../src/base/tlv-decode.ts';
import { G } from '../../src/engine/crypto/secp256k1.ts';
import { definePresign } from '../../src/engine/mpc/cggmp24/presign-definition.ts';
import { presignRounds } from '../../src/engine/mpc/cggmp24/presign-messages.ts';
import { setUpSigning, signingKeyOf } from '../../src/engine/mpc/cggmp24/signing-setup.ts';
import { parseEnvelope, sealEnvelope } from '../../src/engine/mpc/protocol/envelope.ts';
import { encodeEvidence } from '../../src/engine/mpc/protocol/evidence.ts';
import { partyIdOf } from '../../src/engine/mpc/protocol/party.ts';
import { READY } from '../../src/engine/mpc/protocol/ready.ts';
import type { RunFrame } from '../../src/engine/mpc/protocol/run-frame.ts';
import { verifyEvidence } from '../../src/engine/mpc/verify-evidence.ts';
import { runOptions } from './ecdsa-runs.ts';
import { makeSigningKey, presignNet } from './ecdsa-signing-runs.ts';
import { verifyWithOpenSsl, type Device } from './party.ts';
import { resultsOf } from './runs.ts';
import type { Delivery } from './sim-net.ts';

const key = makeSigningKey(2, 3);
const [alice, , carol] = key.all as [Device, Device, Device];
const signers = [alice, carol];
const setup = setUpSigning({
  key: signingKeyOf(key.shares[0]!),
  signers: signers.map(({ pid }) => partyIdOf(pid)),
  path: [],
});
const rounds = presignRounds(setup.profile, 2);
const { runId, verify } = runOptions(alice, signers, 'presign');
let sent: Delivery[] = [];

beforeAll(() => {
  const { net, nodes } = presignNet({ ...key, signers });
  net.run();
  resultsOf(nodes);
  ({ sent } = net);
});

const messageOf = (from: Device, round: number, isPrivate = false): Uint8Array =>
  sent.find((d) => d.from === from && d.envelope.round === round && d.envelope.to.length > 0 === isPrivate)!.bytes;

/** A message as its own author could have signed it otherwise. */
function otherwise(device: Device, bytes: Uint8Array, change: (payload: Uint8Array) => Uint8Array): Uint8Array {
  const { envelope } = parseEnvelope(bytes);
  return sealEnvelope({ ...envelope, payload: change(envelope.payload) }, device.signer).bytes;
}

/** What Alice accuses Carol of, and with what. */
function accusation(code: string, messages: readonly Uint8Array[], plan = setup): Uint8Array {
  const keys = new Map(signers.map((device) => [partyIdOf(device.pid), device.signer.publicKey]));
  const frame: RunFrame = { definition: definePresign(plan), runId, sid: undefined, keys, verify };
  const nonces = signers.map(
    (device) => decodeWith(READY.codec, parseEnvelope(messageOf(device, 0)).envelope.payload).nonce,
  );
  const sealed = (bytes: Uint8Array) => {
    const parsed = parseEnvelope(bytes);
    return { ...parsed, author: partyIdOf(parsed.envelope.from) };
  };
  const fault = { party: partyIdOf(carol.pid), code, certainty: 'proven' as const, envelopes: messages.map(sealed) };
  return encodeEvidence(frame, nonces, fault, sealed(messageOf(carol, 0)));
}

function expectRefused(bundle: Uint8Array): void {
  let code: string | undefined;
  try {
    verifyEvidence(bundle, verifyWithOpenSsl);
  } catch (error) {
    code = codeOf(error);
  }
  expect(code).toBe('EVIDENCE_INVALID');
}

describe('Carol was honest, and Alice', () => {
  it('shows true messages only', () => {
    const roundOne = [messageOf(carol, 1), messageOf(carol, 1, true)];
    const roundTwo = [messageOf(carol, 2), messageOf(carol, 2, true)];
    for (const code of ['ps1.group', 'ps1.psi0', 'ps1.psi1']) expectRefused(accusation(code, roundOne));
    for (const code of ['ps2.psiG', 'ps2.digest']) expectRefused(accusation(code, [messageOf(carol, 1), ...roundTwo]));
    expectRefused(accusation('ps2.group', roundTwo));
    const multiplied = [messageOf(alice, 1), messageOf(carol, 1), messageOf(carol, 101), ...roundTwo];
    for (const code of ['ps2.psi', 'ps2.psih']) expectRefused(accusation(code, multiplied));
    const third = [messageOf(carol, 1), messageOf(alice, 2), messageOf(carol, 2), messageOf(carol, 3)];
    for (const code of ['ps3.group', 'ps3.psiD']) expectRefused(accusation(code, third));
  });

  it('signs another K of hers, which Carol never multiplied', () => {
    const changed = otherwise(alice, messageOf(alice, 1), (payload) => {
      const ps1 = decodeWith(rounds.PS1.codec, payload);
      return encodeWith(rounds.PS1.codec, { ...ps1, K: ps1.G, G: ps1.K });
    });
    const messages = [
      changed,
      messageOf(carol, 1),
      messageOf(carol, 101),
      messageOf(carol, 2),
      messageOf(carol, 2, true),
    ];
    expectRefused(accusation('ps2.psi', messages));
    expectRefused(accusation('ps2.psih', messages));
  });

  it('signs another Gamma of hers, under which the Delta of Carol would be false', () => {
    const changed = otherwise(alice, messageOf(alice, 2), (payload) => {
      const ps2 = decodeWith(rounds.PS2.codec, payload);
      return encodeWith(rounds.PS2.codec, { ...ps2, Gamma: ps2.Gamma.add(G) });
    });
    expectRefused(accusation('ps3.psiD', [messageOf(carol, 1), changed, messageOf(carol, 2), messageOf(carol, 3)]));
  });

  it('leaves out what Carol echoed', () => {
    expectRefused(
      accusation('ps2.psi', [messageOf(alice, 1), messageOf(carol, 1), messageOf(carol, 2), messageOf(carol, 2, true)]),
    );
    expectRefused(accusation('er.case', [messageOf(alice, 3), messageOf(carol, 3)]));
  });

  it('invents a plan in which W of Carol would be another', () => {
    const elsewhere = setUpSigning({ ...setup, path: [1] });
    const messages = [messageOf(alice, 1), messageOf(carol, 1), messageOf(carol, 101)];
    expectRefused(accusation('ps2.psih', [...messages, messageOf(carol, 2), messageOf(carol, 2, true)], elsewhere));
  });
});
