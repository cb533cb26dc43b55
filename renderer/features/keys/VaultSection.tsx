import { useEffect, useId, useRef } from 'react';
import type { VaultView } from '../../../src/contract/views.ts';
import { useNow } from '../../api/clock.ts';
import { useWorkspace } from '../../api/queries.ts';
import { Chip } from '../../components/Chip.tsx';
import { IconAlertTriangle, IconArrowsExchange2, IconCircleCheck, IconFlask } from '../../components/icons.ts';
import { Loading } from '../../components/Loading.tsx';
import { ageWords } from '../../components/time.ts';
import { Epochs } from './Epochs.tsx';
import { KeyFacts } from './KeyFacts.tsx';
import { Losses } from './Losses.tsx';
import { Meaning } from './Meaning.tsx';
import { Presignatures } from './Presignatures.tsx';
import { ReshareRun } from './ReshareRun.tsx';
import { SigningSets } from './SigningSets.tsx';
import { TopologyPanel } from './TopologyPanel.tsx';
import { VaultActions } from './VaultActions.tsx';
import { CeremonyChip, VaultCeremony } from './VaultCeremony.tsx';

interface VaultSectionProps {
  readonly vault: VaultView;
  /** Scrolled to: the address names this vault. */
  readonly isWanted: boolean;
}

/** Everything of one vault: its name and actions, what runs on it, and who holds what. */
export function VaultSection({ vault: listed, isWanted }: VaultSectionProps) {
  const vault = useFreshHolders(listed);
  const id = useId();
  const section = useRef<HTMLElement>(null);
  useEffect(() => {
    if (isWanted) section.current?.scrollIntoView({ block: 'start' });
  }, [isWanted]);
  const isActive = vault.status === 'active';
  // The change itself stands below; the header need not say once more why nothing else can begin.
  const isChanging = vault.reshare?.status === 'pending' || vault.reshare?.status === 'running';
  return (
    <section className="ky-v" ref={section} aria-labelledby={id} data-vault={vault.vaultId}>
      <header className="ky-h">
        <div>
          <h2>
            <span id={id}>{vault.name}</span>
            {isActive ? <HealthChip vault={vault} /> : <CeremonyChip vault={vault} />}
            {vault.parameters !== '' && (
              <Chip tone="test" icon={IconFlask}>
                {vault.parameters}
              </Chip>
            )}
          </h2>
          <p>
            {isActive ? 'One key from one ceremony' : 'One key, made by all holders together'}: {vault.scheme}. No place
            holds it whole.
            {isActive && !isChanging && vault.can.why !== '' && <span className="ky-why c-wait"> {vault.can.why}</span>}
          </p>
        </div>
        {isActive && <VaultActions vault={vault} />}
      </header>
      {isActive ? <Active vault={vault} /> : <OnTheWay vault={vault} />}
    </section>
  );
}

function HealthChip({ vault }: { readonly vault: VaultView }) {
  const offline = vault.holders.filter(({ coSigner }) => !coSigner.isOnline).length;
  const stale = vault.holders.filter(({ epoch }) => epoch !== vault.epoch).length;
  if (vault.reshare?.status === 'running')
    return (
      <Chip tone="ink" icon={IconArrowsExchange2}>
        new shares under way
      </Chip>
    );
  if (offline === 0 && stale === 0)
    return (
      <Chip tone="ok" icon={IconCircleCheck}>
        healthy
      </Chip>
    );
  return (
    <Chip tone="wait" icon={IconAlertTriangle}>
      {offline > 0 ? `${offline} offline` : `${stale} with a stale share`}
    </Chip>
  );
}

function Active({ vault }: { readonly vault: VaultView }) {
  const now = useNow(10_000);
  const [current] = vault.epochs;
  const since = current?.since ?? vault.createdAt;
  const age = since === null ? '' : `, ${ageWords(now - Number(since))} old`;
  return (
    <>
      {vault.reshare !== null && <ReshareRun vault={vault} reshare={vault.reshare} />}
      <div className="ky">
        <div className="ky-l">
          <TopologyPanel vault={vault} aside={`epoch ${vault.epoch}${age}`} />
          <div className="ky-f">
            <Epochs vault={vault} />
            {vault.presignatures !== null && <Presignatures vault={vault} stock={vault.presignatures} />}
            <KeyFacts vault={vault} />
          </div>
        </div>
        <div className="ky-r">
          <SigningSets vault={vault} />
          <Meaning vault={vault} />
          <Losses vault={vault} />
        </div>
      </div>
    </>
  );
}

function OnTheWay({ vault }: { readonly vault: VaultView }) {
  if (vault.ceremony === null)
    return (
      <div className="panel pad">
        <Loading step={`Reading the key ceremony of ${vault.name}`} />
      </div>
    );
  return <VaultCeremony ceremony={vault.ceremony} />;
}

/** The vault with who is online now: the workspace is asked more often than the vaults. */
function useFreshHolders(vault: VaultView): VaultView {
  const { data: workspace } = useWorkspace();
  const fresh = new Map((workspace?.coSigners ?? []).map((coSigner) => [coSigner.pid, coSigner]));
  const holders = vault.holders.map((holder) => ({
    ...holder,
    coSigner: fresh.get(holder.coSigner.pid) ?? holder.coSigner,
  }));
  return { ...vault, holders };
}
