import { useState } from 'react';
import type { ReshareView, VaultView } from '../../../src/contract/views.ts';
import { newCommandId } from '../../api/client.ts';
import { useCommand } from '../../api/commands.ts';
import { TokenReview } from '../token/TokenReview.tsx';

interface ReshareReviewProps {
  readonly vault: VaultView;
  readonly reshare: ReshareView;
  readonly onClose: () => void;
}

/** A change of share holders, word for word, before the token decides. */
export function ReshareReview({ vault, reshare, onClose }: ReshareReviewProps) {
  const approve = useCommand('key.approve-reshare');
  // One id for the whole review: pressing again after an error repeats the same act.
  const [commandId] = useState(newCommandId);
  return (
    <TokenReview
      sentence={
        <>
          New share holders for <b>{vault.name}</b>: who holds a share decides who can spend.
        </>
      }
      screens={reshare.tokenScreens}
      hint="These are the words of your token. The line under a name is the start of that co-signer’s identity. Send it there, compare each screen, and confirm on it."
      next="The change runs by itself when enough officers have approved."
      approval={approve}
      onSend={() => approve.mutate({ vaultId: vault.vaultId, runId: reshare.runId, commandId })}
      onClose={onClose}
    />
  );
}
