/**
 * Everything that must hold, in the order in which a failure is cheapest to see. `--full` adds the slow suites, `--only GROUP`
 * runs one group. Every step runs even if an earlier one failed; the last line says `N passed, N failed`.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type Counts, sum } from './test/counts.ts';
import { type Group, REPORTS, type Step, STEPS } from './test/steps.ts';

interface Outcome extends Counts {
  readonly name: string;
  readonly seconds: number;
}

const { values } = parseArgs({ options: { full: { type: 'boolean' }, only: { type: 'string' } } });
const chosen = STEPS.filter(({ group }) => (values.only ? group === values.only : group !== 'slow' || values.full));
if (chosen.length === 0)
  throw new Error(`--only takes one of ${[...new Set(STEPS.map(({ group }) => group))].join(', ')}.`);

mkdirSync(REPORTS, { recursive: true });
const inGroup = (wanted: (group: Group) => boolean): Step[] => chosen.filter(({ group }) => wanted(group));
const outcomes: Outcome[] = await Promise.all(inGroup((group) => group === 'static').map((step) => run(step, 'quiet')));
for (const step of inGroup((group) => group !== 'static'))
  outcomes.push(await run(step, step.report ? 'aloud' : 'quiet'));

console.log('');
for (const { name, passed, failed, seconds } of outcomes)
  console.log(
    `${failed === 0 ? 'ok  ' : 'FAIL'} ${name.padEnd(12)} ${passed} passed, ${failed} failed  (${seconds.toFixed(1)} s)`,
  );
const total = sum(outcomes);
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;

/** Runs one step; a quiet one prints only if it fails, so that parallel steps do not mix their lines. */
async function run(step: Step, voice: 'quiet' | 'aloud'): Promise<Outcome> {
  const began = process.hrtime.bigint();
  if (step.report) rmSync(step.report, { force: true });
  if (voice === 'aloud') console.log(`\n--- ${step.name}`);
  const { exitCode, output } = await spawnNode(step, voice);
  const counts = step.count(exitCode, step.report ?? '');
  if (voice === 'quiet' && exitCode !== 0) console.log(`\n--- ${step.name}\n${output.trimEnd()}`);
  return { name: step.name, ...counts, seconds: Number(process.hrtime.bigint() - began) / 1e9 };
}

function spawnNode(step: Step, voice: 'quiet' | 'aloud'): Promise<{ exitCode: number; output: string }> {
  const env = { ...process.env, ...(step.report ? { PLAYWRIGHT_JSON_OUTPUT_FILE: step.report } : {}) };
  const stdio = voice === 'aloud' ? 'inherit' : 'pipe';
  const child = spawn(process.execPath, step.args, { env, stdio: ['ignore', stdio, stdio] });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => (output += text));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ exitCode: code ?? 1, output }));
  });
}
