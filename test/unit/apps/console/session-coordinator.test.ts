import { describe, expect, it } from 'vitest';
import { SessionCoordinator } from '../../../../src/apps/console/session-coordinator.ts';
import { AppError, codeOf } from '../../../../src/base/errors.ts';
import { EtherChain, EtherLog, SELF, settled, unreachable } from './ether-payments.ts';
import { ACTORS } from './views/world.ts';

/** A console that starts now. */
function start(log: EtherLog, chain: EtherChain, self: string = SELF) {
  const reported: unknown[] = [];
  let isAnybodyHere = true;
  const coordinator = new SessionCoordinator({
    ...{ replica: log.replica(), self, isHost: false },
    chains: { solana: null, evm: chain.access() },
    random: (length) => new Uint8Array(length).fill(1),
    online: () => (isAnybodyHere ? log.world.online : new Set()),
    presignature: () => undefined,
    onProgress: () => undefined,
    report: (_part, error) => reported.push(codeOf(error)),
  });
  coordinator.resume();
  return { coordinator, reported, setOnline: (value: boolean) => (isAnybodyHere = value) };
}

const outcome = (work: Promise<unknown>): Promise<unknown> => work.then(() => 'done', codeOf);

function settle(log: EtherLog, { requestId, sessions }: ReturnType<EtherLog['signed']>): void {
  const sessionId = sessions[0]?.proposal.sessionId ?? '';
  log.admit({ type: 'request.settled', requestId, sessionId, outcome: 'confirmed', slot: 7n });
}

describe('a second payment of an account in ether', () => {
  it('is not built while the end of the first is not known, and goes on by itself when it is', async () => {
    const log = new EtherLog();
    const first = log.signed('broadcast');
    const second = log.approved();
    const chain = new EtherChain(unreachable());
    const { coordinator, reported } = start(log, chain);
    expect(await outcome(coordinator.propose(second.requestId))).toBe('ACCOUNT_BUSY');
    coordinator.lookAgain();
    await settled();
    expect([chain.built, log.entries('session.proposed')]).toEqual([0, []]);
    expect(coordinator.troubles.get(first.requestId)).toBe('CHAIN_UNREACHABLE');
    settle(log, first);
    await settled();
    expect(log.entries('session.proposed')).toMatchObject([{ requestId: second.requestId, lifetime: { nonce: 5n } }]);
    expect(reported).toEqual(['CHAIN_UNREACHABLE']);
    coordinator.stop();
  });

  it('that became complete at the same moment waits for the first one, and is proposed after it', async () => {
    const log = new EtherLog();
    const [one, two] = [log.approved(), log.approved()];
    const chain = new EtherChain({ type: 'waiting' });
    const { coordinator, reported } = start(log, chain);
    const approval = ({ requestId, intentHash, policyHash }: typeof one) =>
      log.admit({
        ...{ type: 'request.approved', requestId, intentHash, policyHash, tokenId: 'token-cfo' },
        tokenSignature: new Uint8Array(64),
      });
    chain.refuses.push(unreachable());
    approval(one);
    approval(two);
    await settled();
    // The first was refused by the chain, which an officer hears of; the second had its turn meanwhile.
    expect([chain.built, reported]).toEqual([1, ['CHAIN_UNREACHABLE']]);
    coordinator.lookAgain();
    await settled();
    expect(log.entries('session.proposed')).toMatchObject([{ requestId: two.requestId }]);
    coordinator.stop();
  });

  it('that waited when the console ended waits again after the start, and is proposed by whoever completed it', async () => {
    const log = new EtherLog();
    const first = log.signed('broadcast');
    const second = log.approved();
    const chain = new EtherChain({ type: 'waiting' });
    const other = start(log, chain, ACTORS.treasurer.pid);
    const own = start(log, chain);
    await settled();
    expect(chain.built).toBe(0);
    settle(log, first);
    await settled();
    expect(log.entries('session.proposed')).toMatchObject([{ requestId: second.requestId }]);
    expect(chain.built).toBe(1);
    for (const { coordinator } of [other, own]) coordinator.stop();
  });

  it('is proposed after the start although the first ended while the console was closed, once co-signers are there', async () => {
    const log = new EtherLog();
    const first = log.signed('broadcast');
    log.approved();
    settle(log, first);
    const chain = new EtherChain({ type: 'waiting' });
    const { coordinator, reported, setOnline } = start(log, chain);
    setOnline(false);
    coordinator.lookAgain();
    await settled();
    expect(log.entries('session.proposed')).toEqual([]);
    setOnline(true);
    coordinator.lookAgain();
    await settled();
    expect(log.entries('session.proposed')).toHaveLength(1);
    expect(reported).toEqual([]);
    coordinator.stop();
  });

  it('is not proposed by a start when nothing kept it waiting: that is for an officer to decide', async () => {
    const log = new EtherLog();
    log.approved();
    settle(log, log.signed('broadcast'));
    const { coordinator } = start(log, new EtherChain({ type: 'waiting' }));
    coordinator.lookAgain();
    await settled();
    expect(log.entries('session.proposed')).toEqual([]);
    coordinator.stop();
  });

  it('waits for a transaction that only the endpoint knows of, and tells of other refusals', async () => {
    const log = new EtherLog();
    const { requestId } = log.approved();
    const chain = new EtherChain({ type: 'waiting' });
    const fault = (code: string) => new AppError({ code, kind: 'chain', message: code });
    chain.refuses.push(fault('ACCOUNT_BUSY'), unreachable(), fault('CHAIN_FEE_ABOVE_CEILING'));
    const { coordinator, reported } = start(log, chain);
    expect(await outcome(coordinator.propose(requestId))).toBe('ACCOUNT_BUSY');
    for (let look = 0; look < 5; look += 1) {
      coordinator.lookAgain();
      await settled();
    }
    expect([chain.built, reported]).toEqual([3, ['CHAIN_FEE_ABOVE_CEILING']]);
    coordinator.stop();
  });
});
