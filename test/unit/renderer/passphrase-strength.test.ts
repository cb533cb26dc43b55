import { expect, test } from 'vitest';
import { passphraseStrength } from '../../../renderer/features/first-run/passphrase-strength.ts';

test.each([
  ['', 'too short'],
  ['short', 'too short'],
  ['aaaaaaaaaaaaaaaa', 'weak'],
  ['123456789012', 'weak'],
  ['abcdefghijklmnop', 'weak'],
  ['abcabcabcabcabc', 'weak'],
  ['swordfish boat', 'fair'],
  ['harbour violet seven lantern moss', 'strong'],
  ['kQ7#vLp2!zXw9@tRb4$m', 'strong'],
])('“%s” is %s', (text, word) => expect(passphraseStrength(text).word).toBe(word));
