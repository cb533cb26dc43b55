/** A further co-signer joins the workspace. It holds no share before a resharing gives it one, which needs approvals. */
import { AppendMap } from './append-map.ts';
import { isSkip, memberOnly, skip, type AdmitContext, type Skip } from './admission.ts';
import { peopleFault } from './admit-workspace.ts';
import type { WorkspaceState } from './state.ts';

/** What the contract's lists of co-signers hold. */
export const MAX_CO_SIGNERS = 16;

/** A member enrols a co-signer. It may read the log from then on, and acts only where the log names it. */
export function enrolCoSigner({ state, body, author }: AdmitContext<'co-signer.enrolled'>): WorkspaceState | Skip {
  const member = memberOnly(author);
  if (isSkip(member)) return member;
  const { coSigner } = body;
  if (state.coSigners.size >= MAX_CO_SIGNERS)
    return skip('TOO_MANY', `A workspace has at most ${MAX_CO_SIGNERS} co-signers.`);
  const coSigners = [...state.coSigners.values(), coSigner];
  const fault = peopleFault({ members: [...state.members.values()], coSigners });
  if (fault !== null) return skip('WORKSPACE_INVALID', fault);
  return { ...state, coSigners: AppendMap.of(coSigners.map((one) => [one.pid, one])) };
}
