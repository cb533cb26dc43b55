/** How a device that holds no share learns which key it is about to share: at least t old holders say so, independently (reshare.md 1). */
import { bytesEqual, bytesToHex } from '../../../base/bytes.ts';
import { AppError } from '../../../base/errors.ts';
import { encodeSharedKey, type SharedKey } from './shared-key.ts';

/**
 * Compares what old holders state about the key (`encodeSharedKey`, each received over its own authenticated channel) with the plan that the
 * operators approved. The number of signers is the plan's: statements cannot lower the bar they have to clear. Any holder that
 * contradicts the plan stops the run, without blame: plan and holder may be of different epochs.
 * @throws AppError `KEY_UNATTESTED` for fewer than t statements of holders, `KEY_DISPUTED` for one that differs or does not decode
 */
export function assertAttested(key: SharedKey, self: Uint8Array, statements: ReadonlyMap<string, Uint8Array>): void {
  const expected = encodeSharedKey(key);
  const others = key.holders.map(({ pid }) => bytesToHex(pid)).filter((pid) => pid !== bytesToHex(self));
  const given = others.flatMap((pid) => statements.get(pid) ?? []);
  if (given.length < key.minSigners) {
    throw new AppError({
      code: 'KEY_UNATTESTED',
      kind: 'peer',
      message: 'Too few holders have told this device which key it shall share.',
      safe: 'Nothing was sent.',
      next: 'Bring at least as many holders online as are needed to sign.',
    });
  }
  if (!given.every((statement) => bytesEqual(statement, expected))) {
    throw new AppError({
      code: 'KEY_DISPUTED',
      kind: 'peer',
      message: 'The holders of the key do not describe the same key.',
      safe: 'Nothing was sent.',
      next: 'Compare the address of the vault with the one you know, then start again.',
    });
  }
}
