/** A demo workspace whose HSM co-signer can fall to an attacker. */
import { expect } from 'vitest';
import type { Client } from '../../src/contract/client.ts';
import type { EntryOf } from '../../src/treasury/workspace/entry.ts';
import { approve, commandId, draft, startDemo, submit, type DemoConsole } from './demo-console.ts';
import type { Misdeed } from './evil-run.ts';
import { launchEvil, type Evil } from './launch.ts';

export class EvilHsm {
  readonly demo: DemoConsole;
  readonly #cfo: Client;
  readonly #evil: Evil;

  private constructor(demo: DemoConsole, cfo: Client, evil: Evil) {
    this.demo = demo;
    this.#cfo = cfo;
    this.#evil = evil;
  }

  static async start(): Promise<EvilHsm> {
    const evil: Evil = new Map();
    const demo = await startDemo({ launch: launchEvil(evil) });
    return new EvilHsm(demo, await demo.openCfo(), evil);
  }

  get pid(): string {
    return this.demo.pidOf('hsm');
  }

  /** The machine falls: its process dies, and what starts again in its place cheats. */
  async turn(misdeed: Misdeed): Promise<void> {
    this.#evil.set('hsm', misdeed);
    await this.demo.crashAndReturn('hsm');
  }

  /** A transfer until its first signing session has failed. */
  async failedTransfer(): Promise<{ requestId: string; failure: EntryOf<'session.failed'> }> {
    const requestId = await submit(this.#cfo, draft('1'));
    await approve(this.demo.treasurer, requestId);
    const failure = await this.demo.seen('the first session to fail', (state) => {
      const outcome = state.requests.get(requestId)?.sessions[0]?.outcome;
      return outcome?.type === 'failed' ? outcome.failure : undefined;
    });
    return { requestId, failure };
  }

  retry(requestId: string): Promise<unknown> {
    return this.demo.treasurer.call('session.start', { requestId, commandId: commandId() });
  }
}

/** When the earlier bytes have died, the two honest holders pay, once. */
export async function expectPaidWithoutIt(evil: EvilHsm, requestId: string): Promise<void> {
  const { demo } = evil;
  await demo.chain.expireBlockhashes();
  await evil.retry(requestId);
  const request = await demo.reached(requestId, 'confirmed', 'failed', 'locked');
  expect(request.status).toBe('confirmed');
  const honest = [demo.pidOf('endpoint'), demo.pidOf('compliance')].toSorted();
  expect(request.sessions.at(-1)?.proposal.signers).toEqual(honest);
  const paid = await demo.chain.transactionsOf(request.intent.to);
  const confirmed = [...demo.state.requests.values()].flatMap(({ transactionId }) => transactionId ?? []);
  expect([...paid].toSorted()).toEqual(confirmed.toSorted());
}
