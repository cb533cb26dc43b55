import type { RequestDetailView } from '../../../src/contract/views.ts';
import { Count } from '../../components/Amount.tsx';
import { kindIcons } from '../../components/holders.ts';
import { Icon } from '../../components/Icon.tsx';
import { ProofState } from '../../components/ProofState.tsx';
import { Sentence } from '../../components/Sentence.tsx';
import { clockTime } from '../../components/time.ts';

/** Every log entry about this request, in order. */
export function HistoryTab({ detail }: { readonly detail: RequestDetailView }) {
  return (
    <table className="tb tb-c" aria-label="History">
      <thead>
        <tr>
          <th scope="col">Entry</th>
          <th scope="col">Time</th>
          <th scope="col">By</th>
          <th scope="col">What</th>
          <th scope="col" className="r">
            Proof
          </th>
        </tr>
      </thead>
      <tbody>
        {detail.history.map((entry) => (
          <tr key={entry.index}>
            <td>
              <Count of={entry.index} />
            </td>
            <td className="num">{clockTime(Number(entry.time), true)}</td>
            <td>
              <span className="row">
                <Icon of={kindIcons[entry.authorKind]} size={14} className="t3" />
                {entry.author}
              </span>
            </td>
            <td className={entry.tone === 'bad' ? 'c-bad' : undefined}>
              <Sentence parts={entry.what} />
            </td>
            <td className="r">
              <ProofState proof={entry.proof} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
