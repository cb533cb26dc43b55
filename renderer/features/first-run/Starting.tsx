import type { WireError } from '../../../src/contract/views.ts';
import { Loading } from '../../components/Loading.tsx';
import { ErrorNote } from '../../components/Problem.tsx';
import { Gate } from './Gate.tsx';

/** The console's own start, with the step under way. */
export function Starting({ step }: { readonly step: string }) {
  return (
    <Gate title="Starting">
      <Loading step={step} />
    </Gate>
  );
}

const unknownFailure: WireError = {
  code: 'START_FAILED',
  kind: 'bug',
  message: 'The console stopped while it started.',
  safe: 'Nothing was signed.',
  next: 'Close the window and start Countersign again.',
};

/** A start that did not succeed, with what is safe. */
export function Failed({ error }: { readonly error: WireError | null }) {
  return (
    <Gate title="Countersign did not start">
      <ErrorNote error={error ?? unknownFailure} />
    </Gate>
  );
}
