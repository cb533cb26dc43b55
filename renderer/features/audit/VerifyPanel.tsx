import type { LogVerificationView } from '../../../src/contract/views.ts';
import { Count } from '../../components/Amount.tsx';
import { Icon } from '../../components/Icon.tsx';
import { IconAlertOctagon, IconRosetteDiscountCheckFilled } from '../../components/icons.ts';
import { Loading } from '../../components/Loading.tsx';
import { Panel } from '../../components/Panel.tsx';
import { Problem } from '../../components/Problem.tsx';
import { clockTime, elapsedWords } from '../../components/time.ts';

interface VerifyPanelProps {
  readonly result: LogVerificationView | undefined;
  readonly error: unknown;
  readonly isRunning: boolean;
}

/** What was checked here, and how it ended. */
export function VerifyPanel({ result, error, isRunning }: VerifyPanelProps) {
  return (
    <Panel title="Verified here" aside={result && clockTime(Number(result.verifiedAt), true)} testId="verify-panel">
      <div aria-live="polite">
        {isRunning && <Loading step="Checking every signature and proof on this machine" />}
        {!isRunning && error !== null && <Problem error={error} />}
        {!isRunning && error === null && result === undefined && (
          <p className="t2">
            Not checked in this window yet. Verify recomputes every hash, signature, inclusion and consistency proof
            here. <kbd className="kbd">v</kbd>
          </p>
        )}
        {!isRunning && result !== undefined && <Result result={result} />}
      </div>
    </Panel>
  );
}

function Result({ result }: { readonly result: LogVerificationView }) {
  return (
    <>
      <p className={`row vres ${result.isIntact ? '' : 'c-bad'}`}>
        <Icon
          of={result.isIntact ? IconRosetteDiscountCheckFilled : IconAlertOctagon}
          size={18}
          className={result.isIntact ? 'c-ok' : 'c-bad'}
        />
        <b>{result.isIntact ? 'Complete and unchanged' : 'The log does not match its proofs'}</b>
      </p>
      <div className={`vbar${result.isIntact ? '' : ' vbar-bad'}`}>
        <i />
      </div>
      <dl className="kv kv-s">
        <dt>Entries</dt>
        <dd>
          0 to <Count of={Math.max(0, result.entries - 1)} />
          {result.isIntact && ', no gap'}
        </dd>
        <dt>Inclusion proofs</dt>
        <dd>
          <Count of={result.inclusionProofs} />
        </dd>
        <dt>Consistency proofs</dt>
        <dd>
          <Count of={result.consistencyProofs} />
        </dd>
        <dt>Signatures</dt>
        <dd>
          <Count of={result.signatures} />
          {result.isIntact && ', all valid'}
        </dd>
        <dt>Took</dt>
        <dd>{elapsedWords(result.elapsed)}</dd>
      </dl>
    </>
  );
}
