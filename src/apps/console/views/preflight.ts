/** What must be so before a key ceremony can begin, as this console sees it. */
import type { CeremonyView } from '../../../contract/views.ts';
import type { EcdsaProfile } from '../../../treasury/chains/chain.ts';
import type { ViewContext } from './context.ts';
import { authorOf } from './names.ts';
import { clipped } from './sentence.ts';

type Step = CeremonyView['preflight'][number];

export interface CeremonyNeeds {
  /** Pids. */
  readonly holders: readonly string[];
  /** Whose primes it takes; `null` for a scheme without any. */
  readonly profile: EcdsaProfile | null;
}

/** Every holder online and, for an ECDSA key that is not proposed yet, with a set of primes made ahead. */
export function preflightOf(context: ViewContext, needs: CeremonyNeeds, isProposed: boolean): Step[] {
  const online = [...context.state.coSigners.keys()]
    .filter((pid) => needs.holders.includes(pid))
    .map((pid): Step => {
      const isOnline = context.online.has(pid);
      return {
        label: clipped(`${authorOf(context.state, pid).name} online`, 80),
        state: isOnline ? 'done' : 'waiting',
        detail: isOnline ? 'answers on the relay' : 'starting',
      };
    });
  return needs.profile === null ? online : [...online, primesStep(context, needs, isProposed)];
}

/** Holders with a set of primes for this profile, by their own reports. */
export function withPrimes(context: Pick<ViewContext, 'stocks'>, { holders, profile }: CeremonyNeeds): string[] {
  return holders.filter((pid) =>
    context.stocks.get(pid)?.primes.some((level) => level.profile === profile && level.ready > 0),
  );
}

function primesStep(context: ViewContext, needs: CeremonyNeeds, isProposed: boolean): Step {
  if (isProposed) return { label: 'Primes ready', state: 'done', detail: 'taken from the pools' };
  const ready = withPrimes(context, needs).length;
  const isReady = ready === needs.holders.length;
  const detail = `${ready} of ${needs.holders.length} co-signers`;
  return { label: 'Primes ready', state: isReady ? 'done' : 'running', detail };
}
