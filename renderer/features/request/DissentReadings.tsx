import type { RequestDetailView, SessionView } from '../../../src/contract/views.ts';
import { AddressDifference } from '../../components/Address.tsx';
import { differences } from '../../components/digits.ts';
import { IconHandStop } from '../../components/icons.ts';
import { listOf } from '../../components/list-of.ts';
import { Note } from '../../components/Note.tsx';
import { otherRecipient } from './facts.ts';

/** "HSM reads", "HSM, Endpoint and Compliance read". */
function refusers(session: SessionView): { readonly names: string; readonly isOne: boolean } {
  const names = session.verdicts.filter(({ answer }) => answer === 'refuse').map(({ coSigner }) => coSigner.name);
  return { names: listOf(names), isOne: names.length === 1 };
}

/** Codes that mean: the bytes are not what the console showed. */
const byteCodes = /^(?:BYTES|RECIPIENT|AMOUNT|ASSET|SENDER|EFFECT)_/;

/** The headline of a stopped session. */
export function dissentTitle(session: SessionView): string {
  const { names, isOne } = refusers(session);
  const codes = session.verdicts.flatMap(({ reasons }) => reasons.map(({ code }) => code));
  return codes.some((code) => byteCodes.test(code))
    ? `Stopped. ${names} ${isOne ? 'reads' : 'read'} other bytes than the console showed you.`
    : `Stopped. ${names} ${isOne ? 'refuses' : 'refuse'} to sign this.`;
}

interface DissentReadingsProps {
  readonly detail: RequestDetailView;
  readonly session: SessionView;
}

/** The loudest thing there is: who refuses, and both readings one under the other. */
export function DissentReadings({ detail, session }: DissentReadingsProps) {
  const other = otherRecipient(session, detail.intent.to);
  const refusals = session.verdicts.filter(({ answer, logIndex }) => answer === 'refuse' && logIndex !== null);
  const entries = [...new Set(refusals.map(({ logIndex }) => Number(logIndex)))].sort((left, right) => left - right);
  return (
    <div className="ds">
      <Note tone="bad" icon={IconHandStop} title={dissentTitle(session)} role="alert">
        Nothing was signed and no funds moved. {entries.length === 1 && `The dissent is log entry ${entries[0]}.`}
        {entries.length > 1 && `The dissent is in the log, entries ${listOf(entries.map(String))}.`}
      </Note>
      {other !== undefined && (
        <div className="dbox">
          <div className="row-b">
            <b>Recipient, both readings</b>
            <span className="t3">{differences(detail.intent.to, other.address)} characters differ</span>
          </div>
          <AddressDifference
            known={{ label: 'Intent approved', address: detail.intent.to }}
            other={{ label: `Bytes at ${other.name}`, address: other.address }}
          />
        </div>
      )}
    </div>
  );
}
