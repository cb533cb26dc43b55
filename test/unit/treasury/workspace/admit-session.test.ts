import { describe, expect, it } from 'vitest';
import { bytesToHex } from '../../../../src/base/bytes.ts';
import { solanaText } from '../../../../src/treasury/intent/chain-address.ts';
import { admit } from '../../../../src/treasury/workspace/admit.ts';
import type { EntryOf } from '../../../../src/treasury/workspace/entry.ts';
import type { VaultState, WorkspaceState } from '../../../../src/treasury/workspace/state.ts';
import { keyOf, seedOf, testCoSigner, verify } from '../test-people.ts';
import {
  answerOf,
  cfo,
  compliance,
  controller,
  endpoint,
  HOLDERS,
  hsm,
  idOf,
  TestWorkspace,
  treasurer,
  vaultKey,
} from '../test-workspace.ts';

const guardian = testCoSigner('guardian', 'Guardian');
const other = bytesToHex(seedOf('other'));

/** An approved request, and a co-signer that holds no share. */
function approved(): { workspace: TestWorkspace; requestId: string } {
  const workspace = TestWorkspace.ready({ coSigners: [...HOLDERS, guardian].map((coSigner) => coSigner.record) });
  const requestId = workspace.request();
  workspace.approve(cfo, requestId);
  return { workspace, requestId };
}

function proposed(): { workspace: TestWorkspace; requestId: string; sessionId: string } {
  const { workspace, requestId } = approved();
  return { workspace, requestId, sessionId: workspace.propose(requestId) };
}

type Proposal = Partial<EntryOf<'session.proposed'>>;

