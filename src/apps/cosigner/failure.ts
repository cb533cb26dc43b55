/** A failure in the form in which the log takes it. One that did not fit would be lost, and its session would never end. */
import { AppError } from '../../base/errors.ts';
import { clip } from '../../treasury/judge/reading-sentence.ts';
import { BlameCode } from '../../treasury/workspace/entry.ts';

const OWN_FAULT = { code: 'INTERNAL', text: 'The co-signer met a fault of its own.' };

/** Code and one line of text, whatever was thrown. */
export function failureOf(error: unknown): { readonly code: string; readonly text: string } {
  if (!(error instanceof AppError)) return OWN_FAULT;
  const code = BlameCode.safeParse(error.code);
  const text = clip(error.message, 300);
  return { code: code.success ? code.data : OWN_FAULT.code, text: text === '' ? OWN_FAULT.text : text };
}
