import { Button } from '@mantine/core';
import type { TokenPromptView } from '../../../src/contract/views.ts';
import { useCommand } from '../../api/commands.ts';
import { useTokenPrompt } from '../../api/events.ts';
import { Dialog } from '../../components/Dialog.tsx';
import { Icon } from '../../components/Icon.tsx';
import { IconFlask } from '../../components/icons.ts';
import { Problem } from '../../components/Problem.tsx';
import { TokenScreens } from '../../components/TokenScreens.tsx';

/** Opens by itself when the token asks its holder something, and closes when the token is idle again. */
export function TokenDialog() {
  const prompt = useTokenPrompt();
  if (prompt === null) return null;
  return (
    <Dialog
      onClose={() => undefined}
      canLeave={false}
      isOnTop
      title={prompt.tokenKind === 'simulated' ? 'Simulated token — demo only' : 'Your token asks you'}
      size="lg"
    >
      <Device key={prompt.promptId} prompt={prompt} />
    </Dialog>
  );
}

function Device({ prompt }: { readonly prompt: TokenPromptView }) {
  return (
    <div className="dev-f">
      <p className="t2">Compare every line with what you decided. What the token shows is what is signed.</p>
      <div className="dev">
        <TokenScreens screens={prompt.screens} />
        {prompt.tokenKind === 'simulated' && <Buttons promptId={prompt.promptId} />}
      </div>
      {prompt.tokenKind === 'simulated' && (
        <p className="row t3">
          <Icon of={IconFlask} className="c-test" />
          Drawn by this window and good for the demo only: a real token shows this on a screen of its own.
        </p>
      )}
    </div>
  );
}

function Buttons({ promptId }: { readonly promptId: string }) {
  const answer = useCommand('token.answer');
  return (
    <>
      <div className="dev-b">
        <Button
          variant="default"
          data-autofocus
          disabled={answer.isPending}
          onClick={() => answer.mutate({ promptId, answer: 'refuse' })}
        >
          Refuse on token
        </Button>
        <Button loading={answer.isPending} onClick={() => answer.mutate({ promptId, answer: 'approve' })}>
          Approve on token
        </Button>
      </div>
      {answer.error !== null && <Problem error={answer.error} />}
    </>
  );
}
