import type { RequestDetailView } from '../../../src/contract/views.ts';
import { CopyButton } from '../../components/CopyButton.tsx';
import { inFours } from '../../components/digits.ts';
import { HashBlock } from '../../components/HashBlock.tsx';
import { ExportMenu } from '../audit/ExportMenu.tsx';
import { latestSession } from './facts.ts';

/** Everything needed to check on another machine: hashes in full, the unsigned bytes, the log as a file. */
export function RawTab({ detail }: { readonly detail: RequestDetailView }) {
  const session = latestSession(detail);
  return (
    <div className="raw">
      <h3>This request</h3>
      <HashBlock label="Intent" hash={detail.intent.intentHash} groups={16} />
      <HashBlock label="Policy" hash={detail.policy.hash} groups={16} />
      <HashBlock label="Request" hash={detail.summary.requestId} groups={16} />
      {session !== undefined && <h3>Compared by the signers, attempt {session.attempt}</h3>}
      {session?.agreed.map(({ label, hash, agree, of }) => (
        <HashBlock key={label} label={label} hash={hash} groups={12} agreed={{ agree, of }} />
      ))}
      {detail.receipt !== null && <HashBlock label="Signature" hash={detail.receipt.signature} groups={16} />}
      <div className="row-b">
        <b>Unsigned transaction</b>
        {session === undefined ? (
          <span className="t3">built after the quorum</span>
        ) : (
          <span className="row t3">
            {session.unsignedTransaction.length / 2} bytes
            <CopyButton text={session.unsignedTransaction} label="unsigned transaction" />
          </span>
        )}
      </div>
      {session !== undefined && (
        <p className="bytes" data-testid="unsigned-bytes">
          {inFours(session.unsignedTransaction).map((group, index) => (
            <span key={index}>{group}</span>
          ))}
        </p>
      )}
      {session?.verdicts
        .filter(({ reading }) => reading !== '')
        .map(({ coSigner, reading }) => (
          <div key={coSigner.pid} className="raw-r">
            <span className="t3">{coSigner.name} reads</span>
            <span className="mono">{reading}</span>
          </div>
        ))}
      <ExportMenu label="Export the log" />
    </div>
  );
}
