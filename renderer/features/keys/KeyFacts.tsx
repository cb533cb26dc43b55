import type { VaultView } from '../../../src/contract/views.ts';
import { useNow } from '../../api/clock.ts';
import { Address } from '../../components/Address.tsx';
import { chainTitle } from '../../components/chains.ts';
import { HashBlock } from '../../components/HashBlock.tsx';
import { Panel } from '../../components/Panel.tsx';
import { dayAndTime } from '../../components/time.ts';

/** What everyone may know of the key, and the accounts it signs for: two panels. */
export function KeyFacts({ vault }: { readonly vault: VaultView }) {
  const now = useNow();
  const confirmed = vault.holders.filter(({ confirmedAt }) => confirmedAt !== null).length;
  const agreed = { agree: confirmed, of: vault.holders.length };
  return (
    <>
      <Panel
        level={3}
        title="Public key"
        aside={vault.createdAt === null ? undefined : `made ${dayAndTime(Number(vault.createdAt), now)}`}
      >
        <HashBlock label="Fingerprint" hash={vault.fingerprint} agreed={agreed} />
        <HashBlock label="Group key" hash={vault.groupKey} groups={4} />
        <dl className="kv ky-kv">
          <dt>Protocol</dt>
          <dd>{vault.scheme}</dd>
          {vault.parameters !== '' && (
            <>
              <dt>Parameters</dt>
              <dd>{vault.parameters}</dd>
            </>
          )}
          <dt>Epoch</dt>
          <dd>
            {vault.epoch},{' '}
            {vault.holders.every(({ epoch }) => epoch === vault.epoch)
              ? 'the same at every holder'
              : 'not the same everywhere'}
          </dd>
        </dl>
      </Panel>
      <Panel level={3} title="Accounts" aside={`${vault.accounts.length} in this vault`}>
        <ul className="ky-acc">
          {vault.accounts.map((account) => (
            <li key={account.accountId}>
              <span>
                <b>{account.name}</b> <span className="t3">{chainTitle(account.chainName)}</span>
              </span>
              <Address of={account.address} size="sm" copyLabel={`address of ${account.name}`} />
            </li>
          ))}
        </ul>
      </Panel>
    </>
  );
}
