/** Kinds of co-signers that a demo can start on this machine. */
import type { Input } from '../../../src/contract/contract.ts';

export type StartableKind = Input<'co-signer.start'>['kind'];

export const startable: readonly StartableKind[] = ['endpoint', 'hsm', 'compliance'];
