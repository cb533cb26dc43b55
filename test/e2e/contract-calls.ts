/** Calls past the screens: what page code could do with the bridge if it were hostile. */
import { randomBytes } from 'node:crypto';
import type { Page } from '@playwright/test';
import { createClient, type Client } from '../../src/contract/client.ts';
import type { Channel } from '../../src/contract/channels.ts';
import type { Reply } from '../../src/contract/contract.ts';

/** The typed contract over a window's own bridge. Refusals are thrown as `RemoteError`. */
export function contractOf(page: Page): Client {
  return createClient({
    invoke: (channel, wire) => rawCall(page, channel, wire),
    subscribe: () => () => undefined,
  });
}

/** A call exactly as given: any name, any value. */
export function rawCall(page: Page, channel: string, wire: unknown): Promise<Reply> {
  return page.evaluate(([name, value]) => window.countersign?.invoke(name as Channel, value) as Promise<Reply>, [
    channel,
    wire,
  ] as const);
}

/** The code of the refusal, or `null` when the call was served. */
export async function refusalOf(page: Page, channel: string, wire: unknown): Promise<string | null> {
  const reply = await rawCall(page, channel, wire);
  return reply.ok ? null : reply.error.code;
}

/** A fresh id of one user action. */
export const newCommandId = (): string => randomBytes(16).toString('hex');
