/** What a token shows. */
import { z } from 'zod';
import { MAX_TOKEN_SCREENS, RequestId } from '../../treasury/workspace/wire.ts';
import { text } from './scalars.ts';
import { TokenScreenView } from './transfers.ts';

/** A token asks its holder to compare and confirm; the screens are the token's own words. */
export const TokenPromptView = z.strictObject({
  promptId: text(32),
  tokenKind: z.enum(['simulated', 'ledger', 'fido2']),
  requestId: RequestId.nullable(),
  screens: z.array(TokenScreenView).max(MAX_TOKEN_SCREENS),
});
export type TokenPromptView = z.output<typeof TokenPromptView>;
