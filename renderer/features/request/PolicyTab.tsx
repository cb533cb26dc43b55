import type { PolicyVerdictView, RequestDetailView } from '../../../src/contract/views.ts';
import { Chip } from '../../components/Chip.tsx';
import { HashPrefix } from '../../components/HashBlock.tsx';
import { Icon } from '../../components/Icon.tsx';
import { IconCheck, IconCircleCheckFilled, IconCircleDashed, IconMinus, IconX } from '../../components/icons.ts';
import { stageNeed } from '../../components/Quorum.tsx';

const destinations: Record<PolicyVerdictView['destination'], string> = {
  own: 'an own account',
  book: 'a payee of the address book',
  new: 'an address outside the address book',
};

/** Which rule decides, what it asks for, and which rules nearly did. */
export function PolicyTab({ detail }: { readonly detail: RequestDetailView }) {
  const { verdict, policy } = detail;
  return (
    <>
      <table className="tb tb-c" aria-label="Rules">
        <thead>
          <tr>
            <th scope="col">Rule</th>
            <th scope="col">Result</th>
            <th scope="col">Because</th>
          </tr>
        </thead>
        <tbody>{verdict.type === 'allowed' ? <Deciding verdict={verdict} /> : <Denying verdict={verdict} />}</tbody>
      </table>
      <div className="vr-h">
        <h3>{verdict.type === 'allowed' ? `What ${verdict.ruleId} asks for` : 'What this means'}</h3>
        <span className="t3">
          policy v{policy.version}, <HashPrefix of={policy.hash} />
        </span>
      </div>
      {verdict.type === 'denied' ? (
        <p className="pad t2">What no rule allows is denied. Ask for another amount or another payee.</p>
      ) : (
        <Asks verdict={verdict} />
      )}
    </>
  );
}

type Allowed = Extract<PolicyVerdictView, { type: 'allowed' }>;
type Denied = Extract<PolicyVerdictView, { type: 'denied' }>;

function Deciding({ verdict }: { readonly verdict: Allowed }) {
  return (
    <tr className="sel">
      <td>
        <b>{verdict.ruleId}</b>
      </td>
      <td>
        <Chip tone="ok" icon={IconCheck}>
          decides
        </Chip>
      </td>
      <td className="pre">
        {verdict.ruleSentence} The payee is {destinations[verdict.destination]}.
      </td>
    </tr>
  );
}

function Denying({ verdict }: { readonly verdict: Denied }) {
  return (
    <>
      {verdict.nearMisses.map((miss) => (
        <tr key={miss.ruleId}>
          <td>
            <b>{miss.ruleId}</b>
          </td>
          <td>
            <Chip icon={IconMinus}>no match</Chip>
          </td>
          <td className="pre">{miss.because}</td>
        </tr>
      ))}
      <tr className="sel">
        <td>
          <b>Default</b>
        </td>
        <td>
          <Chip tone="bad" icon={IconX}>
            denies
          </Chip>
        </td>
        <td className="pre">{verdict.reason}</td>
      </tr>
    </>
  );
}

function Asks({ verdict }: { readonly verdict: Allowed }) {
  return (
    <ul className="ask">
      {verdict.stages.map((stage, index) => (
        <li key={index}>
          <Icon
            of={stage.isMet ? IconCircleCheckFilled : IconCircleDashed}
            size={18}
            className={stage.isMet ? 'c-ok' : 'c-wait'}
          />
          <span>
            <b>
              {stage.groupName}
              {stageNeed(stage) !== '' && `, ${stageNeed(stage)}`}
            </b>
            <small>
              {stage.seats.map(({ name, state }) => `${name}: ${state.replace('-', ' ')}`).join(', ')}. The initiator
              never counts.
            </small>
          </span>
        </li>
      ))}
    </ul>
  );
}
