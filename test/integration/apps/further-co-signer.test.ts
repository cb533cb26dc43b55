/** A further co-signer: started, enrolled, given a share by a resharing that two tokens approved, and there again after a restart. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from '../../../src/contract/client.ts';
import type { Output } from '../../../src/contract/contract.ts';
import { outcomeOf } from '../../apps-harness/codes.ts';
import {
  approve,
  commandId,
  draft,
  shownBy,
  startDemo,
  submit,
  type DemoConsole,
} from '../../apps-harness/demo-console.ts';

let demo: DemoConsole;
let cfo: Client;

beforeAll(async () => {
  demo = await startDemo();
  cfo = await demo.openCfo();
});
afterAll(() => demo.dispose());

const mainVault = async (client: Client) =>
  (await client.call('key.list', {})).find(({ vaultId }) => vaultId === 'main');
type Vault = Awaited<ReturnType<typeof mainVault>>;

function vaultWhen(client: Client, what: string, isDue: (vault: NonNullable<Vault>) => boolean): Promise<Vault> {
  return shownBy(
    client,
    what,
    () => mainVault(client),
    (vault) => vault !== undefined && isDue(vault),
  );
}

describe('shares of the Solana vault', () => {
  let started: Output<'co-signer.start'>;

  it('are refreshed on one member’s word, and the key stays', async () => {
    const before = await mainVault(demo.treasurer);
    await demo.treasurer.call('key.refresh', { vaultId: 'main', commandId: commandId() });
    const after = await vaultWhen(demo.treasurer, 'epoch 1', ({ epoch }) => epoch === 1);
    expect(after).toMatchObject({ fingerprint: before?.fingerprint, accounts: before?.accounts });
    expect(after?.reshare).toMatchObject({ reason: 'refresh', status: 'active', needed: 0 });
    expect(after?.reshare?.acknowledgedBy).toHaveLength(3);
  });

  it('can be held by a co-signer that was enrolled later, and only by an officer of the hosting console', async () => {
    expect(await outcomeOf(cfo.call('co-signer.start', { kind: 'hsm', commandId: commandId() }))).toBe('HOST_ONLY');
    const command = commandId();
    started = await demo.treasurer.call('co-signer.start', { kind: 'hsm', commandId: command });
    expect(await demo.treasurer.call('co-signer.start', { kind: 'hsm', commandId: command })).toEqual(started);
    expect(started.name).toBe('HSM-to-be 2');
    const { coSigners } = await demo.treasurer.call('workspace.get', {});
    expect(coSigners.map(({ name }) => name)).toEqual(['Treasurer laptop', 'HSM-to-be', 'Compliance', 'HSM-to-be 2']);
    await demo.coSignersOnline(4);
  });

  it('change hands when two tokens approve, one person once', async () => {
    const before = await mainVault(demo.treasurer);
    const holders = [demo.pidOf('endpoint'), demo.pidOf('compliance'), started.pid];
    const asked = { vaultId: 'main', holders, minSigners: 2, commandId: commandId() };
    const { runId } = await demo.treasurer.call('key.reshare', asked);
    const mine = () => demo.treasurer.call('key.approve-reshare', { vaultId: 'main', runId, commandId: commandId() });
    await mine();
    expect(await outcomeOf(mine())).toBe('APPROVAL_NOT_NEEDED');
    const pending = await vaultWhen(cfo, 'the proposal', ({ reshare }) => reshare?.approvals.length === 1);
    expect(pending?.reshare).toMatchObject({ runId, status: 'pending', needed: 2, can: { approve: true } });
    await cfo.call('key.approve-reshare', { vaultId: 'main', runId, commandId: commandId() });
    const after = await vaultWhen(demo.treasurer, 'epoch 2', ({ epoch }) => epoch === 2);
    expect(after?.holders.map(({ coSigner }) => coSigner.pid)).toEqual(holders);
    expect(after).toMatchObject({ fingerprint: before?.fingerprint, accounts: before?.accounts, partyCount: 3 });
  });

  it('given up before they are approved leave everything as it was', async () => {
    const holders = [demo.pidOf('endpoint'), demo.pidOf('compliance')];
    const asked = { vaultId: 'main', holders, minSigners: 2, commandId: commandId() };
    const { runId } = await demo.treasurer.call('key.reshare', asked);
    const other = { vaultId: 'main', holders, minSigners: 2, commandId: commandId() };
    expect(await outcomeOf(demo.treasurer.call('key.reshare', other))).toBe('RESHARE_LIVE');
    await demo.treasurer.call('key.cancel-reshare', { vaultId: 'main', runId, commandId: commandId() });
    const after = await mainVault(demo.treasurer);
    expect(after).toMatchObject({ epoch: 2, reshare: { runId, status: 'impossible', error: { code: 'CANCELLED' } } });
  });

  it('sign also after a restart, which starts the further co-signer again', async () => {
    const { profile } = demo;
    await demo.closeCfo();
    await demo.close();
    demo = await startDemo({ profile });
    await demo.coSignersOnline(4);
    expect([...demo.host.processes().keys()]).toContain('hsm-2');
    // Without the endpoint, the new holder must sign.
    const endpoint = demo.host.coSigners.find(({ kind }) => kind === 'endpoint');
    await endpoint?.stop();
    await demo.observed('the endpoint to be gone', () =>
      demo.officer.online().has(demo.pidOf('endpoint')) ? undefined : true,
    );
    cfo = await demo.openCfo();
    const requestId = await submit(demo.treasurer, draft('1'));
    await approve(cfo, requestId);
    const request = await demo.reached(requestId, 'confirmed', 'failed', 'locked');
    expect(request.status).toBe('confirmed');
    expect(request.sessions.at(-1)?.proposal).toMatchObject({ epoch: 2 });
    expect(request.sessions.at(-1)?.proposal.signers).toContain(started.pid);
  });
});
