import type { WorkspaceView } from '../../src/contract/views.ts';
import { useNow } from '../api/clock.ts';
import { Icon } from '../components/Icon.tsx';
import { IconClockExclamation, IconDeviceUsb, IconRefresh, IconSearch, IconServer2 } from '../components/icons.ts';
import { NetworkClass } from './NetworkClass.tsx';
import { syncState } from './sync.ts';

interface TopBarProps {
  readonly workspace: WorkspaceView | undefined;
  readonly onPalette: () => void;
}

/** Network class first, then who is online, how fresh this window is, who I am and what my token is. */
export function TopBar({ workspace, onPalette }: TopBarProps) {
  return (
    <header className="top">
      {workspace !== undefined && <NetworkClass network={workspace.network} />}
      {workspace?.kind === 'demo' && <span className="top-demo">demo</span>}
      <button type="button" className="find" onClick={onPalette}>
        <Icon of={IconSearch} size={14} />
        <span className="sr">Find or go to</span>
        <span className="find-t">Search requests, payees, screens</span>
        <kbd className="kbd" aria-hidden>
          Ctrl K
        </kbd>
      </button>
      {workspace !== undefined && <Facts workspace={workspace} />}
    </header>
  );
}

function Facts({ workspace }: { readonly workspace: WorkspaceView }) {
  const now = useNow();
  const sync = syncState(workspace, now);
  const online = workspace.coSigners.filter((coSigner) => coSigner.isOnline).length;
  const count = workspace.coSigners.length;
  const tokenWord = workspace.me.token.kind === 'simulated' ? 'simulated token' : `${workspace.me.token.kind} token`;
  return (
    <span className="top-s">
      <span className="top-i">
        <Icon of={IconServer2} className={online === count ? 'c-ok' : 'c-wait'} />
        <b className="num">
          {online}/{count}
        </b>
        co-signers
      </span>
      <span className="top-i">
        <Icon of={sync.isBehind ? IconClockExclamation : IconRefresh} className={sync.isBehind ? 'c-wait' : ''} />
        {sync.label} <b className="num">{sync.figure}</b>
      </span>
      <span className="top-d" />
      <span className="top-i">
        <Icon of={IconDeviceUsb} className="c-ok" />
        <b>{workspace.me.name}</b> {tokenWord}
      </span>
    </span>
  );
}
