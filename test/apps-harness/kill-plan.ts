/** Which process dies when: drawn from a seed before anything starts. */
import type { Seeded } from './seeded.ts';
import type { MomentName } from './work-moments.ts';

/** A process by its name, the co-signers of a signing run by their part in it, or all at once, as when the power fails. */
export type Victim =
  | 'host'
  | 'everybody'
  | 'devchain'
  | 'evm-devchain'
  | 'cfo'
  | 'endpoint'
  | 'hsm'
  | 'compliance'
  | 'first signer'
  | 'second signer'
  | 'bystander';

export interface Kill {
  /** What the log must say, or how many messages the console must have sent since its start. */
  readonly at: MomentName | number;
  /** How long after that. */
  readonly delayMs: number;
  readonly victim: Victim;
}

/** The kills between one start of everything and its end. */
export interface Life {
  /** Whether both vaults must pay before the first kill. */
  readonly isAtWork: boolean;
  readonly kills: readonly Kill[];
}

const EVERY_PROCESS: readonly Victim[] = ['host', 'devchain', 'evm-devchain', 'cfo', 'endpoint', 'hsm', 'compliance'];
const CO_SIGNERS: readonly Victim[] = ['endpoint', 'hsm', 'compliance'];
/** Each as often as it should be drawn. */
const IN_SESSIONS = weighted<Victim>([
  ['first signer', 9],
  ['second signer', 5],
  ['bystander', 2],
  ['devchain', 1],
  ['evm-devchain', 2],
  ['cfo', 1],
]);
const MOMENTS = weighted<MomentName>([
  ['running', 10],
  ['agreed', 3],
  ['agreed in full', 2],
  ['agreed online', 3],
  ['presigning', 2],
  ['proposed', 1],
  ['signed', 1],
  ['broadcast', 1],
  ['approved', 1],
  ['asked', 1],
]);
/** A run takes some hundred milliseconds on a quiet machine. */
const DELAYS = [0, 0, 0, 10, 20, 50, 100, 200];
const KILLS_OF_A_LIFE = 7;

/** So many kills: first into the creation and the ceremonies, then into starts and work. */
export function planOf(random: Seeded, kills: number): readonly Life[] {
  const lives: Life[] = [];
  const left = (): number => kills - lives.reduce((sum, life) => sum + life.kills.length, 0);
  const births = Math.ceil(kills / 12);
  for (let i = 0; i < births; i += 1) lives.push(birth(random));
  const ceremonies: readonly MomentName[] = ['ceremony', 'confirmed', 'evm ceremony'];
  for (const at of ceremonies.slice(0, left()))
    lives.push({ isAtWork: false, kills: [{ at, delayMs: random.pick(DELAYS), victim: random.pick(CO_SIGNERS) }] });
  while (left() > 0) {
    lives.push(work(random, Math.min(left(), KILLS_OF_A_LIFE)));
    if (left() > 0 && random.below(3) === 0) lives.push(birth(random));
  }
  return lives;
}

/** Any process, after any of the first messages of a console that starts. */
function birth(random: Seeded): Life {
  return { isAtWork: false, kills: [{ at: 1 + random.below(25), delayMs: 0, victim: random.pick(EVERY_PROCESS) }] };
}

/** Supervision brings a child back; the last kill of a life ends the console, or everything at once. */
function work(random: Seeded, kills: number): Life {
  return {
    isAtWork: true,
    kills: Array.from({ length: kills }, (_, i) => ({
      at: random.pick(MOMENTS),
      delayMs: random.pick(DELAYS),
      victim: i < kills - 1 ? random.pick(IN_SESSIONS) : random.pick<Victim>(['host', 'everybody']),
    })),
  };
}

function weighted<T>(items: readonly (readonly [T, number])[]): readonly T[] {
  return items.flatMap(([item, weight]) => Array.from({ length: weight }, () => item));
}
