/** Two vaults in every state: a ceremony on its way, presignatures, a refresh, a change of the share holders. */
import type { CeremonyView, CoSignerView, ReshareView, RoundView, VaultView } from '../../src/contract/views.ts';
import { accountAddress, coSigners, evmAddress, hex, HOUR, MINUTE, newcomer, NOW, pids, SECOND } from './cast.ts';
import { fault } from './scenes.ts';

const pairs = (of: readonly string[]): string[][] =>
  of.flatMap((first, index) => of.slice(index + 1).map((second) => [first, second]));
const DAY = 24n * HOUR;

const holderOf = (coSigner: CoSignerView, epoch: number, logIndex: number): VaultView['holders'][number] => ({
  coSigner,
  epoch,
  confirmedAt: NOW - 41n * DAY,
  logIndex,
  keptBy: 'a file, sealed by a passphrase key',
  primes: null,
  slowBecause: null,
});

export const vault: VaultView = {
  vaultId: 'main',
  name: 'Main vault',
  scheme: 'FROST, Ed25519',
  schemeId: 'ed25519',
  parameters: '',
  chain: 'solana',
  status: 'active',
  minSigners: 2,
  partyCount: 3,
  epoch: 0,
  fingerprint: '83ad 41f0 7c92 e610',
  groupKey: hex(77),
  createdAt: NOW - 41n * DAY,
  accounts: [{ accountId: 'operating', name: 'Operating', address: accountAddress, chainName: 'Solana' }],
  holders: coSigners.map((coSigner, index) => holderOf(coSigner, 0, 2 + index)),
  signingSets: pairs(pids),
  canLose: 1,
  epochs: [
    {
      epoch: 0,
      minSigners: 2,
      partyCount: 3,
      holders: pids,
      since: NOW - 41n * DAY,
      logIndex: 4,
      state: 'active',
      erased: 0,
      of: 3,
    },
  ],
  presignatures: null,
  ceremony: null,
  reshare: null,
  can: { refresh: true, reshare: true, order: false, why: '' },
};

export const evmVault: VaultView = {
  ...vault,
  vaultId: 'evm',
  name: 'EVM vault',
  scheme: 'CGGMP24, ECDSA over secp256k1',
  schemeId: 'ecdsa-secp256k1',
  parameters: 'P112, 2048-bit moduli, demo',
  chain: 'evm',
  epoch: 2,
  fingerprint: '19c4 b07e 55d2 0a3f',
  groupKey: `02${hex(78)}`,
  accounts: [{ accountId: 'operating-eth', name: 'Operating ETH', address: evmAddress, chainName: 'EVM dev chain' }],
  holders: coSigners.map((coSigner, index) => ({
    ...holderOf(coSigner, 2, 208 + index),
    primes: { ready: index === 1 ? 0 : 1, target: 1, isGenerating: index === 1 },
  })),
  epochs: [2, 1, 0].map((epoch, index) => ({
    epoch,
    minSigners: 2,
    partyCount: 3,
    holders: pids,
    since: NOW - BigInt(index * 20 + 1) * DAY,
    logIndex: 208 - 70 * index,
    state: index === 0 ? ('active' as const) : ('retired' as const),
    erased: index === 0 ? 0 : index === 1 ? 2 : 3,
    of: 3,
  })),
  presignatures: { available: 3, target: 4, underWay: 1, why: '', signers: pids.slice(0, 2) },
  can: { refresh: true, reshare: true, order: true, why: '' },
};

type CellState = RoundView['cells'][number]['state'];
type Sketch = readonly [stage: string, name: string, purpose: string];

const KEYGEN: readonly Sketch[] = [
  ['Key', 'Ready', 'fresh session nonces'],
  ['Key', 'Round 1', 'commitments'],
  ['Key', 'Round 2', 'shares'],
  ['Key', 'Round 3', 'proofs of the shares'],
  ['Auxiliary information', 'Round 1', 'commitments to moduli'],
  ['Auxiliary information', 'Round 2', 'moduli and ring-Pedersen proofs'],
  ['Auxiliary information', 'Round 3', 'proofs that the moduli are sound'],
  ['Auxiliary information', 'Confirm', 'same key, share stored'],
];
const RESHARE: readonly Sketch[] = [
  ['New shares', 'Ready', 'fresh session nonces'],
  ['New shares', 'Round 1', 'commitments of the dealers'],
  ['New shares', 'Round 2', 'sub-shares to every new holder'],
  ['New shares', 'Round 3', 'same key as before'],
  ['Auxiliary information', 'Round 1', 'commitments to moduli'],
  ['Auxiliary information', 'Round 2', 'moduli and ring-Pedersen proofs'],
  ['Auxiliary information', 'Round 3', 'proofs that the moduli are sound'],
  ['Auxiliary information', 'Store', 'new share kept beside the old one'],
];

