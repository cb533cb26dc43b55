/** The demo workspace: who is there, what the policy says, whom one may pay. Everything in it is test money on a development chain. */
import { ed25519 } from '@noble/curves/ed25519.js';
import { encodeSolanaAddress } from '../../adapters/chains/solana/address.ts';
import { taggedHash } from '../../base/tagged-hash.ts';
import { tlv } from '../../base/tlv.ts';
import type { CoSigner, CoSignerKind, EntryOf, Member, Payee } from '../../treasury/workspace/entry.ts';
import type { Policy } from '../../treasury/policy/policy.ts';

const SOL = 1_000_000_000n;
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

export const DEMO_VAULT = { vaultId: 'main', name: 'Main vault', minSigners: 2 } as const;
export const DEMO_ACCOUNT = { accountId: 'operating', name: 'Operating' } as const;
/** What the development chain gives the first account, in lamports. */
export const DEMO_FUNDS = 250n * SOL;

const DEMO_POLICY: Policy = {
  version: 1,
  groups: [
    { groupId: 'treasury', name: 'Treasury', members: ['treasurer', 'cfo', 'controller'] },
    { groupId: 'finance', name: 'Finance', members: ['cfo', 'controller'] },
  ],
  rules: [
    rule('T-1', ['own', 'book'], 0n, 10n, [{ groupId: 'treasury', quorum: 1 }]),
    rule('T-2', ['own', 'book'], 10n, 50n, [
      { groupId: 'finance', quorum: 1 },
      { groupId: 'treasury', quorum: 1 },
    ]),
    rule('T-3', ['new'], 0n, 1n, [{ groupId: 'finance', quorum: 1 }]),
  ],
};

const PAYEES = [
  { payeeId: 'aurelia', name: 'Aurelia Shipyards GmbH' },
  { payeeId: 'borealis', name: 'Borealis Port Services' },
  { payeeId: 'castell', name: 'Castell Marine Insurance' },
] as const;

/** The first entry's body for a demo workspace with these people and machines. */
export function demoGenesis(options: {
  readonly name: string;
  readonly members: readonly Member[];
  readonly coSigners: readonly CoSigner[];
  readonly salt: Uint8Array;
}): EntryOf<'workspace.created'> {
  return {
    type: 'workspace.created',
    name: options.name,
    kind: 'demo',
    network: 'test',
    members: [...options.members],
    coSigners: [...options.coSigners],
    payees: PAYEES.map(demoPayee),
    policy: DEMO_POLICY,
    salt: options.salt,
  };
}

/** Demo payees have addresses that a key could sign for, although nobody keeps those keys. */
function demoPayee({ payeeId, name }: { payeeId: string; name: string }): Payee {
  const seed = taggedHash('treasury/demo-payee', tlv.text(payeeId));
  return { payeeId, name, chain: 'solana', address: encodeSolanaAddress(ed25519.getPublicKey(seed)) };
}

function rule(
  ruleId: string,
  destinations: Policy['rules'][number]['destinations'],
  aboveSol: bigint,
  upToSol: bigint,
  needs: Policy['rules'][number]['needs'],
): Policy['rules'][number] {
  return {
    ruleId,
    accounts: [],
    asset: 'SOL',
    destinations,
    above: aboveSol * SOL,
    upTo: upToSol * SOL,
    needs,
    deadline: 168n * HOUR,
  };
}
