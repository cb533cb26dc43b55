import type { ReactNode } from 'react';
import type { VaultView } from '../../../src/contract/views.ts';
import { Icon } from '../../components/Icon.tsx';
import { IconAlertTriangle, IconCircleCheck, IconHandStop, type TablerIcon } from '../../components/icons.ts';
import { Panel } from '../../components/Panel.tsx';

interface StatementProps {
  readonly icon: TablerIcon;
  readonly tone?: 'ok' | 'wait';
  readonly title: string;
  readonly children: ReactNode;
}

function Statement({ icon, tone, title, children }: StatementProps) {
  return (
    <li className="stmt">
      <Icon of={icon} size={18} {...(tone === undefined ? {} : { className: `c-${tone}` })} />
      <span>
        <b>{title}</b>
        <small>{children}</small>
      </span>
    </li>
  );
}

/** The topology as sentences. */
export function Meaning({ vault }: { readonly vault: VaultView }) {
  const { minSigners, partyCount, canLose } = vault;
  const blockers = canLose + 1;
  const outside = vault.holders.filter(({ coSigner }) => coSigner.kind === 'guardian').length;
  const bySite = [...Map.groupBy(vault.holders, ({ coSigner }) => coSigner.site)];
  const crowded = bySite.find(([, holders]) => holders.length >= minSigners);
  return (
    <Panel level={3} title="What that means">
      <ul>
        <Statement icon={IconHandStop} title={`Any ${blockers} of ${partyCount} can block`}>
          by not answering.{' '}
          {canLose === 0 ? 'Every holder is needed.' : canLose === 1 ? 'One alone cannot.' : `No ${canLose} can.`}
        </Statement>
        <Statement
          icon={IconCircleCheck}
          tone="ok"
          title={outside < minSigners ? 'Outside control: none' : 'Outside control: yes'}
        >
          {outside === 0 ? 'No share is outside the company.' : `${outside} outside. ${minSigners} are needed to sign.`}
        </Statement>
        {crowded === undefined ? (
          <Statement icon={IconCircleCheck} tone="ok" title={`No place holds ${minSigners}`}>
            {bySite.length} places
          </Statement>
        ) : (
          <Statement
            icon={IconAlertTriangle}
            tone="wait"
            title={`${crowded[1].length} of ${partyCount} shares are in one place`}
          >
            Enough to sign: whoever has {crowded[0]} has the key.
          </Statement>
        )}
      </ul>
    </Panel>
  );
}