describe('session.proposed', () => {
  it('puts the request into signing; the entry hash names the run', () => {
    const { workspace, requestId, sessionId } = proposed();
    expect(workspace.requestState(requestId).status).toBe('signing');
    expect(workspace.session(sessionId)).toMatchObject({
      proposedBy: treasurer.pid,
      index: 8,
      entryHash: workspace.now.head,
      outcome: { type: 'judging' },
    });
    expect(workspace.session(sessionId).proposal.signers).toEqual([endpoint.pid, hsm.pid].sort());
    expect(workspace.now.sessionRequests.get(sessionId)).toBe(requestId);
  });

  it.each<[string, string, Proposal]>([
    ['REQUEST_UNKNOWN', 'a request nobody made', { requestId: idOf('nothing') }],
    ['SESSION_ATTEMPT_INVALID', 'an attempt out of order', { attempt: 2 }],
    ['INTENT_DIFFERS', 'another intent', { intentHash: other }],
    ['POLICY_DIFFERS', 'another policy', { policyHash: other }],
    ['SESSION_VAULT_DIFFERS', 'another vault', { vaultId: 'second' }],
    ['SESSION_EPOCH_DIFFERS', 'another epoch', { epoch: 1 }],
    ['SESSION_SIGNERS_INVALID', 'three signers where two sign', { signers: HOLDERS.map((holder) => holder.pid) }],
    ['SESSION_SIGNERS_INVALID', 'one signer twice', { signers: [hsm.pid, hsm.pid] }],
    ['SESSION_SIGNERS_INVALID', 'a signer that holds no share', { signers: [hsm.pid, guardian.pid] }],
    ['SESSION_SIGNERS_INVALID', 'a member as signer', { signers: [hsm.pid, cfo.pid] }],
    ['SESSION_BYTES_INVALID', 'no bytes', { unsignedTransaction: '' }],
    ['admitted', 'other signers', { signers: [hsm.pid, compliance.pid] }],
  ])('%s: %s', (code, _, changes) => {
    const { workspace, requestId } = approved();
    expect(answerOf(workspace.offer(treasurer, { ...workspace.proposal(requestId), ...changes }))).toBe(code);
  });

  it('NOT_ENTITLED: a co-signer proposes nothing', () => {
    const { workspace, requestId } = approved();
    expect(answerOf(workspace.offer(hsm, workspace.proposal(requestId)))).toBe('NOT_ENTITLED');
  });

  it('REQUEST_NOT_APPROVED: before the quorum', () => {
    const { workspace } = approved();
    expect(answerOf(workspace.offer(treasurer, workspace.proposal(workspace.request())))).toBe('REQUEST_NOT_APPROVED');
  });

  it('REQUEST_EXPIRED: from the very millisecond on', () => {
    const { workspace, requestId } = approved();
    const { expiresAt } = workspace.requestState(requestId).intent;
    expect(answerOf(workspace.offer(treasurer, workspace.proposal(requestId), { time: expiresAt }))).toBe(
      'REQUEST_EXPIRED',
    );
    expect(answerOf(workspace.offer(treasurer, workspace.proposal(requestId), { time: expiresAt - 1n }))).toBe(
      'admitted',
    );
  });

  it('SESSION_LIVE: one live session per request, also while it is signed and sent', () => {
    const { workspace, requestId, sessionId } = proposed();
    const again = () => answerOf(workspace.offer(treasurer, workspace.proposal(requestId)));
    expect(again()).toBe('SESSION_LIVE');
    workspace.agree(sessionId);
    expect(again()).toBe('SESSION_LIVE');
    workspace.add(hsm, workspace.signed(sessionId));
    expect(again()).toBe('SESSION_LIVE');
    workspace.add(treasurer, workspace.broadcast(requestId, sessionId));
    expect(again()).toBe('SESSION_LIVE');
  });

  it('SESSION_EXISTS: one session id once, also across requests', () => {
    const { workspace, sessionId } = proposed();
    const second = workspace.request();
    workspace.approve(cfo, second);
    expect(answerOf(workspace.offer(treasurer, workspace.proposal(second, { sessionId })))).toBe('SESSION_EXISTS');
  });

  it('VAULT_NOT_ACTIVE: a vault that is not active any more', () => {
    const { workspace, requestId } = approved();
    const vault: VaultState = { ...workspace.vault(), status: 'ceremony' };
    const state: WorkspaceState = { ...workspace.now, vaults: new Map([['main', vault]]) };
    const entry = workspace.entry(treasurer, workspace.proposal(requestId));
    expect(answerOf(admit(state, entry, verify))).toBe('VAULT_NOT_ACTIVE');
  });

  it('locks the request after three attempts without a signature', () => {
    const { workspace, requestId } = approved();
    for (const [attempt, status] of [
      [1, 'approved'],
      [2, 'approved'],
      [3, 'locked'],
    ] as const) {
      const sessionId = workspace.propose(requestId, { attempt });
      if (attempt === 2) workspace.add(hsm, workspace.verdict(sessionId, 'refuse'));
      else workspace.add(treasurer, workspace.failed(sessionId));
      expect(workspace.requestState(requestId).status).toBe(status);
    }
    expect(answerOf(workspace.offer(treasurer, workspace.proposal(requestId)))).toBe('REQUEST_TERMINAL');
  });
});

