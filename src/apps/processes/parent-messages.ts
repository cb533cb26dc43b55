/** What a console and the child processes that it starts say to each other besides relay frames. */
import { z } from 'zod';
import { Hash, hexBytes, line, slug } from '../../treasury/workspace/wire.ts';
import { CoSignerKind } from '../../treasury/workspace/entry.ts';

/** Console to child: how to open what is sealed, which chain to read, and, once, which workspace to join. */
export const ParentMessage = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('open'),
    /** UTF-8 bytes; `null` for a co-signer that has a sealing key of its own. */
    passphrase: z.custom<Uint8Array>((value) => value instanceof Uint8Array).nullable(),
    /** The child's Solana endpoint. */
    rpcUrl: z.url().max(200),
    /** Its endpoint of an EVM network; absent where the workspace serves none. */
    evmRpcUrl: z.url().max(200).optional(),
  }),
  z.strictObject({ type: z.literal('join'), workspaceId: Hash, logKey: hexBytes(32) }),
  z.strictObject({ type: z.literal('close') }),
  /** Only to an officer's console that was started with `--terminal`: its parent is its screen. */
  z.strictObject({ type: z.literal('call'), id: z.int(), channel: z.string().max(40), wire: z.unknown() }),
]);
export type ParentMessage = z.output<typeof ParentMessage>;

const failure = z.strictObject({ code: z.string().max(60), message: z.string().max(600) });
const keys = { identityKey: hexBytes(32), channelKey: hexBytes(32) };

/** Child to console. */
export const ChildMessage = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('cosigner.open'), ...keys, kind: CoSignerKind, joined: Hash.nullable() }),
  z.strictObject({
    type: z.literal('officer.open'),
    ...keys,
    memberId: slug,
    name: line(40),
    tokenId: slug,
    tokenKey: hexBytes(32),
    joined: Hash.nullable(),
  }),
  /** Following the log of the joined workspace. */
  z.strictObject({ type: z.literal('following') }),
  z.strictObject({ type: z.literal('failed'), ...failure.shape }),
  z.strictObject({ type: z.literal('reply'), id: z.int(), reply: z.unknown() }),
  z.strictObject({ type: z.literal('event'), name: z.string().max(40), payload: z.unknown() }),
]);
export type ChildMessage = z.output<typeof ChildMessage>;
