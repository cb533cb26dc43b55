/** Signing sessions in every state. */
import type {
  CoSignerView,
  RequestSummaryView,
  RoundView,
  SessionView,
  VerdictView,
} from '../../src/contract/views.ts';
import { accountAddress, coSigners, hex, MINUTE, NOW, payeeOf, pids, SECOND } from './cast.ts';

const cells = (
  states: readonly RoundView['cells'][number]['state'][],
  times: readonly (number | null)[],
): RoundView['cells'] => states.map((state, index) => ({ pid: pids[index]!, state, elapsed: times[index] ?? null }));

const roundOf = (
  round: number,
  name: string,
  purpose: string,
  row: RoundView['cells'],
  rest: Partial<RoundView> = {},
): RoundView => ({
  round,
  name,
  purpose,
  stage: '',
  isCurrent: false,
  isRelease: false,
  cells: row,
  elapsed: null,
  ...rest,
});
const idle = cells(['waiting', 'waiting', 'standing-by'], []);

/** The grid in the middle of round 1, HSM slow. */
const runningRounds: RoundView[] = [
  roundOf(-1, 'Judge', 'decode, policy, approvals', cells(['verified', 'verified', 'standing-by'], [41, 112, null]), {
    elapsed: 412,
  }),
  roundOf(0, 'Ready', 'fresh session nonces', cells(['verified', 'verified', 'standing-by'], [88, 140, null]), {
    elapsed: 240,
  }),
  roundOf(1, 'Round 1', 'nonce commitments', cells(['verified', 'slow', 'standing-by'], [340, 5_100, null]), {
    elapsed: 5_100,
    isCurrent: true,
  }),
  roundOf(2, 'Round 2', 'signature shares', idle, { isRelease: true }),
  roundOf(200, 'Check', 'second library', idle),
];
/** Full signing of ECDSA: four rounds before the shares leave. */
const ecdsaRounds: RoundView[] = [
  ...runningRounds.slice(0, 2),
  roundOf(1, 'Round 1', 'encrypted nonce shares', cells(['verified', 'verified', 'standing-by'], [610, 720, null]), {
    elapsed: 1_400,
    stage: 'Presignature',
  }),
  roundOf(
    2,
    'Round 2',
    'multiplications and range proofs',
    cells(['verified', 'slow', 'standing-by'], [940, 5_100, null]),
    {
      elapsed: 5_100,
      isCurrent: true,
      stage: 'Presignature',
    },
  ),
  roundOf(3, 'Round 3', 'products, same nonce point', idle, { stage: 'Presignature' }),
  roundOf(4, 'Round 4', 'signature shares', idle, { stage: 'Signature', isRelease: true }),
  roundOf(200, 'Check', 'second library', idle, { stage: 'Signature' }),
];
const doneRounds: RoundView[] = runningRounds.map((round, index) => ({
  ...round,
  isCurrent: false,
  cells: cells(['verified', 'verified', 'standing-by'], [61 + index * 40, 92 + index * 51, null]),
  elapsed: 180 + index * 90,
}));
const refusedRounds: RoundView[] = runningRounds.map((round, index) => ({
  ...round,
  isCurrent: false,
  elapsed: index === 0 ? 520 : null,
  cells:
    index === 0
      ? cells(['verified', 'rejected', 'rejected'], [41, 112, 130])
      : cells(['waiting', 'waiting', 'standing-by'], []),
}));

const isEvm = ({ amount }: RequestSummaryView): boolean => amount.asset === 'ETH';

const reading = (summary: RequestSummaryView, to: string): string =>
  isEvm(summary)
    ? `Transfer ${Number(summary.amount.value) / 1e18} ETH to ${to} on EVM dev chain, nonce 7, fee at most 0.0021 ETH.`
    : `Transfer ${Number(summary.amount.value) / 1e9} SOL from ${accountAddress} to ${to}, fee 0.000005 SOL.`;

function verdict(
  coSigner: CoSignerView,
  summary: RequestSummaryView,
  answer: VerdictView['answer'],
  to: string,
): VerdictView {
  const isRefused = answer === 'refuse';
  return {
    coSigner,
    answer,
    reading: answer === 'waiting' ? '' : reading(summary, to),
    decoder: answer === 'waiting' ? '' : isEvm(summary) ? 'evm-transaction 1' : 'solana-message 1',
    reasons: isRefused
      ? [{ code: 'RECIPIENT_DIFFERS', text: 'The bytes pay another address than the intent that was approved.' }]
      : [],
    logIndex: answer === 'waiting' ? null : 228,
    at: answer === 'waiting' ? null : NOW - 8n * SECOND,
  };
}

type Kind = 'running' | 'signed' | 'refused' | 'failed';

export function sessionOf(summary: RequestSummaryView, kind: Kind): SessionView {
  const to = payeeOf(summary).address;
  const other = `${to.slice(0, 8)}cD7e12A6f4z5cSB8Ed1f72g5B4a${to.slice(35)}`.slice(0, 44);
  const answers: readonly VerdictView['answer'][] =
    kind === 'refused' ? ['contribute', 'refuse', 'refuse'] : ['contribute', 'contribute', 'waiting'];
  const startedAt = NOW - (kind === 'running' ? 6_300n : 62n * MINUTE);
  return {
    sessionId: hex(3_000, 16),
    attempt: 1,
    maxAttempts: 3,
    state: kind,
    signers: pids.slice(0, kind === 'refused' ? 3 : 2),
    verdicts: coSigners.map((coSigner, index) =>
      verdict(coSigner, summary, answers[index]!, kind === 'refused' && index > 0 ? other : to),
    ),
    rounds:
      isEvm(summary) && kind === 'running'
        ? ecdsaRounds
        : kind === 'running'
          ? runningRounds
          : kind === 'refused'
            ? refusedRounds
            : doneRounds,
    waitingFor: kind === 'running' ? 'Waiting for HSM-to-be: Round 1, nonce commitments.' : '',
    canCancel: kind === 'running',
    agreed: ['Intent', 'Policy', 'Unsigned transaction', 'Signer set', 'Log entry'].map((label, index) => ({
      label,
      hash: hex(900 + index),
      agree: kind === 'refused' ? 1 : 2,
      of: kind === 'refused' ? 3 : 2,
    })),
    unsignedTransaction: hex(4_000, 215),
    lifetime: isEvm(summary)
      ? { label: 'Nonce', value: '7' }
      : { label: 'Blockhash', value: 'EkSnNWid2cvwEVnVx9aBqawnmiCNiDgp3gUdkDPTKN1N' },
    protocol: isEvm(summary) ? 'CGGMP24, full signing' : 'FROST, two rounds',
    startedAt,
    endedAt: kind === 'running' ? null : startedAt + 2_400n,
    error:
      kind === 'failed'
        ? {
            code: 'ROUND_TIMEOUT',
            kind: 'peer',
            message: 'HSM-to-be did not answer in round 1 for 30 s.',
            safe: 'The approvals stay, and this console sent nothing to the chain.',
            next: 'Start attempt 2 of 3.',
          }
        : null,
    blamed: kind === 'failed' ? [{ pid: pids[1]!, code: 'TIMEOUT', certainty: 'suspected' }] : [],
  };
}
