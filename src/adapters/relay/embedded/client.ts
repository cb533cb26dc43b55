/**
 * A process's end of the relay. Everything that leaves is signed and encrypted here, and everything that arrives is
 * authenticated here: the relay can delay and drop, and that is all.
 */
import { bytesToHex } from '../../../base/bytes.ts';
import { AppError } from '../../../base/errors.ts';
import type { KeyAgreement } from '../../../base/key-agreement.ts';
import type { Random } from '../../../base/random.ts';
import type { Ed25519Signer, VerifyEd25519 } from '../../../base/signatures.ts';
import { createDirectChannel } from './direct-channel.ts';
import { fromBase64, hubFrame, toBase64, type ClientFrame, type HubFrame } from './frames.ts';
import { sealGreeting } from './greeting.ts';
import { createLogCipher } from './log-cipher.ts';
import { createPendingRequests } from './pending.ts';
import type { RelayPort } from './port.ts';
import { createPresence, type PeerDirectory } from './presence.ts';
import { relayError } from './relay-errors.ts';
import { createStreamReader, type CandidateHandler } from './stream-reader.ts';

export type { PeerKeys } from './direct-cipher.ts';
export type { PeerDirectory } from './presence.ts';
export type { CandidateHandler, StreamCandidate } from './stream-reader.ts';

export interface RelayIdentity {
  /** 32 bytes. */
  readonly pid: Uint8Array;
  readonly signer: Ed25519Signer;
  readonly channel: KeyAgreement;
}

export interface RelayClientOptions {
  readonly port: RelayPort;
  readonly identity: RelayIdentity;
  readonly workspaceId: string;
  /** 32 bytes; kept by the client. */
  readonly logKey: Uint8Array;
  /** Asked anew for each message, so that an enrolment or a removal counts at once. */
  readonly peer: PeerDirectory;
  readonly verify: VerifyEd25519;
  readonly random: Random;
  /** A channel key from a 32-byte secret, for the ephemeral keys of direct messages. */
  readonly channelKey: (secret: Uint8Array) => KeyAgreement;
  /** Told about everything that was dropped, with the reason. */
  readonly onFault: (error: AppError) => void;
}

export type DirectHandler = (fromPid: string, payload: Uint8Array) => void;

export interface RelayClient {
  /** Appends a signed log entry to the stream, encrypted; resolves to its sequence. @throws AppError `RELAY_*`. */
  publish(candidate: Uint8Array, options?: { readonly signal?: AbortSignal }): Promise<number>;
  /**
   * Delivers the stream in order from `fromSequence` (1 or more) on, one candidate at a time. A handler that fails ends the
   * subscription with the fault `RELAY_HANDLER_FAILED`. A second call replaces the first; the result ends it.
   */
  subscribe(fromSequence: number, handler: CandidateHandler): () => void;
  /** Resolves once the subscription has delivered everything that the relay announced: from then on, what comes is new. */
  readonly caughtUp: Promise<void>;
  /**
   * Sends to a peer that is present; resolves when the relay has passed it on, which proves nothing about its arrival.
   * Messages are not kept for a peer that is away. @throws AppError `RELAY_PEER_OFFLINE`, `RELAY_RECIPIENT_UNKNOWN` and others.
   */
  sendDirect(toPid: string, payload: Uint8Array, options?: { readonly signal?: AbortSignal }): Promise<void>;
  /** Authenticated messages, each once; they may arrive in another order than they were sent. */
  onDirect(handler: DirectHandler): void;
  /** The enrolled peers that are attached, by a greeting that each signed itself; pids in lower-case hex, sorted. */
  presence(): readonly string[];
  /** Called after each change of `presence()`. */
  onPresence(handler: () => void): void;
  /** Announces itself and asks for the stream again, for when the relay may have lost something. */
  resync(): void;
  onClose(handler: () => void): void;
}

