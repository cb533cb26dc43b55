/** Co-signers and authors by kind: icon and words. */
import type { CoSignerView, LogEntryView } from '../../src/contract/views.ts';
import {
  IconBuildingBank,
  IconDeviceLaptop,
  IconServerBolt,
  IconShieldCheck,
  IconUser,
  type TablerIcon,
} from './icons.ts';

type Kind = LogEntryView['authorKind'];

export const kindIcons: Record<Kind, TablerIcon> = {
  member: IconUser,
  endpoint: IconDeviceLaptop,
  hsm: IconServerBolt,
  compliance: IconShieldCheck,
  guardian: IconBuildingBank,
};

export const kindWords: Record<CoSignerView['kind'], string> = {
  endpoint: 'endpoint',
  hsm: 'HSM to be',
  compliance: 'compliance',
  guardian: 'guardian',
};

/** The kind where the name does not say it already: "HSM-to-be 2" is an HSM to be. */
export function kindBeside({ kind, name }: CoSignerView): string {
  const words = kindWords[kind];
  return name.replaceAll('-', ' ').toLowerCase().startsWith(words.toLowerCase()) ? '' : words;
}

/** "endpoint · this machine". */
export const placeOf = (holder: CoSignerView, between = ' · '): string =>
  [kindBeside(holder), holder.site].filter((word) => word !== '').join(between);
