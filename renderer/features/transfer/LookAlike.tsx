import { AddressDifference } from '../../components/Address.tsx';
import { differences } from '../../components/digits.ts';
import { IconMasksTheater } from '../../components/icons.ts';
import { Note } from '../../components/Note.tsx';
import { bare, type Known } from './look-alike.ts';

interface LookAlikeProps {
  readonly address: string;
  /** What it could be taken for. */
  readonly other: Known;
}

/** Both addresses under each other, before anybody approves the wrong one. */
export function LookAlike({ address, other }: LookAlikeProps) {
  const [known, typed] = [bare(other.address), bare(address)];
  const count = differences(known, typed);
  return (
    <Note
      tone="wait"
      icon={IconMasksTheater}
      role="status"
      title={`This looks like ${other.name}, and is another address: ${count} ${count === 1 ? 'character differs' : 'characters differ'}.`}
    >
      <AddressDifference known={{ label: other.from, address: known }} other={{ label: 'Typed', address: typed }} />
    </Note>
  );
}
