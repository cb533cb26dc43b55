/** Entries that an officer's console would never write, signed with that officer's real device key. */
import { join } from 'node:path';
import { FIRST_OFFICER } from '../../src/apps/console/demo-workspace.ts';
import { openHome } from '../../src/apps/processes/home.ts';
import { sealEntry, signEntry } from '../../src/treasury/log/entry-codec.ts';
import type { EntryBody } from '../../src/treasury/workspace/entry.ts';
import type { DemoConsole } from './demo-console.ts';
import { bytesToHex } from '../../src/base/bytes.ts';

/**
 * Publishes the entry at the head without asking the author's own replica, as a patched console would, and waits until the
 * honest replicas have decided. @returns why they skipped it, or `ADMITTED`
 */
export async function publishForged(demo: DemoConsole, body: EntryBody, memberId = FIRST_OFFICER): Promise<string> {
  const home = await openHome(join(demo.host.folders.officers, memberId), null);
  const { officer, state } = demo;
  const sealed = sealEntry(
    signEntry(
      {
        version: 1,
        workspaceId: state.workspaceId,
        index: state.size,
        prev: state.head,
        time: officer.clock.now(),
        author: bytesToHex(home.identity.pid),
        body,
      },
      home.identity.signer,
    ),
  );
  const sequence = await officer.publish(sealed.bytes);
  return decisionOn(demo, sequence);
}

/** What this console's replica decided on a position of the stream, once it has. */
async function decisionOn(demo: DemoConsole, sequence: number): Promise<string> {
  // An entry behind it in the stream shows that it was decided.
  await demo.officer.replica.append(harmless(demo));
  const [skipped] = demo.officer.store.skipped(sequence, sequence + 1);
  return skipped?.reason ?? 'ADMITTED';
}

/** A request that the policy blocks at once: it moves the log on and nothing else. */
function harmless(demo: DemoConsole): EntryBody {
  const { state } = demo;
  const [account] = state.accounts.values();
  const [payee] = state.payees.values();
  if (account === undefined || payee === undefined) throw new Error('The workspace is not ready.');
  const { accountId, vaultId, chain, network, address: from } = account;
  return {
    type: 'request.created',
    intent: {
      version: 1,
      kind: 'transfer',
      workspaceId: state.workspaceId,
      requestId: crypto.randomUUID().replaceAll('-', ''),
      vaultId,
      accountId,
      chain,
      network,
      asset: 'SOL',
      from,
      to: payee.address,
      payeeId: payee.payeeId,
      amount: 240_000_000_000n,
      feeCeiling: 10_000n,
      purpose: 'Marks a place in the log',
      expiresAt: demo.officer.clock.now() + 3_600_000n,
    },
  };
}
