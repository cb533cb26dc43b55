/** Follows the relay's stream in order, one batch at a time, and decrypts it. */
import type { AppError } from '../../../base/errors.ts';
import { fromBase64, type HubFrame } from './frames.ts';
import type { LogCipher } from './log-cipher.ts';
import { relayError } from './relay-errors.ts';

/** One position of the stream; `bytes` is `undefined` for a candidate that the workspace's key does not open. */
export interface StreamCandidate {
  readonly sequence: number;
  readonly bytes: Uint8Array | undefined;
}

export type CandidateHandler = (candidate: StreamCandidate) => void | Promise<void>;

export interface StreamReader {
  /** Delivers candidates from `fromSequence` on; a second call replaces the first. Returns a function that ends it. */
  readonly subscribe: (fromSequence: number, handler: CandidateHandler) => () => void;
  onHead(head: number): void;
  onEntries(frame: Extract<HubFrame, { kind: 'entries' }>): void;
  /** Resolves once everything that the relay has announced is delivered, for the first time. */
  readonly caughtUp: Promise<void>;
  /** A read request was refused; the next head asks again. */
  onRefused(id: number): void;
  /** Asks again, for when an answer got lost. */
  resync(): void;
}

export interface StreamReaderOptions {
  readonly cipher: LogCipher;
  /** Sends a read request for this sequence and returns its id. */
  readonly requestRead: (from: number) => number;
  readonly onFault: (error: AppError) => void;
}

interface Subscription {
  readonly handler: CandidateHandler;
  next: number;
  /** The read request whose answer is awaited. */
  awaited: number | undefined;
  isDelivering: boolean;
}

export function createStreamReader({ cipher, requestRead, onFault }: StreamReaderOptions): StreamReader {
  let head = 0;
  let isHeadKnown = false;
  let current: Subscription | undefined;
  const caughtUp = Promise.withResolvers<void>();

  function readOn(subscription: Subscription): void {
    const isBusy = subscription.awaited !== undefined || subscription.isDelivering;
    if (subscription !== current || isBusy) return;
    if (isHeadKnown && subscription.next > head) caughtUp.resolve();
    if (subscription.next > head) return;
    subscription.awaited = requestRead(subscription.next);
  }

  function open(sequence: number, body: string): StreamCandidate {
    try {
      return { sequence, bytes: cipher.open('candidate', fromBase64(body)) };
    } catch (cause) {
      onFault(relayError('RELAY_DECRYPT_FAILED', { details: { sequence }, cause }));
      return { sequence, bytes: undefined };
    }
  }

  async function deliver(
    subscription: Subscription,
    entries: readonly { sequence: number; body: string }[],
  ): Promise<void> {
    for (const { sequence, body } of entries) {
      if (subscription !== current) return;
      try {
        await subscription.handler(open(sequence, body));
      } catch (cause) {
        // The replica could not take it in: stop here rather than leave a gap. Its owner subscribes again.
        current = undefined;
        return onFault(relayError('RELAY_HANDLER_FAILED', { details: { sequence }, cause }));
      }
      subscription.next = sequence + 1;
    }
  }

  return {
    caughtUp: caughtUp.promise,
    subscribe: (fromSequence, handler) => {
      const subscription: Subscription = { handler, next: fromSequence, awaited: undefined, isDelivering: false };
      current = subscription;
      readOn(subscription);
      return () => {
        if (current === subscription) current = undefined;
      };
    },
    onHead: (announced) => {
      head = Math.max(head, announced);
      isHeadKnown = true;
      if (current !== undefined) readOn(current);
    },
    onEntries: (frame) => {
      const subscription = current;
      if (subscription === undefined || subscription.awaited !== frame.id) return;
      subscription.awaited = undefined;
      // An answer without the promised entries is not asked for again at once: the next head, or `resync`, does that.
      head = Math.max(subscription.next - 1, frame.entries.length === 0 ? 0 : Math.max(head, frame.head));
      if (!frame.entries.every(({ sequence }, offset) => sequence === subscription.next + offset)) {
        return onFault(relayError('RELAY_STREAM_ORDER', { details: { expected: subscription.next } }));
      }
      subscription.isDelivering = true;
      void deliver(subscription, frame.entries).finally(() => {
        subscription.isDelivering = false;
        readOn(subscription);
      });
    },
    onRefused: (id) => {
      if (current?.awaited === id) current.awaited = undefined;
    },
    resync: () => {
      if (current === undefined || current.isDelivering) return;
      current.awaited = requestRead(current.next);
    },
  };
}
