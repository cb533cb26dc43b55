/** An ECDSA key after ten reshares with changing committees: a new auxiliary run, and every signing set signs for the old address. */
import { describe, expect, it } from 'vitest';
import { bytesToHex } from '../../src/base/bytes.ts';
import { withAux, type EcdsaKeyShare } from '../../src/engine/mpc/cggmp24/key-share.ts';
import { auxNet, makeEcdsaKey } from '../protocol/ecdsa-runs.ts';
import { expectSignature } from '../protocol/ecdsa-signatures.ts';
import { fullSignNet, message } from '../protocol/ecdsa-signing-runs.ts';
import { devices, type Device } from '../protocol/party.ts';
import { reshareNet } from '../protocol/reshare-runs.ts';
import { resultsOf, subsets } from '../protocol/runs.ts';

describe('an ECDSA key of two of three', () => {
  const all = devices(5);
  const made = makeEcdsaKey(2, 3);
  const X = made.shares[0]!.groupKey;
  const holdersOf = (shares: readonly EcdsaKeyShare[]): Device[] =>
    [...all, ...made.all].filter((device, i, list) => {
      const isFirst = list.findIndex(({ hex }) => hex === device.hex) === i;
      return isFirst && shares.some(({ self }) => bytesToHex(self) === device.hex);
    });

  it('signs after ten reshares, and not with the shares of two epochs', () => {
    let shares: readonly EcdsaKeyShare[] = made.shares;
    let previous = shares;
    let idCounter = 3n;
    for (let round = 0; round < 10; round += 1) {
      const members = round > 7 ? all.slice(1, 4) : all.filter((_, i) => (i + round) % 5 !== 0);
      const newMinSigners = round > 7 ? 2 : 2 + (round % 2);
      const dealers = holdersOf(shares).slice(0, shares[0]!.minSigners);
      const { net, nodes } = reshareNet({
        shares,
        members,
        newMinSigners,
        dealers,
        wish: { idCounter },
        name: `r/${round}`,
      });
      net.run();
      const results = resultsOf(nodes);
      idCounter = results[0]!.idCounter;
      previous = shares;
      shares = results.flatMap(({ share }) => (share === undefined ? [] : [share as EcdsaKeyShare]));
    }
    const committee = all.slice(1, 4).sort((a, b) => (a.hex < b.hex ? -1 : 1));
    const aux = auxNet({ shares, all: committee });
    aux.net.run();
    const auxes = resultsOf(aux.nodes);
    const ready = shares.map((share, place) => withAux(share, auxes[place]!));
    expect(ready[0]!.epoch).toBe(10);
    for (const signers of subsets(committee, 2)) {
      const signing = fullSignNet({ all: committee, shares: ready, signers });
      signing.net.run();
      for (const signature of resultsOf(signing.nodes)) expectSignature(signature, message, X);
    }
    const late = committee.find(({ hex }) => previous.some(({ self }) => bytesToHex(self) === hex))!;
    const other = committee.find((device) => device !== late)!;
    const mixed = ready.map((share) => {
      const stale = previous.find(({ self }) => bytesToHex(self) === late.hex)!;
      return bytesToHex(share.self) === late.hex ? { ...stale, aux: share.aux! } : share;
    });
    const signers = committee.filter((device) => device === late || device === other);
    const { net, nodes } = fullSignNet({ all: committee, shares: mixed, signers });
    net.run();
    for (const { session } of nodes) {
      expect(session.state).toMatchObject({ type: 'aborted', error: { code: 'CONFIG_MISMATCH', blame: [] } });
    }
  });
});
