/** What the bench is measured against, per signer and single-threaded, in units of one 4096/2048 exponentiation of the same run. */
import type { CountedFigure } from './figures.ts';

export interface Target {
  readonly work: string;
  /** The figure that it is about. */
  readonly name: string;
  readonly units: number;
  /** Figures whose units are allowed on top. */
  readonly plus?: readonly string[];
  /** Others, as measured elsewhere in the same unit. */
  readonly others: string;
  /** The figure of a peer in the same run, where the bench measures one. */
  readonly peer?: string;
}

export const TARGETS: readonly Target[] = [
  {
    ...{ work: 'presign, 2 signers, P112', name: 'presign.2.P112', units: 25 },
    ...{ others: 'mpc-lib 29 (ring-Pedersen of 1024 bits)', peer: 'peer-dkls.presign.2of2.party' },
  },
  {
    ...{ work: "of which after a peer's first message", name: 'presign-critical.2.P112', units: 11 },
    others: '',
  },
  {
    ...{ work: 'presign, 3 signers, P112', name: 'presign.3.P112', units: 48 },
    ...{ others: 'mpc-lib 56, tss-lib GG18 62, Safeheron 78, Taurus 259', peer: 'peer-dkls.presign.3of5.party' },
  },
  {
    ...{ work: 'presign, 2 signers, P128', name: 'presign.2.P128', units: 75 },
    ...{ others: 'BitGo GG18 835 (a whole signature)', peer: 'peer-bitgo.sign.2' },
  },
  { work: 'presign, 3 signers, P128', name: 'presign.3.P128', units: 145, others: '' },
  {
    ...{ work: 'online signing, 2 signers', name: 'sign-online.2.P112', units: 0.15, plus: ['ecdsa-verify.library'] },
    ...{ others: 'mpc-lib 0.9, DKLs23 0.13', peer: 'peer-dkls.sign-online.2of2.party' },
  },
  {
    ...{ work: 'auxiliary information, 3 parties, P112', name: 'aux.3.P112', units: 200 },
    others: 'mpc-lib 117-178 (weaker parameters), Taurus about 1000',
  },
  {
    ...{ work: 'FROST Ed25519 signing, 2 signers', name: 'frost-ed25519-sign.2', units: 0.5 },
    ...{ others: 'mpc-lib 0.5, BitGo WASM 0.2', peer: 'peer-bitgo.eddsa-sign.2' },
  },
];

export interface Outcome extends Target {
  readonly allowed: number;
  readonly measured: CountedFigure | undefined;
  readonly peerUnits: number | undefined;
  readonly isMet: boolean;
}

/** Each target next to what a run measured. */
export function outcomes(figures: readonly CountedFigure[]): Outcome[] {
  const find = (name: string): CountedFigure | undefined => figures.find((figure) => figure.name === name);
  return TARGETS.map((target) => {
    const { name, units, plus = [], peer } = target;
    const measured = find(name);
    const allowed = plus.reduce((sum, each) => sum + (find(each)?.units ?? 0), units);
    const peerUnits = peer === undefined ? undefined : find(peer)?.units;
    return { ...target, allowed, measured, peerUnits, isMet: (measured?.units ?? Infinity) <= allowed };
  });
}
