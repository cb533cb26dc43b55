import { describe, expect, it } from 'vitest';
import { availableSigners, troubleOf } from '../../../../src/apps/console/signing-set.ts';
import type { SessionState } from '../../../../src/treasury/workspace/state.ts';
import { COMPLIANCE, ENDPOINT, HSM, World } from './views/world.ts';

const ALL = [ENDPOINT, HSM, COMPLIANCE];
type Verdicts = readonly (readonly [string, 'contribute' | 'refuse'])[];

/** A session that ended without a signature. */
function ended(signers: readonly string[], blamed: readonly string[] | null, verdicts: Verdicts = []): SessionState {
  const blame = (blamed ?? []).map((pid) => ({ pid, code: 'UNRESPONSIVE', certainty: 'suspected' as const }));
  const failure = { type: 'session.failed', sessionId: '', code: 'UNRESPONSIVE', text: 'x', blame } as const;
  return {
    proposal: { signers } as unknown as SessionState['proposal'],
    ...{ proposedBy: '', index: 0, time: 0n, entryHash: '' },
    verdicts: new Map(verdicts.map(([coSigner, answer]) => [coSigner, { coSigner, answer } as never])),
    outcome: blamed === null ? { type: 'refused', index: 0 } : { type: 'failed', failure, index: 0, time: 0n },
  };
}

function next(...sessions: SessionState[]): string[] {
  const world = World.make();
  const [vault] = world.state.vaults.values();
  if (vault === undefined) throw new Error('no vault');
  return availableSigners(world.state, vault, new Set(ALL), troubleOf({ sessions })).slice(0, 2);
}

describe('the signers of the next attempt', () => {
  it('are the first ones, as long as nothing went wrong', () => {
    expect(next()).toEqual([ENDPOINT, HSM]);
  });

  it('leave out who was blamed, and who refused', () => {
    expect(next(ended([ENDPOINT, HSM], [HSM]))).toEqual([COMPLIANCE, ENDPOINT]);
    expect(next(ended([ENDPOINT, HSM], null, [[ENDPOINT, 'refuse']]))).toEqual([HSM, COMPLIANCE]);
  });

  it('find out who is silent: nobody is named, and the same set is not tried again', () => {
    const silent = ended([ENDPOINT, HSM], [], [[HSM, 'contribute']]);
    expect(next(silent)).toEqual([COMPLIANCE, ENDPOINT]);
    expect(next(silent, ended([COMPLIANCE, ENDPOINT], []))).toEqual([HSM, COMPLIANCE]);
  });

  it.each([ENDPOINT, HSM, COMPLIANCE])('get on without a co-signer that blames everybody else (%#)', (cheat) => {
    const sessions: SessionState[] = [];
    for (let attempt = 1; attempt <= 2; attempt += 1) {
      const signers = next(...sessions);
      if (!signers.includes(cheat)) return;
      const other = signers.filter((pid) => pid !== cheat);
      sessions.push(ended(signers, other));
    }
    expect(next(...sessions)).not.toContain(cheat);
  });
});
