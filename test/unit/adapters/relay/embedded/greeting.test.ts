import { describe, expect, test } from 'vitest';
import { openGreeting, sealGreeting } from '../../../../../src/adapters/relay/embedded/greeting.ts';
import { createLogCipher } from '../../../../../src/adapters/relay/embedded/log-cipher.ts';
import { secureRandom } from '../../../../../src/adapters/identity/secure-random.ts';
import { thrownBy } from '../../storage/scratch.ts';
import { device, LOG_KEY, verify, WORKSPACE } from './relay-fixture.ts';

const [alice, bob] = [device(1), device(2)];
const run = new Uint8Array(16).fill(5);
const greeterOf = (workspaceId: string) => ({
  workspaceId,
  cipher: createLogCipher({ logKey: LOG_KEY, workspaceId, random: secureRandom }),
});
const greeter = greeterOf(WORKSPACE);
const open = (sealed: Uint8Array, { pid, keys } = alice) =>
  openGreeting(greeter, sealed, pid, keys.identityKey, verify);

describe('a greeting', () => {
  test('tells the run that its author announced', () => {
    expect(open(sealGreeting(greeter, alice.pid, run, alice.identity.signer))).toEqual(run);
  });

  test('of somebody else who knows the log key is refused', () => {
    const forged = sealGreeting(greeter, alice.pid, run, bob.identity.signer);
    expect(thrownBy(() => open(forged))).toMatchObject({ code: 'RELAY_SIGNATURE_INVALID' });
  });

  test('that names another pid than it is shown under is refused', () => {
    const misnamed = sealGreeting(greeter, bob.pid, run, alice.identity.signer);
    expect(thrownBy(() => open(misnamed))).toMatchObject({ code: 'RELAY_SIGNATURE_INVALID' });
  });

  test.each([
    ['of another workspace', () => sealGreeting(greeterOf('other'), alice.pid, run, alice.identity.signer)],
    ['that is a candidate', () => greeter.cipher.seal('candidate', new Uint8Array(140))],
    ['that holds something else', () => greeter.cipher.seal('hello', new Uint8Array(140))],
    ['that is too short', () => new Uint8Array(27)],
  ])('%s is refused', (_, make) => {
    expect(thrownBy(() => open(make()))).toMatchObject({ code: 'RELAY_DECRYPT_FAILED' });
  });
});
