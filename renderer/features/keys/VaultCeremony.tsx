import type { CeremonyView, VaultView } from '../../../src/contract/views.ts';
import { Chip, type Tone } from '../../components/Chip.tsx';
import { IconArrowsExchange2, IconPlayerStop, IconServer2, IconX, type TablerIcon } from '../../components/icons.ts';
import { CeremonyAside } from '../first-run/CeremonyAside.tsx';
import { CeremonyRounds } from '../first-run/CeremonyRounds.tsx';

const faces: Record<Exclude<CeremonyView['state'], 'done'>, readonly [tone: Tone, icon: TablerIcon, word: string]> = {
  preparing: ['wait', IconServer2, 'preparing'],
  running: ['ink', IconArrowsExchange2, 'key ceremony'],
  confirming: ['ink', IconArrowsExchange2, 'confirming'],
  failed: ['bad', IconX, 'no key: ceremony failed'],
  cancelled: ['idle', IconPlayerStop, 'no key: ceremony stopped'],
};

/** How far a vault without a key is on the way to one. */
export function CeremonyChip({ vault }: { readonly vault: VaultView }) {
  const state = vault.ceremony?.state ?? (vault.status === 'failed' ? 'failed' : 'preparing');
  const [tone, icon, word] = faces[state === 'done' ? 'confirming' : state];
  return (
    <Chip tone={tone} icon={icon}>
      {word}
    </Chip>
  );
}

/** The ceremony of a vault, live in its section; the vault appears in full when it ends. */
export function VaultCeremony({ ceremony }: { readonly ceremony: CeremonyView }) {
  return (
    <div className="ky">
      <div className="ky-l">
        <CeremonyRounds ceremony={ceremony} level={3} canRetry={false} />
      </div>
      <div className="ky-r">
        <CeremonyAside ceremony={ceremony} level={3} canRetry={false} />
      </div>
    </div>
  );
}
