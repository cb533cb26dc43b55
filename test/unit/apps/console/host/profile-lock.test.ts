import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockProfile } from '../../../../../src/apps/console/host/profile-lock.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a profile', () => {
  it('is made when missing, has one owner at a time, and is free again afterwards', () => {
    const profile = join(folder, 'deep', 'profile');
    const first = lockProfile(profile);
    expect(() => lockProfile(profile)).toThrow(expect.objectContaining({ code: 'PROFILE_IN_USE' }));
    first.close();
    lockProfile(profile).close();
  });
});
