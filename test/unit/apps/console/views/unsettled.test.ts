import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { requestPhases } from '../../../../../src/apps/console/views/request-phases.ts';
import { rightsOn } from '../../../../../src/apps/console/views/request-rights.ts';
import { PhaseView } from '../../../../../src/contract/views.ts';
import type { RequestState } from '../../../../../src/treasury/workspace/state.ts';
import { EtherLog } from '../ether-payments.ts';
import { World } from './world.ts';

/** A transfer that was sent. */
function sent(): { world: World; requestId: string } {
  const world = World.make();
  const requestId = world.agreed();
  world.sign(requestId);
  world.broadcast(requestId);
  return { world, requestId };
}

function phases(world: World, request: RequestState): string[] {
  return requestPhases(world.context(), request).map((phase) => {
    z.encode(PhaseView, phase);
    const { phase: name, state, detail } = phase;
    return `${name} ${state}: ${detail}`;
  });
}

describe('a transaction whose end is not known', () => {
  it('says what it waits for: the chain, or an endpoint that does not answer', () => {
    const { world, requestId } = sent();
    const last = () => phases(world, world.request(requestId)).at(-1);
    expect(last()).toBe('confirm running: waiting for the chain');
    world.unsettled.set(requestId, 'CHAIN_UNREACHABLE');
    expect(last()).toBe('confirm running: the endpoint does not answer; it is asked again by itself');
    world.unsettled.set(requestId, 'CHAIN_BAD_ANSWER');
    expect(last()).toBe('confirm running: not found out yet (CHAIN_BAD_ANSWER); it is looked at again by itself');
  });
});

describe('a transaction that can never be included any more', () => {
  it('is shown as come to nothing, by the rules of its chain; a new attempt begins anew', () => {
    const { world, requestId } = sent();
    const { sessionId } = world.session(requestId).proposal;
    world.append('treasurer', { type: 'request.settled', requestId, sessionId, outcome: 'expired', slot: 0n });
    const request = world.request(requestId);
    expect(phases(world, request).slice(2)).toEqual([
      'broadcast failed: too late: its blockhash expired, nothing was paid',
      'confirm waiting: ',
    ]);
    const ether = { ...request, intent: { ...request.intent, chain: 'evm' as const } };
    expect(phases(world, ether)[2]).toBe(
      'broadcast failed: replaced: another transaction used its nonce; look whether an earlier attempt has paid',
    );
    expect(rightsOn(world.context(), request)).toMatchObject({ sign: true });
    world.propose(requestId);
    expect(phases(world, world.request(requestId)).slice(1)).toEqual([
      'mpc running: attempt 2 of 3, signers HSM-to-be and Endpoint',
      'broadcast waiting: ',
      'confirm waiting: ',
    ]);
  });
});

describe('a payment in ether behind another one of its account', () => {
  it('cannot be signed now, and says which one comes first', () => {
    const log = new EtherLog();
    const first = log.signed('broadcast');
    const second = log.approved();
    const context = { ...log.world.context(), state: log.state };
    expect(rightsOn(context, second)).toMatchObject({
      sign: false,
      why: 'TR-0001 of the same account comes first. This one is signed when the network has decided about that one.',
    });
    log.admit({
      ...{ type: 'request.settled', requestId: first.requestId, sessionId: '', outcome: 'confirmed', slot: 7n },
    });
    expect(rightsOn({ ...context, state: log.state }, second)).toMatchObject({ sign: true });
  });
});
