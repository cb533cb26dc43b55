/**
 * The EVM vault of a demo, in the background: co-signers are told to make primes, the ceremony is proposed when every one of them has a
 * set, and the account is opened and funded when there is a key. So no ceremony ever waits for primes, and no screen for the ceremony.
 */
import { DEMO_VAULTS } from './demo-vaults.ts';
import type { OfficerConsole } from './officer-console.ts';
import { foundersOf, latestVault, nextVaultId, openFundedAccount, proposeCeremony } from './vault-setup.ts';
import type { AnnouncedVault } from './views/announced-view.ts';
import { CEREMONY_CANCELLED } from './views/ceremony-view.ts';
import { withPrimes } from './views/preflight.ts';

const PLAN = DEMO_VAULTS.evm;
/** A ceremony that failed is proposed again so many times while this console is open; each takes a fresh set of primes. */
const MAX_PROPOSALS = 3;

export class EvmVaultSetup {
  readonly #officer: OfficerConsole;
  readonly #report: (part: string, error: unknown) => void;
  readonly #onChange: () => void;
  #isBusy = false;
  #isDue = false;
  #isFunded = false;
  #proposals = 0;

  constructor(
    officer: OfficerConsole,
    { report, onChange }: { report: (part: string, error: unknown) => void; onChange: () => void },
  ) {
    this.#officer = officer;
    this.#report = report;
    this.#onChange = onChange;
  }

  /** Takes up what the log says is left to do, now and whenever something changes. */
  start(): void {
    this.#officer.replica.onAdmitted(({ entry }) => {
      if (entry.body.type.startsWith('vault.')) this.#look();
    });
    this.#officer.stock.onChange(() => this.#look());
    this.#look();
  }

  /** The vault whose primes are being made; `null` once its ceremony is in the log. */
  announced(): AnnouncedVault | null {
    if (!this.#isWanted()) return null;
    const { name, scheme, profile, minSigners } = PLAN;
    const vaultId = nextVaultId(this.#officer.state(), PLAN);
    return { vaultId, name, scheme, profile, minSigners, holders: foundersOf(this.#officer) };
  }

  #isWanted(): boolean {
    const vault = latestVault(this.#officer.state(), PLAN.scheme);
    if (vault === null) return true;
    return vault.status === 'failed' && vault.failure?.code !== CEREMONY_CANCELLED && this.#proposals < MAX_PROPOSALS;
  }

  #look(): void {
    this.#isDue = true;
    if (this.#isBusy) return;
    this.#isBusy = true;
    void this.#stepUntilDone().finally(() => (this.#isBusy = false));
  }

  /** What changes during a step is looked at after it. */
  async #stepUntilDone(): Promise<void> {
    while (this.#isDue) {
      this.#isDue = false;
      await this.#step().catch((error: unknown) => this.#report('evm vault', error));
    }
  }

  async #step(): Promise<void> {
    const officer = this.#officer;
    const vault = latestVault(officer.state(), PLAN.scheme);
    const plan = this.announced();
    officer.announce(plan === null || plan.profile === null ? [] : [plan.profile]);
    if (vault?.status === 'active') {
      const isOpen = [...officer.state().accounts.values()].some(({ vaultId }) => vaultId === vault.vaultId);
      if (!isOpen || !this.#isFunded) await openFundedAccount(officer, vault, PLAN);
      this.#isFunded = true;
      this.#onChange();
      return;
    }
    if (plan === null || withPrimes(officer.context(), plan).length < plan.holders.length) return;
    if (!plan.holders.every((pid) => officer.online().has(pid))) return;
    this.#proposals += 1;
    await proposeCeremony(officer, PLAN);
    this.#onChange();
  }
}
