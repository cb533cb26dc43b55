import type { WorkspaceView } from '../../src/contract/views.ts';
import { Icon } from '../components/Icon.tsx';
import { IconBuildingBank, IconFlask } from '../components/icons.ts';

/** In words, shape and colour: whether real money moves here. */
export function NetworkClass({ network }: { readonly network: WorkspaceView['network'] }) {
  const isTest = network === 'test';
  return (
    <span className={`net ${isTest ? 'net-test' : 'net-main'}`}>
      <Icon of={isTest ? IconFlask : IconBuildingBank} size={14} />
      {isTest ? 'TEST NETWORK' : 'MAINNET'}
    </span>
  );
}
