import { Icon } from './Icon.tsx';
import { IconLoader2 } from './icons.ts';

/** The turning sign of work under way; under reduced motion it is the word instead. */
export function Spinner({ size = 14 }: { readonly size?: number }) {
  return (
    <>
      <Icon of={IconLoader2} size={size} className="spin" />
      <span className="spin-word">working</span>
    </>
  );
}

interface LoadingProps {
  /** The step under way, for example "Reading balances from the node". */
  readonly step: string;
  readonly lines?: number;
}

/** Still skeletons with the named step below. */
export function Loading({ step, lines = 2 }: LoadingProps) {
  return (
    <div className="skel" role="status">
      {Array.from({ length: lines }, (_, index) => (
        <div key={index} className={`sk sk-${index % 3}`} />
      ))}
      <span className="row t2">
        <Spinner /> {step}
      </span>
    </div>
  );
}
