/** Who is attached to the relay, by greetings that every peer signed itself. */
import type { VerifyEd25519 } from '../../../base/signatures.ts';
import { AppError } from '../../../base/errors.ts';
import type { PeerKeys } from './direct-cipher.ts';
import { fromBase64 } from './frames.ts';
import { openGreeting, type Greeter } from './greeting.ts';
import { relayError } from './relay-errors.ts';

/** The enrolled keys of a pid (lower-case hex), or `undefined` for a stranger. */
export type PeerDirectory = (pid: string) => PeerKeys | undefined;

export interface Presence {
  /**
   * Takes note of a greeting, or of an absence. A stranger's greeting is kept too: its pid may be enrolled later.
   * @throws AppError for an enrolled peer's greeting that it did not make; it is kept nowhere.
   */
  set(pid: string, greeting: string | undefined): void;
  /**
   * Where to address a message to.
   * @throws AppError `RELAY_RECIPIENT_UNKNOWN` for a stranger, `RELAY_PEER_OFFLINE`, and the errors of `openGreeting`.
   */
  addressOf(pid: string): { readonly keys: PeerKeys; readonly run: Uint8Array };
  readonly list: () => readonly string[];
  clear(): void;
}

const MAX_GREETINGS = 256;

export function createPresence(greeter: Greeter, peer: PeerDirectory, verify: VerifyEd25519): Presence {
  const greetings = new Map<string, string>();

  function open(pid: string, keys: PeerKeys, greeting: string): Uint8Array {
    return openGreeting(greeter, fromBase64(greeting), pid, keys.identityKey, verify);
  }

  function addressOf(pid: string): { keys: PeerKeys; run: Uint8Array } {
    const keys = peer(pid);
    const greeting = greetings.get(pid);
    if (keys === undefined) throw relayError('RELAY_RECIPIENT_UNKNOWN', { details: { pid } });
    if (greeting === undefined) throw relayError('RELAY_PEER_OFFLINE', { details: { pid } });
    return { keys, run: open(pid, keys, greeting) };
  }

  function isReachable(pid: string): boolean {
    try {
      addressOf(pid);
      return true;
    } catch (error) {
      if (error instanceof AppError) return false;
      throw error;
    }
  }

  return {
    addressOf,
    set: (pid, greeting) => {
      if (greeting === undefined) return void greetings.delete(pid);
      const keys = peer(pid);
      if (keys !== undefined) open(pid, keys, greeting);
      if (greetings.has(pid) || greetings.size < MAX_GREETINGS) greetings.set(pid, greeting);
    },
    list: () => [...greetings.keys()].filter(isReachable).toSorted(),
    clear: () => greetings.clear(),
  };
}
