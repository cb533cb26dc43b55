/** Implements every call of the contract with fixed answers; approvals and signing behave as a console does. */
import { AppError } from '../../src/base/errors.ts';
import type { Bridge } from '../../src/contract/client.ts';
import type { ConsoleEvent, Handlers, Input } from '../../src/contract/contract.ts';
import { encodeEvent, serveCall } from '../../src/contract/serve.ts';
import type {
  BalanceView,
  LogVerificationView,
  TokenPromptView,
  TransferPreviewView,
} from '../../src/contract/views.ts';
import { accountAddress, checkpoints, evmAddress, hex, newcomer, NOW, payees, SECOND, workspace } from './cast.ts';
import { entries } from './log.ts';
import { denied, detailOf, ether, intentOf, screensOf, sol, stagesFor, summaries } from './requests.ts';
import { ceremonyOf, fault, statusOf } from './scenes.ts';
import { vaultsOf } from './vaults.ts';

const done = { logIndex: 231 };
const etherBalance: BalanceView = {
  accountId: 'operating-eth',
  accountName: 'Operating ETH',
  chain: 'evm',
  chainName: 'EVM dev chain',
  address: evmAddress,
  total: ether('212.3071'),
  reserved: ether('3.0042'),
  available: ether('209.3029'),
  feeCeiling: ether('0.0021'),
  source: { name: 'own dev chain', readAt: NOW - 3n * SECOND, isStale: false },
  error: null,
};

export class ScriptedConsole {
  readonly #scene: string;
  readonly #listeners = new Map<string, Set<(wire: unknown) => void>>();
  #answer: ((answer: 'approve' | 'refuse') => void) | null = null;

  constructor(scene: string) {
    this.#scene = scene;
  }

  bridge(): Bridge {
    return {
      invoke: async (channel, wire) => structuredClone(await serveCall(this.#handlers, channel, wire)),
      subscribe: (event, listener) => {
        const listeners = this.#listeners.get(event) ?? new Set();
        this.#listeners.set(event, listeners.add(listener));
        return () => void listeners.delete(listener);
      },
    };
  }

  #emit(event: ConsoleEvent): void {
    const { name, payload } = encodeEvent(event);
    for (const listener of this.#listeners.get(name) ?? []) listener(payload);
  }

  readonly #handlers: Handlers = {
    'app.status': async () => statusOf(this.#scene),
    'workspace.create': async () => ({}),
    'workspace.unlock': async () => {
      throw new AppError({
        code: 'PASSPHRASE_WRONG',
        kind: 'input',
        message: 'This is not the passphrase of this machine.',
        safe: 'Nothing was opened.',
        next: 'Try again; there is no limit, but each try takes a second.',
      });
    },
    'workspace.get': async () => this.#workspace(),
    'ceremony.get': async () => ceremonyOf(this.#scene),
    'ceremony.cancel': async () => ({}),
    'ceremony.retry': async () => ({}),
    'balance.list': async () => this.#balances(),
    'payee.list': async () => payees,
    'transfer.preview': async ({ draft }) => preview(draft),
    'transfer.submit': async () => ({ requestId: summaries[0]!.requestId, logIndex: 231 }),
    'request.list': async () => (this.#scene === 'empty' ? [] : summaries),
    'request.get': async ({ requestId }) => this.#detail(requestId),
    'request.approve': async ({ requestId }) => this.#approve(requestId),
    'request.reject': async () => done,
    'request.cancel': async () => done,
    'session.start': async () => done,
    'session.cancel': async () => ({}),
    'token.answer': async ({ answer }) => {
      this.#answer?.(answer);
      return {};
    },
    'key.list': async () => vaultsOf(this.#scene),
    'vault.ceremony': async ({ vaultId }) =>
      vaultsOf(this.#scene).find((vault) => vault.vaultId === vaultId)?.ceremony ?? null,
    'key.refresh': async () => ({ runId: hex(600), logIndex: 231 }),
    'key.reshare': async () => ({ runId: hex(600), logIndex: 231 }),
    'key.approve-reshare': async () => this.#touch(vaultsOf('reshare:pending')[1]?.reshare?.tokenScreens ?? []),
    'key.cancel-reshare': async () => done,
    'presignature.order': async () => done,
    'co-signer.start': async () => ({ pid: newcomer.pid, name: newcomer.name, logIndex: 231 }),
    'log.list': async (input) => this.#log(input),
    'log.verify': async () => this.#verification(),
    'log.export': async () => ({
      fileName: 'nordhaven-log-2026-11-17.jsonl',
      folder: 'Downloads',
      bytes: 184_220,
      sha256: hex(99),
    }),
    'officer.open': async () => ({}),
  };

  #workspace(): typeof workspace {
    const empty = this.#scene === 'empty';
    const coSigners =
      this.#scene === 'faults'
        ? workspace.coSigners.map((one, index) => ({ ...one, isOnline: index !== 1 }))
        : this.#scene.startsWith('reshare:')
          ? [...workspace.coSigners, newcomer]
          : workspace.coSigners;
    return { ...workspace, coSigners, needsMe: empty ? 0 : 4, checkpoint: empty ? null : workspace.checkpoint };
  }

  #balances(): Awaited<ReturnType<Handlers['balance.list']>> {
    if (this.#scene === 'empty') return [];
    const isFaulty = this.#scene === 'faults';
    return [
      {
        accountId: 'operating',
        accountName: 'Operating',
        chain: 'solana',
        chainName: 'Solana',
        address: accountAddress,
        total: isFaulty ? null : sol('31180.4'),
        reserved: sol('88.1355'),
        available: isFaulty ? null : sol('31092.2645'),
        feeCeiling: sol('0.0001'),
        source: { name: 'own dev chain', readAt: NOW - (isFaulty ? 190n : 4n) * SECOND, isStale: isFaulty },
        error: isFaulty ? fault : null,
      },
      ...(this.#scene.startsWith('evm:') ? [] : [etherBalance]),
    ];
  }

  #detail(requestId: string): NonNullable<ReturnType<typeof detailOf>> {
    const detail = detailOf(requestId);
    if (detail === undefined)
      throw new AppError({
        code: 'REQUEST_UNKNOWN',
        kind: 'input',
        message: 'There is no such request in this workspace.',
        next: 'Open it from the list of approvals.',
      });
    return detail;
  }

  async #approve(requestId: string): Promise<{ logIndex: number }> {
    return this.#touch(this.#detail(requestId).tokenScreens);
  }

  async #touch(screens: TokenPromptView['screens']): Promise<{ logIndex: number }> {
    const answered = new Promise<'approve' | 'refuse'>((resolve) => {
      this.#answer = resolve;
    });
    this.#emit({
      name: 'token.prompted',
      payload: { prompt: { promptId: '01', tokenKind: 'simulated', requestId: null, screens } },
    });
    const answer = await answered;
    this.#emit({ name: 'token.prompted', payload: { prompt: null } });
    if (answer === 'approve') return done;
    throw new AppError({
      code: 'TOKEN_REFUSED',
      kind: 'input',
      message: 'You refused on the token.',
      safe: 'No approval was made.',
    });
  }

  async #log({ filter, before, limit }: Input<'log.list'>): ReturnType<Handlers['log.list']> {
    if (this.#scene === 'empty') return { entries: [], total: 0, matching: 0 };
    const wanted = filter.toLowerCase();
    const matching = entries.filter(({ author, what, hash }) =>
      `${author} ${what.map(({ text }) => text).join('')} ${hash}`.toLowerCase().includes(wanted),
    );
    const page = matching.filter(({ index }) => before === null || index < before).slice(0, limit);
    return { entries: page, total: entries.length, matching: matching.length };
  }

  #verification(): LogVerificationView {
    const isIntact = this.#scene !== 'tampered';
    return {
      isIntact,
      entries: 231,
      signatures: 243,
      inclusionProofs: 226,
      consistencyProofs: 4,
      elapsed: 91,
      rootHash: hex(9),
      fault: isIntact
        ? null
        : { index: 207, code: 'PROOF_INVALID', message: 'The entry’s hash does not lead to the checkpoint’s root.' },
      checkpoints,
      lastGoodCheckpoint: isIntact ? 226 : 201,
      verifiedAt: NOW,
    };
  }
}

