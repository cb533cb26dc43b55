/** Keys and the log: who holds what, what happened, and whether it is still true. */
import type { CoSignerKind } from '../../../treasury/workspace/entry.ts';
import type { Handlers } from '../../../contract/contract.ts';
import { exportLog } from '../log-export.ts';
import { verifyOwnLog } from '../log-verification.ts';
import type { OfficerConsole } from '../officer-console.ts';
import { logEntryView, matchesFilter } from '../views/log-entry-view.ts';
import { vaultView } from '../views/vault-view.ts';

type EvidenceChannel = 'key.list' | 'log.list' | 'log.verify' | 'log.export';

const KEPT_BY: Readonly<Record<CoSignerKind, string>> = {
  endpoint: 'file on this machine, AES-256-GCM under the passphrase',
  hsm: 'file, AES-256-GCM under a sealing key beside it; no HSM yet',
  compliance: 'file, AES-256-GCM under a sealing key beside it',
  guardian: 'file, AES-256-GCM under a sealing key beside it',
};

export function evidenceHandlers(
  officer: () => OfficerConsole,
  exportDirectory: string,
): Pick<Handlers, EvidenceChannel> {
  return {
    'key.list': () => {
      const context = officer().context();
      // A ceremony that failed or was stopped left no key: nobody holds a share of it.
      const vaults = [...context.state.vaults.values()].filter(({ status }) => status === 'active');
      return Promise.resolve(
        vaults.map((vault) => {
          const entries = officer().replica.entries.filter(
            ({ entry }) => 'vaultId' in entry.body && entry.body.vaultId === vault.vaultId,
          );
          return vaultView(context, vault, { entries, keptBy: KEPT_BY });
        }),
      );
    },
    'log.list': ({ filter, before, limit }) => {
      const context = officer().context();
      const all = officer().replica.entries;
      const text = filter.trim();
      const matching = all
        .toReversed()
        .map((entry) => logEntryView(context, entry))
        .filter((view) => text === '' || matchesFilter(view, text));
      const page = matching.filter((view) => before === null || view.index < before).slice(0, limit);
      return Promise.resolve({ entries: page, total: all.length, matching: matching.length });
    },
    'log.verify': () => verifyOwnLog(officer()),
    'log.export': ({ format }) => exportLog(officer(), exportDirectory, format),
  };
}
