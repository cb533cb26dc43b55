/** Another officer's console as a child process of this demo: own profile, device key and simulated token. */
import type { z } from 'zod';
import { bytesToHex } from '../../../base/bytes.ts';
import { AppError } from '../../../base/errors.ts';
import { pidOf } from '../../../base/identity.ts';
import type { RelayHub } from '../../../adapters/relay/embedded/hub.ts';
import type { Bridge } from '../../../contract/client.ts';
import type { Reply } from '../../../contract/contract.ts';
import { toWireError } from '../../../contract/serve.ts';
import type { Member } from '../../../treasury/workspace/entry.ts';
import { controlChannelOf, relayPortOf, type ControlChannel } from '../../processes/channels.ts';
import type { ChildHandle, LaunchChild } from '../../processes/child-port.ts';
import { ChildMessage, ParentMessage } from '../../processes/parent-messages.ts';

export interface OfficerChildOptions {
  readonly launch: LaunchChild;
  readonly hub: RelayHub;
  readonly memberId: string;
  readonly name: string;
  readonly directory: string;
  readonly rpcUrl: string;
  readonly evmRpcUrl: string | undefined;
  /** Further arguments of the officer program, such as `--window`. */
  readonly args: readonly string[];
  readonly report: (part: string, error: unknown) => void;
}

export interface OfficerChild {
  readonly handle: ChildHandle;
  readonly member: Member;
  join(workspaceId: string, logKey: Uint8Array): void;
  /** Resolves when the child follows the workspace's log. */
  readonly following: Promise<void>;
  close(): void;
  /** The child's contract as a bridge; answers only when the child was started with `--terminal`. */
  readonly bridge: Bridge;
}

/** Starts the process; it makes its keys itself on first use and shows only the public ones. @throws AppError. */
export async function startOfficerChild(options: OfficerChildOptions): Promise<OfficerChild> {
  const { launch, hub, memberId, name, directory, rpcUrl, evmRpcUrl, args, report } = options;
  const handle = launch('officer', ['--home', directory, '--member', memberId, '--name', name, ...args]);
  const control = controlChannelOf(handle, ParentMessage, ChildMessage, (error) => report('officer', error));
  const { promise: following, resolve: isFollowing, reject: neverFollows } = Promise.withResolvers<void>();
  following.catch(() => undefined);
  const member = await new Promise<Member>((resolve, reject) => {
    handle.onClose(() => {
      reject(ended(name));
      neverFollows(ended(name));
    });
    control.onMessage((message) => {
      if (message.type === 'following') isFollowing();
      if (message.type === 'failed') {
        // It may fail after it opened, when it reads its log: then whoever waits for it to follow must hear of it.
        const failure = new AppError({ code: message.code, kind: 'storage', message: message.message });
        reject(failure);
        neverFollows(failure);
      }
      if (message.type !== 'officer.open') return;
      const pid = bytesToHex(pidOf(message.identityKey));
      hub.attach(relayPortOf(handle), { pid });
      resolve({
        memberId,
        name,
        device: { pid, identityKey: message.identityKey, channelKey: message.channelKey },
        token: { tokenId: message.tokenId, kind: 'simulated', publicKey: message.tokenKey, canShow: true },
      });
    });
    control.send({ type: 'open', passphrase: null, rpcUrl, ...(evmRpcUrl === undefined ? {} : { evmRpcUrl }) });
  });
  return {
    handle,
    member,
    following,
    join: (workspaceId, logKey) => control.send({ type: 'join', workspaceId, logKey }),
    close: () => control.send({ type: 'close' }),
    bridge: bridgeOver(handle, control, name),
  };
}

type Control = ControlChannel<z.output<typeof ParentMessage>, ChildMessage>;

/** Calls that the child cannot answer any more are answered here, by name. */
function bridgeOver(handle: ChildHandle, control: Control, name: string): Bridge {
  const waiting = new Map<number, (reply: Reply) => void>();
  const gone: Reply = { ok: false, error: toWireError(ended(name)) };
  let isGone = false;
  handle.onClose(() => {
    isGone = true;
    for (const answer of waiting.values()) answer(gone);
    waiting.clear();
  });
  const listeners = new Set<{ readonly event: string; readonly listener: (wire: unknown) => void }>();
  let lastId = 0;
  control.onMessage((message) => {
    if (message.type === 'reply') {
      waiting.get(message.id)?.(message.reply as Reply);
      waiting.delete(message.id);
    }
    if (message.type !== 'event') return;
    for (const { event, listener } of listeners) if (event === message.name) listener(message.payload);
  });
  return {
    invoke: (channel, wire) =>
      new Promise((resolve) => {
        if (isGone) return resolve(gone);
        lastId += 1;
        waiting.set(lastId, resolve);
        control.send({ type: 'call', id: lastId, channel, wire });
      }),
    subscribe: (event, listener) => {
      const entry = { event, listener };
      listeners.add(entry);
      return () => listeners.delete(entry);
    },
  };
}

function ended(name: string): AppError {
  return new AppError({
    code: 'OFFICER_CONSOLE_ENDED',
    kind: 'peer',
    message: `The console of ${name} ended.`,
    safe: 'The log is untouched.',
  });
}
