/** Runs with one deviation, and what everybody else must conclude. */
import { expect } from 'vitest';
import { bytesToHex } from '../../src/base/bytes.ts';
import { SecretInteger } from '../../src/engine/crypto/secret-integer.ts';
import type { ProtocolAbort } from '../../src/engine/mpc/protocol/abort.ts';
import { verifyEvidence } from '../../src/engine/mpc/verify-evidence.ts';
import { withDeviant } from './deviant-sending.ts';
import { rehearse, type Deviation, type Rehearsal } from './deviations.ts';
import { verifyWithOpenSsl, type Device } from './party.ts';
import { deviationOf } from './random-deviation.ts';
import type { RunKind } from './run-kinds.ts';
import { DEADLINE, resultsOf } from './runs.ts';
import type { SimNet, SimNode } from './sim-net.ts';

/** How a run ended for one honest party: `done`, or what it says about the cheater. */
export type Outcome = string;

/** Error rounds have minutes of their own for every other signer. */
const LAST_DEADLINE = DEADLINE + 1_000_000n;

/** One run with one deviation, to its end. The outcomes of the honest parties, in pid order. */
export function runDeviant({ kind, cheater }: Rehearsal, name: string, deviation: Deviation): Outcome[] {
  const secrets = watchSecrets();
  try {
    const { net, nodes } = kind.make({ name, hooks: deviation.hooks ?? [] });
    const run = (): void => runToEnd(net);
    if (deviation.rewrite === undefined) run();
    else withDeviant(cheater, deviation.rewrite, run);
    for (const node of nodes) if (node.device === cheater) node.session.cancel();
    const honest = nodes.filter(({ device }) => device !== cheater);
    const outcomes = honest.map((node) => outcomeOf(node, cheater));
    kind.expectGood(honest.flatMap(({ session: { state } }) => (state.type === 'done' ? [state.result] : [])));
    if (nodes.every(({ session }) => session.state.type === 'aborted')) expect(secrets.left()).toEqual([]);
    return outcomes;
  } finally {
    secrets.stop();
  }
}

/**
 * Runs as many sessions as asked for, each with one deviation of one party, chosen by its seed; then one without. `DEVIATIONS` in the environment gives other
 * seeds. How many honest parties ended in which way.
 */
export function runDeviants(kind: RunKind, count: number): Map<Outcome, number> {
  const outcomes = new Map<Outcome, number>();
  const rehearsalOf = rehearse(kind);
  for (let number = 0; number < count; number += 1) {
    const seed = `${process.env['DEVIATIONS'] ?? 'deviations'}/${kind.name}/${number}`;
    const rehearsal = rehearsalOf(kind.parties[number % kind.parties.length]!);
    const deviation = deviationOf(rehearsal, seed);
    try {
      for (const outcome of runDeviant(rehearsal, seed, deviation)) {
        expectReason(outcome, kind, deviation);
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      }
    } catch (error) {
      throw new Error(`seed ${seed}: ${deviation.what}`, { cause: error });
    }
  }
  const { net, nodes } = kind.make({ name: `afterwards ${kind.name}` });
  net.run();
  kind.expectGood(resultsOf(nodes));
  return outcomes;
}

/** Nobody is blamed only where the parties may honestly have started with different parameters. */
function expectReason(outcome: Outcome, { name }: RunKind, { round }: Deviation): void {
  const isMismatch = round === 0 || name.startsWith('online');
  if (!isMismatch) expect(['CONFIG_MISMATCH', 'UNATTRIBUTED', 'PEER_ABORTED']).not.toContain(outcome);
}

function runToEnd(net: SimNet<unknown>): void {
  net.run();
  for (const now of [DEADLINE, DEADLINE + 5_000n, LAST_DEADLINE, LAST_DEADLINE + 5_000n]) net.advanceTo(now);
}

/** Blames nobody but the cheater, proves what it calls proven, and keeps nothing. */
function outcomeOf({ device, session }: SimNode<unknown>, cheater: Device): Outcome {
  const { state } = session;
  if (state.type === 'waiting') throw new Error(`${device.name} still waits: ${state.label}`);
  if (state.type === 'done') return 'done';
  const { code, blame, cause } = state.error;
  if (code === 'LOCAL_BUG' || cause !== undefined) throw state.error;
  expect(session.prepared).toBeUndefined();
  for (const { party } of blame) expect(bytesToHex(party)).toBe(cheater.hex);
  expectProofs(state.error, session.evidence(), cheater);
  return blame.length === 0 ? code : blame.map((each) => each.code).join(' ');
}

function expectProofs({ blame }: ProtocolAbort, evidence: readonly Uint8Array[], cheater: Device): void {
  const proven = blame.filter(({ certainty }) => certainty === 'proven').map((each) => each.code);
  const verdicts = evidence.map((bundle) => verifyEvidence(bundle, verifyWithOpenSsl));
  expect(verdicts.map((verdict) => verdict.code).sort()).toEqual(proven.sort());
  for (const { accused } of verdicts) expect(bytesToHex(accused)).toBe(cheater.hex);
}

/**
 * Counts the secret integers that protocols and proofs make from here on and do not forget. Arithmetic makes short-lived ones of its own inside
 * single calls, which nothing refers to afterwards.
 */
function watchSecrets(): { left(): string[]; stop(): void } {
  const of = SecretInteger.of.bind(SecretInteger);
  const made: { secret: SecretInteger; caller: string }[] = [];
  SecretInteger.of = (value) => {
    const secret = of(value);
    const caller = new Error().stack?.split('\n')[2] ?? '';
    if (!caller.includes('/engine/crypto/')) made.push({ secret, caller });
    return secret;
  };
  return {
    left: () => made.filter(({ secret }) => !secret.isForgotten).map(({ caller }) => caller.trim()),
    stop: () => {
      SecretInteger.of = of;
    },
  };
}
