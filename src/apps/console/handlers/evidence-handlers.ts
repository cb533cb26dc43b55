/** The log: what happened, and whether it is still true. */
import type { Handlers } from '../../../contract/contract.ts';
import { exportLog } from '../log-export.ts';
import { verifyOwnLog } from '../log-verification.ts';
import type { OfficerConsole } from '../officer-console.ts';
import { logEntryView, matchesFilter } from '../views/log-entry-view.ts';

type EvidenceChannel = 'log.list' | 'log.verify' | 'log.export';

export function evidenceHandlers(
  officer: () => OfficerConsole,
  exportDirectory: string,
): Pick<Handlers, EvidenceChannel> {
  return {
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
