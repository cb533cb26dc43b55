/** Two officers' consoles, two processes, one log: concurrent appends land once each or fail by name. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from '../../../src/contract/client.ts';
import { codeOf } from '../../../src/base/errors.ts';
import { commandId, draft, shown, startDemo, submit, type DemoConsole } from '../../apps-harness/demo-console.ts';
import { everyReplicaAgrees, intentOf } from '../../apps-harness/forged-entry.ts';

const EACH = 20;
let demo: DemoConsole;
let cfo: Client;

beforeAll(async () => {
  demo = await startDemo();
  cfo = await demo.openCfo();
});
afterAll(() => demo.dispose());

async function submitMany(client: Client): Promise<PromiseSettledResult<string>[]> {
  return Promise.allSettled(Array.from({ length: EACH }, (_, number) => submit(client, draft(`0.${number + 1}`))));
}

describe('two consoles that append at once', () => {
  it('land every request exactly once, in one order for everybody', async () => {
    const before = demo.state.requests.size;
    const [mine, theirs] = await Promise.all([submitMany(demo.treasurer), submitMany(cfo)]);
    const outcomes = [...mine, ...theirs];
    expect(outcomes.flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : []))).toEqual([]);
    const ids = outcomes.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    await demo.seen('all requests', (state) => (state.requests.size === before + ids.length ? true : undefined));
    const landed = demo.officer.replica.entries.flatMap(({ entry: { body } }) =>
      body.type === 'request.created' ? [body.intent.requestId] : [],
    );
    expect(landed.slice(before).toSorted()).toEqual(ids.toSorted());
    await everyReplicaAgrees(demo);
    for (const requestId of ids) await shown(cfo, requestId);
  });

  it('that approve, reject and cancel the same request at once leave one outcome', async () => {
    const requestId = await submit(demo.treasurer, draft('20'));
    await shown(cfo, requestId);
    const outcomes = await Promise.allSettled([
      demo.treasurer.call('request.cancel', { requestId, commandId: commandId() }),
      cfo.call('request.reject', { requestId, reason: 'At the same moment', commandId: commandId() }),
    ]);
    const refusals = outcomes.flatMap((one) =>
      one.status === 'rejected' ? [(one.reason as { code: string }).code] : [],
    );
    expect(refusals).toEqual(['REQUEST_TERMINAL']);
    const { status } = await demo.reached(requestId, 'cancelled', 'rejected');
    expect(status).toBe(outcomes[0].status === 'fulfilled' ? 'cancelled' : 'rejected');
  });

  it('give LOG_HEAD_MOVED to whoever is second at one head, and the next try lands', async () => {
    const { replica } = demo.officer;
    const bodies = [intentOf(demo), intentOf(demo)].map((intent) => ({ type: 'request.created', intent }) as const);
    const [first, second] = await Promise.allSettled(bodies.map((body) => replica.appendOnce(body)));
    expect([first?.status, second?.status]).toEqual(['fulfilled', 'rejected']);
    expect(second?.status === 'rejected' ? codeOf(second.reason) : undefined).toBe('LOG_HEAD_MOVED');
    const loser = bodies[1];
    if (loser === undefined) throw new Error('There were two.');
    const { index } = await replica.appendOnce(loser);
    expect(replica.entries[index]?.entry.body).toEqual(loser);
  });
});