describe('verdict.given', () => {
  it('is agreed when every signer contributes, whatever the third holder says', () => {
    const { workspace, requestId, sessionId } = proposed();
    workspace.add(compliance, workspace.verdict(sessionId, 'refuse'));
    expect(workspace.session(sessionId).outcome).toEqual({ type: 'judging' });
    workspace.add(hsm, workspace.verdict(sessionId, 'contribute'));
    expect(workspace.session(sessionId).outcome).toEqual({ type: 'judging' });
    workspace.add(endpoint, workspace.verdict(sessionId, 'contribute'));
    expect(workspace.session(sessionId).outcome).toEqual({ type: 'agreed' });
    expect(workspace.requestState(requestId).status).toBe('signing');
    expect(workspace.session(sessionId).verdicts.get(compliance.pid)).toMatchObject({ answer: 'refuse', index: 9 });
  });

  it('is not agreed by the third holder in place of a signer', () => {
    const { workspace, sessionId } = proposed();
    workspace.add(compliance, workspace.verdict(sessionId, 'contribute'));
    workspace.add(hsm, workspace.verdict(sessionId, 'contribute'));
    expect(workspace.session(sessionId).outcome).toEqual({ type: 'judging' });
  });

  it('ends the session with the first refusal of a signer, and still keeps the verdicts that follow', () => {
    const { workspace, requestId, sessionId } = proposed();
    workspace.add(hsm, workspace.verdict(sessionId, 'refuse'));
    expect(workspace.session(sessionId).outcome).toEqual({ type: 'refused', index: 9 });
    expect(workspace.requestState(requestId).status).toBe('approved');
    workspace.add(endpoint, workspace.verdict(sessionId, 'contribute'));
    workspace.add(compliance, workspace.verdict(sessionId, 'refuse'));
    expect(workspace.session(sessionId).outcome).toEqual({ type: 'refused', index: 9 });
    expect([...workspace.session(sessionId).verdicts.keys()]).toEqual([hsm.pid, endpoint.pid, compliance.pid]);
    expect(workspace.requestState(requestId).status).toBe('approved');
  });

  it.each([
    ['SESSION_UNKNOWN', 'on nothing', (w: TestWorkspace) => w.offer(hsm, w.verdict(idOf('nothing'), 'contribute'))],
    ['NOT_ENTITLED', 'by a member', (w: TestWorkspace, id: string) => w.offer(treasurer, w.verdict(id, 'contribute'))],
    [
      'NOT_ENTITLED',
      'by a co-signer that holds no share',
      (w: TestWorkspace, id: string) => w.offer(guardian, w.verdict(id, 'refuse')),
    ],
    [
      'VERDICT_INVALID',
      'a refusal without reasons',
      (w: TestWorkspace, id: string) => w.offer(hsm, w.verdict(id, 'refuse', { reasons: [] })),
    ],
    [
      'VERDICT_INVALID',
      'a contribution with reasons',
      (w: TestWorkspace, id: string) =>
        w.offer(hsm, w.verdict(id, 'contribute', { reasons: [{ code: 'EXPIRED', text: 'Too late.' }] })),
    ],
    [
      'VERDICT_INVALID',
      'a contribution under another policy',
      (w: TestWorkspace, id: string) => w.offer(hsm, w.verdict(id, 'contribute', { policyHash: other })),
    ],
    [
      'admitted',
      'a refusal under another policy',
      (w: TestWorkspace, id: string) => w.offer(hsm, w.verdict(id, 'refuse', { policyHash: other })),
    ],
    [
      'VERDICT_EXISTS',
      'a second one of the same holder',
      (w: TestWorkspace, id: string) => {
        w.add(hsm, w.verdict(id, 'contribute'));
        return w.offer(hsm, w.verdict(id, 'refuse'));
      },
    ],
  ])('%s: %s', (code, _, run) => {
    const { workspace, sessionId } = proposed();
    expect(answerOf(run(workspace, sessionId))).toBe(code);
  });
});

describe('session.signed', () => {
  it('keeps the signature and who brought it', () => {
    const { workspace, requestId, sessionId } = proposed();
    workspace.agree(sessionId);
    workspace.add(endpoint, workspace.signed(sessionId));
    expect(workspace.requestState(requestId).status).toBe('signed');
    expect(workspace.session(sessionId).outcome).toMatchObject({
      type: 'signed',
      by: endpoint.pid,
      index: 11,
      signature: workspace.signed(sessionId).signature,
    });
  });

  it.each([
    [
      'SESSION_UNKNOWN',
      'of nothing',
      (w: TestWorkspace, id: string) => w.offer(hsm, { ...w.signed(id), sessionId: idOf('nothing') }),
    ],
    ['NOT_ENTITLED', 'by a member', (w: TestWorkspace, id: string) => w.offer(treasurer, w.signed(id))],
    [
      'NOT_ENTITLED',
      'by a holder that is no signer',
      (w: TestWorkspace, id: string) => w.offer(compliance, w.signed(id)),
    ],
    [
      'SESSION_SIGNATURE_INVALID',
      'of another key',
      (w: TestWorkspace, id: string) =>
        w.offer(hsm, {
          ...w.signed(id),
          signature: keyOf('x').sign(Buffer.from(w.session(id).proposal.unsignedTransaction, 'hex')),
        }),
    ],
    [
      'SESSION_SIGNATURE_INVALID',
      'over other bytes',
      (w: TestWorkspace, id: string) => w.offer(hsm, { ...w.signed(id), signature: vaultKey.sign(seedOf('y')) }),
    ],
    [
      'SESSION_CLOSED',
      'a second time',
      (w: TestWorkspace, id: string) => {
        w.add(hsm, w.signed(id));
        return w.offer(endpoint, w.signed(id));
      },
    ],
    [
      'SESSION_CLOSED',
      'after the session failed',
      (w: TestWorkspace, id: string) => {
        w.add(hsm, w.failed(id));
        return w.offer(endpoint, w.signed(id));
      },
    ],
  ])('%s: %s', (code, _, run) => {
    const { workspace, sessionId } = proposed();
    workspace.agree(sessionId);
    expect(answerOf(run(workspace, sessionId))).toBe(code);
  });

  it('SESSION_NOT_AGREED: before every signer has contributed', () => {
    const { workspace, sessionId } = proposed();
    workspace.add(hsm, workspace.verdict(sessionId, 'contribute'));
    expect(answerOf(workspace.offer(hsm, workspace.signed(sessionId)))).toBe('SESSION_NOT_AGREED');
  });

  it('SESSION_CLOSED: after a refusal', () => {
    const { workspace, sessionId } = proposed();
    workspace.add(hsm, workspace.verdict(sessionId, 'refuse'));
    expect(answerOf(workspace.offer(endpoint, workspace.signed(sessionId)))).toBe('SESSION_CLOSED');
  });
});

