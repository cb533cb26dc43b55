import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { AdmittedEntry } from '../../../../../src/apps/console/views/context.ts';
import { logEntryView, matchesFilter } from '../../../../../src/apps/console/views/log-entry-view.ts';
import { textOf } from '../../../../../src/apps/console/views/sentence.ts';
import { requestDetail } from '../../../../../src/apps/console/views/request-detail.ts';
import { LogEntryView, RequestDetailView } from '../../../../../src/contract/views.ts';
import { COMPLIANCE, ENDPOINT, HSM, World } from './world.ts';

const last = (world: World): AdmittedEntry => {
  const entry = world.entries.at(-1);
  if (entry === undefined) throw new Error('empty log');
  return entry;
};

function view(world: World, entry = last(world)): LogEntryView {
  const shown = logEntryView(world.context(), entry);
  z.encode(LogEntryView, shown);
  return shown;
}

const line = ({ author, what, tone }: LogEntryView): string => `${author} ${textOf(what)} [${tone}]`;

describe('sentences', () => {
  it('tells the life of a payment', () => {
    const world = World.make();
    world.confirmed();
    expect(world.entries.map((entry) => line(view(world, entry)))).toEqual([
      'Treasurer founds the workspace Nordhaven Logistics SE, a demo, with 3 officers, 3 co-signers and policy v1 [neutral]',
      'Treasurer orders the key ceremony of Main vault, 2 of Endpoint, HSM-to-be and Compliance [neutral]',
      expect.stringMatching(/^Endpoint stored its share of Main vault, epoch 0, key (?:[0-9a-f]{4} ?){4} \[ok\]$/),
      expect.stringMatching(/^HSM-to-be stored its share of Main vault/),
      expect.stringMatching(/^Compliance stored its share of Main vault/),
      expect.stringMatching(/^Treasurer opens the account Operating in Main vault, address /),
      'Treasurer asks for TR-0001, 5 SOL to Aurelia Shipyards GmbH, “Hull 118, instalment 3 of 5” [neutral]',
      'CFO approves TR-0001 on a simulated token [neutral]',
      expect.stringMatching(/^Treasurer proposes session 1 for TR-0001, signers .* \[neutral\]$/),
      'Endpoint contributes to TR-0001 [neutral]',
      'HSM-to-be contributes to TR-0001 [neutral]',
      'Endpoint reports the signature of TR-0001, verified [ok]',
      expect.stringMatching(/^Treasurer sent TR-0001 to Solana, transaction .{4}….{4} \[neutral\]$/),
      'Treasurer sees TR-0001 confirmed in slot 4711 [ok]',
    ]);
  });

  it('tells what went wrong, in full', () => {
    const world = World.make();
    const requestId = world.approved();
    world.propose(requestId);
    world.refuse(requestId, 'hsm');
    expect(line(view(world))).toBe('HSM-to-be refuses TR-0001: The bytes pay another address than the intent. [bad]');
    world.propose(requestId);
    world.fail(requestId);
    expect(line(view(world))).toBe(
      'Endpoint ends the session of TR-0001: HSM-to-be sent a wrong share. At fault: HSM-to-be (proven) [bad]',
    );
    const reason = `${'Not in the budget of this year. '.repeat(9)}End.`;
    world.append('controller', { type: 'request.rejected', requestId, reason });
    expect(textOf(view(world).what)).toBe(`rejects TR-0001: “${reason}”`);
    expect(view(world)).toMatchObject({ tone: 'bad', requestId, authorKind: 'member' });
  });

  it('keeps a refusal with many long reasons within the contract', () => {
    const world = World.make();
    const requestId = world.approved();
    world.propose(requestId);
    const { sessionId, policyHash } = world.session(requestId).proposal;
    const reasons = Array.from({ length: 16 }, () => ({ code: 'EFFECT_UNEXPLAINED' as const, text: '𝔄'.repeat(150) }));
    world.append('hsm', {
      type: 'verdict.given',
      sessionId,
      answer: 'refuse',
      reading: '',
      decoder: 'decoder A 1.0',
      policyHash,
      reasons,
    });
    const words = textOf(view(world).what);
    expect(words).toContain(`${'𝔄'.repeat(150)} And 13 more reasons.`);
    expect(words.isWellFormed()).toBe(true);
    z.encode(RequestDetailView, requestDetail(world.context(), requestId, null));
  });

  it('says who withdrew and which ceremony failed', () => {
    const world = World.make({ vault: false });
    world.proposeVault();
    const { runId } = world.vault;
    world.append('hsm', {
      type: 'vault.failed',
      vaultId: 'main',
      runId,
      code: 'TIMEOUT',
      text: 'Compliance is silent.',
      blame: [],
    });
    expect(line(view(world))).toBe('HSM-to-be ends the key ceremony of Main vault: Compliance is silent. [bad]');
    expect(view(world)).toMatchObject({ authorKind: 'hsm', requestId: null });
    const other = World.make();
    const requestId = other.ask('treasurer');
    other.append('treasurer', { type: 'request.cancelled', requestId });
    expect(line(view(other))).toBe('Treasurer withdraws TR-0001 [neutral]');
  });
});

describe('proof', () => {
  it('is included from the newest checkpoint that every co-signer signed, else pending', () => {
    const world = World.make();
    world.checkpoint(ENDPOINT, HSM, COMPLIANCE);
    world.ask('treasurer');
    world.checkpoint(ENDPOINT, HSM);
    expect(world.entries.map((entry) => view(world, entry).proof)).toEqual([...Array(6).fill('included'), 'pending']);
  });
});

describe('filter', () => {
  it('finds every word in author, sentence, type, number or hash', () => {
    const world = World.make();
    world.ask('treasurer');
    const shown = view(world);
    for (const text of [
      '',
      'tr-0001',
      'TREASURER asks',
      'request.created',
      '#6',
      shown.hash.slice(0, 8),
      'aurelia 5 sol',
    ]) {
      expect([text, matchesFilter(shown, text)]).toEqual([text, true]);
    }
    for (const text of ['TR-0002', 'CFO', 'treasurer confirmed']) {
      expect([text, matchesFilter(shown, text)]).toEqual([text, false]);
    }
  });
});