function preview(draft: Input<'transfer.preview'>['draft']): TransferPreviewView {
  const isEvm = draft.accountId === 'operating-eth';
  if (!/^\d+(\.\d{1,9})?$/.test(draft.amount))
    throw new AppError({
      code: 'AMOUNT_INVALID',
      kind: 'input',
      message: `“${draft.amount}” is not an amount of SOL.`,
      safe: 'Nothing was asked for.',
      next: 'Use digits and one dot, at most 9 decimals.',
    });
  const payee = payees.find(({ payeeId }) => payeeId === draft.payeeId) ?? payees[0]!;
  const summary = {
    ...summaries[0]!,
    amount: isEvm ? ether(draft.amount) : sol(draft.amount),
    payeeName: payee.name,
    accountName: isEvm ? 'Operating ETH' : 'Operating',
  };
  const isBlocked = !isEvm && summary.amount.value > sol('50').value;
  const intent = intentOf(summary);
  return {
    intent,
    verdict: isBlocked
      ? denied
      : {
          type: 'allowed',
          ruleId: 'T-2',
          ruleSentence: 'Above 10 SOL up to 50 SOL to own accounts and payees of the address book.',
          destination: 'book',
          stages: stagesFor('mine'),
          isComplete: false,
        },
    checks: [
      { label: '31092.2645 SOL available in Operating', state: 'ok', detail: 'own dev chain' },
      { label: 'Fee now 0.000005 SOL', state: 'ok', detail: 'at most 0.0001 SOL' },
      { label: 'Both accounts stay above the chain’s minimum', state: 'ok', detail: '0.00089088 SOL' },
      { label: 'The address can have a key holder', state: 'ok', detail: 'on the curve' },
      { label: 'The address is in the address book', state: 'ok', detail: 'exact match' },
      payee.payments === 0
        ? { label: 'First payment to this address', state: 'warning', detail: 'compare it twice' }
        : { label: `Paid ${payee.payments} times before`, state: 'ok', detail: 'confirmed' },
      { label: 'Tokens can show amount and address', state: 'ok', detail: 'word for word' },
      { label: 'Enough co-signers online', state: 'ok', detail: '3 of 3, 2 sign' },
    ],
    tokenScreens: screensOf(summary),
    canSubmit: !isBlocked,
  };
}
