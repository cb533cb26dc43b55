import { Icon } from '../../components/Icon.tsx';
import { IconDeviceLaptop, IconServerBolt, IconShieldCheck, IconUser } from '../../components/icons.ts';
import { Panel } from '../../components/Panel.tsx';

const officers = [
  ['Treasurer', 'this console; asks for payments'],
  ['CFO', 'a console of its own, opened from the menu'],
  ['Controller', 'a console of its own, opened from the menu'],
] as const;

const coSigners = [
  ['Treasurer laptop', 'endpoint, a process on this machine', IconDeviceLaptop],
  ['HSM-to-be', 'a process where a hardware module will be', IconServerBolt],
  ['Compliance', 'a process that judges for the compliance office', IconShieldCheck],
] as const;

/** Who will be there, before anything is made. */
export function Company() {
  return (
    <div className="ce-r">
      <Panel title="Who will be there" aside="3 officers">
        <ul className="who">
          {officers.map(([name, what]) => (
            <li key={name}>
              <Icon of={IconUser} />
              <span>
                <b>{name}</b>
                <small>{what}</small>
              </span>
            </li>
          ))}
        </ul>
      </Panel>
      <Panel title="What will hold the key" aside="any 2 of 3 sign">
        <ul className="who">
          {coSigners.map(([name, what, icon]) => (
            <li key={name}>
              <Icon of={icon} />
              <span>
                <b>{name}</b>
                <small>{what}</small>
              </span>
            </li>
          ))}
        </ul>
        <p className="t2 who-p">Each keeps one share. The whole key never exists anywhere.</p>
      </Panel>
    </div>
  );
}
