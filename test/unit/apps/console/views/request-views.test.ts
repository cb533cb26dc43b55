import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { requestDetail } from '../../../../../src/apps/console/views/request-detail.ts';
import { requestList, requestSummary } from '../../../../../src/apps/console/views/request-views.ts';
import { RequestDetailView, RequestSummaryView } from '../../../../../src/contract/views.ts';
import { PAYEE_ADDRESS, SOL, START, STRANGER_ADDRESS, World } from './world.ts';

const HOUR = 3_600_000n;
const FACTS = { isIncluded: true, verifiedBy: 'OpenSSL' };

function summary(world: World, requestId: string, me: 'treasurer' | 'cfo' | 'controller' = 'cfo'): RequestSummaryView {
  const view = requestSummary(world.context(me), world.request(requestId));
  z.encode(RequestSummaryView, view);
  return view;
}

function detail(world: World, requestId: string, me: 'treasurer' | 'cfo' | 'controller' = 'cfo'): RequestDetailView {
  const view = requestDetail(world.context(me), requestId, FACTS);
  z.encode(RequestDetailView, view);
  return view;
}

/** Requests in every status, by what the log says of them. */
const LIVES: Record<string, (world: World) => string> = {
  blocked: (world) => world.ask('treasurer', { to: STRANGER_ADDRESS }),
  pending: (world) => world.ask('treasurer'),
  approved: (world) => world.approved(),
  signing: (world) => world.agreed(),
  signed: (world) => {
    const requestId = world.agreed();
    world.sign(requestId);
    return requestId;
  },
  broadcast: (world) => {
    const requestId = world.agreed();
    world.sign(requestId);
    world.broadcast(requestId);
    return requestId;
  },
  confirmed: (world) => world.confirmed(),
  failed: (world) => {
    const requestId = world.agreed();
    world.sign(requestId);
    world.broadcast(requestId);
    world.settle(requestId, 'failed');
    return requestId;
  },
  rejected: (world) => {
    const requestId = world.ask('treasurer');
    world.append('controller', { type: 'request.rejected', requestId, reason: 'Invoice is missing.' });
    return requestId;
  },
  cancelled: (world) => {
    const requestId = world.ask('treasurer');
    world.append('treasurer', { type: 'request.cancelled', requestId });
    return requestId;
  },
  locked: (world) => {
    const requestId = world.approved();
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      world.propose(requestId);
      world.fail(requestId);
    }
    return requestId;
  },
  expired: (world) => {
    const requestId = world.ask('treasurer');
    world.now = START + 12n * HOUR;
    return requestId;
  },
};

const NEEDS: Record<string, string> = {
  pending: 'you',
  approved: 'machine',
  signing: 'machine',
  signed: 'machine',
  broadcast: 'machine',
};

/** States of the phases approval, mpc, broadcast and confirm. */
const PHASES: Record<string, string> = {
  blocked: 'failed waiting waiting waiting',
  pending: 'running waiting waiting waiting',
  approved: 'done waiting waiting waiting',
  signing: 'done running waiting waiting',
  signed: 'done done running waiting',
  broadcast: 'done done done running',
  confirmed: 'done done done done',
  failed: 'done done done failed',
  rejected: 'failed waiting waiting waiting',
  cancelled: 'failed waiting waiting waiting',
  locked: 'done failed waiting waiting',
  expired: 'failed waiting waiting waiting',
};

