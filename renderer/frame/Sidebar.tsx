import { Link, useNavigate } from '@tanstack/react-router';
import type { WorkspaceView } from '../../src/contract/views.ts';
import { useVaults } from '../api/queries.ts';
import { Icon } from '../components/Icon.tsx';
import { IconPlus } from '../components/icons.ts';
import { placeGroups, type Place } from './places.ts';
import { WorkspaceMenu } from './WorkspaceMenu.tsx';

interface SidebarProps {
  readonly workspace: WorkspaceView | undefined;
  readonly onHelp: () => void;
}

/** The rail: what is built, and nothing else. */
export function Sidebar({ workspace, onHelp }: SidebarProps) {
  const navigate = useNavigate();
  const vaults = useVaults().data ?? [];
  const needsMe: Partial<Record<Place['to'], number>> = {
    '/approvals': workspace?.needsMe ?? 0,
    '/keys': vaults.filter(({ reshare }) => reshare?.can.approve === true).length,
  };
  return (
    <nav className="side" aria-label="Main">
      <WorkspaceMenu workspace={workspace} onHelp={onHelp} />
      <button type="button" className="side-new" onClick={() => void navigate({ to: '/transfers/new' })}>
        <Icon of={IconPlus} />
        <span>New transfer</span>
        <kbd className="kbd kbd-on" aria-hidden>
          n
        </kbd>
      </button>
      {placeGroups.map((group) => (
        <div key={group.name} className="side-g">
          <span className="side-t">{group.name}</span>
          {group.places.map((place) => (
            <PlaceLink key={place.to} place={place} needsMe={needsMe[place.to] ?? 0} />
          ))}
        </div>
      ))}
    </nav>
  );
}

function PlaceLink({ place, needsMe }: { readonly place: Place; readonly needsMe: number }) {
  return (
    <Link to={place.to} className="side-i" activeProps={{ className: 'on', 'aria-current': 'page' }}>
      <Icon of={place.icon} />
      <span>{place.name}</span>
      {needsMe > 0 ? (
        <span className="cnt cnt-solid">
          {needsMe}
          <span className="sr"> need you</span>
        </span>
      ) : (
        <kbd className="kbd" aria-hidden>
          g {place.letter}
        </kbd>
      )}
    </Link>
  );
}
