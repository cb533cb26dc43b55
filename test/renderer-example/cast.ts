/** The people, machines and names of the example. All values are made up and fixed. */
import type {
  CheckpointView,
  CoSignerView,
  MemberView,
  PayeeView,
  RequestSummaryView,
  WorkspaceView,
} from '../../src/contract/views.ts';

/** Tue 17 Nov 2026, 13:08:11 UTC. */
export const NOW = 1_794_920_891_000n;
export const SECOND = 1_000n;
export const MINUTE = 60_000n;
export const HOUR = 3_600_000n;

/** Hex of a fixed length from a seed; only has to look like a hash. */
export function hex(seed: number, bytes = 32): string {
  let state = seed * 2_654_435_761 + 1;
  return Array.from({ length: bytes }, () => {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 374_761_393) | 0;
    return ((state >>> 16) & 255).toString(16).padStart(2, '0');
  }).join('');
}

export const coSigners: CoSignerView[] = [
  {
    pid: hex(1),
    name: 'Treasurer laptop',
    kind: 'endpoint',
    site: 'Hamburg office',
    isOnline: true,
    logSize: 231,
    lastSeenAt: NOW - 2n * SECOND,
  },
  {
    pid: hex(2),
    name: 'HSM-to-be',
    kind: 'hsm',
    site: 'Frankfurt',
    isOnline: true,
    logSize: 231,
    lastSeenAt: NOW - 1n * SECOND,
  },
  {
    pid: hex(3),
    name: 'Compliance',
    kind: 'compliance',
    site: 'Berlin',
    isOnline: true,
    logSize: 230,
    lastSeenAt: NOW - 3n * SECOND,
  },
];
export const pids = coSigners.map(({ pid }) => pid);
/** Started later, and holds no share yet. */
export const newcomer: CoSignerView = {
  pid: hex(4),
  name: 'HSM-to-be 2',
  kind: 'hsm',
  site: 'Zürich',
  isOnline: true,
  logSize: 231,
  lastSeenAt: NOW - 1n * SECOND,
};

const member = (memberId: string, name: string, isMe: boolean): MemberView => ({
  memberId,
  name,
  isMe,
  token: { tokenId: `${memberId}-token`, kind: 'simulated', canShow: true },
  isOnline: isMe || memberId === 'treasurer',
});
export const members = [
  member('treasurer', 'Treasurer', false),
  member('cfo', 'CFO', true),
  member('controller', 'Controller', false),
];

export const accountAddress = '7Gm4xVq2RtKfP9sLw3ZbN8yJhDc6TuEa5MoXiQ1vBnWk';
export const evmAddress = '0x5FbDB2315678afecb367f032d93F642f64180aa3';
export const payees: PayeeView[] = [
  {
    payeeId: 'aurelia',
    name: 'Aurelia Shipyards GmbH',
    chain: 'solana',
    address: '9xQeWvG816bUx9EPjHmaT23yvVM2ZWbrrpZb9PusVFin',
    payments: 14,
  },
  {
    payeeId: 'borealis',
    name: 'Borealis Port Services',
    chain: 'solana',
    address: 'DRpbCBMxVnDK7maPM5tGv6MvB3v1sRMC86PZ8okm21hy',
    payments: 3,
  },
  {
    payeeId: 'castell',
    name: 'Castell Marine Insurance',
    chain: 'solana',
    address: '4Nd1mYQzvF5tK6gxrXuLq8sWcEhTjPaB3RkUoZyGSe2V',
    payments: 0,
  },
  {
    payeeId: 'aurelia-evm',
    name: 'Aurelia Shipyards GmbH',
    chain: 'evm',
    address: '0x70997970C51812dc3A010C7d01b50e0d17dc79C8',
    payments: 2,
  },
  {
    payeeId: 'castell-evm',
    name: 'Castell Marine Insurance',
    chain: 'evm',
    address: '0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC',
    payments: 0,
  },
];

export const policy: WorkspaceView['policy'] = {
  version: 1,
  hash: hex(41),
  rules: [
    'T-1: from any account, up to 10 SOL to own accounts and payees of the address book: Treasury, any 1 of 3, within 7 days.',
    'T-2: from any account, above 10 SOL up to 50 SOL to own accounts and payees of the address book: Finance, any 1 of 2, then Treasury, any 1 of 3, within 7 days.',
    'T-3: from any account, up to 1 SOL to new addresses: Finance, any 1 of 2, within 7 days.',
    'T-4: from Operating ETH, up to 5 ETH to payees of the address book: Treasury, any 1 of 3, within 7 days.',
  ],
};

export const checkpoint = (size: number, age: bigint, signers = 3): CheckpointView => ({
  size,
  rootHash: hex(500 + size),
  time: NOW - age,
  signedBy: pids.slice(0, signers),
  coSignerCount: 3,
});
export const checkpoints = [
  checkpoint(226, 6n * MINUTE),
  checkpoint(218, 66n * MINUTE),
  checkpoint(201, 126n * MINUTE, 2),
  checkpoint(180, 186n * MINUTE),
];

export const workspace: WorkspaceView = {
  workspaceId: hex(7),
  name: 'Nordhaven Logistics SE',
  kind: 'demo',
  network: 'test',
  me: members[1] as MemberView,
  isHost: true,
  members,
  coSigners,
  policy,
  log: { size: 231, head: hex(8), rootHash: hex(9), syncedAt: NOW - 4n * SECOND },
  checkpoint: checkpoints[0] as CheckpointView,
  needsMe: 2,
  now: NOW,
};

/** The payee of a request. */
export const payeeOf = ({ payeeName, amount }: Pick<RequestSummaryView, 'payeeName' | 'amount'>): PayeeView =>
  payees.find(({ name, chain }) => name === payeeName && (chain === 'evm') === (amount.asset === 'ETH')) ?? payees[0]!;
