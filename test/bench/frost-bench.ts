/** FROST: key generation and signing on both curves, per party, over one core and over all. */
import type { Figure } from './figures.ts';
import { measure, type Repetitions } from './measure.ts';
import type { Parties } from './parties/parties.ts';

const COMMITTEES = [
  { minSigners: 2, partyCount: 3 },
  { minSigners: 3, partyCount: 5 },
];
const DKG: Repetitions = { warmUp: 3, one: 7, all: 5 };
const SIGN: Repetitions = { warmUp: 60, one: 31, all: 9 };

export async function frostBench(parties: Parties): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const scheme of ['ed25519', 'bip340'] as const) {
    for (const { minSigners, partyCount } of COMMITTEES) {
      const title = `${minSigners}of${partyCount}`;
      const key = `frost ${scheme} ${title}`;
      const all = Array.from({ length: partyCount }, (_, place) => place);
      const dkg = await measure(parties, {
        ...{ participants: all, repetitions: DKG },
        taskOf: () => ({ type: 'frost-dkg', key, scheme, minSigners }),
      });
      const sign = await measure(parties, {
        ...{ participants: all.slice(0, minSigners), repetitions: SIGN },
        taskOf: () => ({ type: 'frost-sign', key }),
      });
      figures.push(
        ...dkg.figures(`frost-${scheme}-dkg.${title}`),
        ...sign.figures(`frost-${scheme}-sign.${title}`),
        sign.headline(`frost-${scheme}-sign.${minSigners}`, `${minSigners} signers, slowest party, everything`),
      );
    }
  }
  return figures;
}