describe('session.failed', () => {
  it.each([
    ['admitted', 'by a signer', (w: TestWorkspace, id: string) => w.offer(hsm, w.failed(id))],
    ['admitted', 'by the device that proposed it', (w: TestWorkspace, id: string) => w.offer(treasurer, w.failed(id))],
    ['NOT_ENTITLED', 'by another member', (w: TestWorkspace, id: string) => w.offer(controller, w.failed(id))],
    [
      'NOT_ENTITLED',
      'by a holder that is no signer',
      (w: TestWorkspace, id: string) => w.offer(compliance, w.failed(id)),
    ],
    ['SESSION_UNKNOWN', 'of nothing', (w: TestWorkspace) => w.offer(hsm, w.failed(idOf('nothing')))],
    [
      'SESSION_CLOSED',
      'a second time',
      (w: TestWorkspace, id: string) => {
        w.add(hsm, w.failed(id));
        return w.offer(endpoint, w.failed(id));
      },
    ],
  ])('%s: %s', (code, _, run) => {
    const { workspace, sessionId } = proposed();
    expect(answerOf(run(workspace, sessionId))).toBe(code);
  });

  it('returns the request to approved, from which the next attempt begins', () => {
    const { workspace, requestId, sessionId } = proposed();
    workspace.add(hsm, workspace.failed(sessionId));
    expect(workspace.requestState(requestId).status).toBe('approved');
    expect(workspace.session(sessionId).outcome).toMatchObject({ type: 'failed', failure: { code: 'UNRESPONSIVE' } });
    expect(answerOf(workspace.offer(treasurer, workspace.proposal(requestId, { attempt: 1 })))).toBe(
      'SESSION_ATTEMPT_INVALID',
    );
    expect(answerOf(workspace.offer(cfo, workspace.proposal(requestId)))).toBe('admitted');
  });
});

