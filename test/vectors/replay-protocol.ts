/** Replays whole protocol runs: `transcript-2of3.json`, and its tampered variants in `protocol-tamper.json`. A protocol joins with one line. */
import { z } from 'zod';
import { checkAux, checkAuxOutputs } from './replay-aux.ts';
import { checkKeygen, checkKeygenOutputs } from './replay-keygen.ts';
import { replacements, VectorRun, type Finding } from './protocol-run.ts';
import { collect, same, type Replay, type Sibling } from './replaying.ts';

/** How one protocol of the file is judged. */
interface ProtocolReplay {
  /** What the party at `receiver` finds. `baseRun` names the error run that a tampered case starts from. */
  readonly check: (run: VectorRun, receiver: number, baseRun?: string) => readonly Finding[];
  /** Comparisons of everything that follows from the untouched messages. */
  readonly outputs: (run: VectorRun) => readonly (string | null)[];
  /** Places of the parties that take part. */
  readonly receivers: (run: VectorRun) => readonly number[];
}

const everybody = ({ file }: VectorRun): readonly number[] => file.pids.map((_, place) => place);

const PROTOCOLS: Readonly<Record<string, ProtocolReplay>> = {
  keygen: { check: checkKeygen, outputs: checkKeygenOutputs, receivers: everybody },
  aux: { check: checkAux, outputs: checkAuxOutputs, receivers: everybody },
};

/** Every receiver accepts every message of the untouched run and computes its outputs. */
export function replayTranscriptFile(content: unknown): Replay {
  const run = VectorRun.read(content);
  return collect(
    Object.entries(PROTOCOLS).flatMap(([protocol, { check, outputs, receivers }]) => [
      ...receivers(run).map((receiver) =>
        same(`${protocol}, receiver ${receiver}`, () => described(check(run, receiver)), described([])),
      ),
      ...outputs(run),
    ]),
  );
}

const tamperFile = z.object({
  base: z.string(),
  cases: z.array(
    z.object({
      name: z.string(),
      protocol: z.string(),
      receiver: z.number(),
      baseRun: z.string().optional(),
      replace: replacements,
      expect: z.array(z.object({ code: z.string(), blamed: z.number().nullable() })),
    }),
  ),
});

/** The receiver of each variant finds exactly what is expected. `sibling` reads the file that the variants start from. */
export function replayTamperFile(content: unknown, sibling?: Sibling): Replay {
  const { base, cases } = tamperFile.parse(content);
  if (sibling === undefined) throw new Error(`${base} is needed to replay its variants`);
  const run = VectorRun.read(sibling(base));
  return collect(
    cases.map(({ name, protocol, receiver, baseRun, replace, expect }) =>
      same(
        `${protocol}: ${name}`,
        () => {
          const replay = PROTOCOLS[protocol];
          if (replay === undefined) throw new Error(`the protocol ${protocol} is not known`);
          return described(replay.check(run.with(replace), receiver, baseRun));
        },
        described(expect),
      ),
    ),
  );
}

function described(findings: readonly Finding[]): string {
  return findings.map(({ code, blamed }) => `${code} ${blamed ?? 'nobody'}`).join(', ') || 'nothing';
}
