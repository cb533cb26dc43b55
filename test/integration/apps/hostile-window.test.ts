/** A window in an attacker's hands calls the real console with everything it can think of. Nothing moves. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHANNELS, type Channel } from '../../../src/contract/channels.ts';
import { serveCall } from '../../../src/contract/serve.ts';
import { DEMO_FUNDS } from '../../../src/apps/console/demo-vaults.ts';
import { commandId, draft, startDemo, submit, type DemoConsole } from '../../apps-harness/demo-console.ts';
import { intentOf, publishForged } from '../../apps-harness/forged-entry.ts';
import { inputs } from '../../unit/contract/examples.ts';

let demo: DemoConsole;
/** A request that waits for the Treasurer, and the Treasurer's own. */
let waiting: string;
let own: string;

beforeAll(async () => {
  demo = await startDemo();
  demo.tokenAnswer = 'refuse';
  const intent = intentOf(demo);
  await publishForged(demo, { type: 'request.created', intent }, { memberId: 'cfo' });
  waiting = intent.requestId;
  own = await submit(demo.treasurer, draft('2'));
});
afterAll(() => demo.dispose());

const call = (channel: unknown, wire: unknown) => serveCall(demo.console.handlers, channel, wire);

/** No approval, no session, no lamport: whatever was called. */
async function expectNothingMoved(): Promise<void> {
  const [account] = demo.state.accounts.values();
  expect(await demo.chain.balanceOf(account?.address ?? '')).toBe(DEMO_FUNDS);
  for (const request of demo.state.requests.values()) {
    expect({ approvals: request.approvals, sessions: request.sessions }).toEqual({ approvals: [], sessions: [] });
  }
}

/** Ids that exist, among others: swapped data is more dangerous than noise. */
const anyId = fc.oneof(
  fc.constantFrom('waiting', 'own').map((name) => (name === 'waiting' ? waiting : own)),
  fc.constantFrom('', '00'.repeat(16), '__proto__', '../../etc', 'operating', 'cfo'),
  fc.string({ maxLength: 64 }),
);
const anyValue = fc.oneof(anyId, fc.jsonValue({ maxDepth: 3 }), fc.double(), fc.boolean());

/** A valid input with some fields exchanged, removed or added. */
const bentInput = fc.constantFrom(...CHANNELS).chain((channel) => {
  const valid: Record<string, unknown> = { ...inputs[channel] };
  const changes = fc.dictionary(fc.constantFrom(...Object.keys(valid), 'requestId', 'admin', 'draft'), anyValue, {
    maxKeys: 3,
  });
  return fc.tuple(
    fc.constant(channel),
    changes.map((change): unknown => ({ ...valid, ...change })),
  );
});

/** Stops the console under test, or only shows that it can be asked to. */
const SKIPPED: ReadonlySet<Channel> = new Set<Channel>(['officer.open', 'log.export']);

describe('a hostile window', () => {
  it('gets a reply to every bent call, never an internal fault, and moves nothing', async () => {
    await fc.assert(
      fc.asyncProperty(bentInput, async ([channel, wire]) => {
        if (SKIPPED.has(channel)) return;
        const reply = await call(channel, structuredClone(wire));
        expect(reply.ok ? 'OK' : reply.error.code).not.toBe('INTERNAL');
      }),
      { numRuns: 400, seed: 20_261_122 },
    );
    await expectNothingMoved();
  });

  it('gets a reply to any value on any channel', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.constantFrom(...CHANNELS), fc.string()), fc.anything(), async (channel, wire) => {
        if (SKIPPED.has(channel as Channel)) return;
        const reply = await call(channel, wire);
        expect(reply.ok ? 'OK' : reply.error.code).not.toBe('INTERNAL');
      }),
      { numRuns: 400, seed: 20_261_122 },
    );
    await expectNothingMoved();
  });

  it('cannot approve with another request’s hash, approve for another officer, or start a session', async () => {
    const [other, mine] = [demo.state.requests.get(waiting), demo.state.requests.get(own)];
    const swapped = { requestId: waiting, intentHash: mine?.intentHash ?? '', commandId: commandId() };
    expect(await call('request.approve', swapped)).toMatchObject({ error: { code: 'INTENT_DIFFERS' } });
    const self = { requestId: own, intentHash: mine?.intentHash ?? '', commandId: commandId() };
    expect(await call('request.approve', self)).toMatchObject({ error: { code: 'SELF_APPROVAL' } });
    // The right hash is not enough: the holder of the token refuses on the token.
    const right = { requestId: waiting, intentHash: other?.intentHash ?? '', commandId: commandId() };
    expect(await call('request.approve', right)).toMatchObject({ error: { code: 'TOKEN_REFUSED' } });
    const start = { requestId: waiting, commandId: commandId() };
    expect(await call('session.start', start)).toMatchObject({ error: { code: 'REQUEST_NOT_APPROVED' } });
    await expectNothingMoved();
  });

  it('cannot answer the token’s prompt under another number', async () => {
    const guess = { promptId: '00'.repeat(8), answer: 'approve' };
    expect(await call('token.answer', guess)).toMatchObject({ error: { code: 'TOKEN_IDLE' } });
  });

  it('cannot make a second workspace, unlock an open one, or repeat the ceremony', async () => {
    const create = { name: 'Other', passphrase: 'correct horse battery', commandId: commandId() };
    expect(await call('workspace.create', create)).toMatchObject({ error: { code: 'WORKSPACE_EXISTS' } });
    expect(await call('workspace.unlock', { passphrase: 'x' })).toMatchObject({ error: { code: 'NOT_LOCKED' } });
    expect(await call('ceremony.retry', { commandId: commandId() })).toMatchObject({
      error: { code: 'WORKSPACE_EXISTS' },
    });
    expect(await call('ceremony.cancel', {})).toMatchObject({ error: { code: 'CEREMONY_NOT_RUNNING' } });
    expect(await call('officer.open', { memberId: 'treasurer' })).toMatchObject({ error: { code: 'OFFICER_UNKNOWN' } });
    expect(await call('officer.open', { memberId: 'nobody' })).toMatchObject({ error: { code: 'OFFICER_UNKNOWN' } });
  });
});
