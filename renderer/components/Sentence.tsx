/** Characters that still fit a narrow column. */
const LONG = 28;

interface Part {
  readonly text: string;
  readonly isStrong: boolean;
}

/** A sentence in pieces; what must not be misread is strong and does not break, unless it is as long as an address. */
export function Sentence({ parts }: { readonly parts: readonly Part[] }) {
  return (
    <>
      {parts.map((part, index) =>
        part.isStrong ? (
          <b key={index} className={part.text.length > LONG ? 'long' : undefined}>
            {part.text}
          </b>
        ) : (
          <span key={index}>{part.text}</span>
        ),
      )}
    </>
  );
}
