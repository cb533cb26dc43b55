/** Another officer's window: shown here, because only the main process can; answered by the officer's own process. */
import type { OfficerChild } from '../src/apps/console/host/officer-child.ts';
import { EVENTS } from '../src/contract/channels.ts';
import type { Reply } from '../src/contract/contract.ts';
import { sendEvent } from './ipc.ts';
import { openConsoleWindow } from './window.ts';

/** Opens the window and ties the two lives together: either one's end is the other's. */
export async function showOfficer({ bridge, handle, member, close }: OfficerChild): Promise<Record<string, never>> {
  const window = await openConsoleWindow({
    title: `Countersign, ${member.name}`,
    partition: `officer-${member.memberId}`,
    // What comes back is a Reply by the officer's own serveCall; the page's client parses it once more.
    serve: async (channel, wire) => (await bridge.invoke(channel, wire)) as Reply,
  });
  for (const name of EVENTS) bridge.subscribe(name, (payload) => sendEvent(window, { name, payload }));
  window.once('closed', close);
  handle.onClose(() => window.destroy());
  return {};
}
