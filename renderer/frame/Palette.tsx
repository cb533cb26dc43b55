import { useNavigate } from '@tanstack/react-router';
import { useState, type KeyboardEvent } from 'react';
import { usePayees, useRequests, useVaults } from '../api/queries.ts';
import { Dialog } from '../components/Dialog.tsx';
import { Icon } from '../components/Icon.tsx';
import { IconKey, IconPlus, IconSearch, IconSignature, IconWallet, type TablerIcon } from '../components/icons.ts';
import { places } from './places.ts';

interface PaletteProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

interface Hit {
  readonly id: string;
  readonly title: string;
  readonly kind: string;
  readonly icon: TablerIcon;
  readonly open: () => void;
}

const MAX_HITS = 10;

/** Finds screens, vaults, requests and payees by any part of their name. */
export function Palette({ isOpen, onClose }: PaletteProps) {
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title="Find or go to" size="lg">
      {isOpen && <Finder onClose={onClose} />}
    </Dialog>
  );
}

function Finder({ onClose }: { readonly onClose: () => void }) {
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const hits = useHits(text);
  const open = (hit: Hit | undefined) => {
    if (hit === undefined) return;
    onClose();
    hit.open();
  };
  const press = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') setAt((index) => Math.min(index + 1, hits.length - 1));
    else if (event.key === 'ArrowUp') setAt((index) => Math.max(index - 1, 0));
    else if (event.key === 'Enter') open(hits[at]);
    else return;
    event.preventDefault();
  };
  return (
    <div className="pal">
      <span className="pal-f">
        <Icon of={IconSearch} />
        <input
          data-autofocus
          role="combobox"
          aria-label="Find or go to"
          aria-expanded
          aria-controls="palette-hits"
          aria-activedescendant={hits[at] === undefined ? undefined : `hit-${hits[at].id}`}
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
            setAt(0);
          }}
          onKeyDown={press}
        />
      </span>
      <ul id="palette-hits" role="listbox" aria-label="Results">
        {hits.map((hit, index) => (
          <li
            key={hit.id}
            id={`hit-${hit.id}`}
            role="option"
            aria-selected={index === at}
            className={index === at ? 'on' : undefined}
            onClick={() => open(hit)}
          >
            <Icon of={hit.icon} />
            <span>{hit.title}</span>
            <small>{hit.kind}</small>
          </li>
        ))}
      </ul>
      {hits.length === 0 && <p className="t3">Nothing here is called “{text}”.</p>}
    </div>
  );
}

function useHits(text: string): Hit[] {
  const navigate = useNavigate();
  const requests = useRequests().data ?? [];
  const payees = usePayees().data ?? [];
  const vaults = useVaults().data ?? [];
  const all: Hit[] = [
    ...places.map((place) => ({
      id: place.letter,
      title: place.name,
      kind: `screen, g ${place.letter}`,
      icon: place.icon,
      open: () => void navigate({ to: place.to }),
    })),
    {
      id: 'new',
      title: 'New transfer',
      kind: 'screen, n',
      icon: IconPlus,
      open: () => void navigate({ to: '/transfers/new' }),
    },
    ...vaults.map(({ vaultId, name }) => ({
      id: `vault-${vaultId}`,
      title: name,
      kind: 'vault, keys',
      icon: IconKey,
      open: () => void navigate({ to: '/keys', search: { vault: vaultId } }),
    })),
    ...requests.map((request) => ({
      id: request.requestId,
      title: `${request.label} ${request.title}`,
      kind: `request, ${request.status}`,
      icon: IconSignature,
      open: () => void navigate({ to: '/requests/$requestId', params: { requestId: request.requestId } }),
    })),
    ...payees.map((payee) => ({
      id: `payee-${payee.payeeId}`,
      title: payee.name,
      kind: `payee on ${payee.chain === 'evm' ? 'an EVM chain' : 'Solana'}, log entries`,
      icon: IconWallet,
      open: () => void navigate({ to: '/log', search: { filter: payee.name } }),
    })),
  ];
  const wanted = text.trim().toLowerCase();
  return all.filter((hit) => hit.title.toLowerCase().includes(wanted)).slice(0, MAX_HITS);
}
