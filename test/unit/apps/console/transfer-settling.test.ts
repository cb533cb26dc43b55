import { describe, expect, it } from 'vitest';
import { TransferSettling } from '../../../../src/apps/console/transfer-settling.ts';
import { AppError, codeOf } from '../../../../src/base/errors.ts';
import { EtherChain, EtherLog, SELF, settled, unreachable } from './ether-payments.ts';

/** A console that starts on this log and follows what it finds; `pass` lets the pause under way end. */
function start(log: EtherLog, chain: EtherChain, { self = SELF, isHost = false } = {}) {
  const pauses: number[] = [];
  const reported: unknown[] = [];
  let wake = (): void => undefined;
  const settling = new TransferSettling({
    ...{ replica: log.replica(), self, isHost, onProgress: () => undefined },
    chains: { solana: null, evm: chain.access() },
    report: (_part, error) => reported.push(codeOf(error)),
    pause: (milliseconds, signal) => {
      pauses.push(milliseconds);
      return new Promise<void>((resolve) => {
        wake = resolve;
        signal.addEventListener('abort', () => resolve());
      });
    },
  });
  settling.resume();
  const pass = async (times = 1): Promise<void> => {
    for (let time = 0; time < times; time += 1) {
      await settled();
      wake();
    }
    await settled();
  };
  return { settling, pauses, reported, pass };
}

const confirmed = { type: 'confirmed', position: 9n } as const;

describe('a transaction in ether that was under way when the console ended', () => {
  it('is settled by the next start, whoever looks', async () => {
    const log = new EtherLog();
    const { requestId } = log.signed('broadcast');
    const { pass } = start(log, new EtherChain({ type: 'waiting' }, confirmed));
    await pass(2);
    expect(log.status(requestId)).toBe('confirmed');
    expect(log.entries('request.settled')).toMatchObject([{ requestId, outcome: 'confirmed', slot: 9n }]);
  });

  it('stays under way while the chain does not answer, and is settled when it does', async () => {
    const log = new EtherLog();
    const { requestId } = log.signed('broadcast');
    const chain = new EtherChain(unreachable());
    const { settling, pass, pauses, reported } = start(log, chain);
    await pass(40);
    expect(log.status(requestId)).toBe('broadcast');
    expect(settling.troubles.get(requestId)).toBe('CHAIN_UNREACHABLE');
    // Said once, and looked at less and less often.
    expect(reported).toEqual(['CHAIN_UNREACHABLE']);
    expect(pauses.slice(0, 6)).toEqual([800, 1_600, 3_200, 6_400, 10_000, 10_000]);
    expect(Math.max(...pauses)).toBe(10_000);
    chain.says = [confirmed];
    await pass();
    expect(log.status(requestId)).toBe('confirmed');
    expect([...settling.troubles]).toEqual([]);
  });

  it('is sent again at once when the chain answers and does not know it, and then only now and then', async () => {
    const log = new EtherLog();
    const { requestId } = log.signed('broadcast');
    const chain = new EtherChain({ type: 'waiting' }, unreachable(), { type: 'unseen' });
    const { pass } = start(log, chain);
    await pass(2);
    expect(chain.sent).toHaveLength(1);
    await pass(24);
    expect(chain.sent).toHaveLength(1);
    await pass();
    expect(chain.sent).toHaveLength(2);
    chain.says = [confirmed];
    await pass();
    expect(log.status(requestId)).toBe('confirmed');
  });

  it('ends as expired when another transaction took its nonce: it can be signed anew', async () => {
    const log = new EtherLog();
    const { requestId } = log.signed('broadcast');
    const { pass } = start(log, new EtherChain({ type: 'waiting' }, { type: 'expired' }));
    await pass(2);
    expect(log.status(requestId)).toBe('approved');
    expect(log.entries('request.settled')).toMatchObject([{ outcome: 'expired' }]);
  });

  it('was signed only: it is broadcast, said so, and settled, also when the log could not be reached first', async () => {
    const log = new EtherLog();
    const { requestId } = log.signed('signed');
    const away = new AppError({ code: 'LOG_UNREACHABLE', kind: 'peer', message: 'The relay does not answer.' });
    log.faults.push(away, away);
    const chain = new EtherChain({ type: 'unseen' }, confirmed);
    const { pass } = start(log, chain);
    await pass();
    expect([log.status(requestId), chain.sent.length]).toEqual(['signed', 0]);
    await pass(3);
    expect(log.appended.map(({ type }) => type)).toEqual(['request.broadcast', 'request.settled']);
    expect([log.status(requestId), chain.sent.length]).toEqual(['confirmed', 1]);
  });

  it('is left to whoever proposed it, or to the host', async () => {
    const log = new EtherLog();
    const { requestId } = log.signed('broadcast');
    const other = start(log, new EtherChain(confirmed), { self: '00'.repeat(32) });
    await other.pass(2);
    expect(log.status(requestId)).toBe('broadcast');
    const host = start(log, new EtherChain(confirmed), { self: '00'.repeat(32), isHost: true });
    await host.pass();
    expect(log.status(requestId)).toBe('confirmed');
  });

  it('is left alone once another console said how it ended', async () => {
    const log = new EtherLog();
    const { requestId, sessions } = log.signed('broadcast');
    const chain = new EtherChain(unreachable());
    const { pass, pauses, settling } = start(log, chain);
    await pass(3);
    const sessionId = sessions[0]?.proposal.sessionId ?? '';
    log.admit({ type: 'request.settled', requestId, sessionId, outcome: 'confirmed', slot: 7n });
    await pass();
    const looks = pauses.length;
    await pass(5);
    expect(pauses).toHaveLength(looks);
    expect([...settling.troubles]).toEqual([]);
    expect(log.entries('request.settled')).toHaveLength(1);
  });

  it('is not mistaken for a further attempt that was signed meanwhile: that one is followed by itself', async () => {
    const log = new EtherLog();
    const request = log.signed('broadcast');
    const { requestId, sessions } = request;
    const chain = new EtherChain({ type: 'waiting' });
    const { pass } = start(log, chain);
    await pass();
    const [session] = sessions;
    if (session === undefined) throw new Error('no session');
    const next = { ...session, proposal: { ...session.proposal, sessionId: 'ab'.repeat(16) } };
    log.requests.set(requestId, { ...request, sessions: [session, next] });
    chain.says = [{ type: 'expired' }];
    await pass(2);
    expect(log.entries('request.settled')).toMatchObject([{ sessionId: 'ab'.repeat(16) }]);
  });
});
