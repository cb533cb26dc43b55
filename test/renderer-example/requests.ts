/** Requests in every state, as the console would show them to the CFO. */
import type {
  AmountView,
  LogEntryView,
  PolicyVerdictView,
  RequestDetailView,
  RequestSummaryView,
  SessionView,
  StageView,
} from '../../src/contract/views.ts';
import { accountAddress, evmAddress, hex, HOUR, MINUTE, NOW, payeeOf, payees, policy } from './cast.ts';
import { entry } from './log.ts';
import { sessionOf } from './sessions.ts';

export const sol = (text: string): AmountView => {
  const [whole = '0', fraction = ''] = text.split('.');
  return { value: BigInt(whole + fraction.padEnd(9, '0')), decimals: 9, asset: 'SOL' };
};

export const ether = (text: string): AmountView => {
  const [whole = '0', fraction = ''] = text.split('.');
  return { value: BigInt(whole + fraction.padEnd(18, '0')), decimals: 18, asset: 'ETH' };
};
const isEvm = ({ amount }: Pick<RequestSummaryView, 'amount'>): boolean => amount.asset === 'ETH';
const inWords = ({ value, decimals, asset }: AmountView): string => `${Number(value) / 10 ** decimals} ${asset}`;

type Seat = StageView['seats'][number];
const names: Record<string, string> = { treasurer: 'Treasurer', cfo: 'CFO', controller: 'Controller' };
const seat = (memberId: string, state: Seat['state'], at: bigint | null = null): Seat => ({
  memberId,
  name: names[memberId] ?? memberId,
  state,
  at,
});

export const stagesFor = (state: 'mine' | 'others' | 'met'): StageView[] => [
  {
    groupName: 'Finance',
    quorum: 1,
    isMet: state !== 'mine',
    seats:
      state === 'mine'
        ? [seat('cfo', 'you'), seat('controller', 'waiting')]
        : [seat('cfo', 'approved', NOW - 70n * MINUTE), seat('controller', 'not-needed')],
  },
  {
    groupName: 'Treasury',
    quorum: 1,
    isMet: state === 'met',
    seats: [
      seat('treasurer', 'initiator'),
      seat('controller', state === 'met' ? 'approved' : 'waiting', state === 'met' ? NOW - 66n * MINUTE : null),
    ],
  },
];

const allowed = (stages: StageView[], isComplete: boolean): PolicyVerdictView => ({
  type: 'allowed',
  ruleId: 'T-2',
  ruleSentence:
    'Above 10 SOL up to 50 SOL to own accounts and payees of the address book: Finance, any 1 of 2, then Treasury, any 1 of 3.',
  destination: 'book',
  stages,
  isComplete,
});

export const denied: PolicyVerdictView = {
  type: 'denied',
  code: 'POLICY_NO_RULE',
  reason: 'No rule allows 120 SOL from Operating to a payee of the address book.',
  destination: 'book',
  nearMisses: [
    { ruleId: 'T-2', because: 'The amount is 70 SOL above its upper end of 50 SOL.' },
    { ruleId: 'T-3', because: 'It is for new addresses; this payee is in the address book.' },
  ],
};

interface Sketch {
  readonly number: number;
  readonly payee: number;
  readonly amount: string;
  readonly purpose: string;
  readonly status: RequestSummaryView['status'];
  readonly needs: RequestSummaryView['needs'];
  readonly stages: StageView[];
  readonly initiator?: string;
  readonly hoursLeft?: number;
  readonly hasDissent?: boolean;
  readonly attempts?: number;
  readonly isEvm?: boolean;
}

