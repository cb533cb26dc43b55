/** One client's direct messages: numbering, sealing, opening, and accepting each once. */
import { bytesEqual, bytesToHex, wipe } from '../../../base/bytes.ts';
import type { KeyAgreement } from '../../../base/key-agreement.ts';
import type { Random } from '../../../base/random.ts';
import type { Ed25519Signer, VerifyEd25519 } from '../../../base/signatures.ts';
import { openDirect, sealDirect } from './direct-cipher.ts';
import { RUN_BYTES } from './greeting.ts';
import type { PeerDirectory, Presence } from './presence.ts';
import { relayError } from './relay-errors.ts';
import { createReplayGuard } from './replay-guard.ts';

export interface DirectChannelOptions {
  readonly ownPid: string;
  readonly workspaceId: string;
  readonly signer: Ed25519Signer;
  readonly channel: KeyAgreement;
  readonly peer: PeerDirectory;
  readonly presence: Presence;
  readonly verify: VerifyEd25519;
  readonly random: Random;
  /** A channel key from a 32-byte secret, for ephemeral keys. */
  readonly channelKey: (secret: Uint8Array) => KeyAgreement;
  /** Called when peers must learn the present run: it is new, or somebody still uses an old one. */
  readonly announce: () => void;
}

export interface DirectChannel {
  /** The 16 random bytes that peers address their messages to. */
  run(): Uint8Array;
  /** @throws AppError as `Presence.addressOf` and `sealDirect`. */
  seal(toPid: string, payload: Uint8Array): Uint8Array;
  /** The payload of a message that `from` signed for this run and that was not opened before. @throws AppError `RELAY_*`. */
  open(from: string, sealed: Uint8Array): Uint8Array;
}

export function createDirectChannel(options: DirectChannelOptions): DirectChannel {
  const { ownPid, workspaceId, signer, channel, peer, presence, verify, random, channelKey, announce } = options;
  const counters = new Map<string, bigint>();
  let run = random(RUN_BYTES);
  let guard = createReplayGuard(run);

  function nextCounter(toPid: string, toRun: Uint8Array): bigint {
    const slot = `${toPid} ${bytesToHex(toRun)}`;
    const counter = (counters.get(slot) ?? 0n) + 1n;
    counters.set(slot, counter);
    return counter;
  }

  function renewRun(): void {
    run = random(RUN_BYTES);
    guard = createReplayGuard(run);
    counters.clear();
    announce();
  }

  return {
    run: () => run,
    seal: (to, payload) => {
      const { keys, run: toRun } = presence.addressOf(to);
      const secret = random(32);
      try {
        const message = { from: ownPid, to, fromRun: run, toRun, counter: nextCounter(to, toRun), payload };
        const ephemeral = channelKey(secret);
        return sealDirect({ message, workspaceId, signer, recipientChannelKey: keys.channelKey, ephemeral });
      } finally {
        wipe(secret);
      }
    },
    open: (from, sealed) => {
      const senderIdentityKey = peer(from)?.identityKey;
      if (senderIdentityKey === undefined) throw relayError('RELAY_SENDER_UNKNOWN', { details: { pid: from } });
      const message = openDirect({ sealed, from, to: ownPid, workspaceId, channel, senderIdentityKey, verify });
      if (!bytesEqual(message.toRun, run)) announce();
      guard.admit(message);
      if (guard.isFull) renewRun();
      return message.payload;
    },
  };
}
