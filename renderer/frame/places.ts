/** The screens that exist, with their keys; rail, palette and keyboard help read the same list. */
import { IconKey, IconLayoutDashboard, IconListCheck, IconSignature, type TablerIcon } from '../components/icons.ts';

export interface Place {
  readonly name: string;
  readonly to: '/overview' | '/approvals' | '/keys' | '/log';
  readonly icon: TablerIcon;
  /** Pressed after `g`. */
  readonly letter: string;
}

export const placeGroups: readonly { readonly name: string; readonly places: readonly Place[] }[] = [
  {
    name: 'Treasury',
    places: [
      { name: 'Overview', to: '/overview', icon: IconLayoutDashboard, letter: 'o' },
      { name: 'Approvals', to: '/approvals', icon: IconSignature, letter: 'q' },
    ],
  },
  { name: 'Control', places: [{ name: 'Keys', to: '/keys', icon: IconKey, letter: 'k' }] },
  { name: 'Evidence', places: [{ name: 'Audit log', to: '/log', icon: IconListCheck, letter: 'l' }] },
];

export const places: readonly Place[] = placeGroups.flatMap((group) => group.places);
