import type { WorkspaceView } from '../../../src/contract/views.ts';
import { HashPrefix } from '../../components/HashBlock.tsx';
import { Icon } from '../../components/Icon.tsx';
import { IconScale } from '../../components/icons.ts';
import { Panel } from '../../components/Panel.tsx';

/** The rules that decide now, as sentences. */
export function Policy({ policy }: { readonly policy: WorkspaceView['policy'] }) {
  return (
    <Panel
      title="Policy"
      aside={
        <>
          version {policy.version}, <HashPrefix of={policy.hash} />
        </>
      }
    >
      {policy.rules.length === 0 ? (
        <p>
          <b>Nothing can be paid.</b> <span className="t2">What no rule allows is denied.</span>
        </p>
      ) : (
        <ol className="rules">
          {policy.rules.map((rule, index) => (
            <li key={index}>
              <Icon of={IconScale} size={14} className="t3" />
              <span>{rule}</span>
            </li>
          ))}
        </ol>
      )}
    </Panel>
  );
}
