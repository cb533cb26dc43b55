/** A failure must reach the log in whatever words it comes: a session whose end cannot be written stays open. */
import { expect, it } from 'vitest';
import { failureOf } from '../../../../src/apps/cosigner/failure.ts';
import { AppError } from '../../../../src/base/errors.ts';
import { EntryBody } from '../../../../src/treasury/workspace/entry.ts';

const error = (code: string, message: string) => new AppError({ code, kind: 'bug', message });

it.each([
  ['plain', error('UNRESPONSIVE', 'A co-signer did not answer.'), 'UNRESPONSIVE', 'A co-signer did not answer.'],
  ['two lines', error('STORAGE_CORRUPT', ' first\nsecond '), 'STORAGE_CORRUPT', 'first second'],
  [
    'too long, cut inside a character',
    error('LONG', `${'x'.repeat(296)}\u{1F600}${'y'.repeat(40)}`),
    'LONG',
    /^x{296}\.\.\.$/,
  ],
  ['nothing printable', error('decode', '\u202e\n'), 'decode', 'The co-signer met a fault of its own.'],
  ['a code that is none', error('no code\u202e', 'Text.'), 'INTERNAL', 'Text.'],
  ['not an error of ours', new TypeError('secret detail'), 'INTERNAL', 'The co-signer met a fault of its own.'],
])('%s', (_, thrown, code, text) => {
  const failure = failureOf(thrown);
  expect(failure).toEqual({ code, text: text instanceof RegExp ? expect.stringMatching(text) : text });
  const body = { type: 'session.failed', sessionId: 'ab'.repeat(16), ...failure, blame: [] };
  expect(EntryBody.safeParse(body).success).toBe(true);
});