function summaryOf(sketch: Sketch): RequestSummaryView {
  const payee = payees[sketch.payee] ?? payees[0]!;
  return {
    requestId: hex(2_000 + sketch.number, 16),
    label: `TR-${String(sketch.number).padStart(4, '0')}`,
    title: `Pay ${payee.name}`,
    amount: sketch.isEvm === true ? ether(sketch.amount) : sol(sketch.amount),
    accountName: sketch.isEvm === true ? 'Operating ETH' : 'Operating',
    payeeName: payee.name,
    initiatorName: sketch.initiator ?? 'Treasurer',
    purpose: sketch.purpose,
    status: sketch.status,
    needs: sketch.needs,
    stages: sketch.stages,
    destination: 'book',
    isFirstPayment: payee.payments === 0,
    hasDissent: sketch.hasDissent ?? false,
    attempts: sketch.attempts ?? 0,
    createdAt: NOW - 146n * MINUTE,
    expiresAt: NOW + BigInt(Math.round((sketch.hoursLeft ?? 21.57) * 60)) * MINUTE,
  };
}

const sketches: Sketch[] = [
  {
    number: 7,
    payee: 0,
    amount: '48',
    purpose: 'Hull 118, instalment 3 of 5',
    status: 'pending',
    needs: 'you',
    stages: stagesFor('mine'),
  },
  {
    number: 10,
    payee: 2,
    amount: '12.75',
    purpose: 'Hull premium, fourth quarter',
    status: 'pending',
    needs: 'you',
    stages: stagesFor('mine'),
    hoursLeft: 3.2,
  },
  {
    number: 9,
    payee: 1,
    amount: '21.4',
    purpose: 'Berth 4, October',
    status: 'approved',
    needs: 'machine',
    stages: stagesFor('met'),
    hasDissent: true,
    attempts: 1,
    hoursLeft: 19,
  },
  {
    number: 8,
    payee: 1,
    amount: '6.135',
    purpose: 'Bunker, pilot',
    status: 'signing',
    needs: 'machine',
    stages: stagesFor('met'),
    attempts: 1,
    hoursLeft: 22.7,
  },
  {
    number: 6,
    payee: 0,
    amount: '30',
    purpose: 'Hull 118, spare parts',
    status: 'pending',
    needs: 'others',
    stages: stagesFor('others'),
    hoursLeft: 30,
    initiator: 'Treasurer',
  },
  {
    number: 11,
    payee: 0,
    amount: '18',
    purpose: 'Dock 2, crane',
    status: 'approved',
    needs: 'you',
    stages: stagesFor('met'),
    hoursLeft: 30,
  },
  {
    number: 4,
    payee: 0,
    amount: '48',
    purpose: 'Hull 118, instalment 2 of 5',
    status: 'confirmed',
    needs: 'nobody',
    stages: stagesFor('met'),
    attempts: 1,
  },
  { number: 3, payee: 1, amount: '120', purpose: 'Quay rebuild', status: 'blocked', needs: 'nobody', stages: [] },
  {
    number: 2,
    payee: 2,
    amount: '4.2',
    purpose: 'Insurance, deposit',
    status: 'rejected',
    needs: 'nobody',
    stages: stagesFor('mine'),
  },
  {
    number: 12,
    payee: 1,
    amount: '2',
    purpose: 'Tug',
    status: 'approved',
    needs: 'you',
    stages: stagesFor('met'),
    attempts: 1,
    hoursLeft: 12,
  },
  {
    number: 13,
    payee: 3,
    amount: '2.75',
    purpose: 'Drone survey, hull 118',
    status: 'pending',
    needs: 'you',
    stages: stagesFor('mine'),
    isEvm: true,
  },
  {
    number: 14,
    payee: 3,
    amount: '1.5',
    purpose: 'Drone survey, deposit',
    status: 'confirmed',
    needs: 'nobody',
    stages: stagesFor('met'),
    attempts: 1,
    isEvm: true,
  },
  {
    number: 15,
    payee: 3,
    amount: '0.25',
    purpose: 'Telemetry, November',
    status: 'signing',
    needs: 'machine',
    stages: stagesFor('met'),
    attempts: 1,
    isEvm: true,
  },
];

export const summaries: RequestSummaryView[] = sketches.map(summaryOf);

