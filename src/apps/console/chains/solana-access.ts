/** Solana through one endpoint of its own. */
import { parseSolanaPayee } from '../../../adapters/chains/solana/address.ts';
import { assembleTransaction } from '../../../adapters/chains/solana/assemble.ts';
import { buildTransfer } from '../../../adapters/chains/solana/build-transfer.ts';
import type { SolanaClient } from '../../../adapters/chains/solana/client.ts';
import { LAMPORTS_PER_SIGNATURE } from '../../../adapters/chains/solana/read-transfer.ts';
import type { SessionState } from '../../../treasury/workspace/state.ts';
import {
  earlierLive,
  nullWhenUnreachable,
  type ChainAccess,
  type SignedTransfer,
  type Standing,
} from './chain-access.ts';

/** Co-signers bound a transaction's life by their own endpoint, a little above the exact height; this waits for them. */
const SETTLED_MARGIN = 40n;
/** A form's first fee ceiling: twenty signatures. */
const USUAL_FEE = 20n * LAMPORTS_PER_SIGNATURE;

export function createSolanaAccess(client: SolanaClient): ChainAccess {
  return {
    chain: 'solana',
    sourceName: 'development chain',
    network: () => client.genesisHash(),
    balance: async (address) => (await client.getBalance(address)).lamports,
    usualFee: () => Promise.resolve(USUAL_FEE),
    fee: () => Promise.resolve({ now: LAMPORTS_PER_SIGNATURE, held: LAMPORTS_PER_SIGNATURE }),
    facts: async ({ to }) => {
      const [recipient, minimumBalance] = await Promise.all([
        client.getBalance(to).catch(nullWhenUnreachable),
        client.minimumBalance().catch(nullWhenUnreachable),
      ]);
      const { isOnCurve } = parseSolanaPayee(to);
      return { chain: 'solana', isOnCurve, recipientBalance: recipient?.lamports ?? null, minimumBalance };
    },
    build: async (intent, agreed) => {
      await assertDead(client, agreed);
      const { blockhash, lastValidBlockHeight } = await client.latestBlockhash();
      const { from, to, amount } = intent;
      const unsigned = buildTransfer({ from, to, lamports: amount, blockhash });
      return { unsigned, lifetime: { blockhash, lastValidBlockHeight } };
    },
    assemble: (transfer, signature) =>
      Promise.resolve({ ...transfer, ...assembleTransaction(transfer.unsigned, signature) }),
    send: async ({ wire }) => void (await client.sendTransaction(wire)),
    standing: (transfer) => standingOf(client, transfer),
    fund: async (address, amount) => void (await client.airdrop(address, amount)),
  };
}

/** Co-signers refuse while an earlier attempt could still land; proposing now would only use up one of three attempts. */
async function assertDead(client: SolanaClient, agreed: readonly SessionState[]): Promise<void> {
  if (agreed.length === 0) return;
  const height = await client.blockHeight('finalized');
  const canStillLand = ({ proposal: { lifetime } }: SessionState): boolean =>
    'nonce' in lifetime || height <= lifetime.lastValidBlockHeight + SETTLED_MARGIN;
  if (agreed.some(canStillLand))
    throw earlierLive('Try again in about two minutes, when the earlier bytes have expired.');
}

async function standingOf(
  client: SolanaClient,
  { transactionId, unsigned, from, lifetime }: SignedTransfer,
): Promise<Standing> {
  const status = await client.signatureStatus(transactionId);
  if (status !== null)
    return status.confirmation === 'processed'
      ? { type: 'waiting' }
      : { type: status.hasFailed ? 'failed' : 'confirmed', position: status.slot };
  // Gone for good only when finalized blocks have passed the blockhash's life and none carries the message.
  if ('nonce' in lifetime) return { type: 'waiting' };
  if ((await client.blockHeight('finalized')) <= lifetime.lastValidBlockHeight + SETTLED_MARGIN)
    return { type: 'unseen' };
  return { type: (await client.wasIncluded(unsigned, from)) === null ? 'expired' : 'unseen' };
}
