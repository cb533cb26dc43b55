import { Button } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import type { TransferPreviewView } from '../../../src/contract/views.ts';
import { newCommandId } from '../../api/client.ts';
import { useCommand } from '../../api/commands.ts';
import { useWorkspace } from '../../api/queries.ts';
import { HashPrefix } from '../../components/HashBlock.tsx';
import { Icon } from '../../components/Icon.tsx';
import { Loading } from '../../components/Loading.tsx';
import { IconAlertTriangle, IconCircleCheck, IconSend, IconX, type TablerIcon } from '../../components/icons.ts';
import { Problem } from '../../components/Problem.tsx';
import { Sentence } from '../../components/Sentence.tsx';
import { TokenScreens } from '../../components/TokenScreens.tsx';
import { useConfirmKey } from '../../frame/use-global-keys.ts';
import type { Draft } from './draft.ts';
import { VerdictPreview } from './VerdictPreview.tsx';

type CheckView = TransferPreviewView['checks'][number];

/** The screens with amount and address; the review before approving shows all. */
const DECISIVE = [1, 2, 3];

interface PreviewPanelProps {
  readonly draft: Draft;
  readonly preview: TransferPreviewView | undefined;
  /** An error that is not about one field. */
  readonly error: unknown;
  /** The console is asked about what is in the form. */
  readonly isAsking: boolean;
  /** Whether the preview belongs to what is in the form now. */
  readonly isSettled: boolean;
}

/** What the form means: sentence, verdict, checks, the token's words. Made by the console from the intent itself. */
export function PreviewPanel({ draft, preview, error, isAsking, isSettled }: PreviewPanelProps) {
  return (
    <section className="panel sd" aria-label="What you ask for" data-testid="preview" aria-busy={!isSettled}>
      {error !== null && (
        <div className="sd-s sd-grow">
          <Problem error={error} />
        </div>
      )}
      {preview === undefined && error === null && <Waiting isAsking={isAsking} />}
      {preview !== undefined && error === null && <Meaning preview={preview} />}
      <Submit draft={draft} preview={error === null && isSettled ? preview : undefined} />
    </section>
  );
}

function Waiting({ isAsking }: { readonly isAsking: boolean }) {
  return (
    <div className="sd-s sd-grow">
      <div className="sd-l">
        <span>What you ask for</span>
      </div>
      {isAsking ? (
        <Loading step="Asking the policy and the chain" lines={3} />
      ) : (
        <p className="t2">
          The sentence, the policy’s verdict and the words of your token stand here as soon as account, payee and amount
          are known.
        </p>
      )}
    </div>
  );
}

function Meaning({ preview }: { readonly preview: TransferPreviewView }) {
  const { data: workspace } = useWorkspace();
  return (
    <>
      <div className="sd-s">
        <div className="sd-l">
          <span>What you ask for</span>
          <span>
            intent <HashPrefix of={preview.intent.intentHash} />
          </span>
        </div>
        <p className="sent" data-testid="intent-sentence">
          <Sentence parts={preview.intent.sentence} />
        </p>
      </div>
      <VerdictPreview verdict={preview.verdict} />
      <div className="sd-s">
        <div className="sd-l">
          <span>Checks</span>
        </div>
        <ul className="chk">
          {preview.checks.map((check) => (
            <CheckLine key={check.label} check={check} />
          ))}
        </ul>
      </div>
      <div className="sd-s sd-grow">
        <div className="sd-l">
          <span>Tokens will show</span>
          <span>{preview.tokenScreens.length} screens</span>
        </div>
        <TokenScreens screens={preview.tokenScreens} canShow={workspace?.me.token.canShow ?? true} only={DECISIVE} />
      </div>
    </>
  );
}

const checkFaces: Record<CheckView['state'], readonly [icon: TablerIcon, className: string]> = {
  ok: [IconCircleCheck, 'c-ok'],
  warning: [IconAlertTriangle, 'c-wait'],
  failed: [IconX, 'c-bad'],
};

function CheckLine({ check }: { readonly check: CheckView }) {
  const [icon, className] = checkFaces[check.state];
  return (
    <li>
      <Icon of={icon} className={className} />
      <span>
        {check.label}
        <span className="sr">: {check.state}</span>
      </span>
      <small>{check.detail}</small>
    </li>
  );
}

function Submit({ draft, preview }: { readonly draft: Draft; readonly preview: TransferPreviewView | undefined }) {
  const navigate = useNavigate();
  const submit = useCommand('transfer.submit');
  const isPurposeMissing = preview?.canSubmit === true && draft.purpose === '';
  const isReady = preview?.canSubmit === true && !isPurposeMissing && !submit.isPending;
  const run = () => {
    if (!isReady) return;
    const expectedSentence = preview.intent.sentence.map(({ text }) => text).join('');
    submit.mutate(
      { draft, expectedSentence, commandId: newCommandId() },
      { onSuccess: ({ requestId }) => void navigate({ to: '/requests/$requestId', params: { requestId } }) },
    );
  };
  useConfirmKey(run, isReady);
  // What was wrong with an earlier answer is not said of the corrected one.
  const isOfThisDraft = JSON.stringify(submit.variables?.draft) === JSON.stringify(draft);
  return (
    <div className="sd-s sd-end">
      {submit.error !== null && isOfThisDraft && <Problem error={submit.error} />}
      {isPurposeMissing && <p className="t2">Say what the payment is for: the officers who approve read it.</p>}
      <Button
        fullWidth
        leftSection={<Icon of={IconSend} />}
        rightSection={
          <kbd className="kbd kbd-on" aria-hidden>
            Ctrl Enter
          </kbd>
        }
        disabled={!isReady && !submit.isPending}
        loading={submit.isPending}
        onClick={run}
      >
        Submit for approval
      </Button>
    </div>
  );
}
