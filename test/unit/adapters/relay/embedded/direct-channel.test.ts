import { describe, expect, test } from 'vitest';
import { x25519Agreement } from '../../../../../src/adapters/identity/device-identity.ts';
import { secureRandom } from '../../../../../src/adapters/identity/secure-random.ts';
import { createDirectChannel, type DirectChannel } from '../../../../../src/adapters/relay/embedded/direct-channel.ts';
import { toBase64 } from '../../../../../src/adapters/relay/embedded/frames.ts';
import { sealGreeting } from '../../../../../src/adapters/relay/embedded/greeting.ts';
import { createLogCipher } from '../../../../../src/adapters/relay/embedded/log-cipher.ts';
import { createPresence } from '../../../../../src/adapters/relay/embedded/presence.ts';
import { MAX_RUNS } from '../../../../../src/adapters/relay/embedded/replay-guard.ts';
import { thrownBy } from '../../storage/scratch.ts';
import { device, LOG_KEY, textBytes, verify, WORKSPACE } from './relay-fixture.ts';

const [alice, bob] = [device(1), device(2)];
const directory = new Map([alice, bob].map(({ pid, keys }) => [pid, keys]));
const peer = (pid: string) => directory.get(pid);
const cipher = createLogCipher({ logKey: LOG_KEY, workspaceId: WORKSPACE, random: secureRandom });
const greeter = { workspaceId: WORKSPACE, cipher };

/** A started channel, the greetings it knows of, and how often it announced itself. */
function start(self: typeof alice) {
  const presence = createPresence(greeter, peer, verify);
  const announcements: string[] = [];
  const channel: DirectChannel = createDirectChannel({
    ...{ ownPid: self.pid, workspaceId: WORKSPACE, signer: self.identity.signer, channel: self.identity.channel },
    ...{ peer, presence, verify, random: secureRandom, channelKey: x25519Agreement },
    announce: () => void announcements.push(greetingOf(self, channel)),
  });
  return { channel, presence, announcements };
}

function greetingOf({ pid, identity }: typeof alice, channel: DirectChannel): string {
  return toBase64(sealGreeting(greeter, pid, channel.run(), identity.signer));
}

describe('a direct channel', () => {
  test('starts a new run when it remembers too many of its peers, which makes everything recorded void', () => {
    const recipient = start(bob);
    const recorded: Uint8Array[] = [];
    for (let i = 0; i < MAX_RUNS; i += 1) {
      const sender = start(alice);
      sender.presence.set(bob.pid, greetingOf(bob, recipient.channel));
      recorded.push(sender.channel.seal(bob.pid, textBytes(String(i))));
    }
    expect(
      recorded.map((sealed) => Number(new TextDecoder().decode(recipient.channel.open(alice.pid, sealed)))),
    ).toEqual(recorded.map((_, i) => i));
    expect(recipient.announcements).toHaveLength(1);
    for (const sealed of recorded.slice(0, 3)) {
      expect(thrownBy(() => recipient.channel.open(alice.pid, sealed))).toMatchObject({ code: 'RELAY_REPLAY' });
    }
    const sender = start(alice);
    sender.presence.set(bob.pid, recipient.announcements.at(-1));
    expect(recipient.channel.open(alice.pid, sender.channel.seal(bob.pid, textBytes('new')))).toEqual(textBytes('new'));
  });

  test('makes equal payloads look different', () => {
    const [sender, recipient] = [start(alice), start(bob)];
    sender.presence.set(bob.pid, greetingOf(bob, recipient.channel));
    const [first, second] = [1, 2].map(() => toBase64(sender.channel.seal(bob.pid, textBytes('same'))));
    expect(first).not.toBe(second);
    expect(first?.length).toBe(second?.length);
  });
});
