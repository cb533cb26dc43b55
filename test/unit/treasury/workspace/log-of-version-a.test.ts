/** Logs outlive versions: what the first one wrote has the same hashes and the same meaning for ever. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { utf8ToBytes } from '../../../../src/base/bytes.ts';
import { encodeEntry, openEntry } from '../../../../src/treasury/log/entry-codec.ts';
import { admitSealed } from '../../../../src/treasury/workspace/admit.ts';
import type { WorkspaceState } from '../../../../src/treasury/workspace/state.ts';
import { verify } from '../test-people.ts';

const Fixture = z.strictObject({
  about: z.string(),
  head: z.string(),
  policyHash: z.string(),
  intentHashes: z.array(z.string()),
  statuses: z.array(z.string()),
  entries: z.array(z.string()),
});
const fixture = Fixture.parse(JSON.parse(readFileSync(new URL('./log-of-version-a.json', import.meta.url), 'utf8')));

function replayed(): WorkspaceState {
  let state: WorkspaceState | null = null;
  for (const line of fixture.entries) {
    const admission = admitSealed(state, openEntry(utf8ToBytes(line)), verify);
    if (admission.type === 'skipped') throw new Error(`${admission.code}: ${admission.message}`);
    ({ state } = admission);
  }
  if (state === null) throw new Error('The log is empty.');
  return state;
}

describe('a log of version A', () => {
  it('is admitted entry by entry, to the same head', () => {
    const state = replayed();
    expect(fixture.entries).toHaveLength(35);
    expect(state.head).toBe(fixture.head);
    expect(state.policyHash).toBe(fixture.policyHash);
    const requests = [...state.requests.values()];
    expect(requests.map((request) => request.intentHash)).toEqual(fixture.intentHashes);
    expect(requests.map((request) => request.status)).toEqual(fixture.statuses);
  });

  it('is written again byte for byte', () => {
    const again = fixture.entries.map((line) =>
      new TextDecoder().decode(encodeEntry(openEntry(utf8ToBytes(line)).entry)),
    );
    expect(again).toEqual(fixture.entries);
  });

  it('has vaults and accounts that say what they left unsaid', () => {
    const state = replayed();
    expect(state.ecdsaProfiles).toEqual(['P128', 'P112']);
    expect([...state.vaults.values()]).toMatchObject([{ scheme: 'ed25519', profile: null }]);
    expect([...state.accounts.values()]).toMatchObject([{ chain: 'solana', path: [] }]);
  });
});
