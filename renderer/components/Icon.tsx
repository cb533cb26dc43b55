import type { TablerIcon } from './icons.ts';

interface IconProps {
  readonly of: TablerIcon;
  readonly size?: number;
  readonly className?: string;
}

/** An icon beside a word: hidden from assistive technology, because the word says it. */
export function Icon({ of: Drawing, size = 16, className }: IconProps) {
  return (
    <Drawing
      size={size}
      stroke={size >= 20 ? 1.5 : 1.75}
      aria-hidden
      {...(className === undefined ? {} : { className })}
    />
  );
}
