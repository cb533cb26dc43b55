/** A workspace with an ECDSA vault `ether` and its account `ether-operating`, beside the Solana one. */
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { bytesFromHex, bytesToHex, concatBytes } from '../../../src/base/bytes.ts';
import { deriveBip32 } from '../../../src/engine/mpc/derivation/bip32.ts';
import { buildEvmTransfer } from '../../../src/adapters/chains/evm/build-transfer.ts';
import { evmAddressOfKey } from '../../../src/treasury/chains/evm-address.ts';
import { evmDigest, evmTransactionId } from '../../../src/treasury/chains/evm-signature.ts';
import type { TransferIntent } from '../../../src/treasury/intent/intent.ts';
import type { EntryOf, Payee } from '../../../src/treasury/workspace/entry.ts';
import { seedOf, HOUR, type TestCoSigner } from './test-people.ts';
import { aurelia, endpoint, found, HOLDERS, hsm, idOf, POLICY, TestWorkspace, treasurer } from './test-workspace.ts';

export const ETH = 10n ** 18n;
export const EVM_NETWORK = 'eip155:31337';
export const EVM_PATH = [60, 0] as const;
export const CHAIN_CODE = seedOf('ether chain code');
const MASTER = seedOf('ether vault');
export const ETHER_KEY = secp256k1.getPublicKey(MASTER, true);
/** The engine derives here, admission with its own code. */
const child = deriveBip32(ETHER_KEY, CHAIN_CODE, EVM_PATH);
const childSecret = bytesFromHex(
  ((BigInt(`0x${bytesToHex(MASTER)}`) + child.shift) % secp256k1.Point.Fn.ORDER).toString(16).padStart(64, '0'),
);
export const ETHER_ADDRESS = found(evmAddressOfKey(child.key) ?? undefined);
export const shipyard: Payee = {
  payeeId: 'shipyard-eth',
  name: 'Aurelia Shipyards (ether)',
  chain: 'evm',
  address: found(evmAddressOfKey(secp256k1.getPublicKey(seedOf('shipyard'), true)) ?? undefined),
};

/** `r || s || parity` by the account's key, made by one process for the test. */
export function signEther(unsigned: Uint8Array, secret: Uint8Array = childSecret): Uint8Array {
  const signed = secp256k1.sign(evmDigest(unsigned), secret, { prehash: false, format: 'recovered' });
  return concatBytes(signed.subarray(1), signed.subarray(0, 1));
}

/** Up to 5 ETH, to our own or the book, with one of Treasury. */
const ETHER_RULE = {
  ruleId: 'T-3',
  accounts: [],
  asset: 'ETH' as const,
  destinations: ['own' as const, 'book' as const],
  above: 0n,
  upTo: 5n * ETH,
  needs: [{ groupId: 'treasury', quorum: 1 }],
  deadline: 24n * HOUR,
};

export class EvmWorkspace extends TestWorkspace {
  static open(changes: Partial<EntryOf<'workspace.created'>> = {}): EvmWorkspace {
    const workspace = new EvmWorkspace();
    workspace.begin({
      payees: [aurelia, shipyard],
      policy: { ...POLICY, rules: [...POLICY.rules, ETHER_RULE] },
      ...changes,
    });
    workspace.add(treasurer, workspace.etherVault());
    for (const holder of HOLDERS) workspace.add(holder, workspace.etherConfirmation(holder));
    workspace.add(treasurer, workspace.etherAccount());
    return workspace;
  }

  etherVault(changes: Partial<EntryOf<'vault.proposed'>> = {}): EntryOf<'vault.proposed'> {
    return {
      type: 'vault.proposed',
      vaultId: 'ether',
      name: 'Ether vault',
      scheme: 'ecdsa-secp256k1',
      profile: 'P128',
      minSigners: 2,
      holders: HOLDERS.map((holder) => holder.pid),
      ...changes,
    };
  }

  etherConfirmation(
    holder: TestCoSigner,
    changes: Partial<EntryOf<'vault.confirmed'>> = {},
  ): EntryOf<'vault.confirmed'> {
    const key = { groupKey: ETHER_KEY, chainCode: CHAIN_CODE, auxHash: bytesToHex(seedOf('aux')) };
    return this.confirmation(holder, { vaultId: 'ether', runId: this.vault('ether').runId, ...key, ...changes });
  }

  etherAccount(changes: Partial<EntryOf<'account.opened'>> = {}): EntryOf<'account.opened'> {
    return {
      type: 'account.opened',
      accountId: 'ether-operating',
      name: 'Ether operating',
      vaultId: 'ether',
      chain: 'evm',
      network: EVM_NETWORK,
      path: [...EVM_PATH],
      address: ETHER_ADDRESS,
      ...changes,
    };
  }

  /** 1.5 ETH to the shipyard, at most 0.001 ETH of fee. */
  etherIntent(changes: Partial<TransferIntent> = {}): TransferIntent {
    return this.intent({
      requestId: idOf(`ether request ${this.now.requests.size}`),
      vaultId: 'ether',
      accountId: 'ether-operating',
      chain: 'evm',
      network: EVM_NETWORK,
      asset: 'ETH',
      from: ETHER_ADDRESS,
      to: shipyard.address,
      payeeId: 'shipyard-eth',
      amount: (3n * ETH) / 2n,
      feeCeiling: ETH / 1000n,
      ...changes,
    });
  }

  /** The bytes that pay an intent with this nonce, for 0.00063 ETH at most. */
  etherBytes({ from, to, amount, network }: TransferIntent, nonce: bigint): Uint8Array {
    const fees = { maxFeePerGas: 30n * 10n ** 9n, maxPriorityFeePerGas: 10n ** 9n };
    return buildEvmTransfer({ network, from, to, wei: amount, nonce, fees });
  }

  etherProposal(
    requestId: string,
    nonce = 7n,
    changes: Partial<EntryOf<'session.proposed'>> = {},
  ): EntryOf<'session.proposed'> {
    const { intent } = this.requestState(requestId);
    return this.proposal(requestId, {
      vaultId: 'ether',
      signers: [endpoint.pid, hsm.pid],
      unsignedTransaction: bytesToHex(this.etherBytes(intent, nonce)),
      lifetime: { nonce, feeCap: 63n * 10n ** 13n },
      ...changes,
    });
  }

  etherSigned(sessionId: string): EntryOf<'session.signed'> {
    const unsigned = bytesFromHex(this.session(sessionId).proposal.unsignedTransaction);
    return { type: 'session.signed', sessionId, signature: signEther(unsigned) };
  }

  etherBroadcast(requestId: string, sessionId: string): EntryOf<'request.broadcast'> {
    const { proposal, outcome } = this.session(sessionId);
    const signature = outcome.type === 'signed' ? outcome.signature : new Uint8Array(65);
    const transactionId = evmTransactionId(bytesFromHex(proposal.unsignedTransaction), signature);
    return { type: 'request.broadcast', requestId, sessionId, transactionId };
  }
}
