interface Part {
  readonly text: string;
  readonly isStrong: boolean;
}

/** A sentence in pieces; what must not be misread is strong and does not break. */
export function Sentence({ parts }: { readonly parts: readonly Part[] }) {
  return (
    <>
      {parts.map((part, index) =>
        part.isStrong ? <b key={index}>{part.text}</b> : <span key={index}>{part.text}</span>,
      )}
    </>
  );
}
