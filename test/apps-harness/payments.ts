/** Whole payments, for tests that ask whether the vault still pays. */
import { expect } from 'vitest';
import { approve, draft, submit, type DemoConsole } from './demo-console.ts';

/** A transfer that the CFO asks for and the Treasurer approves. */
export async function approvedByTreasurer(demo: DemoConsole): Promise<string> {
  const cfo = await demo.openCfo();
  const requestId = await submit(cfo, draft('1'));
  await demo.closeCfo();
  await approve(demo.treasurer, requestId);
  return requestId;
}

/** One transfer from request to chain, as soon as two co-signers are there. */
export async function payOnce(demo: DemoConsole): Promise<void> {
  await demo.coSignersOnline(2);
  const requestId = await approvedByTreasurer(demo);
  expect((await demo.reached(requestId, 'confirmed', 'failed', 'locked')).status).toBe('confirmed');
}
