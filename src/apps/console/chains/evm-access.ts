/** An EVM network through one endpoint of its own. */
import { setTimeout as wait } from 'node:timers/promises';
import { bytesFromHex } from '../../../base/bytes.ts';
import { assembleEvmTransaction } from '../../../adapters/chains/evm/assemble.ts';
import { buildEvmTransfer } from '../../../adapters/chains/evm/build-transfer.ts';
import type { EvmClient } from '../../../adapters/chains/evm/client.ts';
import { comfortableFee, expectedFee, transferFees } from '../../../adapters/chains/evm/fees.ts';
import { TRANSFER_GAS } from '../../../adapters/chains/evm/read-transfer.ts';
import type { TransferIntent } from '../../../treasury/intent/intent.ts';
import type { SessionState } from '../../../treasury/workspace/state.ts';
import { accountBusy } from '../account-turn.ts';
import {
  earlierLive,
  nullWhenUnreachable,
  type ChainAccess,
  type SignedTransfer,
  type Standing,
} from './chain-access.ts';

/** A form's first fee ceiling is a round number of gwei, at least so many wei. */
const GWEI = 1_000_000_000n;
/** A development chain makes a block about once a second. */
const FUND_POLL_MS = 250;
const FUND_LOOKS = 80;
const LEAST_USUAL_FEE = TRANSFER_GAS * 10n * GWEI;

export function createEvmAccess(client: EvmClient): ChainAccess {
  return {
    chain: 'evm',
    sourceName: 'EVM development chain',
    network: () => client.network(),
    balance: async (address) => (await client.getBalance(address)).wei,
    usualFee: async () => {
      const fee = comfortableFee(await client.gasPrice());
      return fee > LEAST_USUAL_FEE ? ((fee + GWEI - 1n) / GWEI) * GWEI : LEAST_USUAL_FEE;
    },
    fee: async (ceiling) => {
      const price = await client.gasPrice();
      const comfortable = comfortableFee(price);
      return { now: expectedFee(price), held: comfortable < ceiling ? comfortable : ceiling };
    },
    facts: async ({ from, to }) => {
      const [hasCode, lane] = await Promise.all([
        client.hasCode(to).catch(nullWhenUnreachable),
        client.nonceLane(from).catch(nullWhenUnreachable),
      ]);
      return { chain: 'evm', hasCode, isWaiting: lane === null ? null : lane.pending > lane.latest };
    },
    build: (intent, agreed) => build(client, intent, agreed),
    assemble: async (transfer, signature) => ({
      ...transfer,
      ...(await assembleEvmTransaction(transfer.unsigned, signature, transfer.from)),
    }),
    send: async ({ wire }) => void (await client.sendTransaction(wire)),
    standing: (transfer) => standingOf(client, transfer),
    fund: (address, amount) => fund(client, address, amount),
  };
}

/** Resolves when a block carries the money. */
async function fund(client: EvmClient, address: string, amount: bigint): Promise<void> {
  const transactionId = await client.fund(address, amount);
  for (let look = 0; look < FUND_LOOKS; look += 1) {
    if ((await client.transactionStatus(transactionId)) !== null) return;
    await wait(FUND_POLL_MS);
  }
}

async function build(client: EvmClient, intent: TransferIntent, agreed: readonly SessionState[]) {
  const { network, from, to, amount, feeCeiling } = intent;
  const nonce = await client.nextNonce(from);
  await assertFree(client, from, nonce, agreed);
  await assertExcluded(client, from, nonce, agreed);
  const fees = transferFees(await client.gasPrice(), feeCeiling);
  const unsigned = buildEvmTransfer({ network, from, to, wei: amount, nonce, fees });
  return { unsigned, lifetime: { nonce, feeCap: TRANSFER_GAS * fees.maxFeePerGas } };
}

/**
 * A transaction with this nonce that waits in the endpoint's queue is this request's own, and these bytes replace it; or it comes first,
 * and these bytes would have a nonce that is used when they are signed.
 */
async function assertFree(
  client: EvmClient,
  from: string,
  nonce: bigint,
  agreed: readonly SessionState[],
): Promise<void> {
  const isOwn = agreed.some(({ proposal: { lifetime } }) => 'nonce' in lifetime && lifetime.nonce === nonce);
  if (!isOwn && (await client.nonceLane(from)).pending > nonce) throw accountBusy();
}

/**
 * What was agreed to before is either over for good without effect, or has the nonce that these bytes have, too: then the chain takes
 * one of the two. Co-signers judge the same by their own endpoints.
 */
async function assertExcluded(
  client: EvmClient,
  from: string,
  nonce: bigint,
  agreed: readonly SessionState[],
): Promise<void> {
  for (const { proposal } of agreed) {
    const { lifetime, wasIncluded } = await client.fateOf(bytesFromHex(proposal.unsignedTransaction), from);
    if (wasIncluded) throw earlierLive('It is on the chain already: do not ask for the payment again.');
    const isSame = 'nonce' in proposal.lifetime && proposal.lifetime.nonce === nonce;
    if (lifetime === 'live' && !isSame) throw earlierLive('Try again when the account’s newest transaction is final.');
  }
}

async function standingOf(
  client: EvmClient,
  { transactionId, unsigned, from, lifetime: own }: SignedTransfer,
): Promise<Standing> {
  const status = await client.transactionStatus(transactionId);
  if (status !== null) {
    if (status.confirmation !== 'final') return { type: 'waiting' };
    return { type: status.hasFailed ? 'failed' : 'confirmed', position: status.block };
  }
  const { lifetime, wasIncluded } = await client.fateOf(unsigned, from);
  if (lifetime === 'live') {
    // A transaction with this nonce waits in the endpoint's queue: nobody but this account makes one.
    const { pending } = await client.nonceLane(from);
    return { type: wasIncluded || ('nonce' in own && pending > own.nonce) ? 'waiting' : 'unseen' };
  }
  if (!wasIncluded) return { type: 'expired' };
  // The same bytes with another signature were included: they paid, under a name that this console does not know.
  return { type: 'confirmed', position: (await client.heights()).final };
}
