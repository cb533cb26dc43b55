/** How hard a passphrase is to guess, in words. A floor for people, not a proof. */

/** The console refuses anything shorter. */
export const MIN_LENGTH = 12;

export interface Strength {
  readonly level: 0 | 1 | 2 | 3;
  readonly word: 'too short' | 'weak' | 'fair' | 'strong';
  readonly advice: string;
}

/** Counts what an attacker must guess: distinct words, or distinct signs. */
export function passphraseStrength(text: string): Strength {
  if (text.length < MIN_LENGTH) return { level: 0, word: 'too short', advice: `At least ${MIN_LENGTH} characters.` };
  const words = new Set(
    text
      .toLowerCase()
      .split(/[\s-]+/)
      .filter((word) => word.length > 2),
  ).size;
  const signs = new Set(text).size;
  if (isRegular(text) || signs < 6) return { level: 1, word: 'weak', advice: 'Use words that do not belong together.' };
  if (words >= 5 || (signs >= 14 && text.length >= 20))
    return { level: 3, word: 'strong', advice: 'Write it down once, on paper.' };
  return { level: 2, word: 'fair', advice: 'Five unrelated words are better.' };
}

/** Runs such as "aaaa", "1234" and a short piece said again and again. */
function isRegular(text: string): boolean {
  const steps = new Set(Array.from(text.slice(1), (sign, index) => sign.charCodeAt(0) - text.charCodeAt(index)));
  return steps.size <= 2 || /^(.{1,6})\1+.{0,5}$/u.test(text);
}
