import type { VaultView } from '../../../src/contract/views.ts';
import { Icon } from '../../components/Icon.tsx';
import { IconAlertTriangle, IconX } from '../../components/icons.ts';
import { Panel } from '../../components/Panel.tsx';
import { lossesOf, type Loss } from './topology.ts';

/** How many losses until funds cannot be reached, and until an outsider could sign. */
export function Losses({ vault }: { readonly vault: VaultView }) {
  return (
    <Panel level={3} title="If shares are lost" isPadded={false}>
      <table className="tb loss" aria-label="If shares are lost">
        <thead>
          <tr>
            <th scope="col">Lost</th>
            <th scope="col">Company can still sign</th>
            <th scope="col" className="r">
              Outsider needs
            </th>
          </tr>
        </thead>
        <tbody>
          {lossesOf(vault).map((loss) => (
            <tr key={loss.lost}>
              <td className="num">
                {loss.lost} {loss.lost === 0 && <span className="t3">now</span>}
              </td>
              <td>
                <Company loss={loss} />
              </td>
              <td className={`r${loss.outsiderNeeds === 0 ? ' c-bad' : ''}`}>{outsiderWords(loss)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

function Company({ loss }: { readonly loss: Loss }) {
  if (loss.spare > 0) return <>yes, {loss.spare} to spare</>;
  const isLast = loss.spare === 0;
  return (
    <span className={`row ${isLast ? 'c-wait' : 'c-bad'}`}>
      <Icon of={isLast ? IconAlertTriangle : IconX} size={14} />
      {isLast ? 'yes, none to spare' : 'no'}
    </span>
  );
}

function outsiderWords({ lost, outsiderNeeds }: Loss): string {
  if (outsiderNeeds === 0) return 'nothing';
  return lost === 0 ? `${outsiderNeeds} shares` : `${outsiderNeeds} more`;
}
