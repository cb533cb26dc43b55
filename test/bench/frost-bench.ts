/** FROST in one thread: what each party computes, and the whole run from first to last message. */
import type { Session } from '../../src/engine/mpc/protocol/index.ts';
import { keygenNet, makeKey, signNet } from '../protocol/runs.ts';
import type { SimNet, SimNode } from '../protocol/sim-net.ts';
import type { Figure } from './figures.ts';

const WARM_UP = 4;
const RUNS = 15;

interface Timing {
  readonly wall: number;
  readonly perParty: number;
}

/** Times of one run: whole, and per party the time spent inside its own session. */
function timed<T>(nodes: readonly SimNode<T>[], run: () => void): Timing {
  const spent = nodes.map(({ session }) => watch(session));
  const began = performance.now();
  run();
  const wall = performance.now() - began;
  return { wall, perParty: Math.max(...spent.map((own) => own())) };
}

/** Counts the time inside a session's own entry points. */
function watch<T>(session: Session<T>): () => number {
  let total = 0;
  const start = session.start.bind(session);
  const receive = session.receive.bind(session);
  session.start = (now) => {
    const began = performance.now();
    const outgoing = start(now);
    total += performance.now() - began;
    return outgoing;
  };
  session.receive = (from, envelope, now) => {
    const began = performance.now();
    const outgoing = receive(from, envelope, now);
    total += performance.now() - began;
    return outgoing;
  };
  return () => total;
}

export function frostBench(): Figure[] {
  return (['ed25519', 'bip340'] as const).flatMap((scheme) => {
    const { all, shares } = makeKey(scheme, 2, 3);
    const message = new Uint8Array(32).fill(7);
    const keygen = repeat((run) => keygenNet({ scheme, minSigners: 2, all, name: `bench/${run}` }));
    const sign = repeat((run) => signNet({ shares, signers: all.slice(0, 2), message, name: `bench/${run}` }));
    return [
      { name: `frost-${scheme}-dkg.wall`, params: '2 of 3, all in one thread', value: keygen.wall, unit: 'ms' },
      { name: `frost-${scheme}-dkg.party`, params: '2 of 3, slowest party', value: keygen.perParty, unit: 'ms' },
      { name: `frost-${scheme}-sign.wall`, params: '2 signers, all in one thread', value: sign.wall, unit: 'ms' },
      { name: `frost-${scheme}-sign.party`, params: '2 signers, slowest party', value: sign.perParty, unit: 'ms' },
    ];
  });
}

/** Medians over fresh runs; the first ones warm the compiler up and do not count. */
function repeat<T>(make: (run: number) => { net: SimNet<T>; nodes: readonly SimNode<T>[] }): Timing {
  const timings = Array.from({ length: WARM_UP + RUNS }, (_, run) => {
    const { net, nodes } = make(run);
    return timed(nodes, () => net.run());
  }).slice(WARM_UP);
  return { wall: middle(timings.map(({ wall }) => wall)), perParty: middle(timings.map(({ perParty }) => perParty)) };
}

function middle(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
