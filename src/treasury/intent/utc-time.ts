/** Times in words, always UTC: the same text on every machine, whatever its locale and time zone. */

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;
const MINUTE = 60_000n;
const DAY = 86_400_000n;
/** Days in 400 years: the period of the Gregorian calendar. */
const ERA = 146_097n;

export interface CivilDate {
  readonly year: bigint;
  /** 1 to 12. */
  readonly month: number;
  readonly day: bigint;
}

/** Calendar date of a day number since 1970-01-01 (the days-to-civil algorithm; years begin in March inside it). */
export function civilDate(days: bigint): CivilDate {
  const shifted = days + 719_468n;
  const era = shifted / ERA;
  const dayOfEra = shifted % ERA;
  const yearOfEra = (dayOfEra - dayOfEra / 1460n + dayOfEra / 36_524n - dayOfEra / 146_096n) / 365n;
  const dayOfYear = dayOfEra - (365n * yearOfEra + yearOfEra / 4n - yearOfEra / 100n);
  const monthFromMarch = (5n * dayOfYear + 2n) / 153n;
  const day = dayOfYear - (153n * monthFromMarch + 2n) / 5n + 1n;
  const month = Number(monthFromMarch < 10n ? monthFromMarch + 3n : monthFromMarch - 9n);
  return { year: era * 400n + yearOfEra + (month <= 2 ? 1n : 0n), month, day };
}

/** A time in milliseconds since the Unix epoch as `18 Nov 2026 14:08 UTC`; seconds are cut off. */
export function utcText(milliseconds: bigint): string {
  const { year, month, day } = civilDate(milliseconds / DAY);
  const minutes = (milliseconds % DAY) / MINUTE;
  return `${day} ${MONTHS[month - 1]} ${year} ${twoDigits(minutes / 60n)}:${twoDigits(minutes % 60n)} UTC`;
}

function twoDigits(value: bigint): string {
  return value.toString().padStart(2, '0');
}
