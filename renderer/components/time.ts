/** Times in words. Absolute when they decide, relative when they inform. All arguments are milliseconds. */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** An age: "4 s", "3 min", "2 h", "5 d". */
export function ageWords(ms: number): string {
  if (ms < MINUTE) return `${Math.max(0, Math.floor(ms / 1_000))} s`;
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min`;
  return ms < 2 * DAY ? `${Math.floor(ms / HOUR)} h` : `${Math.floor(ms / DAY)} d`;
}

/** A span in two units: "21 h 34 min", "9 h 05 min", "2 d 1 h", "12 min". */
export function spanWords(ms: number): string {
  if (ms < MINUTE) return `${Math.max(0, Math.floor(ms / 1_000))} s`;
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min`;
  if (ms < DAY) return `${Math.floor(ms / HOUR)} h ${String(Math.floor((ms % HOUR) / MINUTE)).padStart(2, '0')} min`;
  return `${Math.floor(ms / DAY)} d ${Math.floor((ms % DAY) / HOUR)} h`;
}

/** A measured duration: "41 ms", "0.4 s", "68 s". */
export function elapsedWords(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  return ms < 20_000 ? `${(ms / 1_000).toFixed(1)} s` : `${Math.round(ms / 1_000)} s`;
}

/** A running clock: "00:06.3", and in words from an hour on. */
export function stopwatch(ms: number): string {
  if (ms >= HOUR) return spanWords(ms);
  const minutes = String(Math.floor(ms / MINUTE)).padStart(2, '0');
  const seconds = ((ms % MINUTE) / 1_000).toFixed(1).padStart(4, '0');
  return `${minutes}:${seconds}`;
}

/** "14:08", or "14:08:11" with seconds. */
export function clockTime(at: number, withSeconds = false): string {
  const options: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };
  return new Intl.DateTimeFormat('en-GB', withSeconds ? { ...options, second: '2-digit' } : options).format(at);
}

/** "today 11:42", "yesterday 13:51", "18 Nov 11:42". */
export const dayAndTime = (at: number, now: number): string => `${dayWords(at, now)} ${clockTime(at)}`;

/** "today", "yesterday", "7 Oct". */
export function dayWords(at: number, now: number): string {
  const day = (time: number) => new Date(time).toDateString();
  if (day(at) === day(now)) return 'today';
  if (day(at) === day(now - DAY)) return 'yesterday';
  return new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' }).format(at);
}

/** "Tue 17 Nov 2026". */
export function fullDate(at: number): string {
  const options: Intl.DateTimeFormatOptions = { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' };
  return new Intl.DateTimeFormat('en-GB', options).format(at).replaceAll(',', '');
}

/** The zone all times of this window are in, for example "Europe/Berlin". */
export const timeZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;
