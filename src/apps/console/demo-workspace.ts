/** The demo workspace: who is there, what the policy says, whom one may pay. Everything in it is test money on a development chain. */
import { ed25519 } from '@noble/curves/ed25519.js';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { encodeEvmAddress } from '../../adapters/chains/evm/address.ts';
import { encodeSolanaAddress } from '../../adapters/chains/solana/address.ts';
import { taggedHash } from '../../base/tagged-hash.ts';
import { tlv } from '../../base/tlv.ts';
import type { Chain } from '../../treasury/chains/chain.ts';
import type { Asset } from '../../treasury/intent/assets.ts';
import type { CoSigner, CoSignerKind, EntryOf, Member, Payee } from '../../treasury/workspace/entry.ts';
import type { Policy } from '../../treasury/policy/policy.ts';

const SOL = 1_000_000_000n;
const ETH = 1_000_000_000_000_000_000n;
const HOUR = 3_600_000n;

export const DEMO_NAME = 'Nordhaven Logistics SE';
export const FIRST_OFFICER = 'treasurer';

/** Officers of the demo, by member id. */
export const DEMO_OFFICERS = [
  { memberId: FIRST_OFFICER, name: 'Treasurer' },
  { memberId: 'cfo', name: 'CFO' },
  { memberId: 'controller', name: 'Controller' },
] as const;

/** Co-signers of the demo. The HSM one seals its share in a file until a PKCS#11 module can hold the key. */
export const DEMO_CO_SIGNERS: readonly { kind: CoSignerKind; name: string; site: string }[] = [
  { kind: 'endpoint', name: 'Treasurer laptop', site: 'this machine' },
  { kind: 'hsm', name: 'HSM-to-be', site: 'this machine' },
  { kind: 'compliance', name: 'Compliance', site: 'this machine' },
];

const GROUPS: Policy['groups'] = [
  { groupId: 'treasury', name: 'Treasury', members: ['treasurer', 'cfo', 'controller'] },
  { groupId: 'finance', name: 'Finance', members: ['cfo', 'controller'] },
];
const ONE_OF_ALL = [{ groupId: 'treasury', quorum: 1 }];
const FINANCE_AND_ANOTHER = [
  { groupId: 'finance', quorum: 1 },
  { groupId: 'treasury', quorum: 1 },
];
const ONE_OF_FINANCE = [{ groupId: 'finance', quorum: 1 }];

const SOLANA_RULES: Policy['rules'] = [
  rule('T-1', 'SOL', ['own', 'book'], [0n, 10n * SOL], ONE_OF_ALL),
  rule('T-2', 'SOL', ['own', 'book'], [10n * SOL, 50n * SOL], FINANCE_AND_ANOTHER),
  rule('T-3', 'SOL', ['new'], [0n, SOL], ONE_OF_FINANCE),
];
const EVM_RULES: Policy['rules'] = [
  rule('T-4', 'ETH', ['own', 'book'], [0n, 2n * ETH], ONE_OF_ALL),
  rule('T-5', 'ETH', ['own', 'book'], [2n * ETH, 20n * ETH], FINANCE_AND_ANOTHER),
  rule('T-6', 'ETH', ['new'], [0n, ETH / 5n], ONE_OF_FINANCE),
];

const SOLANA_PAYEES = [
  { payeeId: 'aurelia', name: 'Aurelia Shipyards GmbH' },
  { payeeId: 'borealis', name: 'Borealis Port Services' },
  { payeeId: 'castell', name: 'Castell Marine Insurance' },
] as const;
const EVM_PAYEES = [
  { payeeId: 'delphin', name: 'Delphin Bunkering Ltd' },
  { payeeId: 'eos', name: 'Eos Crew Services BV' },
] as const;

/** The first entry's body for a demo workspace with these people and machines. */
export function demoGenesis(options: {
  readonly name: string;
  readonly members: readonly Member[];
  readonly coSigners: readonly CoSigner[];
  /** Those on which the workspace can pay. */
  readonly chains: readonly Chain[];
  readonly salt: Uint8Array;
}): EntryOf<'workspace.created'> {
  const paysEther = options.chains.includes('evm');
  return {
    type: 'workspace.created',
    name: options.name,
    kind: 'demo',
    network: 'test',
    members: [...options.members],
    coSigners: [...options.coSigners],
    payees: [...SOLANA_PAYEES.map(solanaPayee), ...(paysEther ? EVM_PAYEES.map(evmPayee) : [])],
    policy: { version: 1, groups: GROUPS, rules: [...SOLANA_RULES, ...(paysEther ? EVM_RULES : [])] },
    salt: options.salt,
  };
}

/** Demo payees have addresses that a key could sign for, although nobody keeps those keys. */
function solanaPayee({ payeeId, name }: { payeeId: string; name: string }): Payee {
  return { payeeId, name, chain: 'solana', address: encodeSolanaAddress(ed25519.getPublicKey(seedOf(payeeId))) };
}

function evmPayee({ payeeId, name }: { payeeId: string; name: string }): Payee {
  return { payeeId, name, chain: 'evm', address: encodeEvmAddress(secp256k1.getPublicKey(seedOf(payeeId), true)) };
}

function seedOf(payeeId: string): Uint8Array {
  return taggedHash('treasury/demo-payee', tlv.text(payeeId));
}

/** @param range above the first, up to the second, in base units */
function rule(
  ruleId: string,
  asset: Asset,
  destinations: Policy['rules'][number]['destinations'],
  [above, upTo]: readonly [bigint, bigint],
  needs: Policy['rules'][number]['needs'],
): Policy['rules'][number] {
  return { ruleId, accounts: [], asset, destinations, above, upTo, needs, deadline: 168n * HOUR };
}
