import type { RequestDetailView } from '../../../src/contract/views.ts';
import { ADDRESS } from './facts.ts';

interface ReadingProps {
  readonly text: string;
  readonly intent: RequestDetailView['intent'];
}

/**
 * A co-signer's own sentence. Addresses that are exactly those of the intent read as their names, any other stands out;
 * the sentence in its own words is under Raw.
 */
export function Reading({ text, intent }: ReadingProps) {
  const names = new Map([
    [intent.from, intent.accountName],
    [intent.to, intent.payeeName === '' ? 'the intended address' : intent.payeeName],
  ]);
  return text.split(ADDRESS).map((piece, index) => {
    if (index % 2 === 0) return <span key={index}>{piece}</span>;
    return <b key={index}>{names.get(piece) ?? 'an address outside the intent'}</b>;
  });
}
