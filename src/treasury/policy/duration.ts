/** Durations in words. */

const UNITS = [
  { name: 'day', milliseconds: 86_400_000n },
  { name: 'hour', milliseconds: 3_600_000n },
  { name: 'minute', milliseconds: 60_000n },
  { name: 'second', milliseconds: 1000n },
  { name: 'millisecond', milliseconds: 1n },
] as const;

/** A duration in the largest unit that divides it, for example `24 hours` (one day is said in hours), `90 minutes`, `7 days`. */
export function durationText(milliseconds: bigint): string {
  if (milliseconds === 86_400_000n) return '24 hours';
  const unit = UNITS.find(
    (candidate) => milliseconds >= candidate.milliseconds && milliseconds % candidate.milliseconds === 0n,
  );
  const count = milliseconds / (unit?.milliseconds ?? 1n);
  return `${count} ${unit?.name ?? 'millisecond'}${count === 1n ? '' : 's'}`;
}
