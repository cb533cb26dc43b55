/** The grid of a job of one or two protocol runs, from what their parties saw of each other. */
import { stageRunId } from '../../direct/run-ids.ts';
import type { RunEvent, RunProgress, ViewContext } from './context.ts';
import { cellFacts, observationsOf, startOf, type CellFacts, type Observation } from './observations.ts';
import type { RoundSpec } from './protocol-rounds.ts';
import type { RoundFacts } from './round-grid.ts';

/** Rounds of the second stage count on from here, so that every round of a job has a number of its own. */
export const STAGE_STEP = 1000;

export interface Stage {
  /** In words; empty where a job has one stage. */
  readonly label: string;
  readonly rounds: readonly RoundSpec[];
  /** Pids of everybody in the run of this stage. */
  readonly parties: readonly string[];
  /** Who sends in a round, where not all do. */
  readonly senders?: ReadonlyMap<number, readonly string[]>;
}

export interface Job {
  readonly runId: string;
  readonly stages: readonly Stage[];
  /** Pids of the rows, in the order of the screen. */
  readonly shown: readonly string[];
}

/** What a job's parties reported over all its stages, as one run with the rounds numbered through; undefined when nothing is known. */
export function jobProgress(
  context: ViewContext,
  { runId, stages }: Pick<Job, 'runId' | 'stages'>,
): RunProgress | undefined {
  const runs = stages.map((_, stage) => context.runs.get(stageRunId(runId, stage)));
  const first = runs.find((run) => run !== undefined);
  if (first === undefined) return undefined;
  const events = runs.flatMap((run, stage): RunEvent[] =>
    (run?.events ?? []).map((event) => ({ ...event, round: event.round + stage * STAGE_STEP })),
  );
  return { runId, startedAt: runs[0]?.startedAt ?? first.startedAt, events };
}

/** A change to one cell, for what only the log knows of it. */
export type CellRule = (cell: CellFacts, round: RoundSpec, stage: number) => CellFacts;

/**
 * Rows of the grid, in order. `proven` are observations that the log stands for, with rounds numbered through; `rule` has the last word
 * on every cell.
 */
export function jobRounds(
  context: ViewContext,
  job: Job,
  { proven = [], rule = (cell) => cell }: { readonly proven?: readonly Observation[]; readonly rule?: CellRule } = {},
): RoundFacts[] {
  const run = jobProgress(context, job);
  const codes = job.stages.flatMap(({ rounds }, stage) => rounds.map(({ round }) => round + stage * STAGE_STEP));
  const everybody = [...new Set(job.stages.flatMap(({ parties }) => parties))];
  const observations = [...observationsOf(run, codes, everybody), ...proven];
  return job.stages.flatMap(({ label, rounds, parties, senders }, stage) =>
    rounds.map((spec): RoundFacts => {
      const round = spec.round + stage * STAGE_STEP;
      const participants = senders?.get(spec.round) ?? parties;
      const isFirst = stage === 0 && spec === rounds[0];
      return {
        round,
        name: spec.name,
        purpose: spec.purpose,
        stage: label,
        isRelease: spec.isRelease === true,
        participants,
        cells: job.shown.map((pid) =>
          rule(cellFacts(pid, round, { participants, witnesses: parties }, observations), spec, stage),
        ),
        ...(isFirst ? { startedAt: startOf(run) } : {}),
      };
    }),
  );
}

/** Observations that every party verified every other's messages of all rounds, without times: what a result in the log stands for. */
export function allVerified({ stages }: Pick<Job, 'stages'>, except: readonly number[] = []): Observation[] {
  return stages.flatMap(({ rounds, parties }, stage) =>
    rounds
      .map(({ round }) => round + stage * STAGE_STEP)
      .filter((round) => !except.includes(round))
      .flatMap((round) =>
        parties.flatMap((party) =>
          parties.map((observer): Observation => ({ observer, party, round, state: 'verified', at: null })),
        ),
      ),
  );
}
