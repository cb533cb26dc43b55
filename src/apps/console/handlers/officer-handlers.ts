/** The calls that every officer's console answers alike, whoever hosts it. */
import type { Handlers } from '../../../contract/contract.ts';
import type { OfficerConsole } from '../officer-console.ts';
import type { TokenPrompts } from '../token-prompts.ts';
import type { AnnouncedVault } from '../views/announced-view.ts';
import { workspaceView } from '../views/workspace-view.ts';
import type { CommandOnce } from './command-once.ts';
import { evidenceHandlers } from './evidence-handlers.ts';
import { keyHandlers } from './key-handlers.ts';
import { requestHandlers } from './request-handlers.ts';
import { transferHandlers } from './transfer-handlers.ts';

/** What depends on who hosts the console: start, ceremony, other officers. */
export type HostChannel =
  | 'app.status'
  | 'workspace.create'
  | 'workspace.unlock'
  | 'ceremony.get'
  | 'ceremony.cancel'
  | 'ceremony.retry'
  | 'officer.open'
  | 'co-signer.start';

export interface OfficerHandlersOptions {
  /** Throws before the console is open. */
  readonly officer: () => OfficerConsole;
  readonly once: CommandOnce;
  readonly exportDirectory: string;
  readonly prompts: TokenPrompts;
  /** The vault whose ceremony this console prepares, if it does. */
  readonly announced?: () => AnnouncedVault | null;
}

export function officerHandlers({
  officer,
  once,
  exportDirectory,
  prompts,
  announced = () => null,
}: OfficerHandlersOptions): Omit<Handlers, HostChannel> {
  return {
    ...transferHandlers(officer, once),
    ...requestHandlers(officer, once),
    ...evidenceHandlers(officer, exportDirectory),
    ...keyHandlers(officer, once, announced),
    'workspace.get': async () => workspaceView(officer().context()),
    'token.answer': async ({ promptId, answer }) => {
      prompts.answer(promptId, answer);
      return {};
    },
  };
}