describe('every status', () => {
  for (const [status, live] of Object.entries(LIVES)) {
    it(`shows a request that is ${status}`, () => {
      const world = World.make();
      const requestId = live(world);
      const view = detail(world, requestId);
      expect(view.summary.status).toBe(status);
      expect(view.summary.needs).toBe(NEEDS[status] ?? 'nobody');
      expect(view.phases.map(({ state }) => state).join(' ')).toBe(PHASES[status]);
      expect(view.can.approve).toBe(status === 'pending');
      expect(view.can.sign).toBe(status === 'approved');
      expect(view.can.reject).toBe(status === 'pending' || status === 'approved');
      expect(view.receipt !== null).toBe(['broadcast', 'confirmed', 'failed'].includes(status));
      expect(view.history.every((entry) => entry.requestId === requestId)).toBe(true);
    });
  }

  it('counts an approved request whose time ran out as expired, and offers nothing', () => {
    const world = World.make();
    const requestId = world.approved();
    world.now = world.request(requestId).intent.expiresAt - 1n;
    expect(summary(world, requestId).status).toBe('approved');
    world.now += 1n;
    const view = detail(world, requestId, 'treasurer');
    expect(view.summary).toMatchObject({ status: 'expired', needs: 'nobody' });
    expect(view.can).toMatchObject({ approve: false, reject: false, cancel: false, sign: false });
    expect(view.phases[0]).toMatchObject({ state: 'done' });
  });

  it('does not let a request expire while it is being signed', () => {
    const world = World.make();
    const requestId = world.agreed();
    world.now = START + 13n * HOUR;
    expect(summary(world, requestId).status).toBe('signing');
  });
});

describe('who is needed', () => {
  it('needs me, then others once I approved', () => {
    const world = World.make();
    const requestId = world.ask('treasurer', { amount: 50n * SOL });
    expect(summary(world, requestId, 'cfo').needs).toBe('you');
    expect(summary(world, requestId, 'treasurer').needs).toBe('others');
    world.approve('controller', requestId);
    expect(summary(world, requestId, 'controller').needs).toBe('others');
    expect(summary(world, requestId, 'cfo').needs).toBe('you');
  });

  it('fills every seat with a name, a state and a time', () => {
    const world = World.make();
    const requestId = world.ask('treasurer', { amount: 50n * SOL });
    world.approve('controller', requestId);
    const at = world.now;
    expect(summary(world, requestId).stages).toEqual([
      {
        groupName: 'Finance',
        quorum: 1,
        isMet: true,
        seats: [
          { memberId: 'treasurer', name: 'Treasurer', state: 'initiator', at: null },
          { memberId: 'cfo', name: 'CFO', state: 'not-needed', at: null },
          { memberId: 'controller', name: 'Controller', state: 'approved', at },
        ],
      },
      { groupName: 'CFO', quorum: 1, isMet: false, seats: [{ memberId: 'cfo', name: 'CFO', state: 'you', at: null }] },
    ]);
  });

  it('shows open seats of a rejected request as not needed, and who rejected', () => {
    const world = World.make();
    const requestId = LIVES['rejected']?.(world) ?? '';
    const seats = summary(world, requestId).stages[0]?.seats.map(({ memberId, state }) => `${memberId} ${state}`);
    expect(seats).toEqual(['treasurer initiator', 'cfo not-needed', 'controller rejected']);
    expect(detail(world, requestId).rejection).toMatchObject({ name: 'Controller', reason: 'Invoice is missing.' });
  });
});

describe('what I may do', () => {
  const rights = (world: World, requestId: string, me: 'treasurer' | 'cfo' | 'controller') =>
    detail(world, requestId, me).can;

  it('refuses self-approval in words and offers to cancel', () => {
    const world = World.make();
    const requestId = world.ask('treasurer', { amount: 50n * SOL });
    world.approve('controller', requestId);
    expect(rights(world, requestId, 'treasurer')).toEqual({
      approve: false,
      reject: false,
      cancel: true,
      sign: false,
      why: 'You asked for this, so you cannot approve it. CFO can.',
    });
  });

  it('says that one person counts once', () => {
    const world = World.make();
    const requestId = world.ask('treasurer', { amount: 50n * SOL });
    world.approve('controller', requestId);
    expect(rights(world, requestId, 'controller')).toMatchObject({
      approve: false,
      reject: true,
      why: 'You have approved; one person counts once. CFO can.',
    });
  });

  it('gives an officer who is needed no reason against', () => {
    const world = World.make();
    expect(rights(world, world.ask('treasurer'), 'cfo')).toEqual({
      approve: true,
      reject: true,
      cancel: false,
      sign: false,
      why: '',
    });
  });

  it('says that the policy denies', () => {
    const world = World.make();
    const requestId = world.ask('treasurer', { to: STRANGER_ADDRESS });
    expect(rights(world, requestId, 'cfo').why).toMatch(/^The policy denies it\./);
  });
});

