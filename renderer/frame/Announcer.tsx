import type { WorkspaceView } from '../../src/contract/views.ts';

/** Says in words what changed in the frame, for people who do not see it change. */
export function Announcer({ workspace }: { readonly workspace: WorkspaceView | undefined }) {
  if (workspace === undefined) return <div className="sr" role="status" />;
  const offline = workspace.coSigners.filter((coSigner) => !coSigner.isOnline).map((coSigner) => coSigner.name);
  const waiting = workspace.needsMe === 0 ? 'Nothing needs you.' : `${workspace.needsMe} requests need you.`;
  return (
    <div className="sr" role="status">
      {waiting} {offline.length === 0 ? 'All co-signers are online.' : `Offline: ${offline.join(', ')}.`}
    </div>
  );
}
