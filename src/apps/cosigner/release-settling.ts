/**
 * Finds out in the background how the transactions ended for which this co-signer released a share. What ended is written down while
 * the own endpoint still shows it: a node forgets old state, and what it cannot say any more would count as possible for ever.
 */
import type { CoSignerContext } from './context.ts';

type Context = Pick<CoSignerContext, 'sessions' | 'chains' | 'report'> & {
  readonly replica: Pick<CoSignerContext['replica'], 'state'>;
};

export class ReleaseSettling {
  readonly #context: Context;
  #isBusy = false;
  #isDue = false;

  constructor(context: Context) {
    this.#context = context;
  }

  /** Looks at every release without a known end. Call it after a start, and when the log says that a transaction ended. */
  look(): void {
    this.#isDue = true;
    if (this.#isBusy) return;
    this.#isBusy = true;
    this.#lookWhileDue()
      .catch((error: unknown) => this.#context.report('releases', error))
      .finally(() => (this.#isBusy = false));
  }

  async #lookWhileDue(): Promise<void> {
    while (this.#isDue) {
      this.#isDue = false;
      for (const requestId of new Set(this.#context.sessions.unsettled().map((release) => release.requestId)))
        await this.#settle(requestId);
    }
  }

  /** An endpoint that does not answer leaves the release as it is, for the next look. */
  async #settle(requestId: string): Promise<void> {
    const { chains, replica } = this.#context;
    const intent = replica.state?.requests.get(requestId)?.intent;
    if (intent !== undefined) await chains[intent.chain].settleEarlier(requestId, intent.network, []);
  }
}
