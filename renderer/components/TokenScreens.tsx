import type { TokenScreenView } from '../../src/contract/views.ts';
import { Icon } from './Icon.tsx';
import { IconHandFinger } from './icons.ts';

interface TokenScreenProps {
  readonly screen: TokenScreenView;
  readonly number: number;
  readonly of: number;
}

function TokenScreen({ screen, number, of: count }: TokenScreenProps) {
  return (
    <figure className={`tok${number === count ? ' tok-approve' : ''}`}>
      <div className="tok-b">
        <div className="tok-s">
          <span className="tok-t">{screen.title}</span>
          {screen.lines.map((line, index) => (
            <span key={index} className="tok-v">
              {line}
            </span>
          ))}
        </div>
      </div>
      <figcaption>
        {number} of {count}
      </figcaption>
    </figure>
  );
}

/** As many fit beside each other. */
const ROW = 6;

interface TokenScreensProps {
  readonly screens: readonly TokenScreenView[];
  readonly canShow?: boolean;
  /** Only these, by position from 0, with their own numbers; all when left out. */
  readonly only?: readonly number[];
}

/** The device's own words and line breaks, numbered; nothing is paraphrased. */
export function TokenScreens({ screens, canShow = true, only }: TokenScreensProps) {
  if (!canShow)
    return (
      <span className="row c-wait">
        <Icon of={IconHandFinger} /> touch only, shows nothing
      </span>
    );
  return (
    <div className={`toks${only === undefined && screens.length > ROW ? ' toks-2' : ''}`}>
      {screens.map(
        (screen, index) =>
          (only === undefined || only.includes(index)) && (
            <TokenScreen key={index} screen={screen} number={index + 1} of={screens.length} />
          ),
      )}
    </div>
  );
}
