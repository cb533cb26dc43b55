import { Menu, useMantineColorScheme } from '@mantine/core';
import type { WorkspaceView } from '../../src/contract/views.ts';
import { useCommand } from '../api/commands.ts';
import { Icon } from '../components/Icon.tsx';
import {
  IconCheck,
  IconChevronDown,
  IconDeviceDesktop,
  IconKeyboard,
  IconMoon,
  IconSun,
  IconWindowMaximize,
} from '../components/icons.ts';
import { Problem } from '../components/Problem.tsx';
import { Mark } from './Mark.tsx';

interface WorkspaceMenuProps {
  readonly workspace: WorkspaceView | undefined;
  readonly onHelp: () => void;
}

/** Top left: the workspace, other officers' consoles, the theme, help. */
export function WorkspaceMenu({ workspace, onHelp }: WorkspaceMenuProps) {
  const open = useCommand('officer.open');
  return (
    <>
      <Menu position="bottom-start" width={264} withinPortal={false} withInitialFocusPlaceholder={false}>
        <Menu.Target>
          <button type="button" className="side-w">
            <span className="sr">Workspace menu:</span>
            <Mark />
            <span>
              <b>Countersign</b>
              <small>{workspace?.name ?? '…'}</small>
            </span>
            <Icon of={IconChevronDown} size={14} className="t3" />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {workspace?.kind === 'demo' && (
            <Officers workspace={workspace} onOpen={(memberId) => open.mutate({ memberId })} />
          )}
          <Themes />
          <Menu.Divider />
          <Menu.Item
            leftSection={<Icon of={IconKeyboard} />}
            rightSection={
              <kbd className="kbd" aria-hidden>
                ?
              </kbd>
            }
            onClick={onHelp}
          >
            Keyboard help
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {open.error !== null && <Problem error={open.error} />}
    </>
  );
}

interface OfficersProps {
  readonly workspace: WorkspaceView;
  readonly onOpen: (memberId: string) => void;
}

function Officers({ workspace, onOpen }: OfficersProps) {
  const others = workspace.members.filter((member) => !member.isMe);
  if (others.length === 0) return null;
  return (
    <>
      <Menu.Label>Other officers, each with a console of their own</Menu.Label>
      {others.map((member) => (
        <Menu.Item
          key={member.memberId}
          leftSection={<Icon of={IconWindowMaximize} />}
          rightSection={
            member.isOnline ? (
              <span className="t3" aria-hidden>
                open
              </span>
            ) : undefined
          }
          onClick={() => onOpen(member.memberId)}
        >
          {`Open ${member.name}'s console`}
        </Menu.Item>
      ))}
      <Menu.Divider />
    </>
  );
}

const schemes = [
  { value: 'light', label: 'Light theme', icon: IconSun },
  { value: 'dark', label: 'Dark theme', icon: IconMoon },
  { value: 'auto', label: 'System theme', icon: IconDeviceDesktop },
] as const;

function Themes() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return schemes.map(({ value, label, icon }) => (
    <Menu.Item
      key={value}
      leftSection={<Icon of={icon} />}
      rightSection={colorScheme === value ? <Icon of={IconCheck} className="c-ink" /> : undefined}
      onClick={() => setColorScheme(value)}
    >
      {label}
    </Menu.Item>
  ));
}
