import { Button } from '@mantine/core';
import { useState } from 'react';
import type { VaultView } from '../../../src/contract/views.ts';
import { newCommandId } from '../../api/client.ts';
import { useCommand } from '../../api/commands.ts';
import { Dialog } from '../../components/Dialog.tsx';
import { listOf } from '../../components/list-of.ts';
import { Note } from '../../components/Note.tsx';
import { Problem } from '../../components/Problem.tsx';
import { Unchanged } from './Unchanged.tsx';

interface RefreshDialogProps {
  readonly vault: VaultView;
  readonly onClose: () => void;
}

/** Says what a refresh does before it is ordered; its progress then stands in the vault's section. */
export function RefreshDialog({ vault, onClose }: RefreshDialogProps) {
  const refresh = useCommand('key.refresh');
  const [commandId] = useState(newCommandId);
  const run = () => refresh.mutate({ vaultId: vault.vaultId, commandId }, { onSuccess: onClose });
  const offline = vault.holders.filter(({ coSigner }) => !coSigner.isOnline).map(({ coSigner }) => coSigner.name);
  return (
    <Dialog onClose={onClose} title={`Refresh the shares of ${vault.name}`} size="lg" canLeave={!refresh.isPending}>
      <div className="form">
        <p>
          All {vault.partyCount} holders get new shares of the same key together. Old and new shares do not fit each
          other: whoever had copied fewer than {vault.minSigners} old ones begins from nothing.
        </p>
        <ol className="steps">
          <li>{vault.minSigners} holders deal new shares to all, and everybody checks them against the public key.</li>
          {vault.schemeId === 'ecdsa-secp256k1' && (
            <li>Every holder proves a fresh modulus, made of its spare primes.</li>
          )}
          <li>
            When all have stored their new share and said so, epoch {vault.epoch + 1} is in force at once, everywhere.
          </li>
          <li>
            The shares of epoch {vault.epoch} are destroyed after a test signature with the new ones
            {(vault.presignatures?.available ?? 0) > 0 && ', its presignatures at once'}.
          </li>
        </ol>
        <Unchanged
          title="Stays the same"
          fingerprint={vault.fingerprint}
          addresses={vault.accounts.map(({ address }) => address)}
        />
        {offline.length > 0 && (
          <Note tone="wait" title={`${listOf(offline)} ${offline.length === 1 ? 'is' : 'are'} offline.`}>
            A refresh needs every holder. It fails without harm if one does not come back in time.
          </Note>
        )}
        <Waits vault={vault} />
        {refresh.error !== null && <Problem error={refresh.error} />}
        <div className="form-a">
          <Button variant="default" onClick={onClose} disabled={refresh.isPending}>
            Close
          </Button>
          <Button onClick={run} loading={refresh.isPending} data-autofocus>
            Start the refresh
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

/** Primes take minutes to find: whoever has none makes the others wait. */
function Waits({ vault }: { readonly vault: VaultView }) {
  const waiting = vault.holders
    .filter(({ primes }) => primes !== null && primes.ready === 0)
    .map(({ coSigner }) => coSigner.name);
  if (waiting.length === 0) return null;
  return (
    <p className="t2">
      It begins when {listOf(waiting)} {waiting.length === 1 ? 'has' : 'have'} found primes. That can take minutes.
    </p>
  );
}