/** The grid with everything before `at` verified, and one slow party in round `at`. */
function gridOf(sketches: readonly Sketch[], parties: readonly string[], at: number, idle = 0): RoundView[] {
  const stateOf = (row: number, party: number): CellState => {
    if (party < idle && row >= 4) return 'standing-by';
    if (row < at) return 'verified';
    if (row > at) return 'waiting';
    return party === parties.length - 1 ? 'slow' : party === 0 ? 'verified' : 'received';
  };
  return sketches.map(([stage, name, purpose], row) => ({
    round: row,
    name,
    purpose,
    stage,
    isCurrent: row === at,
    isRelease: false,
    cells: parties.map((pid, party) => ({
      pid,
      state: stateOf(row, party),
      elapsed: row <= at ? 70 + party * 260 + row * 410 : null,
    })),
    elapsed: row <= at ? 600 + row * 900 : null,
  }));
}

export type EvmCeremony = 'preparing' | 'running' | 'failed' | 'cancelled';

export function evmCeremony(state: EvmCeremony): CeremonyView {
  const isOver = state === 'failed' || state === 'cancelled';
  return {
    vaultId: 'evm',
    vaultName: 'EVM vault',
    scheme: evmVault.scheme,
    schemeId: 'ecdsa-secp256k1',
    parameters: evmVault.parameters,
    minSigners: 2,
    state,
    preflight: coSigners.map(({ name }, index) => ({
      label: `Primes of ${name}`,
      state: state !== 'preparing' || index !== 2 ? 'done' : 'running',
      detail: state !== 'preparing' || index !== 2 ? '2 of 2 ready' : '1 of 2 ready',
    })),
    parties: coSigners,
    rounds: state === 'preparing' ? gridOf(KEYGEN, pids, -1) : gridOf(KEYGEN, pids, isOver ? 5 : 4),
    waitingFor:
      state === 'preparing'
        ? 'Waiting for Compliance: it looks for primes, which takes a minute or two.'
        : state === 'running'
          ? 'Waiting for Compliance: Round 1, commitments to moduli.'
          : '',
    startedAt: state === 'preparing' ? null : NOW - 21n * SECOND,
    elapsed: state === 'preparing' ? null : 20_900,
    fingerprint: null,
    address: null,
    confirmedBy: [],
    error: isOver
      ? {
          ...fault,
          code: state === 'failed' ? 'PROOF_INVALID' : 'CANCELLED',
          kind: 'peer',
          message:
            state === 'failed' ? 'Compliance sent a modulus whose proof does not verify.' : 'An officer stopped it.',
          safe: 'Nothing half-made was kept: there is no key, no address and no money at stake.',
          next: 'Look at who is named, then try again.',
        }
      : null,
    blamed: state === 'failed' ? [{ pid: pids[2]!, code: 'BAD_PRM', certainty: 'proven' }] : [],
  };
}

/** The EVM vault on the way to its key. */
export function evmVaultInCeremony(state: EvmCeremony): VaultView {
  return {
    ...evmVault,
    status: state === 'preparing' ? 'announced' : state === 'running' ? 'ceremony' : 'failed',
    epoch: 0,
    fingerprint: '',
    groupKey: '',
    createdAt: state === 'preparing' ? null : NOW - 30n * SECOND,
    accounts: [],
    epochs: [],
    presignatures: null,
    holders: coSigners.map((coSigner, index) => ({
      ...holderOf(coSigner, 0, 0),
      confirmedAt: null,
      logIndex: null,
      primes: { ready: state === 'preparing' && index === 2 ? 0 : 1, target: 1, isGenerating: index === 2 },
    })),
    ceremony: evmCeremony(state),
    can: { refresh: false, reshare: false, order: false, why: 'The vault has no key yet.' },
  };
}

export type ReshareScene = 'pending' | 'running' | 'failed' | 'active' | 'refresh';

const after = [pids[0]!, pids[1]!, newcomer.pid];