/** Attaches to the hub behind the port. */
export function createRelayClient(options: RelayClientOptions): RelayClient {
  const { port, identity, workspaceId, peer, verify, random, channelKey, onFault } = options;
  const ownPid = bytesToHex(identity.pid);
  const cipher = createLogCipher(options);
  const listeners = { direct: new Set<DirectHandler>(), presence: new Set<() => void>(), close: new Set<() => void>() };
  const ids = createIdSequence();
  const send = (frame: ClientFrame): void => port.send(frame);

  const pending = createPendingRequests(ids);
  const presence = createPresence({ workspaceId, cipher }, peer, verify);
  const { signer, channel } = identity;
  const shared = { ownPid, workspaceId, signer, channel, peer, presence, verify, random, channelKey };
  const direct = createDirectChannel({ ...shared, announce });
  const reader = createStreamReader({
    cipher,
    onFault,
    requestRead: (from) => sendNumbered((id) => ({ kind: 'read', id, from })),
  });

  function announce(): void {
    const hello = toBase64(sealGreeting({ workspaceId, cipher }, ownPid, direct.run(), signer));
    send({ kind: 'attach', version: 1, pid: ownPid, hello });
  }

  function sendNumbered(frame: (id: number) => ClientFrame): number {
    const id = ids();
    send(frame(id));
    return id;
  }

  const handleFrame = createFrameHandler({
    reader,
    pending,
    onDirect: (from, body) => {
      const payload = direct.open(from, fromBase64(body));
      for (const handler of listeners.direct) handler(from, payload);
    },
    onPresence: (pid, greeting) => {
      presence.set(pid, greeting);
      for (const handler of listeners.presence) handler();
    },
  });
  receiveFrames(port, handleFrame, onFault);
  port.onClose(() => {
    presence.clear();
    pending.close();
    for (const handler of listeners.close) handler();
  });
  announce();

  return {
    publish: async (candidate, { signal } = {}) => {
      const body = toBase64(cipher.seal('candidate', candidate));
      return pending.request((id) => send({ kind: 'publish', id, body }), signal);
    },
    subscribe: reader.subscribe,
    caughtUp: reader.caughtUp,
    sendDirect: async (to, payload, { signal } = {}) => {
      const body = toBase64(direct.seal(to, payload));
      await pending.request((id) => send({ kind: 'direct', id, to, body }), signal);
    },
    onDirect: (handler) => void listeners.direct.add(handler),
    presence: presence.list,
    onPresence: (handler) => void listeners.presence.add(handler),
    resync: () => {
      announce();
      reader.resync();
    },
    onClose: (handler) => void listeners.close.add(handler),
  };
}

interface FrameHandlers {
  readonly reader: ReturnType<typeof createStreamReader>;
  readonly pending: ReturnType<typeof createPendingRequests>;
  readonly onDirect: (from: string, body: string) => void;
  readonly onPresence: (pid: string, greeting: string | undefined) => void;
}

function createFrameHandler({ reader, pending, onDirect, onPresence }: FrameHandlers): (frame: HubFrame) => void {
  return (frame) => {
    switch (frame.kind) {
      case 'head':
        return reader.onHead(frame.head);
      case 'entries':
        return reader.onEntries(frame);
      case 'published':
        return void pending.resolve(frame.id, frame.sequence);
      case 'accepted':
        return void pending.resolve(frame.id, 0);
      case 'refused': {
        const error = relayError(frame.code, { details: { count: frame.count } });
        if (frame.id !== null && pending.reject(frame.id, error)) return;
        if (frame.id !== null) reader.onRefused(frame.id);
        throw error;
      }
      case 'direct':
        return onDirect(frame.from, frame.body);
      case 'present':
        return onPresence(frame.pid, frame.hello);
      case 'absent':
        return onPresence(frame.pid, undefined);
    }
  };
}

/** Nothing that arrives may throw out of the port's callback: every failure becomes a named fault. */
function receiveFrames(port: RelayPort, handle: (frame: HubFrame) => void, onFault: (error: AppError) => void): void {
  port.onMessage((message) => {
    const parsed = hubFrame.safeParse(message);
    if (!parsed.success) return onFault(relayError('RELAY_FRAME_INVALID', { cause: parsed.error }));
    try {
      handle(parsed.data);
    } catch (error) {
      onFault(error instanceof AppError ? error : relayError('RELAY_HANDLER_FAILED', { cause: error }));
    }
  });
}

function createIdSequence(): () => number {
  let last = 0;
  return () => (last += 1);
}
