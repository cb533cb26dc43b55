import { useState } from 'react';
import type { RequestDetailView } from '../../../src/contract/views.ts';
import { newCommandId } from '../../api/client.ts';
import { useCommand } from '../../api/commands.ts';
import { Sentence } from '../../components/Sentence.tsx';
import { TokenReview } from '../token/TokenReview.tsx';

interface ReviewDialogProps {
  readonly detail: RequestDetailView;
  readonly onClose: () => void;
}

/** A payment, word for word, before the token decides. */
export function ReviewDialog({ detail, onClose }: ReviewDialogProps) {
  const approve = useCommand('request.approve');
  // One id for the whole review: pressing again after an error repeats the same act.
  const [commandId] = useState(newCommandId);
  const { requestId, intentHash, sentence } = detail.intent;
  return (
    <TokenReview
      sentence={<Sentence parts={sentence} />}
      screens={detail.tokenScreens}
      hint="These are the words of your token. Send it there, compare each screen, and confirm on it."
      next={nextWords(detail)}
      approval={approve}
      onSend={() => approve.mutate({ requestId, intentHash, commandId })}
      onClose={onClose}
    />
  );
}

function nextWords({ verdict }: RequestDetailView): string {
  if (verdict.type === 'denied') return '';
  const next = verdict.stages.find((stage) => !stage.isMet);
  return next === undefined ? 'Next: signing.' : `Next: ${next.groupName}.`;
}
