import { IconArrowUpRight } from '../../components/icons.ts';
import { listOf } from '../../components/list-of.ts';
import { Note } from '../../components/Note.tsx';
import { Panel } from '../../components/Panel.tsx';
import { changeOf, signingSetsOf, sovereigntyOf, type Committee, type Sovereignty } from './committee.ts';
import { SetsGrid } from './SigningSets.tsx';

interface ComparisonProps {
  readonly before: Committee;
  readonly after: Committee;
}

/** Who can sign, who can block, what may be lost: before and after. What makes it easier to move money stands first. */
export function Comparison({ before, after }: ComparisonProps) {
  const change = changeOf(before, after);
  const names = (of: Committee['holders']) => listOf(of.map(({ name }) => name));
  return (
    <Panel title="Before and after" className="cmp-p">
      {change.isLooser && (
        <Note tone="bad" icon={IconArrowUpRight} title="This makes it easier to move money.">
          {after.minSigners < before.minSigners
            ? `${after.minSigners} holders are enough to sign, where ${before.minSigners} were needed.`
            : `${signingSetsOf(after).length} sets can sign instead of ${signingSetsOf(before).length}.`}
        </Note>
      )}
      {change.isMoreFragile && (
        <Note tone="wait" title="Fewer holders may be lost than today.">
          {after.holders.length === after.minSigners
            ? 'Every holder is needed: the loss of a single one ends access to the funds.'
            : 'The rest can still sign, with less to spare.'}
        </Note>
      )}
      {(change.leaving.length > 0 || change.joining.length > 0) && (
        <p>
          {change.leaving.length > 0 && (
            <>
              <b>{names(change.leaving)}</b> {change.leaving.length === 1 ? 'leaves' : 'leave'}
              {change.joining.length > 0 ? ', ' : '.'}
            </>
          )}
          {change.joining.length > 0 && (
            <>
              <b>{names(change.joining)}</b> {change.joining.length === 1 ? 'joins' : 'join'}.
            </>
          )}
        </p>
      )}
      <Figures before={sovereigntyOf(before)} after={sovereigntyOf(after)} />
      <h3 className="cmp-h">These sets can sign afterwards</h3>
      <SetsGrid holders={after.holders} sets={signingSetsOf(after)} />
    </Panel>
  );
}

const crowdedWords = ({ site, count }: Sovereignty['crowded'], of: number): string =>
  count === 1 ? 'one each' : `${count} of ${of}, ${site}`;

const rows: readonly (readonly [label: string, words: (of: Sovereignty) => string])[] = [
  ['Sign together', ({ minSigners, partyCount }) => `any ${minSigners} of ${partyCount}`],
  ['Sets that can sign', ({ sets }) => String(sets)],
  ['Can block', ({ canBlock, partyCount }) => (canBlock === 1 ? 'any 1' : `any ${canBlock} of ${partyCount}`)],
  ['May be lost', ({ canLose }) => (canLose === 0 ? 'none' : `any ${canLose}`)],
  ['An outsider needs', ({ minSigners }) => `${minSigners} shares`],
  ['Most in one place', ({ crowded, partyCount }) => crowdedWords(crowded, partyCount)],
];

function Figures({ before, after }: { readonly before: Sovereignty; readonly after: Sovereignty }) {
  return (
    <table className="tb cmp" aria-label="Before and after">
      <thead>
        <tr>
          <th scope="col">
            <span className="sr">What</span>
          </th>
          <th scope="col">Now</th>
          <th scope="col">Afterwards</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(([label, words]) => {
          const isSame = words(before) === words(after);
          return (
            <tr key={label}>
              <th scope="row">{label}</th>
              <td className="t2">{words(before)}</td>
              <td className={isSame ? 't2' : undefined}>{isSame ? 'the same' : <b>{words(after)}</b>}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
