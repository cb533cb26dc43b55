/** Replays whole protocol runs: `transcript-2of3.json`, and its tampered variants in `protocol-tamper.json`. A protocol joins with one line. */
import { z } from 'zod';
import { checkAux, checkAuxOutputs } from './replay-aux.ts';
import { checkKeygen, checkKeygenOutputs } from './replay-keygen.ts';
import { checkPresign, checkPresignOutputs, presigning } from './replay-presign.ts';
import { checkError, checkSign, checkSignOutputs } from './replay-sign.ts';
import { replacements, VectorRun, type Finding } from './protocol-run.ts';
import { collect, same, type Replay, type Sibling } from './replaying.ts';

/** How one protocol of the file is judged. */
interface ProtocolReplay {
  /** What the party at `receiver` finds. */
  readonly check: (run: VectorRun, receiver: number) => readonly Finding[];
  /** Comparisons of everything that follows from the untouched messages. */
  readonly outputs: (run: VectorRun) => readonly (string | null)[];
  /** Places of the parties that take part. */
  readonly receivers: (run: VectorRun) => readonly number[];
}

const everybody = ({ file }: VectorRun): readonly number[] => file.pids.map((_, place) => place);

const signers = (run: VectorRun): readonly number[] => presigning(run).places;

const PROTOCOLS: Readonly<Record<string, ProtocolReplay>> = {
  keygen: { check: checkKeygen, outputs: checkKeygenOutputs, receivers: everybody },
  aux: { check: checkAux, outputs: checkAuxOutputs, receivers: everybody },
  presign: { check: checkPresign, outputs: checkPresignOutputs, receivers: signers },
  sign: { check: checkSign, outputs: checkSignOutputs, receivers: signers },
  // Only runs that failed have one: all of them are in the file of variants
  error: { check: checkError, outputs: () => [], receivers: () => [] },
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

const expected = z.array(z.object({ code: z.string(), blamed: z.number().nullable() }));

const tamperFile = z.object({
  base: z.string(),
  /** Presigning runs that failed, with the error round of all signers. */
  errorRuns: z.array(z.object({ name: z.string(), replace: replacements, messages: replacements, expect: expected })),
  cases: z.array(
    z.object({
      name: z.string(),
      protocol: z.string(),
      receiver: z.number(),
      baseRun: z.string().optional(),
      replace: replacements,
      expect: expected,
    }),
  ),
});

/** The receiver of each variant finds exactly what is expected. `sibling` reads the file that the variants start from. */
export function replayTamperFile(content: unknown, sibling?: Sibling): Replay {
  const { base, cases, errorRuns } = tamperFile.parse(content);
  if (sibling === undefined) throw new Error(`${base} is needed to replay its variants`);
  const run = VectorRun.read(sibling(base));
  const failed = new Map(
    errorRuns.map(({ name, replace, messages }) => [name, run.with([...replace, ...messages])] as const),
  );
  return collect(
    cases.map(({ name, protocol, receiver, baseRun, replace, expect }) =>
      same(
        `${protocol}: ${name}`,
        () => {
          const replay = PROTOCOLS[protocol];
          if (replay === undefined) throw new Error(`the protocol ${protocol} is not known`);
          const start = baseRun === undefined ? run : failed.get(baseRun);
          if (start === undefined) throw new Error(`there is no run ${baseRun}`);
          return described(replay.check(start.with(replace), receiver));
        },
        described(expect),
      ),
    ),
  );
}

function described(findings: readonly Finding[]): string {
  return findings.map(({ code, blamed }) => `${code} ${blamed ?? 'nobody'}`).join(', ') || 'nothing';
}
