import { useState } from 'react';
import { Icon } from './Icon.tsx';
import { IconCheck, IconCopy } from './icons.ts';

interface CopyButtonProps {
  readonly text: string;
  /** What is copied, for example "fingerprint". */
  readonly label: string;
}

/** Copies plain text, without the groups' gaps. */
export function CopyButton({ text, label }: CopyButtonProps) {
  const [isCopied, setCopied] = useState(false);
  const copy = () =>
    void navigator.clipboard.writeText(text).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  return (
    <button type="button" className="copy" aria-label={`Copy ${label}`} onClick={copy} onBlur={() => setCopied(false)}>
      <Icon of={isCopied ? IconCheck : IconCopy} size={14} />
      <span className="sr" role="status">
        {isCopied ? 'Copied.' : ''}
      </span>
    </button>
  );
}