export function reshareOf(scene: ReshareScene): ReshareView {
  const isRefresh = scene === 'refresh';
  const isOpen = scene === 'pending' || scene === 'running' || isRefresh;
  const holders = isRefresh ? pids : after;
  const parties = isRefresh ? pids : [...pids, newcomer.pid];
  return {
    runId: hex(600),
    reason: isRefresh ? 'refresh' : 'reshare',
    status: scene === 'pending' ? 'pending' : isOpen ? 'running' : scene === 'active' ? 'active' : 'failed',
    proposedByName: 'Treasurer',
    proposedAt: NOW - 3n * MINUTE,
    logIndex: 228,
    epoch: 2,
    nextEpoch: 3,
    before: { minSigners: 2, holders: pids },
    after: { minSigners: 2, holders },
    dealers: pids.slice(0, 2),
    needed: isRefresh ? 0 : 2,
    approvals: isRefresh
      ? []
      : [
          { name: 'Treasurer', at: NOW - 2n * MINUTE, logIndex: 229 },
          ...(scene === 'pending' ? [] : [{ name: 'CFO', at: NOW - 1n * MINUTE, logIndex: 230 }]),
        ],
    approveBy: isRefresh ? null : NOW + 7n * DAY,
    can: {
      approve: scene === 'pending',
      cancel: isOpen,
      why: scene === 'pending' ? '' : isOpen ? 'It runs by itself now.' : 'It is over.',
    },
    tokenScreens: isRefresh
      ? []
      : [
          { title: 'Change shares', lines: ['EVM vault'] },
          { title: 'Leaves', lines: ['Compliance', pids[2]!.slice(0, 16)] },
          { title: 'Joins', lines: ['HSM-to-be 2', newcomer.pid.slice(0, 16)] },
          { title: 'Who signs', lines: ['was 2 of 3', 'will be 2 of 3'] },
          { title: 'Sign?', lines: ['Approve'] },
        ],
    rounds: scene === 'pending' ? [] : gridOf(RESHARE, parties, scene === 'active' ? 8 : isRefresh ? 2 : 5, 0),
    waitingFor:
      scene === 'pending'
        ? 'Waiting for one more token: CFO or Controller.'
        : isOpen
          ? 'Waiting for HSM-to-be 2: Round 2, moduli and ring-Pedersen proofs.'
          : '',
    acknowledgedBy: scene === 'active' ? holders : [],
    refusedBy: [],
    startedAt: scene === 'pending' ? null : NOW - 40n * SECOND,
    elapsed: scene === 'pending' ? null : 39_400,
    error:
      scene === 'failed'
        ? {
            ...fault,
            code: 'ROUND_TIMEOUT',
            kind: 'peer',
            message: 'HSM-to-be 2 did not answer in round 2 for 120 s.',
            safe: 'The present shares stay in force; the vault signs as before.',
            next: 'Propose it again when everybody is online.',
          }
        : null,
    blamed: scene === 'failed' ? [{ pid: newcomer.pid, code: 'TIMEOUT', certainty: 'suspected' }] : [],
    unchanged: {
      fingerprint: evmVault.fingerprint,
      addresses: [evmAddress],
      confirmedBy: scene === 'active' ? holders : [],
    },
  };
}

/** The EVM vault while its shares change, or after. */
export function evmVaultWithReshare(scene: ReshareScene): VaultView {
  const reshare = reshareOf(scene);
  const isBusy = reshare.status === 'pending' || reshare.status === 'running';
  const why = isBusy ? 'A change of the shares is under way.' : '';
  const can = { refresh: !isBusy, reshare: !isBusy, order: !isBusy, why };
  if (scene !== 'active') return { ...evmVault, reshare, can };
  const [first] = evmVault.epochs;
  return {
    ...evmVault,
    reshare,
    can,
    epoch: 3,
    signingSets: pairs(after),
    holders: [...coSigners.slice(0, 2), newcomer].map((coSigner, index) => ({
      ...holderOf(coSigner, 3, 230 + index),
      primes: { ready: 0, target: 1, isGenerating: true },
    })),
    epochs: [
      { ...first!, epoch: 3, holders: after, since: NOW - 20n * SECOND, logIndex: 233 },
      { ...first!, state: 'retired', erased: 2 },
      ...evmVault.epochs.slice(1),
    ],
    presignatures: { available: 0, target: 4, underWay: 4, why: '', signers: after.slice(0, 2) },
  };
}

/** What the Keys screen lists in a scene. */
export function vaultsOf(scene: string): VaultView[] {
  if (scene === 'empty') return [];
  const [subject, state = ''] = scene.split(':');
  if (subject === 'evm') return [vault, evmVaultInCeremony(state as EvmCeremony)];
  if (subject === 'reshare') return [vault, evmVaultWithReshare(state as ReshareScene)];
  return [vault, evmVault];
}