describe('content', () => {
  it('lists what needs me first, then open ones, then the rest, newest first', () => {
    const world = World.make();
    const confirmed = world.confirmed();
    const mine = world.ask('cfo');
    const first = world.ask('treasurer');
    const denied = world.ask('treasurer', { amount: 500n * SOL });
    const second = world.ask('controller');
    const order = requestList(world.context('cfo')).map(({ requestId }) => requestId);
    expect(order).toEqual([second, first, mine, denied, confirmed]);
  });

  it('names request, payee and account', () => {
    const world = World.make();
    const requestId = world.ask('treasurer');
    expect(summary(world, requestId)).toMatchObject({
      label: 'TR-0001',
      title: 'Pay Aurelia Shipyards GmbH',
      amount: { value: 5n * SOL, decimals: 9, asset: 'SOL' },
      accountName: 'Operating',
      payeeName: 'Aurelia Shipyards GmbH',
      initiatorName: 'Treasurer',
      isFirstPayment: true,
      hasDissent: false,
      attempts: 0,
    });
    expect(detail(world, requestId).intent.to).toBe(PAYEE_ADDRESS);
  });

  it('remembers that the first payment was the first, and that the second was not', () => {
    const world = World.make();
    const first = world.confirmed();
    const second = world.ask('treasurer');
    expect(summary(world, first).isFirstPayment).toBe(true);
    expect(summary(world, second).isFirstPayment).toBe(false);
  });

  it('explains a denial with the near misses of every rule', () => {
    const world = World.make();
    const view = detail(world, world.ask('treasurer', { amount: 500n * SOL }));
    expect(view.verdict).toEqual({
      type: 'denied',
      code: 'OVER_LIMIT',
      destination: 'book',
      reason: '500 SOL is over the limit of 100 SOL for this kind of destination.',
      nearMisses: [
        { ruleId: 'T-1', because: 'speaks of amounts up to 10 SOL' },
        { ruleId: 'T-2', because: 'speaks of amounts up to 100 SOL' },
      ],
    });
    expect(view.summary.stages).toEqual([]);
  });

  it('gives clocks from log times and a receipt from the settlement', () => {
    const world = World.make();
    const requestId = world.confirmed();
    const view = detail(world, requestId);
    const times = view.phases.map(({ startedAt, endedAt }) =>
      [startedAt, endedAt].map((t) => Number((t ?? 0n) - START) / 1000),
    );
    // Ask 7 s, approve 8, propose 9, two verdicts, sign 12, broadcast 13, settle 14.
    expect(times).toEqual([
      [7, 8],
      [9, 12],
      [12, 13],
      [13, 14],
    ]);
    expect(view.receipt).toMatchObject({
      slot: 4711n,
      logIndex: world.state.size - 1,
      isIncluded: true,
      verifiedBy: 'OpenSSL',
    });
    expect(view.approvals).toHaveLength(1);
    expect(view.approvals[0]).toMatchObject({ name: 'CFO', tokenKind: 'simulated', canShow: true, at: START + 8000n });
  });

  it('refuses a request that the log does not know', () => {
    const world = World.make();
    expect(() => requestDetail(world.context(), 'ab'.repeat(16), null)).toThrow(
      expect.objectContaining({ code: 'REQUEST_UNKNOWN' }),
    );
  });
});