const pairLines = (groups: readonly string[]): string[] =>
  groups.flatMap((group, index) => (index % 2 === 0 ? [[group, groups[index + 1]].filter(Boolean).join(' ')] : []));

export function screensOf(summary: RequestSummaryView): RequestDetailView['tokenScreens'] {
  const groups = payeeOf(summary).address.match(/.{1,4}/g) ?? [];
  const [amount = '', asset = ''] = inWords(summary.amount).split(' ');
  return [
    { title: 'Review', lines: ['Countersign', summary.label] },
    { title: 'Amount', lines: [amount, asset] },
    { title: 'To (1/2)', lines: pairLines(groups.slice(0, 6)) },
    { title: 'To (2/2)', lines: pairLines(groups.slice(6)) },
    { title: 'Fee at most', lines: isEvm(summary) ? ['0.0021', 'ETH'] : ['0.0001', 'SOL'] },
    { title: 'Sign?', lines: ['Approve'] },
  ];
}

export function intentOf(summary: RequestSummaryView): RequestDetailView['intent'] {
  const payee = payeeOf(summary);
  const feeCeiling = isEvm(summary) ? ether('0.0021') : sol('0.0001');
  const amount = inWords(summary.amount);
  const parts: [string, boolean][] = [
    ['Pay ', false],
    [amount, true],
    [' from ', false],
    [summary.accountName, true],
    [' to ', false],
    [payee.name, true],
    [', fee at most ', false],
    [inWords(feeCeiling), true],
    [', by ', false],
    ['18 Nov 2026 10:42 UTC', true],
    ['.', false],
  ];
  return {
    requestId: summary.requestId,
    intentHash: hex(5_000 + Number(summary.amount.value % 997n)),
    sentence: parts.map(([text, isStrong]) => ({ text, isStrong })),
    accountId: isEvm(summary) ? 'operating-eth' : 'operating',
    accountName: summary.accountName,
    chainName: isEvm(summary) ? 'EVM dev chain' : 'Solana',
    from: isEvm(summary) ? evmAddress : accountAddress,
    to: payee.address,
    payeeId: payee.payeeId,
    payeeName: payee.name,
    isFirstPayment: payee.payments === 0,
    amount: summary.amount,
    feeCeiling,
    purpose: summary.purpose,
    expiresAt: summary.expiresAt,
  };
}

function sessionsOf(summary: RequestSummaryView): SessionView[] {
  if (summary.attempts === 0) return [];
  if (summary.hasDissent) return [sessionOf(summary, 'refused')];
  if (summary.status === 'signing') return [sessionOf(summary, 'running')];
  return [sessionOf(summary, summary.status === 'confirmed' ? 'signed' : 'failed')];
}

function phasesOf(summary: RequestSummaryView, sessions: readonly SessionView[]): RequestDetailView['phases'] {
  const isMet = summary.stages.length > 0 && summary.stages.every(({ isMet: met }) => met);
  const isConfirmed = summary.status === 'confirmed';
  const session = sessions[0];
  const mpc =
    session === undefined
      ? 'waiting'
      : session.state === 'running'
        ? 'running'
        : session.state === 'signed'
          ? 'done'
          : 'failed';
  return [
    {
      phase: 'approval',
      state: isMet ? 'done' : 'running',
      startedAt: summary.createdAt,
      endedAt: isMet ? NOW - 66n * MINUTE : null,
      detail: isMet ? '2 of 2 stages, last by Controller' : '0 of 2 stages',
    },
    {
      phase: 'mpc',
      state: mpc,
      startedAt: session?.startedAt ?? null,
      endedAt: session?.endedAt ?? null,
      detail: session === undefined ? '' : 'attempt 1 of 3, signers Treasurer laptop and HSM-to-be',
    },
    {
      phase: 'broadcast',
      state: isConfirmed ? 'done' : 'waiting',
      startedAt: isConfirmed ? NOW - 61n * MINUTE : null,
      endedAt: isConfirmed ? NOW - 61n * MINUTE + 420n : null,
      detail: isConfirmed ? 'own endpoint' : '',
    },
    {
      phase: 'confirm',
      state: isConfirmed ? 'done' : 'waiting',
      startedAt: isConfirmed ? NOW - 61n * MINUTE : null,
      endedAt: isConfirmed ? NOW - 60n * MINUTE : null,
      detail: isConfirmed ? (isEvm(summary) ? 'final in block 1042' : 'final in slot 298114207') : '',
    },
  ];
}

