import { Button, Checkbox, Select } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { CoSignerView, VaultView } from '../../../src/contract/views.ts';
import { newCommandId } from '../../api/client.ts';
import { useCommand } from '../../api/commands.ts';
import { useWorkspace } from '../../api/queries.ts';
import { kindIcons, placeOf } from '../../components/holders.ts';
import { HashPrefix } from '../../components/HashBlock.tsx';
import { Icon } from '../../components/Icon.tsx';
import { IconAlertTriangle, IconCheck, IconUsers } from '../../components/icons.ts';
import { Panel } from '../../components/Panel.tsx';
import { Problem } from '../../components/Problem.tsx';
import { useConfirmKey } from '../../frame/use-global-keys.ts';
import { Comparison } from './Comparison.tsx';
import { changeOf, majorityOf, type Change, type Committee } from './committee.ts';
import { StartCoSigner } from './StartCoSigner.tsx';

interface ChangeFormProps {
  readonly vault: VaultView;
  /** Pids that are chosen at first. */
  readonly initial: readonly string[];
}

/** Holders and number of signers at the left, what that means before and after at the right. */
export function ChangeForm({ vault, initial }: ChangeFormProps) {
  const { data: workspace } = useWorkspace();
  const [pids, setPids] = useState(initial);
  const [wished, setWished] = useState(vault.minSigners);
  const everybody = candidates(vault, workspace?.coSigners ?? []);
  const holders = everybody.filter(({ pid }) => pids.includes(pid));
  const before: Committee = { holders: vault.holders.map(({ coSigner }) => coSigner), minSigners: vault.minSigners };
  const after: Committee = { holders, minSigners: Math.max(2, Math.min(wished, holders.length)) };
  const toggle = (pid: string) => setPids(pids.includes(pid) ? pids.filter((other) => other !== pid) : [...pids, pid]);
  return (
    <div className="ch">
      <Panel className="ch-who" title="Who will hold a share" aside={`${holders.length} chosen`} isPadded={false}>
        <ul className="ch-l">
          {everybody.map((coSigner) => (
            <Candidate
              key={coSigner.pid}
              coSigner={coSigner}
              isHolder={before.holders.some(({ pid }) => pid === coSigner.pid)}
              isChosen={pids.includes(coSigner.pid)}
              onToggle={() => toggle(coSigner.pid)}
            />
          ))}
        </ul>
        {workspace?.isHost === true && <StartCoSigner onStarted={(pid) => setPids([...pids, pid])} />}
        <div className="ch-s">
          <Select
            label="How many sign together"
            className="w-sel"
            data={choicesOf(holders.length)}
            value={String(after.minSigners)}
            onChange={(value) => setWished(Number(value))}
            allowDeselect={false}
            disabled={holders.length < 2}
          />
        </div>
      </Panel>
      {holders.length >= 2 && <Comparison before={before} after={after} />}
      <Propose vault={vault} before={before} after={after} members={workspace?.members.length ?? 0} />
    </div>
  );
}

/** Present holders first, then everybody else who could become one. */
function candidates(vault: VaultView, coSigners: readonly CoSignerView[]): CoSignerView[] {
  const present = vault.holders.map(({ coSigner }) => coSigners.find(({ pid }) => pid === coSigner.pid) ?? coSigner);
  return [...present, ...coSigners.filter(({ pid }) => present.every((holder) => holder.pid !== pid))];
}

const choicesOf = (count: number): { value: string; label: string }[] =>
  Array.from({ length: Math.max(0, count - 1) }, (_, index) => ({
    value: String(index + 2),
    label: `any ${index + 2} of ${count}`,
  }));

interface CandidateProps {
  readonly coSigner: CoSignerView;
  readonly isHolder: boolean;
  readonly isChosen: boolean;
  readonly onToggle: () => void;
}

function Candidate({ coSigner, isHolder, isChosen, onToggle }: CandidateProps) {
  const word = isHolder ? (isChosen ? 'keeps a share' : 'leaves') : isChosen ? 'joins' : 'no share';
  return (
    <li className={isHolder === isChosen ? undefined : 'sel'}>
      <Checkbox
        checked={isChosen}
        onChange={onToggle}
        label={
          <span className="row">
            <Icon of={kindIcons[coSigner.kind]} />
            <b>{coSigner.name}</b>
          </span>
        }
        description={
          <>
            {placeOf(coSigner)} · identity <HashPrefix of={coSigner.pid} groups={4} />
            {coSigner.isOnline || (
              <span className="c-wait ch-off">
                <Icon of={IconAlertTriangle} size={12} /> offline
              </span>
            )}
          </>
        }
      />
      <span className={`ch-w${isHolder === isChosen ? ' t3' : ''}`}>{word}</span>
    </li>
  );
}

interface ProposeProps {
  readonly vault: VaultView;
  readonly before: Committee;
  readonly after: Committee;
  readonly members: number;
}

/** The one action, what follows from it, or why it cannot be taken. */
function Propose({ vault, before, after, members }: ProposeProps) {
  const navigate = useNavigate();
  const reshare = useCommand('key.reshare');
  const change = changeOf(before, after);
  const problem = problemOf(before, after, change);
  const isReady = problem === null && !reshare.isPending;
  const { vaultId } = vault;
  const run = () =>
    reshare.mutate(
      {
        vaultId,
        holders: after.holders.map(({ pid }) => pid),
        minSigners: after.minSigners,
        commandId: newCommandId(),
      },
      { onSuccess: () => void navigate({ to: '/keys', search: { vault: vaultId } }) },
    );
  useConfirmKey(run, isReady);
  return (
    <Panel className="ch-then" title="What happens then">
      <ol className="steps">
        <li>
          The proposal goes into the log. {majorityOf(members)} of {members} officers approve it, each with a token that
          shows who leaves and who joins.
        </li>
        <li>
          {before.minSigners} present holders deal new shares to the new ones. Everybody checks that the key is the
          same.
        </li>
        <li>When every new holder has stored its share and said so, the new shares are in force, all at once.</li>
        <li>The old shares are destroyed, and each old holder says so in the log.</li>
      </ol>
      {reshare.error !== null && <Problem error={reshare.error} />}
      <div className="row-b ch-p">
        <span className="t2" role="status">
          {problem ?? ''}
        </span>
        <Button
          leftSection={<Icon of={change.isNone ? IconCheck : IconUsers} />}
          disabled={!isReady && !reshare.isPending}
          loading={reshare.isPending}
          onClick={run}
        >
          Propose the change
        </Button>
      </div>
    </Panel>
  );
}

function problemOf(before: Committee, after: Committee, change: Change): string | null {
  if (after.holders.length < 2) return 'A key needs two holders at least.';
  if (change.isNone) return 'Nothing would change. For new shares among the same holders there is the refresh.';
  if (before.holders.filter(({ isOnline }) => isOnline).length < before.minSigners)
    return `Fewer than ${before.minSigners} present holders are online, and so many must deal.`;
  return null;
}
