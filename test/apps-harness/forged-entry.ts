/** Entries that an officer's console would never write, signed with that officer's real device key. */
import { join } from 'node:path';
import { FIRST_OFFICER } from '../../src/apps/console/demo-workspace.ts';
import { secureRandom } from '../../src/adapters/identity/secure-random.ts';
import { openHome } from '../../src/apps/processes/home.ts';
import { sealEntry, signEntry } from '../../src/treasury/log/entry-codec.ts';
import type { TransferIntent } from '../../src/treasury/intent/intent.ts';
import type { EntryBody } from '../../src/treasury/workspace/entry.ts';
import type { DemoConsole } from './demo-console.ts';
import { bytesToHex } from '../../src/base/bytes.ts';

export interface ForgeOptions {
  /** Whose device key signs it; the Treasurer's unless told. */
  readonly memberId?: string;
  /** What the author claims the time is, in milliseconds; now unless told. */
  readonly time?: bigint;
}

/**
 * Publishes the entry at the head without asking the author's own replica, as a patched console would, and waits until every
 * honest replica has decided the same. @returns why they skipped it, or `ADMITTED`
 */
export async function publishForged(demo: DemoConsole, body: EntryBody, options: ForgeOptions = {}): Promise<string> {
  const home = await openHome(join(demo.host.folders.officers, options.memberId ?? FIRST_OFFICER), null);
  const { officer, state } = demo;
  const sealed = sealEntry(
    signEntry(
      {
        version: 1,
        workspaceId: state.workspaceId,
        index: state.size,
        prev: state.head,
        time: options.time ?? officer.clock.now(),
        author: bytesToHex(home.identity.pid),
        body,
      },
      home.identity.signer,
    ),
  );
  const sequence = await officer.publish(sealed.bytes);
  // An honest entry behind it in the stream shows that everybody has decided on it, and what.
  await officer.replica.append({ type: 'request.created', intent: intentOf(demo, { amount: BLOCKED_AMOUNT }) });
  await everyReplicaAgrees(demo);
  const [skipped] = officer.store.skipped(sequence, sequence + 1);
  return skipped?.reason ?? 'ADMITTED';
}

/** Resolves when all co-signers have signed a checkpoint of this console's whole log. */
export function everyReplicaAgrees(demo: DemoConsole): Promise<true> {
  const { checkpoints, replica } = demo.officer;
  return demo.observed('all co-signers to sign one checkpoint of the log', () => {
    const newest = checkpoints.records.at(-1);
    const isComplete = newest?.size === replica.tree.size && newest.signedBy.length === demo.state.coSigners.size;
    return isComplete && checkpoints.fork === null ? true : undefined;
  });
}

/** More than any rule of the demo policy allows: the request is recorded as blocked, and moves nothing. */
const BLOCKED_AMOUNT = 240_000_000_000n;

/** An intent that the log admits, unless it is changed into one that it does not. */
export function intentOf(demo: DemoConsole, change: Partial<TransferIntent> = {}): TransferIntent {
  const { state } = demo;
  const [account] = state.accounts.values();
  const [payee] = state.payees.values();
  if (account === undefined || payee === undefined) throw new Error('The workspace is not ready.');
  const { accountId, vaultId, chain, network, address: from } = account;
  return {
    version: 1,
    kind: 'transfer',
    workspaceId: state.workspaceId,
    requestId: bytesToHex(secureRandom(16)),
    vaultId,
    accountId,
    chain,
    network,
    asset: 'SOL',
    from,
    to: payee.address,
    payeeId: payee.payeeId,
    amount: 1_000_000_000n,
    feeCeiling: 10_000n,
    purpose: 'Hull 118, instalment 3 of 5',
    expiresAt: demo.officer.clock.now() + 3_600_000n,
    ...change,
  };
}
