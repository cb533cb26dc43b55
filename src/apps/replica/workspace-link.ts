/** A process's link to its workspace: the relay client, and the log replica that feeds on it. */
import { bytesToHex } from '../../base/bytes.ts';
import type { Clock } from '../../base/clock.ts';
import type { VerifyEd25519 } from '../../base/signatures.ts';
import { x25519Agreement } from '../../adapters/identity/device-identity.ts';
import { secureRandom } from '../../adapters/identity/secure-random.ts';
import { createRelayClient, type PeerKeys, type RelayClient } from '../../adapters/relay/embedded/client.ts';
import type { RelayPort } from '../../adapters/relay/embedded/port.ts';
import type { LogStore } from '../../adapters/storage/log-store.ts';
import { AppError } from '../../base/errors.ts';
import type { WorkspaceState } from '../../treasury/workspace/state.ts';
import { encodeDirect, type DirectMessage } from '../direct/direct-message.ts';
import type { ProcessHome } from '../processes/home.ts';
import { LogReplica } from './log-replica.ts';

export interface WorkspaceLink {
  readonly relay: RelayClient;
  readonly replica: LogReplica;
  /** Sends to one device or co-signer; a message to one that is away is lost, which every receiver must survive. */
  sendDirect(toPid: string, message: DirectMessage): void;
}

export interface WorkspaceLinkOptions {
  readonly home: ProcessHome;
  readonly port: RelayPort;
  readonly store: LogStore;
  readonly verify: VerifyEd25519;
  readonly clock: Clock;
  readonly report: (part: string, error: unknown) => void;
}

/** @throws AppError `WORKSPACE_NOT_JOINED` when the home belongs to no workspace yet. */
export function openWorkspaceLink({ home, port, store, verify, clock, report }: WorkspaceLinkOptions): WorkspaceLink {
  if (home.joined === null) throw notJoined();
  const { workspaceId, logKey } = home.joined;
  // The replica knows who is enrolled, and the client must know it before it can read the replica's stream: hence the late link.
  let state: () => WorkspaceState | null = () => null;
  const relay = createRelayClient({
    port,
    identity: home.identity,
    workspaceId,
    logKey,
    peer: (pid) => peerOf(state(), pid),
    verify,
    random: secureRandom,
    channelKey: x25519Agreement,
    onFault: (error) => {
      // Before the first entry is read nobody is enrolled; whoever asked then hears of everything later by itself.
      if (state() !== null || error.code !== 'RELAY_SENDER_UNKNOWN') report('relay', error);
    },
  });
  const replica = new LogReplica({
    stream: {
      publish: async (candidate) => void (await relay.publish(candidate)),
      subscribe: (from, onCandidate) =>
        void relay.subscribe(from, ({ sequence, bytes }) => onCandidate(sequence, bytes)),
    },
    store,
    verify,
    clock,
    author: { pid: bytesToHex(home.identity.pid), signer: home.identity.signer },
    workspaceId,
    report,
  });
  state = () => replica.state;
  return {
    relay,
    replica,
    sendDirect: (toPid, message) => {
      relay.sendDirect(toPid, encodeDirect(message)).catch((error: unknown) => {
        if (!(error instanceof AppError && error.code === 'RELAY_PEER_OFFLINE')) report('relay', error);
      });
    },
  };
}

function peerOf(state: WorkspaceState | null, pid: string): PeerKeys | undefined {
  const coSigner = state?.coSigners.get(pid);
  if (coSigner !== undefined) return coSigner;
  return [...(state?.members.values() ?? [])].find((member) => member.device.pid === pid)?.device;
}

function notJoined(): AppError {
  return new AppError({
    code: 'WORKSPACE_NOT_JOINED',
    kind: 'input',
    message: 'This process belongs to no workspace yet.',
    safe: 'Nothing was done.',
  });
}
