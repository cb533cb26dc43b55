/** The development chains of a demo: Solana always, an EVM network where the workspace pays on one. */
import { AppError, codeOf } from '../../../base/errors.ts';
import type { LaunchChild } from '../../processes/child-port.ts';
import type { Chain } from '../../../treasury/chains/chain.ts';
import { DevChainChild } from './dev-chain-child.ts';
import type { ProfileFolders } from './profile.ts';

export interface DevChainsOptions {
  readonly launch: LaunchChild;
  readonly folders: Pick<ProfileFolders, 'chain' | 'evmChain'>;
  readonly chains: readonly Chain[];
  readonly report: (part: string, error: unknown) => void;
}

/** Where a console and its children find the chains. */
export interface Endpoints {
  readonly rpcUrl: string;
  /** Undefined where there is no EVM network. */
  readonly evmRpcUrl: string | undefined;
}

export class DevChains implements Endpoints {
  readonly #options: DevChainsOptions;
  readonly #solana: DevChainChild;
  #evm: DevChainChild | null = null;
  #evmFault: unknown = null;

  constructor(options: DevChainsOptions) {
    const { launch, folders, report } = options;
    this.#options = options;
    this.#solana = new DevChainChild({ launch, program: 'devchain', dataDirectory: folders.chain, report });
  }

  get rpcUrl(): string {
    return this.#solana.rpcUrl;
  }

  get evmRpcUrl(): string | undefined {
    return this.#evm?.rpcUrl;
  }

  /** Chains that a new workspace can pay on. One whose program does not exist here never comes, at no later start. */
  get usable(): readonly Chain[] {
    return codeOf(this.#evmFault) === 'DEVCHAIN_ANVIL_MISSING'
      ? this.#options.chains.filter((chain) => chain !== 'evm')
      : this.#options.chains;
  }

  /** What a person should know of chains that are not there; empty when all are. */
  get notice(): string {
    if (this.#evmFault === null) return '';
    const why = this.#evmFault instanceof AppError ? this.#evmFault.message : 'Its development chain did not start.';
    return `Payments in ether are not available: ${why}`;
  }

  /** Process ids by name. */
  get processes(): readonly [string, number | undefined][] {
    return [
      ['devchain', this.#solana.processId],
      ['evm-devchain', this.#evm?.processId],
    ];
  }

  /** @throws AppError `CHAIN_NOT_STARTED` when Solana's does not. */
  async start(): Promise<void> {
    await Promise.all([this.#solana.start(), this.#startEvm()]);
  }

  /** Ends them; resolves when they are gone. */
  async stop(): Promise<void> {
    await Promise.all([this.#solana.stop(), this.#evm?.stop()]);
  }

  /** Without it the workspace goes on without EVM: everything else must not depend on a program of somebody else. */
  async #startEvm(): Promise<void> {
    const { launch, report, chains, folders } = this.#options;
    if (!chains.includes('evm')) return;
    const chain = new DevChainChild({ launch, program: 'evm-devchain', dataDirectory: folders.evmChain, report });
    try {
      await chain.start();
      this.#evm = chain;
    } catch (error) {
      this.#evmFault = error;
      report('evm-devchain', error);
    }
  }
}
