/** Amounts: text to bigint base units and back. Nothing here rounds; nothing here is a float. */
import { AppError } from './errors.ts';

/**
 * Parses a plain decimal amount such as `12.5` into base units.
 * @throws AppError `AMOUNT_INVALID` for signs, exponents, grouping, more than `decimals` decimals or more than 30 digits.
 */
export function parseAmount(text: string, decimals: number): bigint {
  const match = /^(\d{1,30})(?:\.(\d{1,30}))?$/.exec(text);
  const fraction = match?.[2] ?? '';
  if (match === null || fraction.length > decimals) {
    throw new AppError({
      code: 'AMOUNT_INVALID',
      kind: 'input',
      message: `An amount is digits with at most ${decimals} decimals, for example 1250.5.`,
      next: 'Correct the amount.',
    });
  }
  return BigInt(match[1] + fraction.padEnd(decimals, '0'));
}

/** Formats base units as a plain decimal without grouping and without trailing zeros: `2500000000n` of 9 decimals is `2.5`. */
export function formatAmount(value: bigint, decimals: number): string {
  const digits = (value < 0n ? -value : value).toString().padStart(decimals + 1, '0');
  const integer = digits.slice(0, digits.length - decimals);
  const fraction = digits.slice(digits.length - decimals).replace(/0+$/, '');
  return `${value < 0n ? '-' : ''}${integer}${fraction === '' ? '' : `.${fraction}`}`;
}