export function detailOf(requestId: string): RequestDetailView | undefined {
  const summary = summaries.find((candidate) => candidate.requestId === requestId);
  if (summary === undefined) return undefined;
  const sessions = sessionsOf(summary);
  const isMet = summary.stages.length > 0 && summary.stages.every(({ isMet: met }) => met);
  const history: LogEntryView[] = [
    entry(210, 'Treasurer', 'member', `asks for ${summary.label}, ${inWords(summary.amount)}`, summary),
    ...(isMet
      ? [
          entry(214, 'CFO', 'member', `approves ${summary.label} on a simulated token`, summary),
          entry(216, 'Controller', 'member', `approves ${summary.label} on a simulated token`, summary),
        ]
      : []),
    ...(sessions.length > 0
      ? [
          entry(227, 'Treasurer', 'member', `proposes session 1 for ${summary.label}`, summary, 6_000n),
          entry(
            228,
            'HSM-to-be',
            'hsm',
            summary.hasDissent
              ? `refuses ${summary.label}: The bytes pay another address.`
              : `contributes to ${summary.label}`,
            summary,
            5_400n,
          ),
        ]
      : []),
  ];
  return {
    summary,
    intent: intentOf(summary),
    verdict: summary.status === 'blocked' ? denied : allowed(summary.stages, isMet),
    policy: { version: policy.version, hash: policy.hash },
    approvals: isMet
      ? [
          {
            name: 'CFO',
            tokenKind: 'simulated',
            canShow: true,
            signature: hex(61, 64),
            at: NOW - 70n * MINUTE,
            logIndex: 214,
          },
          {
            name: 'Controller',
            tokenKind: 'simulated',
            canShow: true,
            signature: hex(62, 64),
            at: NOW - 66n * MINUTE,
            logIndex: 216,
          },
        ]
      : [],
    rejection:
      summary.status === 'rejected'
        ? { name: 'Controller', reason: 'Wrong quarter on the invoice.', at: NOW - 2n * HOUR, logIndex: 190 }
        : null,
    tokenScreens: screensOf(summary),
    sessions,
    phases: phasesOf(summary, sessions),
    receipt:
      summary.status === 'confirmed'
        ? {
            transactionId: isEvm(summary)
              ? `0x${hex(64)}`
              : '5VERv8NMvzbJMEkV8xnrLkEaWRtSz9CosKDYjCJjBRnbJLgp8uirBgmQpjKhoR4tjF3ZpRzrFmBV6UjKdiSZkQUW',
            signature: hex(63, isEvm(summary) ? 65 : 64),
            slot: isEvm(summary) ? 1_042n : 298_114_207n,
            positionName: isEvm(summary) ? 'block' : 'slot',
            chainName: isEvm(summary) ? 'EVM dev chain' : 'Solana',
            logIndex: 204,
            isIncluded: true,
            verifiedBy: 'OpenSSL 3.5 and @noble/curves',
          }
        : null,
    history,
    can: {
      approve: summary.status === 'pending' && summary.needs === 'you',
      reject: summary.status === 'pending',
      cancel: false,
      sign: summary.status === 'approved',
      why:
        summary.needs === 'others'
          ? 'You have approved; one person counts once. Controller can.'
          : summary.status === 'blocked'
            ? 'The policy denies it. Nobody can approve it; ask for something the policy allows, or change the policy.'
            : '',
    },
  };
}
