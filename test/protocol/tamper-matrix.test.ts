/**
 * The tamper matrix of the protocols that cost little (test plan, section 4): each message of one party, each of its fields, every deviation, and exactly what the others
 * conclude. `to one` is another value for one recipient; otherwise the cheater stands by it before all. The dear protocols are in `test/full`.
 */
import { describe, it } from 'vitest';
import { expectVerdicts } from './matrix-verdicts.ts';
import { ecdsaKeygen, ecdsaSigning, frostKeygen, frostSigning, repairing, resharing } from './run-kinds.ts';
import { tamperMatrix } from './tamper-matrix.ts';

describe('a party that deviates once is named, or nothing comes of it', { timeout: 400_000 }, () => {
  it('key generation ecdsa', () => {
    expectVerdicts(tamperMatrix(ecdsaKeygen(), { place: 2, from: 'Ready' }), {
      '1 old content': 'kg.2',
      '1 in another round': 'UNRESPONSIVE',
      '1 field 0': 'kg.2',
      '101 in another round': 'EQUIVOCATION',
      '2 old content': 'kg.2',
      '2 in another round': 'EQUIVOCATION',
      '2 misaddressed': 'decode',
      '2 field 0': 'kg.2',
      '2 field 0 to one': 'kg.2',
      '2 field 1.0': 'kg.2',
      '2 field 1.0 to one': 'kg.2',
      '2 field 1.1': 'kg.2',
      '2 field 1.1 to one': 'kg.2',
      '2 field 2': 'kg.2',
      '2 field 2 to one': 'kg.2',
      '2 field 3': 'kg.2',
      '2 field 3 to one': 'kg.2',
      '2 field 4': 'kg.2',
      '2 field 4 to one': 'kg.2',
      '2 field 5': 'kg.2',
      '2 field 5 to one': 'kg.2',
      '2p old content': 'kg.3',
      '2p in another round': 'SLOT_UNKNOWN',
      '2p misaddressed': 'EQUIVOCATION',
      '2p field 0': 'kg.3',
      '3 old content': 'ECHO_LIST',
      '3 in another round': 'EQUIVOCATION',
      '3 field 0': 'kg.psi',
      '3 field 0 to one': 'kg.psi',
      '3 field 1': 'kg.psi0',
      '3 field 1 to one': 'kg.psi0',
      '3 field 2': 'ECHO_LIST',
      '200 omitted to one': 'UNRESPONSIVE | done',
      '200 twice, different': 'done',
      '200 old content': 'confirm.transcript',
      '200 in another round': 'EQUIVOCATION',
      '200 field 0': 'confirm.transcript',
      '200 field 0 to one': 'confirm.transcript | done',
      '200 field 1': 'confirm.signature',
      '200 field 1 to one': 'confirm.signature | done',
    });
  });

  it('key generation ed25519', () => {
    expectVerdicts(tamperMatrix(frostKeygen('ed25519'), { place: 2 }), {
      '1 old content': 'fk2.share',
      '1 in another round': 'SLOT_UNKNOWN',
      '1 field 0.0': 'fk1.pok',
      '1 field 0.1': 'fk2.share',
      '1 field 1': 'fk1.pok',
      '1 field 2': 'confirm.transcript',
      '101 in another round': 'SLOT_UNKNOWN',
      '2p twice, different': 'EQUIVOCATION | done',
      '2p old content': 'fk2.share',
      '2p in another round': 'SLOT_UNKNOWN',
      '2p field 0': 'fk2.share',
      '200 omitted to one': 'UNRESPONSIVE | done',
      '200 old content': 'confirm.transcript',
      '200 in another round': 'SLOT_UNKNOWN',
      '200 field 0': 'confirm.transcript',
      '200 field 0 to one': 'confirm.transcript | done',
      '200 field 1': 'confirm.signature',
      '200 field 1 to one': 'confirm.signature | done',
    });
  });

  it.each(['ed25519', 'bip340'] as const)('signing %s', (scheme) => {
    expectVerdicts(tamperMatrix(frostSigning(scheme), { place: 1 }), {
      '1 old content': 'nc.pool',
      '1 in another round': 'EQUIVOCATION',
      '1 field 0': 'nc.pool',
      '1 field 0 to one': 'nc.pool',
      '1 field 1': 'ss.share',
      '1 field 2': 'ss.share',
      '2 twice, different': 'done',
      '2 old content': 'ECHO_LIST',
      '2 in another round': 'EQUIVOCATION',
      '2 field 0': 'ECHO_LIST',
      '2 field 1': 'ss.share',
      '2 field 1 to one': 'ss.share',
    });
  });

  it('reshare ecdsa-secp256k1', () => {
    expectVerdicts(tamperMatrix(resharing('ecdsa-secp256k1'), { place: 1 }), {
      '1 old content': 'rs.1.open',
      '1 in another round': 'UNRESPONSIVE',
      '1 field 0': 'rs.1.open',
      '101 in another round': 'EQUIVOCATION',
      '2 omitted to one': 'UNRESPONSIVE | done',
      '2 old content': 'rs.1.open',
      '2 in another round': 'EQUIVOCATION',
      '2 misaddressed': 'UNRESPONSIVE',
      '2 field 0.0': 'rs.1.open',
      '2 field 0.0 to one': 'rs.1.open',
      '2 field 0.1': 'rs.1.open',
      '2 field 0.1 to one': 'rs.1.open',
      '2 field 1': 'rs.1.open',
      '2 field 1 to one': 'rs.1.open',
      '2p twice, different': 'EQUIVOCATION | done',
      '2p old content': 'rs.3',
      '2p in another round': 'SLOT_UNKNOWN',
      '2p misaddressed': 'EQUIVOCATION',
      '2p field 0': 'rs.3',
      '3 omitted to one': 'UNRESPONSIVE | done',
      '3 old content': 'ECHO_LIST',
      '3 in another round': 'EQUIVOCATION',
      '3 field 0': 'rs.psi',
      '3 field 0 to one': 'done | rs.psi',
      '3 field 1': 'rs.psi',
      '3 field 1 to one': 'done | rs.psi',
      '3 field 2': 'ECHO_LIST',
      '3 field 2 to one': 'EQUIVOCATION | done',
    });
  });

  it('repair ecdsa-secp256k1', () => {
    expectVerdicts(tamperMatrix(repairing('ecdsa-secp256k1'), { place: 2 }), {
      '1 old content': 'rp.2',
      '1 in another round': 'SLOT_UNKNOWN',
      '1 field 0.0': 'rp.1',
      '1 field 0.1': 'rp.1',
      '1 field 0.2': 'rp.1',
      '101 in another round': 'SLOT_UNKNOWN',
      '2p omitted': 'UNRESPONSIVE | done',
      '2p twice, different': 'done',
      '2p old envelope': 'UNRESPONSIVE | done',
      '2p old content': 'done | rp.2',
      '2p in no round': 'SLOT_UNKNOWN | done',
      '2p in another round': 'SLOT_UNKNOWN | done',
      '2p in the name of another': 'UNRESPONSIVE | done',
      '2p misaddressed': 'SLOT_UNKNOWN | done',
      '2p field 0': 'done | rp.2',
      '3p omitted': 'UNRESPONSIVE | done',
      '3p twice, different': 'EQUIVOCATION | done',
      '3p old envelope': 'UNRESPONSIVE | done',
      '3p old content': 'done | rp.3',
      '3p in no round': 'SLOT_UNKNOWN | done',
      '3p in another round': 'UNRESPONSIVE | done',
      '3p in the name of another': 'UNRESPONSIVE | done',
      '3p misaddressed': 'SLOT_UNKNOWN | done',
      '3p field 0': 'done | rp.3',
    });
  });

  it('online signing of 2', () => {
    expectVerdicts(tamperMatrix(ecdsaSigning().online, { place: 1 }), {
      '1 twice, different': 'done',
      '1 old content': 'CONFIG_MISMATCH',
      '1 in another round': 'SLOT_UNKNOWN',
      '1 field 0': 'CONFIG_MISMATCH',
      '1 field 0 to one': 'CONFIG_MISMATCH',
      '1 field 1': 'CONFIG_MISMATCH',
      '1 field 1 to one': 'CONFIG_MISMATCH',
      '1 field 2': 'on.sigma',
      '1 field 2 to one': 'on.sigma',
    });
  });
});
