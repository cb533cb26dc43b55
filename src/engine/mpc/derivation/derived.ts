/** What public derivation along a path gives, for both curves. */
import { AppError } from '../../../base/errors.ts';

export interface Derived {
  /** Sum of all steps mod the group order: what every share is moved by. */
  readonly shift: bigint;
  /** Child key, canonical point encoding. */
  readonly key: Uint8Array;
  /** 32 bytes. */
  readonly chainCode: Uint8Array;
}

/** @throws AppError `PATH_INVALID` unless `0 <= index < 2^31`. */
export function assertPathIndex(index: number): void {
  if (Number.isInteger(index) && index >= 0 && index < 0x80000000) return;
  throw new AppError({
    code: 'PATH_INVALID',
    kind: 'input',
    message: 'A derivation path may only have non-hardened indices from 0 to 2147483647.',
    next: 'Use a path without hardened steps.',
  });
}

export function invalidChild(): AppError {
  return new AppError({
    code: 'CHILD_INVALID',
    kind: 'input',
    message: 'This derivation index has no valid child key.',
    next: 'Use the next index.',
  });
}
