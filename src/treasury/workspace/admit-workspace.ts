/** The first entry: who is in the workspace, and under which policy. */
import { bytesToHex } from '../../base/bytes.ts';
import { pidOf } from '../../base/identity.ts';
import type { EcdsaProfile } from '../chains/chain.ts';
import { chainRules } from '../chains/chain-rules.ts';
import { lintPolicy } from '../policy/policy-lint.ts';
import { policyHash } from '../policy/policy-hash.ts';
import { skip, type Skip } from './admission.ts';
import { AppendMap } from './append-map.ts';
import type { EntryOf } from './entry.ts';
import type { WorkspaceState } from './state.ts';

type Created = EntryOf<'workspace.created'>;

/** Nothing below 3072 bits protects real money unless the workspace's creator said so. */
const DEFAULT_PROFILES: Readonly<Record<Created['kind'], readonly EcdsaProfile[]>> = {
  demo: ['P128', 'P112'],
  production: ['P128'],
};

/** The state after the first entry; `hash` becomes the workspace's id. */
export function createWorkspace(body: Created, hash: string): WorkspaceState | Skip {
  const fault = faultOf(body);
  if (fault !== null) return fault;
  return {
    workspaceId: hash,
    name: body.name,
    kind: body.kind,
    network: body.network,
    members: AppendMap.of(body.members.map((member) => [member.memberId, member])),
    coSigners: AppendMap.of(body.coSigners.map((coSigner) => [coSigner.pid, coSigner])),
    payees: AppendMap.of(body.payees.map((payee) => [payee.payeeId, payee])),
    policy: body.policy,
    policyHash: policyHash(body.policy),
    ecdsaProfiles: body.ecdsaProfiles ?? DEFAULT_PROFILES[body.kind],
    vaults: AppendMap.of(),
    accounts: AppendMap.of(),
    requests: AppendMap.of(),
    sessionRequests: AppendMap.of(),
    presignOrders: AppendMap.of(),
    size: 1,
    head: hash,
  };
}

function faultOf(body: Created): Skip | null {
  const fault = peopleFault(body) ?? payeeFault(body);
  if (fault !== null) return skip('WORKSPACE_INVALID', fault);
  const simulated = body.members.find((member) => member.token.kind === 'simulated');
  if (simulated !== undefined && body.kind !== 'demo') {
    return skip(
      'SIMULATED_TOKEN_REFUSED',
      `The token of ${simulated.name} is simulated; only a demo workspace accepts that.`,
    );
  }
  if (body.kind === 'demo' && body.network !== 'test') {
    return skip('WORKSPACE_INVALID', 'A demo workspace lives on a test network; its tokens protect no real money.');
  }
  const problems = lintPolicy(body.policy, new Set(body.members.map((member) => member.memberId)));
  const problem = problems[0];
  return problem === undefined ? null : skip('POLICY_INVALID', problem.message);
}

/** Why these people and machines cannot be in one workspace together: a sentence, or `null`. */
export function peopleFault({ members, coSigners }: Pick<Created, 'members' | 'coSigners'>): string | null {
  const identities = [...members.map((member) => member.device), ...coSigners];
  for (const { pid, identityKey } of identities) {
    if (bytesToHex(pidOf(identityKey)) !== pid)
      return 'A device or co-signer has an id that is not the hash of its key.';
  }
  if (hasRepeats(identities.map(({ pid }) => pid))) return 'Two devices or co-signers have the same identity.';
  if (hasRepeats(identities.map(({ channelKey }) => bytesToHex(channelKey))))
    return 'Two devices or co-signers have the same channel key.';
  if (hasRepeats(members.map(({ memberId }) => memberId))) return 'Two members have the same id.';
  if (hasRepeats(members.map(({ name }) => name))) return 'Two members have the same name.';
  if (hasRepeats(members.map(({ token }) => token.tokenId))) return 'Two tokens have the same id.';
  if (hasRepeats(members.map(({ token }) => bytesToHex(token.publicKey)))) return 'Two members share one token.';
  if (hasRepeats(coSigners.map(({ name }) => name))) return 'Two co-signers have the same name.';
  return null;
}

function payeeFault({ payees }: Created): string | null {
  const bad = payees.find((payee) => !chainRules(payee.chain).isAddress(payee.address));
  if (bad !== undefined) return `The address of ${bad.name} is not an address of ${chainRules(bad.chain).name}.`;
  if (hasRepeats(payees.map(({ payeeId }) => payeeId))) return 'Two payees have the same id.';
  if (hasRepeats(payees.map(({ name }) => name))) return 'Two payees have the same name.';
  if (hasRepeats(payees.map(({ address }) => address))) return 'Two payees have the same address.';
  return null;
}

function hasRepeats(values: readonly string[]): boolean {
  return new Set(values).size !== values.length;
}
