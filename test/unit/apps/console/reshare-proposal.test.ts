import { describe, expect, it } from 'vitest';
import { proposeCommittee } from '../../../../src/apps/console/reshare-proposal.ts';
import { AppError } from '../../../../src/base/errors.ts';
import { evmVault, openEvmVault } from './views/evm-vault.ts';
import { COMPLIANCE, ENDPOINT, HSM, World } from './views/world.ts';

const HOLDERS = [ENDPOINT, HSM, COMPLIANCE];

function setUp(...away: string[]) {
  const world = World.make();
  openEvmVault(world);
  for (const pid of away) world.online.delete(pid);
  const propose = (holders: readonly string[], minSigners: number) =>
    proposeCommittee(world.state, evmVault(world), { holders, minSigners }, world.online);
  const codeOf = (holders: readonly string[]): string => {
    try {
      propose(holders, 2);
      return 'proposed';
    } catch (error) {
      return error instanceof AppError ? error.code : 'not an AppError';
    }
  };
  return { world, propose, codeOf };
}

describe('a proposal of new shares', () => {
  it('with the same holders is a refresh, and every holder keeps its point', () => {
    const { world, propose } = setUp();
    const body = propose(HOLDERS.toReversed(), 2);
    const ids = [...(evmVault(world).sharing.epochs[0]?.ids ?? [])].map(([pid, id]) => ({ pid, id }));
    expect(body).toEqual({
      ...{ type: 'vault.reshare-proposed', vaultId: 'evm', epoch: 0, nextEpoch: 1, minSigners: 2, reason: 'refresh' },
      dealers: [ENDPOINT, HSM].toSorted(),
      holders: ids,
    });
  });

  it('with another number of signers is a resharing', () => {
    expect(setUp().propose(HOLDERS, 3).reason).toBe('reshare');
  });

  it('gives whoever joins the next point that nobody had', () => {
    const { world, propose } = setUp();
    const newcomer = 'ff'.repeat(32);
    world.online.add(newcomer);
    const { holders, reason } = propose([ENDPOINT, newcomer, COMPLIANCE], 2);
    expect(reason).toBe('reshare');
    expect(holders.find(({ pid }) => pid === newcomer)?.id).toBe(4);
    expect(holders.map(({ pid }) => pid)).toEqual([ENDPOINT, newcomer, COMPLIANCE].toSorted());
  });

  it('is dealt by those who are online', () => {
    expect(setUp(HSM).propose([ENDPOINT, COMPLIANCE], 2).dealers).toEqual([ENDPOINT, COMPLIANCE].toSorted());
  });

  it('is dealt by those who stay: who is to leave cannot stop it', () => {
    expect(setUp().propose([HSM, COMPLIANCE], 2).dealers).toEqual([HSM, COMPLIANCE].toSorted());
    // With three of three there is nobody else.
    expect(setUp(COMPLIANCE).propose([HSM, ENDPOINT], 2).dealers).toEqual([ENDPOINT, HSM].toSorted());
  });

  it.each([
    ['too few of the present holders are online', [HSM, COMPLIANCE], [ENDPOINT, HSM], 'DEALERS_OFFLINE'],
    ['a new holder is away', [HSM], HOLDERS, 'HOLDERS_OFFLINE'],
  ])('is not made when %s', (_, away, holders, code) => {
    expect(setUp(...away).codeOf(holders)).toBe(code);
  });
});