describe('request.broadcast and request.settled', () => {
  function signed(): { workspace: TestWorkspace; requestId: string; sessionId: string } {
    const all = proposed();
    all.workspace.agree(all.sessionId);
    all.workspace.add(hsm, all.workspace.signed(all.sessionId));
    return all;
  }
  const settled = (requestId: string, sessionId: string, outcome: 'confirmed' | 'failed' = 'confirmed') =>
    ({ type: 'request.settled', requestId, sessionId, outcome, slot: 99n }) as const;

  it.each(['confirmed', 'failed'] as const)('ends as %s', (outcome) => {
    const { workspace, requestId, sessionId } = signed();
    workspace.add(cfo, workspace.broadcast(requestId, sessionId));
    expect(workspace.requestState(requestId)).toMatchObject({
      status: 'broadcast',
      transactionId: solanaText(workspace.signed(sessionId).signature),
    });
    workspace.add(controller, settled(requestId, sessionId, outcome));
    expect(workspace.requestState(requestId)).toMatchObject({
      status: outcome,
      settled: { outcome, slot: 99n, index: 13 },
    });
    expect(answerOf(workspace.offer(controller, settled(requestId, sessionId)))).toBe('REQUEST_TERMINAL');
  });

  it('SESSION_CLOSED: an earlier attempt says nothing of the one that is on its way', () => {
    const { workspace, requestId, sessionId } = signed();
    workspace.add(cfo, workspace.broadcast(requestId, sessionId));
    workspace.add(cfo, { ...settled(requestId, sessionId), outcome: 'expired', slot: 0n });
    const second = workspace.propose(requestId);
    workspace.agree(second);
    workspace.add(hsm, workspace.signed(second));
    expect(answerOf(workspace.offer(cfo, workspace.broadcast(requestId, sessionId)))).toBe('SESSION_CLOSED');
    workspace.add(cfo, workspace.broadcast(requestId, second));
    const late = { ...settled(requestId, sessionId), outcome: 'expired', slot: 0n } as const;
    expect(answerOf(workspace.offer(controller, late))).toBe('SESSION_CLOSED');
    expect(answerOf(workspace.offer(controller, settled(requestId, second)))).toBe('admitted');
  });

  it.each([
    [
      'NOT_ENTITLED',
      'broadcast by a co-signer',
      (w: TestWorkspace, r: string, s: string) => w.offer(hsm, w.broadcast(r, s)),
    ],
    [
      'REQUEST_UNKNOWN',
      'broadcast of nothing',
      (w: TestWorkspace, r: string, s: string) => w.offer(cfo, { ...w.broadcast(r, s), requestId: idOf('nothing') }),
    ],
    [
      'SESSION_UNKNOWN',
      'broadcast of an unknown session',
      (w: TestWorkspace, r: string, s: string) => w.offer(cfo, { ...w.broadcast(r, s), sessionId: idOf('nothing') }),
    ],
    [
      'SESSION_UNKNOWN',
      "broadcast of another request's session",
      (w: TestWorkspace, r: string, s: string) => {
        const second = w.request();
        const session = w.agreedSession(second);
        return w.offer(cfo, { ...w.broadcast(r, s), sessionId: session });
      },
    ],
    [
      'TRANSACTION_ID_DIFFERS',
      'another transaction',
      (w: TestWorkspace, r: string, s: string) =>
        w.offer(cfo, { ...w.broadcast(r, s), transactionId: solanaText(new Uint8Array(64).fill(9)) }),
    ],
    [
      'REQUEST_NOT_BROADCAST',
      'settled before it was sent',
      (w: TestWorkspace, r: string, s: string) => w.offer(cfo, settled(r, s)),
    ],
    [
      'REQUEST_NOT_SIGNED',
      'sent twice',
      (w: TestWorkspace, r: string, s: string) => {
        w.add(cfo, w.broadcast(r, s));
        return w.offer(cfo, w.broadcast(r, s));
      },
    ],
    [
      'NOT_ENTITLED',
      'settled by a co-signer',
      (w: TestWorkspace, r: string, s: string) => {
        w.add(cfo, w.broadcast(r, s));
        return w.offer(hsm, settled(r, s));
      },
    ],
  ])('%s: %s', (code, _, run) => {
    const { workspace, requestId, sessionId } = signed();
    expect(answerOf(run(workspace, requestId, sessionId))).toBe(code);
  });

  it('speaks only of the session that signed, not of an earlier attempt', () => {
    const { workspace, requestId, sessionId: first } = proposed();
    workspace.add(hsm, workspace.failed(first));
    const second = workspace.agreedSession(requestId);
    workspace.add(hsm, workspace.signed(second));
    expect(answerOf(workspace.offer(cfo, workspace.broadcast(requestId, first)))).toBe('REQUEST_NOT_SIGNED');
    workspace.add(cfo, workspace.broadcast(requestId, second));
    expect(answerOf(workspace.offer(cfo, settled(requestId, first)))).toBe('REQUEST_NOT_BROADCAST');
  });
});
